"""Has git merge records by clientfile in a clone that syncs: git's settings and the attribute."""

from __future__ import annotations

from collections.abc import Sequence

from clientfile.store.folder import Folder
from clientfile.store.git.commits import read_head
from clientfile.store.git.repository import Repository
from clientfile.store.merge_driver import driver_state, needs_attribute, set_up


def is_set_up(folder: Folder, repo: Repository) -> bool:
    """Whether git merges the records of this clone by clientfile, or by what its owner wants.

    Raises StateError.
    """
    return driver_state(repo) == "ok" and not needs_attribute(folder, repo)


def set_up_merging(
    folder: Folder, repo: Repository, lock: int, head: str
) -> tuple[str, Sequence[str]]:
    """Set up what a clone at the commit `head` lacks for git to merge its records by clientfile.

    `lock` is the descriptor of the write lock. Returns HEAD, a commit further where the attribute
    was missing, and a sentence for each step. Raises StateError.
    """
    if read_head(repo) != head:
        # Somebody is at work here: it is for the next sync.
        return head, ()
    steps = set_up(folder, repo, lock, "sync")
    return read_head(repo), steps
