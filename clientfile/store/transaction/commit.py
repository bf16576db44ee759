"""A change on its way into the folder and its history: all of it, or none of it.

Journal → git's index claimed → texts staged → texts swapped → commit → synced → index published →
journal ended. Whatever goes wrong before the index is published takes everything back; what goes
wrong after it can only leave something for the next command to clear away.
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
"""Whether what git committed of a file comes to the same as what was meant."""


@dataclass(frozen=True)
class CommitResult:
    """A change that is in HEAD and on the disk: its commit's short id, and what else to tell."""

    commit: str
    notes: Sequence[str]


def commit_change(
    repo: Repository, journal: Journal, new: Sequence[Path], message: str, lock: int, same: Same
) -> CommitResult:
    """Carry out what `journal` says and commit it with `message`; `new` are the files that git
    does not know yet, `lock` the held lock's descriptor, `same` tells of a text that a hook made
    of ours whether it says the same.

    Raises StateError where git or the disk refuses, or another program saved a file meanwhile;
    nothing is changed then.
    """
    with deferred_signals():
        _begin(repo, journal)
        asked = False
        try:
            _put_in_place(journal.changes)
            asked = True
            name = _commit_files(repo, journal, new, message, lock, same)
        except BaseException as error:
            _take_back(repo, journal, error, asked)
        return CommitResult(name, _close(repo, journal))


def _begin(repo: Repository, journal: Journal) -> None:
    """Write the journal down and claim the index; no record is touched yet."""
    try:
        write_journal(repo.own_dir, journal, repo.toplevel)
        commits.claim_index(repo, f"{journal.command}, process {journal.process}")
    except BaseException as error:
        with contextlib.suppress(OSError):
            clear_journal(repo.own_dir)
        if isinstance(error, OSError):
            raise DiskError("write", error.filename, error) from error
        raise


def _put_in_place(changes: Sequence[FileChange]) -> None:
    wanted = [change for change in changes if change.on_disk]
    for change in wanted:
        stage(change)
    for change in wanted:
        try:
            swap(change)
        except ChangedMeanwhileError:
            raise changed_meanwhile(change.path) from None


def _commit_files(
    repo: Repository, journal: Journal, new: Sequence[Path], message: str, lock: int, same: Same
) -> str:
    """The short id of the commit, when it and the index are in place."""
    paths = [change.path for change in journal.changes]
    result = commits.commit(repo, paths, new, message, lock)
    if result.code != 0 and commits.read_head(repo) == journal.head:
        raise StateError(f"git did not commit, nothing was changed: {result.words}")
    others = _files_changed_by_hooks(repo, journal.changes, same)
    name = commits.sync_commit(repo, journal.head, journal.branch)
    if result.code != 0:
        # The commit stands, but git came to no good end: the index may be stale.
        commits.refresh_entries(repo, paths, journal.head)
        return name
    if others:
        commits.follow_head(repo, others)
    commits.publish_index(repo)
    return name


def _files_changed_by_hooks(
    repo: Repository, changes: Sequence[FileChange], same: Same
) -> list[str]:
    """The files of which git committed another text than was meant, by their names: a hook may
    lay them out anew. Raises StateError where the text says something else.
    """
    others = []
    for change in changes:
        if read_content(change.path) == change.after:
            continue
        text = commits.read_at_head(repo, change.path)
        if text == change.after:
            # Saved by hand since: an edit that is not committed yet.
            continue
        if not same(change, text):
            raise changed_meanwhile(change.path)
        others.append(repo.name(change.path))
    return others


def changed_meanwhile(path: Path) -> StateError:
    """The refusal where another program saved a record between our reading and our writing."""
    return StateError(
        f"{path.name} was changed by another program (or a hook) meanwhile; nothing was "
        "changed by this command: try again"
    )


def _close(repo: Repository, journal: Journal) -> list[str]:
    try:
        kept = recovery.finish_files(repo, journal)
        recovery.clear_locks(repo, journal)
        recovery.close(repo)
    except (OSError, StateError) as error:
        told = f"{error.filename}: {error.strerror}" if isinstance(error, OSError) else str(error)
        return [f"the change is made; the next command clears away what is left of it ({told})"]
    return [f"another program saved at the same moment: what it wrote is kept in {p}" for p in kept]


def _take_back(repo: Repository, journal: Journal, error: BaseException, asked: bool) -> NoReturn:
    """Take everything back, and raise what the user is to read."""
    try:
        if asked and commits.read_head(repo) != journal.head:
            commits.take_commit_back(repo, journal.head)
        ending = recovery.end(repo, journal, keep=asked)
    except (OSError, ClientfileError) as second:
        raise StateError(
            f"{_sentence(error)}; what was begun is taken back by the next clientfile command "
            f"({_sentence(second)})"
        ) from error
    if isinstance(error, OSError):
        raise DiskError("write", error.filename, error, copies=ending.kept) from error
    if isinstance(error, ClientfileError):
        raise StateError(str(error), copies=ending.kept) from error
    raise error


def _sentence(error: BaseException) -> str:
    if isinstance(error, OSError):
        return str(DiskError("write", error.filename, error))
    return str(error) or type(error).__name__
