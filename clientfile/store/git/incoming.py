"""Commits of the others that were fetched and are not in the branch yet."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from clientfile.errors import StateError
from clientfile.language import _
from clientfile.store.git.gitdir import git_directory
from clientfile.store.git.process import run_git
from clientfile.store.git.repository import Repository
from clientfile.store.safe_open import read_ordinary

_LARGEST = 1 << 24
_BRANCH, _REMOTES = "refs/heads/", "refs/remotes/"
_UPSTREAM = "@{upstream}"


def upstream_tip(repo: Repository) -> str:
    """The commit at which the branch's upstream was when it was fetched last.

    Raises StateError where the branch has no upstream, or nothing was fetched yet.
    """
    result = run_git(repo.root, "rev-parse", "--verify", "--quiet", f"{_UPSTREAM}^{{commit}}")
    if result.code != 0:
        raise StateError(
            _("nothing is known of the others yet: bring both sides together with: clientfile sync")
        )
    return result.out.strip()


def count_incoming(root: Path) -> int:
    """How many commits of the upstream, as it was fetched last, the branch lacks; 0 without one.

    git is asked only where its files say that the branch is at another commit than all branches
    of its name that were fetched. Never raises.
    """
    with suppress(OSError, StateError, ValueError):
        directory = git_directory(root)
        if directory is None or not _may_differ(directory):
            return 0
        # The morning's list of most folders has nothing of this.
        from clientfile.store.git.ranges import select_new

        selection = select_new(root, _UPSTREAM, "HEAD")
        result = run_git(root, "rev-list", "--count", "--no-merges", *selection, "--")
        return int(result.out) if result.code == 0 else 0
    return 0


def _may_differ(directory: Path) -> bool:
    """Whether a branch that was fetched is at another commit than the own one of its name."""
    head = _read(directory / "HEAD")
    if not head.startswith(f"ref: {_BRANCH}"):
        return False
    branch = head.removeprefix(f"ref: {_BRANCH}")
    common = directory / (_read(directory / "commondir") or ".")
    packed = _read(common / "packed-refs")
    own = _resolve(common, packed, f"{_BRANCH}{branch}")
    fetched = {_resolve(common, packed, name) for name in _fetched(common, packed, branch)}
    return not fetched <= {own}


def _fetched(common: Path, packed: str, branch: str) -> Iterator[str]:
    """The names of the branches of all remotes that are called like the own one."""
    with suppress(OSError):
        for remote in (common / _REMOTES).iterdir():
            if (remote / branch).exists():
                yield f"{_REMOTES}{remote.name}/{branch}"
    for line in packed.splitlines():
        name = line.partition(" ")[2]
        if name.startswith(_REMOTES) and name.endswith(f"/{branch}"):
            yield name


def _resolve(common: Path, packed: str, name: str) -> str:
    """The commit of a branch by git's files; "" where they have none."""
    if id_ := _read(common / name):
        return id_
    ends = (line.removesuffix(f" {name}") for line in packed.splitlines() if line.endswith(name))
    return next((id_ for id_ in ends if " " not in id_), "")


def _read(path: Path) -> str:
    try:
        return os.fsdecode(read_ordinary(path, _LARGEST)).strip()
    except OSError:
        return ""
