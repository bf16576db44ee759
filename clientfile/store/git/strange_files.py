"""Refuses pipes and devices in the place of files that git reads: git would wait for their end."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from clientfile.errors import StateError
from clientfile.language import _
from clientfile.store.git.gitdir import git_directory
from clientfile.store.safe_open import MOST_SETTINGS, read_ordinary

_OF_REPOSITORY = (
    "commondir",
    "config",
    "HEAD",
    "index",
    "packed-refs",
    "shallow",
    "info/attributes",
    "info/exclude",
    "info/grafts",
    "objects/info/alternates",
    "objects/info/commit-graph",
)
_OF_WORKTREE = (".gitattributes", ".gitignore", ".mailmap")


@cache
def refuse_strange_files(directory: Path) -> None:
    """Raise StateError where git, run in `directory`, would read a pipe or a device.

    A process looks once, at some twenty names and at the refs and packs. A loose object is not
    looked at.
    """
    git_dir = git_directory(directory)
    if git_dir is None:
        return
    for place in {git_dir, _common_directory(git_dir)}:
        _refuse_each(f"{place}/{name}" for name in _OF_REPOSITORY)
        for below in ("refs", "objects/pack"):
            _refuse_each(_unusual_files(f"{place}/{below}"))
    refuse_strange_rules([directory])


def refuse_strange_rules(paths: Iterable[Path]) -> None:
    """Raise StateError where a file of rules that git reads for one of these paths is a pipe or a
    device: they may be in each directory from the top of the worktree on.
    """
    seen: set[Path] = set()
    for path in paths:
        for place in (path, *path.parents):
            if place in seen:
                break
            seen.add(place)
            _refuse_each(f"{place}/{name}" for name in _OF_WORKTREE)
            if os.path.lexists(f"{place}/.git"):
                break


def _common_directory(git_dir: Path) -> Path:
    """The git directory that a linked worktree shares; that of another worktree is its own."""
    try:
        named = os.fsdecode(read_ordinary(git_dir / "commondir", MOST_SETTINGS)).strip()
    except OSError:
        return git_dir
    return git_dir / named


def _unusual_files(directory: str) -> Iterator[str]:
    """What is neither a file nor a directory, at any depth; the listings say so, without a look."""
    directories = [directory]
    while directories:
        try:
            entries = list(os.scandir(directories.pop()))
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                directories.append(entry.path)
            elif not entry.is_file(follow_symlinks=False):
                yield entry.path


def _refuse_each(paths: Iterable[str]) -> None:
    for path in paths:
        try:
            mode = os.stat(path).st_mode  # noqa: PTH116
        except (OSError, ValueError):
            # git itself says what is wrong with a link that leads nowhere.
            continue
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise StateError(
                _(
                    "{path} is a pipe or a device, and git would wait for its end: take it away",
                    path=path,
                )
            )
