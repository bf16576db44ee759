"""Commits files of a client folder that are no records: those that `init` writes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from clientfile.records.change import Change, commit_message
from clientfile.store.atomic import FileChange, read_content, write_synced
from clientfile.store.git.repository import Repository, read_status
from clientfile.store.git.revisions import files_at
from clientfile.store.transaction.commit import commit_change
from clientfile.store.transaction.journal import new_journal


def commit_own_files(
    repo: Repository, files: Mapping[Path, bytes], lock: int, command: str, subject: str
) -> None:
    """Write these texts to the files, and commit them in one commit.

    `lock` is the descriptor of the write lock, `command` is ours that writes them. Raises
    StateError, and nothing is changed then.
    """
    status = read_status(repo, [path.resolve() for path in files], writes=True)
    changes = [FileChange(path.resolve(), read_content(path), text) for path, text in files.items()]
    at_head = {each.path: _at_head(repo, each.path, status.head) for each in changes}
    uncommitted = [each for each in changes if at_head[each.path] != each.after]
    for each in changes:
        if each not in uncommitted:
            # A deleted file that HEAD has with this very text is restored without a commit.
            write_synced(each.path, each.after or b"")
    if uncommitted:
        new = [each.path for each in uncommitted if at_head[each.path] is None]
        journal = new_journal(command, subject, status, uncommitted, repo.own_dir)
        message = commit_message(Change(command, subject, {}, subject), "")
        commit_change(repo, journal, status, new, message, lock, lambda *__: True)


def committed_text(repo: Repository, path: Path) -> bytes | None:
    """The text that HEAD has of a file; None where it has none, and before the first commit."""
    return _at_head(repo, path.resolve(), read_status(repo, []).head)


def _at_head(repo: Repository, path: Path, head: str) -> bytes | None:
    return files_at(repo, head, path).get(Path()) if head else None
