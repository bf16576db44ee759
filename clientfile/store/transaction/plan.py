"""What a Change comes to on the disk: the texts of the files that it makes, edits and removes."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from clientfile.errors import InvalidError
from clientfile.records.change import Change, NewRecord, RecordChange, Removed, Renamed, Rewritten
from clientfile.records.edits import Data, Edit
from clientfile.schema.shapes import record_shape
from clientfile.store.atomic import FileChange
from clientfile.store.folder import Folder, RecordFile, record_files, resolve_links
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
    """One file's replacement: `before` is None for a record that comes into being, `after` for
    one that goes; `parsed` is what the record says afterwards, None where it is gone.
    """

    file: RecordFile
    before: bytes | None
    after: bytes | None
    parsed: ParsedRecord | None

    @property
    def data(self) -> Data:
        """The record's data afterwards; none where it is gone."""
        return (self.parsed.data if self.parsed else None) or {}

    def on_disk(self) -> FileChange:
        """The same as a change of the file that the record really is, links followed."""
        return FileChange(resolve_links(self.file.path), self.before, self.after)


def plan_writes(folder: Folder, change: Change, loaded: Mapping[str, LoadedRecord]) -> list[Write]:
    """The writes that a change comes to; none for a record that stays as it is.

    Raises EditRefusedError where a text can't be changed in place, InvalidRecordsError for a text
    that is none.
    """
    count = len(record_files(folder)) if _makes_new(change) else 0
    writes: list[Write] = []
    for client, asked in change.records.items():
        writes += _writes_of_one(folder, client, asked, loaded, count)
    return writes


def _writes_of_one(
    folder: Folder, client: str, asked: RecordChange, loaded: Mapping[str, LoadedRecord], count: int
) -> list[Write]:
    if isinstance(asked, NewRecord):
        file = RecordFile(client, path_for_new(folder, client, count))
        after = encode(emit(asked.data, record_shape()), bom=False)
        return [Write(file, None, after, read_text(folder, file, after))]
    record = loaded[client]
    before = encode_record(record.parsed)
    if isinstance(asked, Removed):
        return [Write(record.file, before, None, None)]
    if isinstance(asked, Renamed):
        file = RecordFile(asked.to, record.file.path.with_name(f"{asked.to}.yaml"))
        if file.path.exists():
            raise InvalidError(f"{folder.relative(file.path)} is there already: choose another id")
        after = encode_record(edit_record(record.parsed, asked.edits, record_shape()))
        made = Write(file, None, after, read_text(folder, file, after))
        return [Write(record.file, before, None, None), made]
    now = (
        read_text(folder, record.file, encode(asked.text, record.parsed.bom))
        if isinstance(asked, Rewritten)
        else _edit(record, asked)
    )
    if now.text == record.parsed.text:
        return []
    return [Write(record.file, before, encode_record(now), now)]


def encode_record(parsed: ParsedRecord) -> bytes:
    """The bytes of a record as it was read: an edit by hand since then must be seen."""
    return encode(parsed.text, parsed.bom)


def _edit(record: LoadedRecord, edits: Sequence[Edit]) -> ParsedRecord:
    return edit_record(record.parsed, edits, record_shape())


def _makes_new(change: Change) -> bool:
    return any(isinstance(asked, NewRecord) for asked in change.records.values())


def path_for_new(folder: Folder, client: str, count: int) -> Path:
    """Where a new record's file goes, in a folder that has `count` records."""
    parent = folder.records / client[:2] if count >= _SHARD_ABOVE else folder.records
    return parent / f"{client}.yaml"


def format_diff(folder: Folder, writes: Sequence[Write]) -> str:
    """The change of the texts as a unified diff."""
    return "".join(_diff(folder, write) for write in writes)


def _diff(folder: Folder, write: Write) -> str:
    name = folder.relative(write.file.path)
    before = (write.before or b"").decode(errors="replace").splitlines(keepends=True)
    after = (write.after or b"").decode(errors="replace").splitlines(keepends=True)
    old = f"a/{name}" if write.before is not None else "/dev/null"
    new = f"b/{name}" if write.after is not None else "/dev/null"
    lines = difflib.unified_diff(before, after, old, new)
    return "".join(line if line.endswith("\n") else line + "\n" for line in lines)
