"""Ends an interrupted change: completes it if its commit was made, else undoes it.

The journal holds the change; the folder, HEAD and the index are inspected as they are. Every step
is idempotent, so that an interrupted recovery is itself recovered.
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

# An import of more records than these can be run again: their texts are not saved.
_MOST_SAVED = 20


@dataclass(frozen=True)
class RecoveryResult:
    """How an interrupted change was ended: `committed` or undone, and the paths where texts that
    are in no record are `saved`.
    """

    journal: Journal
    committed: bool
    saved: Sequence[Path]

    def __str__(self) -> str:
        which = f"{self.journal.command} of {self.journal.begun} ({self.journal.subject})"
        if self.committed:
            message = f"{which} was interrupted after its commit: it is complete now"
        else:
            message = f"{which} was interrupted and is taken back: nothing of it is in the folder"
        paths = ", ".join(map(str, self.saved))
        return f"{message}; what it wrote is kept in {paths}" if paths else message


def end_if_possible(root: Path) -> list[str]:
    """End an interrupted change if no writer is at work and the folder can be written.

    Returns messages for the user. Never raises for the state of git or of the disk.
    """
    try:
        repo = find_repository(root)
        if repo is None:
            return []
        with exclusive_lock(repo.own_dir, patience=0):
            return end_interrupted(repo)
    except LockedError:
        # A writer is at work, and the journal is that writer's.
        return []
    except ClientfileError as error:
        return [f"a change was interrupted, and can't be ended now: {error}"]


def end_interrupted(repo: Repository) -> list[str]:
    """End an interrupted change, if there is one. Returns messages for the user.

    The caller holds the lock. Raises StateError where the state of git or of the disk prevents it.
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
    """End a change: complete it if HEAD has it, else undo it; `keep` saves what it had written.

    Raises StateError, OSError; the journal then stays.
    """
    commits.claim_index(repo, f"the end of {journal.command}")
    clear_locks(repo, journal)
    committed = _is_committed(repo, journal)
    if committed:
        commits.sync_commit(repo, journal.head, journal.branch)
        commits.refresh_entries(repo, [each.path for each in journal.changes], journal.head)
        saved = finish_files(repo, journal)
    else:
        saved = _save_new_texts(repo, journal) if keep else []
        for change in journal.changes:
            put_back(change)
    close(repo)
    return RecoveryResult(journal, committed, saved)


def clear_locks(repo: Repository, journal: Journal) -> None:
    """Remove the locks that a killed git of this change left behind. Raises StateError, OSError."""
    remove_stale_locks(repo, journal.branch, journal_path(repo.own_dir).stat().st_mtime)


def close(repo: Repository) -> None:
    """Release git's index and delete the journal: the last step of every change. Raises OSError."""
    commits.discard_own_index(repo)
    commits.release_index(repo)
    # That the index is published and released must be on the disk before the journal is deleted.
    sync_directory(repo.git_dir)
    clear_journal(repo.own_dir)


def finish_files(repo: Repository, journal: Journal) -> list[Path]:
    """Delete the old texts. Saves those that another program wrote to since they were swapped out,
    and returns the paths.
    """
    texts = [(change.path.name, finish(change)) for change in journal.changes]
    return [save_text(repo, name, text) for name, text in texts if text is not None]


def save_text(repo: Repository, name: str, text: bytes) -> Path:
    """Save a text that is in no record in our folder of the git directory. Raises OSError."""
    path = free_name(repo.own_dir / "kept", f"{time.strftime('%Y%m%d-%H%M%S')}-{name}")
    write_synced(path, text)
    return path


def saved_texts(repo: Repository) -> list[Path]:
    """The files with texts that are in no record, the oldest first."""
    return sorted(path for path in (repo.own_dir / "kept").glob("*") if path.is_file())


def _is_committed(repo: Repository, journal: Journal) -> bool:
    """Whether HEAD has other versions of the journal's files than the commit it started from."""
    now = commits.read_head(repo)
    if now == journal.head:
        return False
    names = [repo.name(change.path) for change in journal.changes]
    before = blobs_at(repo, journal.head, names) if journal.head else {}
    return blobs_at(repo, now, names) != before if now else False


def _save_new_texts(repo: Repository, journal: Journal) -> list[Path]:
    """Save the texts that the change had written, unless they are many. Returns the paths."""
    changes: list[FileChange] = [
        change for change in journal.changes if change.after is not None and change.on_disk
    ]
    if len(changes) > _MOST_SAVED:
        return []
    paths: list[Path] = []
    with contextlib.suppress(OSError):
        paths.extend(save_text(repo, each.path.name, each.after or b"") for each in changes)
    return paths
