"""Lands a commit that was made beforehand: files, index and branch, all or nothing.

The steps: look at the files under the write lock, write the journal, claim git's index, stage the
new texts, swap them with the files, bring our index up to date, move the branch, publish the index,
delete the journal. What is staged or edited elsewhere in the worktree stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from clientfile.errors import StateError
from clientfile.errors.suggest import list_some
from clientfile.language import Lines, _, ngettext
from clientfile.store.atomic import FileChange, read_content
from clientfile.store.git import commits, landing
from clientfile.store.git.find_commits import describe, is_in
from clientfile.store.git.landing import FILE, FileDifference
from clientfile.store.git.repository import Repository, Status, read_status
from clientfile.store.transaction.commit import (
    HeadMovedError,
    begin_change,
    close_change,
    swap_files,
    take_back,
)
from clientfile.store.transaction.journal import Journal, landing_mark, new_journal
from clientfile.store.transaction.signals import deferred_signals

_COMMAND = "sync"  # no message
_UNSTAGED = ("??", ".M", ".D")
"""The states of a file whose entry in the index is as in HEAD, or not there."""


def land(repo: Repository, lock: int, start: Status, target: str) -> Sequence[str]:
    """Bring the folder from the commit `start` to `target`, which has been made and fetched.

    The caller holds the write lock, whose descriptor is `lock`. Returns notes for the user. Raises
    HeadMovedError where the branch is not at `start` any more, StateError where a file that the
    landing changes has edits by hand or is in the way, DiskError; nothing is changed then.
    """
    status, changes = prepare_landing(repo, start, target)
    _short, subject, _trailer = describe(repo, target)
    # A journal names no target that a power cut takes away.
    landing.sync_objects(repo)
    journal = new_journal(_COMMAND, subject, status, changes, repo.own_dir, target)
    with deferred_signals():
        journal = begin_change(repo, journal, status)
        try:
            swap_files(journal.changes)
            _move(repo, journal, lock)
        except BaseException as error:
            undo = partial(
                landing.take_branch_back, repo, journal.branch, journal.head, journal.target
            )
            take_back(repo, journal, error, undo, committing=False)
        return close_change(repo, journal)


def prepare_landing(
    repo: Repository, start: Status, target: str
) -> tuple[Status, Sequence[FileChange]]:
    """The state of the files that a landing changes, and their changes. Raises as `land`."""
    differences = landing.tree_changes(repo, start.head, target)
    _refuse_unusual(differences, target)
    paths = {each.name: repo.toplevel / each.name for each in differences}
    status = read_status(repo, list(paths.values()), writes=True)
    if (status.head, status.branch) != (start.head, start.branch):
        raise HeadMovedError(start.branch)
    new = {each.name: each.new for each in differences if each.new}
    texts = landing.read_checked_out(repo, new)
    changes = [
        FileChange(path, read_content(path), texts.get(name)) for name, path in paths.items()
    ]
    _refuse_edited(differences, changes, status)
    # What makes way for a folder of its name goes first.
    return status, sorted(changes, key=lambda change: change.after is not None)


def _move(repo: Repository, journal: Journal, lock: int) -> None:
    """Move the branch to the target, and publish the index."""
    names = [repo.name(change.path) for change in journal.changes]
    landing.stage_target(repo, names, journal.target)
    branch, mark = journal.branch, landing_mark(journal)
    result = landing.move_branch(repo, branch, journal.head, journal.target, mark, lock)
    if result.code != 0 and not is_in(repo, journal.target, f"refs/heads/{branch}"):
        if commits.read_head(repo) != journal.head:
            raise HeadMovedError(branch)
        raise StateError(
            _("git can't move the branch, nothing was changed: {reason}", reason=result.words)
        )
    landing.sync_landing(repo, branch)
    if not is_in(repo, journal.target, "HEAD"):
        raise HeadMovedError(branch)
    commits.publish_index(repo)


def _refuse_unusual(differences: Sequence[FileDifference], target: str) -> None:
    """Raise StateError for links, modes and submodules, which git itself brings in."""
    names = [
        each.name
        for each in differences
        if {each.old_mode, each.new_mode} - {"", FILE} and each.old_mode != each.new_mode
    ]
    if names:
        raise StateError(
            _(
                "{files} is new as a link or a program, or has become one: bring it in by git: "
                "git rebase {commit}; then: clientfile sync",
                files=list_some(names),
                commit=target[:12],
            )
        )


def _refuse_edited(
    differences: Sequence[FileDifference], changes: Sequence[FileChange], status: Status
) -> None:
    """Raise StateError for files whose texts are not those of HEAD."""
    edited, in_the_way = [], []
    for difference, change in zip(differences, changes, strict=True):
        state = status.states.get(str(change.path), "")
        if not change.on_disk and state in ("", *_UNSTAGED):
            # Somebody typed the same by hand.
            continue
        if not difference.old and change.before is not None:
            in_the_way.append(difference.name)
        elif state or (difference.old and change.before is None):
            edited.append(difference.name)
    if edited or in_the_way:
        raise StateError(Lines(_sentences(edited, in_the_way)))


def _sentences(edited: Sequence[str], in_the_way: Sequence[str]) -> Iterator[str]:
    if edited:
        yield ngettext(
            "{files} has edits by hand that are not committed, and what comes in changes it; "
            "nothing was changed: run: clientfile save, or: clientfile sync --save",
            "{files} have edits by hand that are not committed, and what comes in changes them; "
            "nothing was changed: run: clientfile save, or: clientfile sync --save",
            len(edited),
            files=list_some(edited),
        )
    if in_the_way:
        yield ngettext(
            "{files} is here and not under git, and comes in with another text; nothing was "
            "changed: move it away, then try again",
            "{files} are here and not under git, and come in with other texts; nothing was "
            "changed: move them away, then try again",
            len(in_the_way),
            files=list_some(in_the_way),
        )
