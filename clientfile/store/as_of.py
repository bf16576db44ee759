"""The folder as of a day or a revision of git."""

from __future__ import annotations

from datetime import date

from clientfile.errors import ClientfileError, InvalidValueError, StateError, UsageError
from clientfile.errors.suggest import did_you_mean
from clientfile.language import _
from clientfile.records.typed.dates import parse_day
from clientfile.records.typed.day_words import DAY_WORDS
from clientfile.store.folder import Folder
from clientfile.store.git.graph import CommitGraph
from clientfile.store.git.repository import require_repository
from clientfile.store.git.revisions import read_blobs
from clientfile.store.git.shallow import absence
from clientfile.store.layout import CommitTree
from clientfile.store.snapshot import Snapshot


def folder_as_of(folder: Folder, text: str, today: date) -> tuple[Folder, date]:
    """The folder as of a day, that is at the last commit on or before it, or at a revision; and
    the day that counts as today: that day, or the one of the revision's commit.

    A `text` that can be parsed as a date is one. Raises UsageError where there is no such commit,
    StateError where it is older than this clone.
    """
    repo = require_repository(folder.root)
    day = _parse_day(text, today)
    graph = CommitGraph(repo, folder.root)
    commit = graph.find_anywhere(text) if day is None else graph.last_by(day)
    if commit is None:
        raise _no_commit(graph, text, day)
    tree = CommitTree(repo, commit.id, folder.root)
    records = folder.root / tree.records
    blobs = {records / name: blob for name, blob in tree.record_blobs().items()}
    snapshot = Snapshot(commit.id, blobs, lambda ids: read_blobs(repo, ids))
    return Folder(folder.root, records, tree.settings, snapshot), day or commit.committed_on


def _no_commit(graph: CommitGraph, text: str, day: date | None) -> ClientfileError:
    """The error for a day or a revision that has no commit, or whose commit is not here."""
    if graph.cut:
        return StateError(
            _("--as-of {text!r} has no commit: {absence}", text=text, absence=absence(graph.cut))
        )
    if day:
        return UsageError(_("--as-of {text!r}: no commit is that old", text=text))
    return UsageError(
        _(
            "--as-of {text!r} is neither a date nor a revision of git: {hint}",
            text=text,
            hint=did_you_mean(text, [*DAY_WORDS, "HEAD"], _("see: git log")),
        )
    )


def _parse_day(text: str, today: date) -> date | None:
    try:
        return parse_day(text, today, toward="past")
    except InvalidValueError:
        return None
