"""Ending a change that was interrupted: finished where its commit stands, else taken back.

The journal says what was meant; the folder, HEAD and the index are looked at as they are. Every
step may be done again, so that an interruption of the ending is ended in its turn.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from clientfile.errors import ClientfileError, DiskError, LockedError
from clientfile.store.atomic import FileChange, finish, put_back, sync_directory, write_synced
from clientfile.store.drafts import free_name
from clientfile.store.git import commits
from clientfile.store.git.repository import Repository, find_repository
from clientfile.store.git.revisions import blobs_at
from clientfile.store.git.stale_locks import remove_stale_locks
from clientfile.store.transaction.journal import Journal, clear_journal, journal_path, read_journal
from clientfile.store.transaction.lock import exclusive_lock

# An import of more records than these can be run again; keeping them all would only be litter.
_MOST_SAVED = 20


@dataclass(frozen=True)
class RecoveryResult:
    """How an interrupted change was ended, and where texts that are in no record are kept."""

    journal: Journal
    committed: bool
    kept: Sequence[Path]

    def __str__(self) -> str:
        which = f"{self.journal.command} of {self.journal.begun} ({self.journal.subject})"
        if self.committed:
            told = f"{which} was interrupted after its commit: it is complete now"
        else:
            told = f"{which} was interrupted and is taken back: nothing of it is in the folder"
        kept = ", ".join(map(str, self.kept))
        return f"{told}; what it wrote is kept in {kept}" if kept else told


def end_if_possible(root: Path) -> list[str]:
    """What to tell of an interrupted change, ended here where nobody is at work on it and the
    folder can be written. Never raises for git's or the disk's state.
    """
    try:
        repo = find_repository(root)
        if repo is None:
            return []
        with exclusive_lock(repo.own_dir, patience=0):
            return end_interrupted(repo)
    except LockedError:
        # A writer is at work: the journal is its own.
        return []
    except ClientfileError as error:
        return [f"a change was interrupted, and can't be ended now: {error}"]


def end_interrupted(repo: Repository) -> list[str]:
    """What to tell of an interrupted change that was ended; nothing where there was none.

    The lock must be held. Raises StateError where git's or the disk's state is in the way.
    """
    journal = read_journal(repo.own_dir, repo.toplevel)
    if journal is None:
        return []
    try:
        return [str(end(repo, journal, keep=True))]
    except OSError as error:
        what = f"end {journal.command} of {journal.begun}, which was interrupted, for"
        raise DiskError(what, error.filename, error) from error


def end(repo: Repository, journal: Journal, *, keep: bool) -> RecoveryResult:
    """End a change: finish it where HEAD has it, else take it back, keeping what it wrote if
    `keep`. Raises StateError, OSError; the journal then stays.
    """
    commits.claim_index(repo, f"the end of {journal.command}")
    clear_locks(repo, journal)
    committed = _is_committed(repo, journal)
    if committed:
        commits.sync_commit(repo, journal.head, journal.branch)
        commits.refresh_entries(repo, [each.path for each in journal.changes], journal.head)
        kept = finish_files(repo, journal)
    else:
        kept = _take_back(repo, journal) if keep else []
        for change in journal.changes:
            put_back(change)
    close(repo)
    return RecoveryResult(journal, committed, kept)


def clear_locks(repo: Repository, journal: Journal) -> None:
    """Remove the locks that a killed git of this change has left. Raises StateError, OSError."""
    remove_stale_locks(repo, journal.branch, journal_path(repo.own_dir).stat().st_mtime)


def close(repo: Repository) -> None:
    """Let go of git's index and end the journal: the last step of every change. OSError."""
    commits.discard_own_index(repo)
    commits.release_index(repo)
    # The index in its place and the claim gone, before the journal is.
    sync_directory(repo.git_dir)
    clear_journal(repo.own_dir)


def finish_files(repo: Repository, journal: Journal) -> list[Path]:
    """Throw away the old texts; those that a program wrote to in the last instant are kept."""
    written = [(change.path.name, finish(change)) for change in journal.changes]
    return [save_text(repo, name, text) for name, text in written if text is not None]


def save_text(repo: Repository, name: str, text: bytes) -> Path:
    """Keep a text that is in no record where the user finds it again. Raises OSError."""
    path = free_name(repo.own_dir / "kept", f"{time.strftime('%Y%m%d-%H%M%S')}-{name}")
    write_synced(path, text)
    return path


def saved_texts(repo: Repository) -> list[Path]:
    """The texts that are kept, the oldest first."""
    return sorted(path for path in (repo.own_dir / "kept").glob("*") if path.is_file())


def _is_committed(repo: Repository, journal: Journal) -> bool:
    """Whether HEAD says something else of these files than the commit that the change began on."""
    now = commits.read_head(repo)
    if now == journal.head:
        return False
    names = [repo.name(change.path) for change in journal.changes]
    then = blobs_at(repo, journal.head, names) if journal.head else {}
    return blobs_at(repo, now, names) != then if now else False


def _take_back(repo: Repository, journal: Journal) -> list[Path]:
    written: list[FileChange] = [
        change for change in journal.changes if change.after is not None and change.on_disk
    ]
    if len(written) > _MOST_SAVED:
        return []
    kept: list[Path] = []
    with contextlib.suppress(OSError):
        kept.extend(save_text(repo, each.path.name, each.after or b"") for each in written)
    return kept
