"""Ends an interrupted change: completes it if its own commit is found, else takes it back.

The journal holds the change. HEAD proves nothing, since the user may have switched branch,
committed or reset meanwhile: the commit itself is looked for. Every step is idempotent, so that an
interrupted recovery is itself recovered.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from clientfile.errors import ClientfileError, DiskError, LockedError
from clientfile.language import Lines, _, pgettext
from clientfile.store.atomic import (
    finish,
    put_back,
    read_content,
    sync_directory,
    sync_staged_names,
)
from clientfile.store.git import commits
from clientfile.store.git.repository import Repository, find_repository
from clientfile.store.git.stale_locks import remove_stale_locks
from clientfile.store.transaction.journal import Journal, clear_journal, journal_path, read_journal
from clientfile.store.transaction.lock import exclusive_lock
from clientfile.store.transaction.own_commit import OwnCommit, find_own_commit, texts_at
from clientfile.store.transaction.same_data import has_same_data
from clientfile.store.transaction.saved_texts import save_text
from clientfile.store.transaction.take_back import (
    FilesTakenBack,
    save_new_texts,
    save_old_texts,
    take_files_back,
)


@dataclass(frozen=True)
class RecoveryResult:
    """How an interrupted change was ended: `commit` is its own, None where it was taken back.

    `later` are the names of files of which later commits have another text, `saved` the paths where
    texts that are in no record are kept.
    """

    journal: Journal
    commit: OwnCommit | None
    saved: Sequence[Path]
    later: Sequence[str] = ()
    files: FilesTakenBack = field(default_factory=FilesTakenBack)

    def __str__(self) -> str:
        parts = [self._end()]
        if str(self.files):
            parts.append(str(self.files))
        if self.saved:
            paths = ", ".join(map(str, self.saved))
            parts.append(_("what it wrote is kept in {paths}", paths=paths))
        return Lines(parts, "; ")

    def _end(self) -> str:
        change = _("{command} of {time} ({subject})", **_names(self.journal))
        if self.commit is not None:
            return self._end_with_commit(change, self.commit)
        if self.files.committed:
            return _("{change} was interrupted before its commit", change=change)
        if self.files.changed:
            return _("{change} was interrupted and is taken back", change=change)
        return _(
            "{change} was interrupted and is taken back: nothing of it is in the folder",
            change=change,
        )

    def _end_with_commit(self, change: str, commit: OwnCommit) -> str:
        branch = self.journal.branch
        if not (commit.in_head or commit.in_branch):
            return _(
                "{change} was interrupted after its commit {commit}, which {branch} does not have "
                "any more",
                change=change,
                commit=commit.id,
                branch=branch,
            )
        if self.later:
            return _(
                "{change} was interrupted after its commit {commit}; later ones have another text "
                "of {files}",
                change=change,
                commit=commit.id,
                files=", ".join(self.later),
            )
        if commit.by_hand:
            return _(
                "{change} was interrupted before its commit; {commit} ({subject}) has all of it",
                change=change,
                commit=commit.id,
                subject=commit.subject,
            )
        if commit.in_head:
            return _("{change} was interrupted after its commit: it is complete now", change=change)
        return _(
            "{change} was interrupted after its commit: it is complete now on {branch}",
            change=change,
            branch=branch,
        )


def _names(journal: Journal) -> dict[str, str]:
    """What tells a change apart for the user, as the values of a sentence."""
    # Whoever wrote the journal, its subject is told in one line.
    subject = " ".join(journal.subject.split())
    return {"command": journal.command, "time": journal.moment, "subject": subject}


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
        reason = str(error)
        return [_("a change was interrupted, and can't be ended now: {reason}", reason=reason)]


def end_interrupted(repo: Repository) -> list[str]:
    """End an interrupted change, if there is one. Returns messages for the user.

    The caller holds the lock. Raises StateError where the state of git or of the disk prevents it.
    """
    journal = read_journal(repo.own_dir, repo.toplevel)
    if journal is None:
        _release_claim(repo)
        return []
    try:
        return [str(end(repo, journal))]
    except OSError as error:
        what = pgettext(
            "can't ...",
            "end {command} of {time}, which was interrupted, for",
            command=journal.command,
            time=journal.moment,
        )
        raise DiskError(what, error.filename, error) from error


def _release_claim(repo: Repository) -> None:
    """Release git's index, which a killed `resolve` has claimed; the next one begins anew."""
    with contextlib.suppress(OSError):
        if commits.is_ours(commits.index_lock(repo)):
            commits.discard_own_index(repo)
            commits.release_index(repo)


def end(repo: Repository, journal: Journal) -> RecoveryResult:
    """End a change: complete it if its commit is found, else take it back; its texts are kept.

    Raises StateError, OSError; the journal then stays.
    """
    commits.claim_index(repo, f"the end of {journal.command}")  # no message
    clear_locks(repo, journal)
    commit = find_own_commit(repo, journal)
    if commit is None:
        saved = save_new_texts(repo, journal)
        files = take_files_back(repo, journal, hooks=False)
        result = RecoveryResult(journal, None, saved, files=files)
    elif commit.in_head or commit.in_branch:
        result = _complete(repo, journal, commit)
    else:
        saved = save_new_texts(repo, journal)
        files = FilesTakenBack()
        save_old_texts(repo, journal, files)
        saved += finish_files(repo, journal)
        result = RecoveryResult(journal, commit, saved, files=files)
    close(repo)
    return result


def _complete(repo: Repository, journal: Journal, commit: OwnCommit) -> RecoveryResult:
    """Bring the disk, the index and the files up to date with a commit that HEAD or the branch has.

    Texts are kept where later commits have other ones.
    """
    if journal.target:
        from clientfile.store.git.landing import sync_landing

        sync_landing(repo, journal.branch)
    else:
        commits.sync_commit(repo, commit.id, journal.head, journal.branch)
    if commit.in_head:
        commits.refresh_entries(repo, [each.path for each in journal.changes], journal.head)
    newest = "HEAD" if commit.in_head else f"refs/heads/{journal.branch}"
    texts = texts_at(repo, newest, journal)
    later = [
        repo.name(each.path) for each in journal.changes if not has_same_data(each, texts.get(each))
    ]
    saved = save_new_texts(repo, journal) if later else []
    if not commit.in_head:
        _put_back_elsewhere(repo, journal)
    return RecoveryResult(journal, commit, [*saved, *finish_files(repo, journal)], later)


def _put_back_elsewhere(repo: Repository, journal: Journal) -> None:
    """Take the new texts, which the change's branch has, out of the files of another branch, and
    the old ones out of the index, which a checkout has carried there.
    """
    texts = texts_at(repo, "HEAD", journal)
    for change in journal.changes:
        if read_content(change.path) == change.after and texts.get(change) == change.before:
            put_back(change)
    paths = [each.path for each in journal.changes if read_content(each.path) == texts.get(each)]
    if paths:
        commits.refresh_entries(repo, paths, journal.head)


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
    sync_staged_names(journal.changes)
    return [save_text(repo, name, text) for name, text in texts if text is not None]
