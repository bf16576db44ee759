"""The folder's settings as a file that a transaction commits: edited by hand, or taken back."""

from __future__ import annotations

from pathlib import Path

from clientfile.errors import StateError
from clientfile.language import _
from clientfile.store.folder import SETTINGS_NAME, Folder, parse_settings
from clientfile.store.git.repository import Repository
from clientfile.store.git.revisions import files_at
from clientfile.store.layout import settings_file
from clientfile.store.safe_open import MOST_SETTINGS, read_of_folder
from clientfile.store.transaction.plan import SettingsWrite
from clientfile.store.transaction.uncommitted import UncommittedEdits


def read_now(path: Path) -> bytes | None:
    """The bytes of the settings on disk, None for no file. Raises InvalidError."""
    try:
        return read_of_folder(path, SETTINGS_NAME, MOST_SETTINGS)
    except FileNotFoundError:
        return None


def settings_hand_edit(
    folder: Folder, repo: Repository, edits: UncommittedEdits
) -> SettingsWrite | None:
    """The edit by hand of the settings, from HEAD to the disk; None where there is none.

    Raises InvalidError where they are wrong.
    """
    path = settings_file(folder)
    if path is None or not edits.edited(path):
        return None
    after = read_now(path)
    if after is not None:
        parse_settings(after)
    return SettingsWrite(path, files_at(repo, "HEAD", path).get(Path()), after)


def refuse_edited_settings(folder: Folder, edits: UncommittedEdits) -> None:
    """Raise StateError where the settings have edits that are not committed."""
    path = settings_file(folder)
    if path is not None and edits.edited(path):
        raise StateError(
            _(
                "{file} has edits by hand that are not committed: run: clientfile save",
                file=SETTINGS_NAME,
            )
        )
