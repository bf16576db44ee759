"""`save`: commits records and settings that were edited, moved or removed by hand, if valid."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from clientfile.changes.commit_subject import save_change
from clientfile.errors import NoSuchClientError
from clientfile.records.edits import Data
from clientfile.schema.shapes import record_shape
from clientfile.store.atomic import FileChange
from clientfile.store.folder import Folder, RecordFile, record_files, resolve_links
from clientfile.store.git.repository import Repository
from clientfile.store.git.revisions import files_at
from clientfile.store.layout import settings_file
from clientfile.store.load import LoadedRecord, load_record, read_text
from clientfile.store.transaction.check_writes import check_writes
from clientfile.store.transaction.plan import (
    Write,
    encode_record,
    format_diff,
    format_settings_diff,
)
from clientfile.store.transaction.settings_write import settings_hand_edit
from clientfile.store.transaction.transact import (
    LockedFolder,
    Outcome,
    StagedChange,
    WriteOptions,
    commit_staged,
    locked_folder,
    require_valid,
    with_folders_subject,
)
from clientfile.store.transaction.uncommitted import uncommitted_edits


def save(folder: Folder, clients: Sequence[str], options: WriteOptions) -> Outcome:
    """Commit the edits by hand of these records, or of all records and of the settings if `clients`
    is empty; moved and removed files are edits too.

    The commit's subject says what changed. Raises as `transact`, NoSuchClientError for a client
    that neither the folder nor HEAD has, InvalidError for settings that are wrong.
    """
    with locked_folder(folder) as locked:
        paths = [path for path in [settings_file(folder)] if path and not clients]
        edits = uncommitted_edits(
            folder, locked.repo, paths, whole=True, writes=not options.dry_run
        )
        settings = None if clients else settings_hand_edit(folder, locked.repo, edits)
        all_files = record_files(folder)
        ids = {file.id for file in all_files}
        _require_clients(clients, ids | {path.stem for path in edits.gone})
        files = [file for file in all_files if not clients or file.id in clients]
        gone = [path for path in edits.gone if not clients or path.stem in clients]
        edited = [file for file in files if edits.edited(file.path)]
        loaded = {file.id: require_valid(load_record(folder, file)) for file in edited}
        writes = [_hand_edit_write(locked, record, gone) for record in loaded.values()]
        removed = _removal_writes(locked, gone, ids)
        warnings = check_writes(folder, [*writes, *removed], {}, options.today)
        pairs = {write.file.id: _data_pair(folder, write) for write in [*writes, *removed]}
        tables = settings.tables if settings else None
        change = with_folders_subject(save_change(pairs, record_shape(), tables), folder)
        if options.dry_run or not (edited or gone or settings):
            diff = format_settings_diff(settings) + format_diff(folder, [*writes, *removed])
            return Outcome(change, None, diff, warnings, locked.notes)
        changes = [FileChange(resolve_links(w.file.path), w.after, w.after) for w in writes]
        changes += [FileChange(path, None, None) for path in gone]
        changes += [FileChange(settings.path, settings.after, settings.after)] if settings else []
        new = [change.path for change in changes if edits.untracked(change.path)]
        staged = StagedChange(change, changes, new, warnings)
        return commit_staged(locked, staged, edits.status, options)


def _require_clients(clients: Sequence[str], ids: set[str]) -> None:
    for client in clients:
        if client not in ids:
            raise NoSuchClientError(client, {each: each for each in sorted(ids)})


def _hand_edit_write(locked: LockedFolder, record: LoadedRecord, gone: Sequence[Path]) -> Write:
    """An edit by hand as a write from the text that HEAD has to the text of the file."""
    moved = [path for path in gone if path.stem == record.file.id]
    before = _at_head(locked.repo, moved[0] if moved else record.file.path)
    return Write(record.file, before, encode_record(record.parsed), record.parsed)


def _removal_writes(locked: LockedFolder, gone: Sequence[Path], ids: set[str]) -> list[Write]:
    """The records that were removed by hand, as writes; `ids` are those of the folder's records."""
    files = [
        RecordFile(path.stem, locked.folder.records / path.name)
        for path in gone
        if path.stem not in ids
    ]
    contents = {path.stem: _at_head(locked.repo, path) for path in gone}
    return [Write(file, contents[file.id] or b"", None, None) for file in files]


def _at_head(repo: Repository, path: Path) -> bytes | None:
    return files_at(repo, "HEAD", path).get(Path())


def _data_pair(folder: Folder, write: Write) -> tuple[Data, Data]:
    """A record's data before and after a write; empty where it has no text."""
    before = read_text(folder, write.file, write.before).data if write.before else None
    return before or {}, write.data
