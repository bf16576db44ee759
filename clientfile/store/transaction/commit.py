"""Commits a change atomically: journal, files, git commit, index.

The steps: write the journal, claim git's index, read HEAD and the index again, stage the new
texts, swap them with the files, commit, see what the commit stands on and sync it, publish the
index, delete the journal. A failure before the index is published undoes every step. A failure
after it leaves only what the next command clears away.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import NoReturn

from clientfile.errors import ClientfileError, DiskError, StateError, reason_of
from clientfile.language import Lines, _, pgettext
from clientfile.store.atomic import (
    ChangedMeanwhileError,
    FileChange,
    read_content,
    stage,
    swap,
    sync_names,
)
from clientfile.store.git import commits
from clientfile.store.git.find_commits import full_id, is_in
from clientfile.store.git.process import Result
from clientfile.store.git.repository import Repository, Status, read_status, refuse_unfinished
from clientfile.store.git.revisions import read_at
from clientfile.store.transaction import recovery
from clientfile.store.transaction.journal import Journal, clear_journal, write_journal
from clientfile.store.transaction.own_commit import find_own_commit
from clientfile.store.transaction.signals import deferred_signals
from clientfile.store.transaction.take_back import save_new_texts, take_files_back

_WRITE = pgettext("can't ...", "write")

Same = Callable[[FileChange, bytes | None], bool]
"""Whether the text that git committed of a file has the same data as the change's text."""


class HeadMovedError(StateError):
    """Another program moved the branch between our reading and our writing."""

    def __init__(self, branch: str) -> None:
        super().__init__(
            _(
                "another program moved git's branch {branch} meanwhile; nothing was changed: try "
                "again",
                branch=branch,
            )
        )


@dataclass(frozen=True)
class CommitResult:
    """A change that is in HEAD and on the disk: its commit's short id, and notes for the user."""

    commit: str
    notes: Sequence[str]


@dataclass
class _Attempt:
    """How far a change has come: `committing` says that git was called, `commit` is the short id of
    our own commit, `branch` that which HEAD was at then.
    """

    journal: Journal
    committing: bool = False
    commit: str = ""
    branch: str = ""


def commit_change(
    repo: Repository,
    journal: Journal,
    status: Status,
    new: Sequence[Path],
    message: str,
    lock: int,
    same: Same,
) -> CommitResult:
    """Apply the changes of `journal` to the files and commit them with `message`.

    `status` is the state of the files as it was read for the plan, `new` are the paths that git
    does not know yet, `lock` is the descriptor of the lock that this process has, `same` decides
    whether a text that a hook rewrote may stand. Raises StateError where git or the disk refuses,
    or another program saved a file or moved the branch meanwhile; nothing is changed then.
    """
    with deferred_signals():
        attempt = _Attempt(begin_change(repo, journal, status))
        try:
            swap_files(journal.changes)
            _commit_files(repo, attempt, new, message, lock, same)
        except BaseException as error:
            undo = partial(_take_commit_back, repo, attempt)
            take_back(repo, attempt.journal, error, undo, committing=attempt.committing)
        return CommitResult(attempt.commit, close_change(repo, attempt.journal))


def begin_change(repo: Repository, journal: Journal, status: Status) -> Journal:
    """Write the journal and claim the index; no record is touched yet.

    Returns the journal with HEAD as it is under the claim.
    """
    claimed = False
    try:
        write_journal(repo.own_dir, journal, repo.toplevel)
        commits.claim_index(repo, f"{journal.command}, process {journal.process}")  # no message
        claimed = True
        return _read_again(repo, journal, status)
    except BaseException as error:
        with contextlib.suppress(OSError):
            if claimed:
                commits.release_index(repo)
            clear_journal(repo.own_dir)
        if isinstance(error, OSError):
            raise DiskError(_WRITE, error.filename, error) from error
        raise


def _read_again(repo: Repository, journal: Journal, status: Status) -> Journal:
    """Read HEAD, branch and index again, which nobody held before the claim.

    A branch that has moved is followed, unless that touched the files of this change. Raises
    StateError.
    """
    refuse_unfinished(repo)
    paths = [change.path for change in journal.changes]
    now = read_status(repo, paths, writes=True)
    if now.branch != journal.branch:
        raise StateError(
            _(
                "git went from {branch} to {other} meanwhile; nothing was changed: try again",
                branch=journal.branch,
                other=now.branch,
            )
        )
    for path in paths:
        if now.states.get(str(path)) != status.states.get(str(path)):
            raise changed_meanwhile(path)
    if now.head == journal.head:
        return journal
    if journal.target:
        # What was merged is not what there is now.
        raise HeadMovedError(journal.branch)
    moved = replace(journal, head=now.head)
    write_journal(repo.own_dir, moved, repo.toplevel)
    return moved


def swap_files(changes: Sequence[FileChange]) -> None:
    """Stage every new text, then swap each with its file; all names are synced at the end."""
    on_disk = [change for change in changes if change.on_disk]
    stage(on_disk)
    for change in on_disk:
        try:
            swap(change)
        except ChangedMeanwhileError:
            raise changed_meanwhile(change.path) from None
    sync_names(on_disk)


def _commit_files(
    repo: Repository, attempt: _Attempt, new: Sequence[Path], message: str, lock: int, same: Same
) -> None:
    """Commit the files and publish the index."""
    journal = attempt.journal
    paths = [change.path for change in journal.changes]
    attempt.committing = True
    result = commits.commit(repo, paths, new, message, lock)
    attempt.commit, attempt.branch = commits.parse_summary(result) or _find_commit(repo, journal)
    if not attempt.commit:
        raise StateError(Lines(_no_commit(repo, result)))
    rewritten = _files_changed_by_hooks(repo, attempt, same)
    newest = commits.sync_commit(repo, "HEAD", journal.head, journal.branch)
    _refuse_moved(repo, attempt, newest)
    if result.code != 0:
        # The commit is made, but git failed after it: the index may be stale.
        commits.refresh_entries(repo, paths, journal.head)
        return
    if rewritten:
        commits.follow_head(repo, rewritten, attempt.commit)
    commits.publish_index(repo)


def _no_commit(repo: Repository, result: Result) -> Iterator[str]:
    """The sentences about a git that did not commit."""
    yield _("git did not commit, nothing was changed: {reason}", reason=result.words)
    if damage := commits.index_damage(repo, _("git's index")):
        yield _("{damage}: run: clientfile doctor --mend", damage=damage)


def _find_commit(repo: Repository, journal: Journal) -> tuple[str, str]:
    """The short id and the branch of the commit that a failing git has made all the same; "" where
    it made none.
    """
    commit = find_own_commit(repo, journal)
    return (commit.id, journal.branch) if commit else ("", "")


def _refuse_moved(repo: Repository, attempt: _Attempt, newest: Sequence[str]) -> None:
    """Raise StateError where HEAD moved while git committed: the commit is not on the branch, or
    not on the commit, that the change was planned for. `newest` is HEAD's commit and its parents.
    """
    journal = attempt.journal
    if attempt.branch == journal.branch and newest:
        commit, *parents = newest
        if commit == attempt.commit and parents == [journal.head][: bool(journal.head)]:
            return
        if _is_below_head(repo, attempt):
            # Another program has committed since: our commit stands below its.
            return
    raise HeadMovedError(journal.branch)


def _is_below_head(repo: Repository, attempt: _Attempt) -> bool:
    """Whether our commit follows the one that the change began with, and HEAD has it."""
    parent = full_id(repo, f"{attempt.commit}^")
    return parent == attempt.journal.head and is_in(repo, attempt.commit, "HEAD")


def _files_changed_by_hooks(repo: Repository, attempt: _Attempt, same: Same) -> list[str]:
    """The names of the files of which git committed another text than the change's: a hook may
    reformat them. Raises StateError where that text has other data.
    """
    names = []
    for change in attempt.journal.changes:
        if read_content(change.path) == change.after:
            continue
        text = read_at(repo, attempt.commit, change.path)
        if text == change.after:
            # The file was saved by hand since the commit: an edit that is not committed yet.
            continue
        if not same(change, text):
            raise changed_meanwhile(change.path)
        names.append(repo.name(change.path))
    return names


def changed_meanwhile(path: Path) -> StateError:
    """The refusal where another program saved a record between our reading and our writing."""
    return StateError(
        _(
            "{file} was changed by another program (or a hook) meanwhile; nothing was changed by "
            "this command: try again",
            file=path.name,
        )
    )


def close_change(repo: Repository, journal: Journal) -> list[str]:
    """End a committed change. Returns notes: what could not be cleared away, and saved texts."""
    try:
        paths = recovery.finish_files(repo, journal)
        recovery.clear_locks(repo, journal)
        recovery.close(repo)
    except (OSError, StateError) as error:
        why = str(error)
        if isinstance(error, OSError):
            why = _("{file}: {reason}", file=error.filename, reason=reason_of(error))
        return [
            _(
                "the change is made; the next command clears away what is left of it ({reason})",
                reason=why,
            )
        ]
    return [
        _("another program saved at the same moment: what it wrote is kept in {path}", path=path)
        for path in paths
    ]


def take_back(
    repo: Repository,
    journal: Journal,
    error: BaseException,
    take_commit_back: Callable[[], str],
    *,
    committing: bool,
) -> NoReturn:
    """Undo every step of a change, and raise `error` as the user is to read it.

    `take_commit_back` returns a sentence where a commit stands anyway; `committing` says that git
    was called to commit the files: its hooks may have written to them.
    """
    try:
        stands = take_commit_back()
        saved = _save_texts(repo, journal) if committing else []
        hooks = committing and commits.has_hooks(repo)
        files = take_files_back(repo, journal, hooks=hooks)
        recovery.clear_locks(repo, journal)
        recovery.close(repo)
    except (OSError, ClientfileError) as second:
        raise StateError(
            _(
                "{failure}; what was begun is taken back by the next clientfile command ({reason})",
                failure=_sentence(error),
                reason=_sentence(second),
            )
        ) from error
    more = [part for part in (stands, str(files)) if part]
    if isinstance(error, OSError) and not more:
        raise DiskError(_WRITE, error.filename, error, copies=saved) from error
    if more and isinstance(error, (OSError, ClientfileError)):
        raise StateError(Lines([_sentence(error), *more], "; "), copies=saved) from error
    if isinstance(error, ClientfileError):
        error.copies = saved
    raise error


def _take_commit_back(repo: Repository, attempt: _Attempt) -> str:
    """Take our own commit back, if there is one. Returns a sentence where it stands anyway."""
    if not attempt.committing:
        return ""
    journal = attempt.journal
    if not attempt.commit:
        attempt.commit, attempt.branch = _find_commit(repo, journal)
    branches = [journal.branch, attempt.branch]
    return commits.take_commit_back(repo, attempt.commit, branches) if attempt.commit else ""


def _save_texts(repo: Repository, journal: Journal) -> list[Path]:
    """Save the texts of a change that is taken back, if the disk lets us."""
    try:
        return save_new_texts(repo, journal)
    except OSError:
        return []


def _sentence(error: BaseException) -> str:
    if isinstance(error, OSError):
        return str(DiskError(_WRITE, error.filename, error))
    return str(error) or type(error).__name__
