"""Takes a change's files back, as far as they are as the change left them; keeps every text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from clientfile.errors import ClientfileError
from clientfile.language import Lines, _, ngettext
from clientfile.store.atomic import (
    ChangedMeanwhileError,
    FileChange,
    put_back,
    read_content,
    stage,
    swap,
    sync_names,
)
from clientfile.store.beneath import remove
from clientfile.store.git import commits
from clientfile.store.git.repository import Repository
from clientfile.store.transaction.journal import Journal
from clientfile.store.transaction.own_commit import texts_at
from clientfile.store.transaction.same_data import has_same_lines
from clientfile.store.transaction.saved_texts import save_text, save_texts


@dataclass
class FilesTakenBack:
    """How the files of a change were left: `saved` are the paths of the texts that the change had
    written, `strangers` of those that a hook or another program had.

    `committed` are the names of files whose new text the user committed, `changed` of those that
    another program changed since: both stay as they are.
    """

    saved: Sequence[Path] = ()
    strangers: list[Path] = field(default_factory=list)
    committed: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """What differs from "nothing is left of it", as sentences; "" where nothing does."""
        parts: list[str] = []
        if self.committed:
            parts.append(
                ngettext(
                    "{files} stays: a commit by hand has it; whatever else it wrote stays too: "
                    "run: clientfile save",
                    "{files} stays: a commit by hand has it; whatever else it wrote stays too: "
                    "run: clientfile save",
                    len(self.committed),
                    files=", ".join(self.committed),
                )
            )
        if self.changed:
            parts.append(
                ngettext(
                    "{files} was changed by another program since, and stays as that left it",
                    "{files} was changed by another program since, and stays as that left it",
                    len(self.changed),
                    files=", ".join(self.changed),
                )
            )
        if self.strangers:
            paths = ", ".join(map(str, self.strangers))
            parts.append(_("what a hook or another program wrote is kept in {paths}", paths=paths))
        return Lines(parts, "; ")


def save_new_texts(repo: Repository, journal: Journal) -> list[Path]:
    """Save what the change had written and the disk may lose: its new texts, and edits by hand that
    it committed and that the file has no more. git has those of a landing. Raises OSError.
    """
    if journal.target:
        return []
    texts = [
        (change.path.name, change.after)
        for change in journal.changes
        if change.after is not None
        and (change.on_disk or read_content(change.path) != change.after)
    ]
    return save_texts(repo, texts)


def save_texts_not_in_files(repo: Repository, journal: Journal) -> list[Path]:
    """Save every text of a journal, old and new, that its file does not have. Raises OSError."""
    texts = [
        (change.path.name, text)
        for change in journal.changes
        for text in dict.fromkeys((change.before, change.after))
        if text is not None and not _has_text(change.path, text)
    ]
    return save_texts(repo, texts)


def _has_text(path: Path, text: bytes) -> bool:
    try:
        return read_content(path) == text
    except (OSError, ClientfileError):
        return False


def take_files_back(repo: Repository, journal: Journal, *, hooks: bool) -> FilesTakenBack:
    """Put the old texts back where the files are as the change left them; idempotent.

    A file that says something else stays, and is named; but where git ran `hooks` on it, its old
    text comes back and that of the hook is saved. Raises StateError, OSError.
    """
    result = FilesTakenBack()
    result.committed = _names_committed_since(repo, journal)
    for change in journal.changes:
        _save_stray(repo, change, result)
        text = read_content(change.path)
        if result.committed:
            # The user has taken the change up: half of it would refer to what is gone.
            remove(change.staged)
        elif text not in (change.before, change.after):
            _end_changed(repo, change, text, hooks, result)
        else:
            put_back(change)
    save_old_texts(repo, journal, result)
    return result


def _names_committed_since(repo: Repository, journal: Journal) -> list[str]:
    """The names of the files whose new text HEAD has, since it has moved."""
    if commits.read_head(repo) == journal.head:
        return []
    now = texts_at(repo, "HEAD", journal)
    return [
        repo.name(change.path)
        for change in journal.changes
        if change.on_disk and change in now and has_same_lines(now[change], change.after)
    ]


def _end_changed(
    repo: Repository, change: FileChange, text: bytes | None, hooks: bool, result: FilesTakenBack
) -> None:
    """End the change of a file that is neither as before nor as after it."""
    name = repo.name(change.path)
    if not hooks:
        remove(change.staged)
        result.changed.append(name)
        return
    if text is not None:
        result.strangers.append(save_text(repo, change.path.name, text))
    reversal = replace(change, before=text, after=change.before)
    try:
        stage([reversal])
        swap(reversal)
    except ChangedMeanwhileError:
        result.changed.append(name)
    remove(change.staged)
    sync_names([reversal])


def _save_stray(repo: Repository, change: FileChange, result: FilesTakenBack) -> None:
    """Save what another program wrote to the old file since it was swapped out, unless the file
    gets it back.
    """
    aside = read_content(change.staged) if change.on_disk else None
    if aside in (None, change.before, change.after) or read_content(change.path) == change.after:
        return
    if (change.after or b"").startswith(aside or b""):
        # Our own new text, of which a kill has left the beginning.
        return
    result.strangers.append(save_text(repo, change.path.name, aside or b""))


def save_old_texts(repo: Repository, journal: Journal, result: FilesTakenBack) -> None:
    """Save the old texts that had edits by hand and that the files have no more. Raises OSError."""
    lost = [
        change
        for change in journal.changes
        if change.on_disk
        and change.before is not None
        and read_content(change.path) not in (change.before, change.after)
    ]
    start = texts_at(repo, journal.head, journal) if lost and journal.head else {}
    for change in lost:
        if not has_same_lines(change.before, start.get(change)):
            result.strangers += save_texts(repo, [(change.path.name, change.before or b"")])
