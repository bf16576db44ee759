"""Running git: one command with fixed arguments, and what it answered."""

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
    # What a commit is made of and the ref that names it reach the disk.
    "core.fsync=committed,reference",
    "-c",
    "gc.auto=0",
    "-c",
    "maintenance.auto=false",
    "-c",
    "user.useConfigOnly=true",
)
# A git hook or alias that calls us hands its own repository and index down.
_INHERITED = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR")
# What git says is read here, and told to the user among English sentences.
_ENGLISH = {"LANGUAGE": "C", "LC_ALL": "C"}
_BLOCK = 1 << 16


@dataclass(frozen=True)
class Result:
    """What a git command answered."""

    code: int
    raw: bytes
    err: str

    @property
    def out(self) -> str:
        """Standard output as text; names that are no UTF-8 survive as Python's own paths do."""
        return os.fsdecode(self.raw)

    @property
    def words(self) -> str:
        """What git, or a hook of it, said about why it did not do it."""
        said = (self.err or self.out).strip()
        return said or f"git, or a hook of it, ended with {self.code} and said nothing"


def run_git(
    directory: Path,
    *arguments: str,
    stdin: bytes = b"",
    fds: Sequence[int] = (),
    env: Mapping[str, str] | None = None,
) -> Result:
    """Run git in a directory with a fixed list of arguments; never raises for git's own refusals.

    `fds` are descriptors git inherits. Raises StateError where git is not installed or can't be
    started.
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
    """What git writes, cut at its NULs, as it comes: who has enough stops, and git with it.

    Raises StateError where git can't be started, and at the end where it did not succeed.
    """
    with tempfile.TemporaryFile() as told:
        try:
            running = subprocess.Popen(
                ["git", *_SAFE, *arguments],
                cwd=directory,
                env=_environment(env),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=told,
            )
        except OSError as error:
            raise _not_started(directory, error) from error
        with running, ExitStack() as enough:
            enough.callback(running.kill)
            assert running.stdout is not None
            rest = b""
            while block := os.read(running.stdout.fileno(), _BLOCK):
                *pieces, rest = (rest + block).split(b"\0")
                yield from pieces
            if rest:
                yield rest
            running.wait()
        if running.returncode:
            told.seek(0)
            raise StateError(f"git can't tell the history: {os.fsdecode(told.read()).strip()}")


def _environment(more: Mapping[str, str] | None) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name not in _INHERITED}
    return inherited | _ENGLISH | {"GIT_LITERAL_PATHSPECS": "1", **(more or {})}


def _not_started(directory: Path, error: OSError) -> StateError:
    if isinstance(error, FileNotFoundError) and error.filename == "git":
        return StateError("git is not installed: install it, then try again")
    return DiskError("run git in", directory, error)
