"""The folder as it was: on a day, or at a revision."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from clientfile.errors import InvalidValueError, UsageError
from clientfile.errors.suggest import did_you_mean
from clientfile.records.settings import Settings
from clientfile.records.typed.dates import DAY_WORDS, parse_day
from clientfile.store.folder import SETTINGS_NAME, Folder, Snapshot, folder_layout, parse_settings
from clientfile.store.git.repository import require_repository
from clientfile.store.git.revisions import blobs_below, commit_at, files_at, read_blobs


def folder_as_of(folder: Folder, text: str, today: date) -> tuple[Folder, date]:
    """The folder as the last commit of a day had it, along first parents, or as a revision had it;
    and the day that is then "today": the day asked for, or that of the revision.

    What reads as a date is one. Raises UsageError where no commit is meant.
    """
    repo = require_repository(folder.root)
    day = _day(text, today)
    found = commit_at(repo, text, day)
    if found is None:
        raise UsageError(
            f"--as-of {text!r}: no commit is that old"
            if day
            else f"--as-of {text!r} is neither a date nor a revision of git: "
            + did_you_mean(text, [*DAY_WORDS, "HEAD"], "see: git log")
        )
    commit, made = found
    settings = files_at(repo, commit, folder.root / SETTINGS_NAME).get(Path())
    then = folder_layout(folder.root, parse_settings(settings) if settings else Settings())
    blobs = {then.records / path: blob for path, blob in blobs_below(repo, commit, then.records)}
    past = Snapshot(commit, blobs, lambda ids: read_blobs(repo, ids))
    return Folder(then.root, then.records, then.settings, past), day or made


def _day(text: str, today: date) -> date | None:
    try:
        return parse_day(text, today, toward="past")
    except InvalidValueError:
        return None
