"""Files that a merge of git left unmerged: their versions in the index, and how they are staged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clientfile.errors import StateError
from clientfile.language import _
from clientfile.store.atomic import sync_directory
from clientfile.store.git import commits
from clientfile.store.git.landing import sync_objects
from clientfile.store.git.process import run_git
from clientfile.store.git.repository import Repository

_REBASES = ("rebase-merge", "rebase-apply")
_THEIRS = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD")


@dataclass(frozen=True)
class Stages:
    """The blobs of an unmerged file: of the base, of HEAD's side and of the other; "" for none."""

    base: str = ""
    head: str = ""
    other: str = ""


def unmerged_files(repo: Repository) -> dict[str, Stages]:
    """The unmerged files by their names from the top of the worktree. Raises StateError."""
    result = run_git(repo.toplevel, "ls-files", "--unmerged", "-z")
    if result.code != 0:
        raise StateError(_("git can't tell the state of the folder: {reason}", reason=result.words))
    blobs: dict[str, dict[str, str]] = {}
    for entry in result.out.split("\0")[:-1]:
        about, _tab, name = entry.partition("\t")
        _mode, blob, stage = about.split()
        blobs.setdefault(name, {})[stage] = blob
    return {
        name: Stages(*(stages.get(number, "") for number in "123"))
        for name, stages in blobs.items()
    }


def is_rebase(repo: Repository) -> bool:
    """Whether HEAD's side is the one that the user's commits are put upon, and not theirs."""
    return any((repo.git_dir / name).exists() for name in _REBASES)


def is_stash(repo: Repository) -> bool:
    """Whether unmerged files come from a stash, which git keeps then: the user's are those edits,
    and HEAD may have what was pulled meanwhile.
    """
    under_way = (*_THEIRS, *_REBASES, "SQUASH_MSG")
    if any((repo.git_dir / name).exists() for name in under_way):
        return False
    return run_git(repo.root, "rev-parse", "--verify", "--quiet", "refs/stash").code == 0


def commits_of_sides(repo: Repository) -> tuple[str, str]:
    """The revisions of the user's side and of the other; "" for edits that are in no commit."""
    if is_rebase(repo):
        return "REBASE_HEAD", "HEAD"
    if is_stash(repo):
        return "", "HEAD"
    return "HEAD", next((name for name in _THEIRS if (repo.git_dir / name).exists()), "")


def stage_files(repo: Repository, names: Sequence[str]) -> None:
    """Stage these files as they are on disk; the caller holds the write lock.

    git's index is replaced when the new one is on the disk: a power cut leaves either of them.
    Raises StateError, OSError.
    """
    commits.claim_index(repo, "resolve")
    try:
        commits.begin_own_index(repo)
        env = commits.on_own_index(repo)
        result = run_git(repo.toplevel, "add", "--all", "--", *names, writes=True, env=env)
        if result.code != 0:
            raise StateError(_("git can't stage the files: {reason}", reason=result.words))
        sync_objects(repo)
        commits.publish_index(repo)
        sync_directory(repo.git_dir)
    finally:
        commits.discard_own_index(repo)
        commits.release_index(repo)
