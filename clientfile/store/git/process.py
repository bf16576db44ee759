"""Runs git, to read or to write: one command with fixed arguments, and its result.

A folder may come from somebody else, with settings of git that name programs. Reading starts none
of them; hooks, filters and the signing of commits run on a real write alone (docs/guarantees.md has
the table).
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from clientfile.errors import DiskError, StateError
from clientfile.language import _, pgettext

_SETTINGS = {
    # The objects of a commit and the ref that names it are synced to the disk.
    "core.fsync": "committed,reference",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "user.useConfigOnly": "true",
    # A clone can hold a directory that looks like a bare repository, with settings of its own.
    "safe.bareRepository": "explicit",
    "core.fsmonitor": "false",
    # Messages are written and parsed as UTF-8, and as trailers with a colon.
    "i18n.commitEncoding": "UTF-8",
    "i18n.logOutputEncoding": "UTF-8",
    "core.commentChar": "#",
    "trailer.separators": ":",
    "grep.patternType": "basic",
    "diff.orderFile": os.devnull,
    "log.follow": "false",
    "log.showRoot": "true",
}
_READING_SETTINGS = {"core.hooksPath": os.devnull}
_TRANSPORT_SETTINGS = {
    # Cookies would be written to whatever file the settings name.
    "http.saveCookies": "false",
    "core.alternateRefsCommand": "true",
    "fetch.writeCommitGraph": "false",
}
_PROTOCOLS = "file:git:http:https:ssh"
"""The transports that a fetch or a push may use: `ext` and others run programs that an address
names."""
_READING_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    # An object that is missing is not fetched, which would start a transport.
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_NO_LAZY_FETCH": "1",
}
_NO_PROGRAMS = ("--no-ext-diff", "--no-textconv")
_OPTIONS = {
    "log": ("--no-show-signature", *_NO_PROGRAMS, "--no-color", "--no-relative"),
    "diff-tree": _NO_PROGRAMS,
    # The state of a submodule is git's state in another repository, with settings of its own.
    "status": ("--ignore-submodules=all",),
}
"""The options of some commands of git without which its settings decide what runs, or the form of
the output."""
_STARTING = ("status", "diff", "diff-files", "diff-index", "update-index", "read-tree")
"""The commands that compare files of the worktree, which git passes through its filters, or that
write an index, after which a hook runs."""
_SWITCHES = {
    # An empty `process` hides `clean` and `smudge` too; one that is not required may be absent.
    "filter": {"process": "", "clean": "", "smudge": "", "required": "false"},
    # From git 2.54 on, settings name hooks too, which `core.hooksPath` does not hide.
    "hook": {"enabled": "false"},
}
"""The settings that switch a program of the repository's settings off, by its kind."""
# A git hook or alias that runs clientfile passes its own repository and index in these.
_INHERITED = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR")
# git's messages are parsed, and shown to the user among English sentences.
_ENGLISH = {"LANGUAGE": "C", "LC_ALL": "C"}
MOST_NAMES = 500
"""git compares each file with each name that it is called with: instead of more than these, it is
asked for all files, and the names are looked up in its answer."""
_BLOCK = 1 << 16
_LONGEST_PART = 2000


@dataclass(frozen=True)
class Result:
    """The result of a git command: its exit code, standard output as bytes, standard error."""

    code: int
    raw: bytes
    err: str

    @property
    def out(self) -> str:
        """Standard output as names of files: decoded as Python decodes paths."""
        return os.fsdecode(self.raw)

    @property
    def text(self) -> str:
        """Standard output as subjects and names of people: UTF-8 in whatever locale."""
        return self.raw.decode(errors="replace")

    @property
    def words(self) -> str:
        """The message of git, or of a hook, about a failure."""
        return _shorten(self.err or self.out) or _(
            "git, or a hook of it, ended with {code} and said nothing", code=str(self.code)
        )


def run_git(
    directory: Path,
    *arguments: str,
    writes: bool = False,
    stdin: bytes = b"",
    fds: Sequence[int] = (),
    env: Mapping[str, str] | None = None,
) -> Result:
    """Run git in a directory with a fixed list of arguments.

    `writes` is for a change of the user's alone: git's hooks and filters run. `fds` are descriptors
    that git inherits, `env` is added to its environment. A failure of git is in the result. Raises
    StateError where git is not installed or can't be started, and where it would not end.
    """
    _refuse_strange_files(directory)
    more = dict(env or {})
    if not writes and arguments[0] in _STARTING:
        more |= _settings_without_programs(directory)
    try:
        done = subprocess.run(
            _command(arguments, writes=writes),
            cwd=directory,
            env=_environment(more, writes=writes),
            capture_output=True,
            pass_fds=tuple(fds),
            input=stdin,
        )
    except OSError as error:
        raise not_started(directory, error) from error
    return Result(done.returncode, done.stdout, os.fsdecode(done.stderr))


def stream_git(
    directory: Path, *arguments: str, env: Mapping[str, str] | None = None
) -> Iterator[bytes]:
    """Run git, to read, and yield its output as it comes, split at NUL bytes; closing the iterator
    ends git.

    Raises StateError where git can't be started, and at the end where it failed.
    """
    _refuse_strange_files(directory)
    with _open_temporary() as errors:
        try:
            running = subprocess.Popen(
                _command(arguments, writes=False),
                cwd=directory,
                env=_environment(env or {}, writes=False),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
            )
        except OSError as error:
            raise not_started(directory, error) from error
        with running, ExitStack() as at_exit:
            at_exit.callback(running.kill)
            assert running.stdout is not None
            rest = b""
            while block := os.read(running.stdout.fileno(), _BLOCK):
                *pieces, rest = (rest + block).split(b"\0")
                yield from pieces
            if rest:
                yield rest
            running.wait()
        if running.returncode:
            errors.seek(0)
            words = _shorten(os.fsdecode(errors.read()))
            raise StateError(
                _("git can't read the history: {reason}; look with: git fsck", reason=words)
            )


def prepare_transport(
    directory: Path, arguments: Sequence[str], *, writes: bool
) -> tuple[list[str], dict[str, str]]:
    """The command line and the environment of a git that talks to a remote.

    What reaches the remote may be named by git's settings, as for any git; the transport is one of
    five. Hooks run where it `writes`, which is a push. Raises StateError.
    """
    _refuse_strange_files(directory)
    more = {} if writes else _settings_without_programs(directory)
    protocols = {"GIT_ALLOW_PROTOCOL": os.environ.get("GIT_ALLOW_PROTOCOL", _PROTOCOLS)}
    command = _command(arguments, writes=writes, more=_TRANSPORT_SETTINGS)
    return command, _environment(more | protocols, writes=False)


def _refuse_strange_files(directory: Path) -> None:
    # Imported where git is run: most listings are of the cache, without git.
    from clientfile.store.git.strange_files import refuse_strange_files

    refuse_strange_files(directory)


def _open_temporary() -> IO[bytes]:
    """A file without a name, for what git says. Raises DiskError."""
    try:
        return tempfile.TemporaryFile()
    except OSError as error:
        raise DiskError(pgettext("can't ...", "write"), _("a temporary file"), error) from error


def _command(
    arguments: Sequence[str], *, writes: bool, more: dict[str, str] | None = None
) -> list[str]:
    settings = _SETTINGS | ({} if writes else _READING_SETTINGS) | (more or {})
    pairs = (part for name, value in settings.items() for part in ("-c", f"{name}={value}"))
    name, *rest = arguments
    return ["git", "--no-pager", *pairs, name, *_OPTIONS.get(name, ()), *rest]


def _environment(more: Mapping[str, str], *, writes: bool) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name not in _INHERITED}
    mode = {} if writes else _READING_ENVIRONMENT
    return inherited | _ENGLISH | {"GIT_LITERAL_PATHSPECS": "1"} | mode | dict(more)


def _settings_without_programs(directory: Path) -> dict[str, str]:
    """The environment in which git has no program for any filter and any hook of the repository's
    settings.

    Raises StateError.
    """
    kinds = "|".join(_SWITCHES)
    words = ("config", "--null", "--name-only", "--get-regexp", rf"^({kinds})\..*\.")
    result = run_git(directory, *words)
    if result.code not in (0, 1):
        raise StateError(_("git can't read its settings: {reason}", reason=result.words))
    names = sorted({key.rpartition(".")[0] for key in result.out.split("\0") if key})
    settings = [
        (f"{name}.{switch}", value)
        for name in names
        for switch, value in _SWITCHES[name.partition(".")[0]].items()
    ]
    # git counts the settings of its environment; those of the user's come first.
    inherited = os.environ.get("GIT_CONFIG_COUNT", "")
    first = int(inherited) if inherited.isdecimal() else 0
    env = {"GIT_CONFIG_COUNT": str(first + len(settings))}
    for number, (key, value) in enumerate(settings, first):
        env |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return env


def _shorten(text: str) -> str:
    """Words of git without tabs, which indent its hints: blanks can be copied from a screen. Of
    what is very long, as a hook's report may be, the beginning and the end.
    """
    if len(text) > 2 * _LONGEST_PART:
        text = f"{text[:_LONGEST_PART]}\n…\n{text[-_LONGEST_PART:]}"
    return text.strip().expandtabs(4)


def not_started(directory: Path, error: OSError) -> StateError:
    """The error for a git that could not be started in a directory."""
    if isinstance(error, FileNotFoundError) and error.filename == "git":
        return StateError(_("git is not installed: install it, then try again"))
    return DiskError(pgettext("can't ...", "run git in"), directory, error)
