"""Running git: one command with fixed arguments, and what it answered."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from git.cmd import Git
from git.exc import GitCommandNotFound

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
        # GitPython hands stderr over with its own mark in front.
        said = (self.err or self.out).strip().removeprefix("stderr: '").removesuffix("'").strip()
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
    for name in _INHERITED:
        os.environ.pop(name, None)
    try:
        if not stdin:
            return _answered(directory, arguments, None, fds, env or {})
        with tempfile.TemporaryFile() as source:
            source.write(stdin)
            source.seek(0)
            return _answered(directory, arguments, cast(BinaryIO, source), fds, env or {})
    except GitCommandNotFound as error:
        raise StateError("git is not installed: install it, then try again") from error
    except OSError as error:
        raise DiskError("run git in", directory, error) from error


def _answered(
    directory: Path,
    arguments: Sequence[str],
    source: BinaryIO | None,
    fds: Sequence[int],
    env: Mapping[str, str],
) -> Result:
    code, out, err = Git(str(directory)).execute(
        ["git", *_SAFE, *arguments],
        istream=source,
        with_extended_output=True,
        with_exceptions=False,
        stdout_as_string=False,
        strip_newline_in_stdout=False,
        env={"GIT_LITERAL_PATHSPECS": "1", **env},
        pass_fds=tuple(fds),
    )
    return Result(int(code), out, str(err))
