"""Finds the commit that a change made, by its parent and by what its files say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from clientfile.store.atomic import FileChange
from clientfile.store.git import find_commits
from clientfile.store.git.repository import Repository
from clientfile.store.git.revisions import blobs_at, read_blobs
from clientfile.store.transaction.journal import Journal, journal_path, landing_mark
from clientfile.store.transaction.same_data import has_same_data


@dataclass(frozen=True)
class OwnCommit:
    """The commit of a change: `id` is short, `by_hand` says that the user made it, of the files as
    the change had left them.

    `in_head` and `in_branch` say whether HEAD, and the branch of the change, still have it.
    """

    id: str
    subject: str
    by_hand: bool
    in_head: bool
    in_branch: bool


def find_own_commit(repo: Repository, journal: Journal) -> OwnCommit | None:
    """The commit of the journal's change: a child of the commit that the change started from,
    whose files say what was to be written, in any ref or reflog; None where there is none.

    One that a failing command took back is none. That of a landing is its target, if the branch
    was ever moved there. Raises StateError.
    """
    if journal.target:
        return _find_target(repo, journal)
    matches = [
        commit
        for commit in find_commits.children(repo, journal.head)
        if _has_the_change(repo, journal, commit)
    ]
    described = [_describe(repo, journal, commit) for commit in matches]
    for match in sorted(described, key=lambda each: (each.in_head, each.in_branch), reverse=True):
        if match.in_head or match.in_branch or _may_be_new(repo, journal, match.id):
            return match
    return None


def _find_target(repo: Repository, journal: Journal) -> OwnCommit | None:
    """The target of a landing that came to move the branch."""
    target = journal.target
    if not find_commits.full_id(repo, target):
        return None
    commit = replace(_describe(repo, journal, target), by_hand=False)
    if commit.in_head or commit.in_branch:
        return commit
    left = find_commits.has_left(repo, journal.branch, target, landing_mark(journal))
    return commit if left else None


def _has_the_change(repo: Repository, journal: Journal, commit: str) -> bool:
    names = [repo.name(change.path) for change in journal.changes]
    blobs = blobs_at(repo, commit, names)
    if journal.head and blobs_at(repo, journal.head, names) == blobs:
        return False
    contents = read_blobs(repo, sorted(set(blobs.values())))
    return all(
        has_same_data(change, contents[blobs[name]] if name in blobs else None)
        for name, change in zip(names, journal.changes, strict=True)
    )


def _describe(repo: Repository, journal: Journal, commit: str) -> OwnCommit:
    short, subject, command = find_commits.describe(repo, commit)
    return OwnCommit(
        short,
        subject,
        by_hand=command != journal.command,
        in_head=find_commits.is_in(repo, commit, "HEAD"),
        in_branch=find_commits.is_in(repo, commit, f"refs/heads/{journal.branch}"),
    )


def _may_be_new(repo: Repository, journal: Journal, commit: str) -> bool:
    """Whether a commit that neither HEAD nor the branch has may be of this change, not of an
    earlier one that wrote the same; one that was taken back, or never was in a branch, is of none.
    """
    if find_commits.was_taken_back(repo, commit, journal.branch):
        return False
    if find_commits.is_only_logged(repo, commit, journal.branch):
        return False
    return find_commits.time_written(repo, commit) > journal_path(repo.own_dir).stat().st_mtime - 1


def texts_at(repo: Repository, revision: str, journal: Journal) -> Mapping[FileChange, bytes]:
    """The texts that a commit has of the journal's files."""
    names = {change: repo.name(change.path) for change in journal.changes}
    blobs = blobs_at(repo, revision, list(names.values()))
    contents = read_blobs(repo, sorted(set(blobs.values())))
    return {change: contents[blobs[name]] for change, name in names.items() if name in blobs}
