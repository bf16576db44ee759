"""Runs git: one command with fixed arguments, and its result."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from clientfile.errors import DiskError, StateError

_SAFE = (
    "-c",
    # The objects of a commit and the ref that names it are synced to the disk.
    "core.fsync=committed,reference",
    "-c",
    "gc.auto=0",
    "-c",
    "maintenance.auto=false",
    "-c",
    "user.useConfigOnly=true",
)
# A git hook or alias that runs clientfile passes its own repository and index in these.
_INHERITED = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR")
# git's messages are parsed, and shown to the user among English sentences.
_ENGLISH = {"LANGUAGE": "C", "LC_ALL": "C"}
_BLOCK = 1 << 16


@dataclass(frozen=True)
class Result:
    """The result of a git command: its exit code, standard output as bytes, standard error."""

    code: int
    raw: bytes
    err: str

    @property
    def out(self) -> str:
        """Standard output as text; bytes that are no UTF-8 are escaped as in Python's paths."""
        return os.fsdecode(self.raw)

    @property
    def words(self) -> str:
        """The message of git, or of a hook, about a failure."""
        message = (self.err or self.out).strip()
        return message or f"git, or a hook of it, ended with {self.code} and said nothing"


def run_git(
    directory: Path,
    *arguments: str,
    stdin: bytes = b"",
    fds: Sequence[int] = (),
    env: Mapping[str, str] | None = None,
) -> Result:
    """Run git in a directory with a fixed list of arguments.

    `fds` are descriptors that git inherits, `env` is added to its environment. A failure of git is
    in the result. Raises StateError where git is not installed or can't be started.
    """
    try:
        done = subprocess.run(
            ["git", *_SAFE, *arguments],
            cwd=directory,
            env=_environment(env),
            capture_output=True,
            pass_fds=tuple(fds),
            input=stdin,
        )
    except OSError as error:
        raise _not_started(directory, error) from error
    return Result(done.returncode, done.stdout, os.fsdecode(done.stderr))


def stream_git(
    directory: Path, *arguments: str, env: Mapping[str, str] | None = None
) -> Iterator[bytes]:
    """Run git and yield its output as it comes, split at NUL bytes; closing the iterator ends git.

    Raises StateError where git can't be started, and at the end where it failed.
    """
    with tempfile.TemporaryFile() as errors:
        try:
            running = subprocess.Popen(
                ["git", *_SAFE, *arguments],
                cwd=directory,
                env=_environment(env),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
            )
        except OSError as error:
            raise _not_started(directory, error) from error
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
            raise StateError(f"git can't tell the history: {os.fsdecode(errors.read()).strip()}")


def _environment(more: Mapping[str, str] | None) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name not in _INHERITED}
    return inherited | _ENGLISH | {"GIT_LITERAL_PATHSPECS": "1", **(more or {})}


def _not_started(directory: Path, error: OSError) -> StateError:
    if isinstance(error, FileNotFoundError) and error.filename == "git":
        return StateError("git is not installed: install it, then try again")
    return DiskError("run git in", directory, error)
