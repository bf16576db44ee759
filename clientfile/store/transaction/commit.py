"""Commits a change atomically: journal, files, git commit, index.

The steps: write the journal, claim git's index, stage the new texts, swap them with the files,
commit, sync the commit, publish the index, delete the journal. A failure before the index is
published undoes every step. A failure after it leaves only what the next command clears away.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from clientfile.errors import ClientfileError, DiskError, StateError
from clientfile.store.atomic import ChangedMeanwhileError, FileChange, read_content, stage, swap
from clientfile.store.git import commits
from clientfile.store.git.repository import Repository
from clientfile.store.transaction import recovery
from clientfile.store.transaction.journal import Journal, clear_journal, write_journal
from clientfile.store.transaction.signals import deferred_signals

Same = Callable[[FileChange, bytes | None], bool]
"""Whether the text that git committed of a file has the same data as the change's text."""


@dataclass(frozen=True)
class CommitResult:
    """A change that is in HEAD and on the disk: its commit's short id, and notes for the user."""

    commit: str
    notes: Sequence[str]


def commit_change(
    repo: Repository, journal: Journal, new: Sequence[Path], message: str, lock: int, same: Same
) -> CommitResult:
    """Apply the changes of `journal` to the files and commit them with `message`.

    `new` are the paths that git does not know yet, `lock` is the descriptor of the lock that this
    process has, `same` decides whether a text that a hook rewrote may stand. Raises StateError
    where git or the disk refuses, or another program saved a file meanwhile; nothing is changed
    then.
    """
    with deferred_signals():
        _begin(repo, journal)
        swapped = False
        try:
            _swap_files(journal.changes)
            swapped = True
            name = _commit_files(repo, journal, new, message, lock, same)
        except BaseException as error:
            _take_back(repo, journal, error, swapped)
        return CommitResult(name, _close(repo, journal))


def _begin(repo: Repository, journal: Journal) -> None:
    """Write the journal and claim the index; no record is touched yet."""
    try:
        write_journal(repo.own_dir, journal, repo.toplevel)
        commits.claim_index(repo, f"{journal.command}, process {journal.process}")
    except BaseException as error:
        with contextlib.suppress(OSError):
            clear_journal(repo.own_dir)
        if isinstance(error, OSError):
            raise DiskError("write", error.filename, error) from error
        raise


def _swap_files(changes: Sequence[FileChange]) -> None:
    """Stage every new text, then swap each with its file."""
    on_disk = [change for change in changes if change.on_disk]
    for change in on_disk:
        stage(change)
    for change in on_disk:
        try:
            swap(change)
        except ChangedMeanwhileError:
            raise changed_meanwhile(change.path) from None


def _commit_files(
    repo: Repository, journal: Journal, new: Sequence[Path], message: str, lock: int, same: Same
) -> str:
    """Commit the files and publish the index. Returns the short id of the commit."""
    paths = [change.path for change in journal.changes]
    result = commits.commit(repo, paths, new, message, lock)
    if result.code != 0 and commits.read_head(repo) == journal.head:
        raise StateError(f"git did not commit, nothing was changed: {result.words}")
    rewritten = _files_changed_by_hooks(repo, journal.changes, same)
    name = commits.sync_commit(repo, journal.head, journal.branch)
    if result.code != 0:
        # The commit is made, but git failed after it: the index may be stale.
        commits.refresh_entries(repo, paths, journal.head)
        return name
    if rewritten:
        commits.follow_head(repo, rewritten)
    commits.publish_index(repo)
    return name


def _files_changed_by_hooks(
    repo: Repository, changes: Sequence[FileChange], same: Same
) -> list[str]:
    """The names of the files of which git committed another text than the change's: a hook may
    reformat them. Raises StateError where that text has other data.
    """
    names = []
    for change in changes:
        if read_content(change.path) == change.after:
            continue
        text = commits.read_at_head(repo, change.path)
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
        f"{path.name} was changed by another program (or a hook) meanwhile; nothing was "
        "changed by this command: try again"
    )


def _close(repo: Repository, journal: Journal) -> list[str]:
    """End a committed change. Returns notes: what could not be cleared away, and saved texts."""
    try:
        paths = recovery.finish_files(repo, journal)
        recovery.clear_locks(repo, journal)
        recovery.close(repo)
    except (OSError, StateError) as error:
        why = f"{error.filename}: {error.strerror}" if isinstance(error, OSError) else str(error)
        return [f"the change is made; the next command clears away what is left of it ({why})"]
    return [
        f"another program saved at the same moment: what it wrote is kept in {path}"
        for path in paths
    ]


def _take_back(repo: Repository, journal: Journal, error: BaseException, swapped: bool) -> NoReturn:
    """Undo every step of a change, and raise `error` as the user is to read it.

    `swapped` says that all files were changed, so that there may be a commit.
    """
    try:
        if swapped and commits.read_head(repo) != journal.head:
            commits.take_commit_back(repo, journal.head)
        ending = recovery.end(repo, journal, keep=swapped)
    except (OSError, ClientfileError) as second:
        raise StateError(
            f"{_sentence(error)}; what was begun is taken back by the next clientfile command "
            f"({_sentence(second)})"
        ) from error
    if isinstance(error, OSError):
        raise DiskError("write", error.filename, error, copies=ending.saved) from error
    if isinstance(error, ClientfileError):
        raise StateError(str(error), copies=ending.saved) from error
    raise error


def _sentence(error: BaseException) -> str:
    if isinstance(error, OSError):
        return str(DiskError("write", error.filename, error))
    return str(error) or type(error).__name__
