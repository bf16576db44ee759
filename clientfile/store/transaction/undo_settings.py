"""What `undo` does to the folder's settings, where the commit that is taken back changed them."""

from __future__ import annotations

from collections.abc import Sequence

from clientfile.errors import StateError
from clientfile.language import _
from clientfile.records.settings import Settings
from clientfile.store.folder import SETTINGS_NAME, Folder, parse_settings, records_name
from clientfile.store.git.graph import ChangedFile
from clientfile.store.git.log import Commit
from clientfile.store.git.repository import Repository
from clientfile.store.git.revisions import read_blobs
from clientfile.store.layout import settings_file
from clientfile.store.transaction.plan import SettingsWrite
from clientfile.store.transaction.settings_write import read_now
from clientfile.store.transaction.undo_errors import conflict_error, other_way
from clientfile.yamltext.merge import merge_texts


def changed_settings(
    folder: Folder, repo: Repository, changed: Sequence[ChangedFile]
) -> ChangedFile | None:
    """The settings among the files that a commit changed, if they are."""
    path = settings_file(folder)
    name = repo.name(path) if path is not None else ""
    return next((each for each in changed if each.name == name), None)


def plan_settings_reversal(
    folder: Folder, repo: Repository, commit: Commit, file: ChangedFile, later: Commit | None
) -> SettingsWrite | None:
    """The settings without what a commit changed; None where they are already so. `later` is the
    last commit that changed them since.

    Raises StateError where the same lines were changed since, or where the commit moved the records
    folder; InvalidError where the settings would be wrong.
    """
    path = settings_file(folder)
    if path is None:
        return None
    contents = read_blobs(repo, [blob for blob in (file.before, file.after) if blob])
    before, after = (contents[blob] if blob else None for blob in (file.before, file.after))
    if _records_of(folder, before) != _records_of(folder, after):
        raise StateError(
            _(
                "{commit} moved the records, by {file}: {advice}",
                commit=commit.short,
                file=SETTINGS_NAME,
                advice=other_way(commit),
            )
        )
    now = read_now(path)
    if now == before:
        return None
    restored = before if now == after else _merge(before, after, now)
    if restored == now:
        raise conflict_error(commit, SETTINGS_NAME, [], later)
    if restored is not None:
        parse_settings(restored)
    return SettingsWrite(path, now, restored)


def _records_of(folder: Folder, source: bytes | None) -> str:
    """Where the settings have the records, from the client folder."""
    settings = parse_settings(source) if source is not None else Settings()
    return records_name(settings, lambda name: (folder.root / name).is_dir())


def _merge(before: bytes | None, after: bytes | None, now: bytes | None) -> bytes | None:
    """The settings of now without a commit's changes; those of now where that can't be."""
    if before is None or after is None or now is None:
        return now
    after_text, now_text, before_text = (text.decode("utf-8") for text in (after, now, before))
    merge = merge_texts(after_text, now_text, before_text)
    return merge.text.encode("utf-8") if merge.complete else now
