"""Turns a Change into file writes: the new text of every record that it touches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from clientfile.errors import InvalidError
from clientfile.language import _
from clientfile.records.change import Change, NewRecord, Removed, Renamed, Rewritten
from clientfile.records.edits import Data, Edit
from clientfile.schema.shapes import record_shape
from clientfile.store.atomic import FileChange
from clientfile.store.folder import (
    SETTINGS_NAME,
    Folder,
    RecordFile,
    record_files,
    resolve_links,
    settings_table,
)
from clientfile.store.load import (
    LoadedRecord,
    read_text,
)
from clientfile.yamltext.editor import edit_record
from clientfile.yamltext.emitter import emit
from clientfile.yamltext.parsed import ParsedRecord
from clientfile.yamltext.source import encode

# git commit slows down with the entries of one directory; sub-folders keep it quick.
_SHARD_ABOVE = 5000


@dataclass(frozen=True)
class Write:
    """The replacement of one file's bytes: `before` is None for a new record, `after` for a removed
    one; `parsed` is the new text parsed, None for a removed record.
    """

    file: RecordFile
    before: bytes | None
    after: bytes | None
    parsed: ParsedRecord | None

    @property
    def data(self) -> Data:
        """The record's data after the write; empty for a removed record."""
        return (self.parsed.data if self.parsed else None) or {}

    def on_disk(self) -> FileChange:
        """The write as a change of the real file, links followed."""
        return FileChange(resolve_links(self.file.path), self.before, self.after)


@dataclass(frozen=True)
class SettingsWrite:
    """New settings of a folder: the `path` of their file, its bytes `before` and `after`, each None
    for no file.
    """

    path: Path
    before: bytes | None
    after: bytes | None

    @property
    def tables(self) -> tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]:
        """The settings before and after; those before are empty where nobody can read them."""
        try:
            before = _table(self.before)
        except InvalidError:
            before = {}
        return before, _table(self.after)


def plan_writes(
    folder: Folder, change: Change, loaded: Mapping[str, LoadedRecord], today: date
) -> list[Write]:
    """The writes that carry out a change; a record whose text stays the same has none, and a new
    one says that it was opened `today`, unless its data have another day or are a copy.

    `loaded` are the records that the change edits, renames or removes. Raises EditRefusedError
    where a text can't be edited in place, InvalidError where a new id is taken.
    """
    count = len(record_files(folder)) if _adds_record(change) else 0
    writes: list[Write] = []
    for client, request in change.records.items():
        if isinstance(request, NewRecord):
            writes.append(_plan_new(folder, client, request, count, today))
        else:
            writes += _plan_record(folder, client, request, loaded)
    return writes


def _plan_new(folder: Folder, client: str, new: NewRecord, count: int, today: date) -> Write:
    """The write of a new record; `count` is the number of records in the folder."""
    file = RecordFile(client, path_for_new(folder, client, count))
    data = new.data
    if not new.is_copy:
        identity = {"opened": today.isoformat(), **data.get("identity", {})}
        data = {**data, "identity": identity}
    after = encode(emit(data, record_shape()), bom=False)
    return Write(file, None, after, read_text(folder, file, after))


def _plan_record(
    folder: Folder,
    client: str,
    request: Sequence[Edit] | Rewritten | Renamed | Removed,
    loaded: Mapping[str, LoadedRecord],
) -> list[Write]:
    """The writes for one record of a change that is there already."""
    record = loaded[client]
    before = encode_record(record.parsed)
    if isinstance(request, Removed):
        return [Write(record.file, before, None, None)]
    if isinstance(request, Renamed):
        file = RecordFile(request.to, record.file.path.with_name(f"{request.to}.yaml"))
        if file.path.exists():
            raise InvalidError(
                _(
                    "{file} is there already: choose another id",
                    file=folder.relative(file.path),
                )
            )
        after = encode_record(edit_record(record.parsed, request.edits, record_shape()))
        new = Write(file, None, after, read_text(folder, file, after))
        return [Write(record.file, before, None, None), new]
    parsed = (
        read_text(folder, record.file, encode(request.text, record.parsed.bom))
        if isinstance(request, Rewritten)
        else _edit(record, request)
    )
    if parsed.text == record.parsed.text:
        return []
    return [Write(record.file, before, encode_record(parsed), parsed)]


def encode_record(parsed: ParsedRecord) -> bytes:
    """The bytes of a record as it was parsed, byte order mark included.

    They are a write's `before`, not the file's bytes of now: an edit by hand since then must be
    noticed.
    """
    return encode(parsed.text, parsed.bom)


def _edit(record: LoadedRecord, edits: Sequence[Edit]) -> ParsedRecord:
    return edit_record(record.parsed, edits, record_shape())


def _adds_record(change: Change) -> bool:
    return any(isinstance(request, NewRecord) for request in change.records.values())


def path_for_new(folder: Folder, client: str, count: int) -> Path:
    """The path of a new record's file, in a folder that has `count` records."""
    parent = folder.records / client[:2] if count >= _SHARD_ABOVE else folder.records
    return parent / f"{client}.yaml"


def format_diff(folder: Folder, writes: Sequence[Write]) -> str:
    """The writes as a unified diff."""
    return "".join(
        format_file_diff(folder.relative(each.file.path), each.before, each.after)
        for each in writes
    )


def format_settings_diff(write: SettingsWrite | None) -> str:
    """The change of the settings as a unified diff; "" where there is none."""
    return "" if write is None else format_file_diff(SETTINGS_NAME, write.before, write.after)


def format_file_diff(name: str, before: bytes | None, after: bytes | None) -> str:
    """The change of one file of the folder as a unified diff; None stands for no file."""
    # Imported where a diff is shown: most changes are committed without one.
    import difflib

    old_lines = (before or b"").decode(errors="replace").splitlines(keepends=True)
    new_lines = (after or b"").decode(errors="replace").splitlines(keepends=True)
    old = f"a/{name}" if before is not None else "/dev/null"
    new = f"b/{name}" if after is not None else "/dev/null"
    lines = difflib.unified_diff(old_lines, new_lines, old, new)
    return "".join(line if line.endswith("\n") else line + "\n" for line in lines)


def _table(source: bytes | None) -> Mapping[str, Any] | None:
    return None if source is None else settings_table(source)
