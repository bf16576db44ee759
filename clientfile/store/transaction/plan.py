"""What a Change comes to on the disk: the texts of the files that it makes, edits and removes."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from clientfile import checks
from clientfile.errors import InvalidError, InvalidRecordsError
from clientfile.records.change import Change, NewRecord, RecordChange, Removed, Renamed, Rewritten
from clientfile.records.edits import Data, Edit
from clientfile.records.problems import Problem
from clientfile.records.references import referenced_clients
from clientfile.schema.shapes import record_shape
from clientfile.store.atomic import FileChange, read_content
from clientfile.store.folder import Folder, RecordFile, record_files, resolve_links
from clientfile.store.load import (
    LoadedRecord,
    load_all,
    load_record,
    locate_finding,
    own_problems,
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


def check_writes(
    folder: Folder, writes: Sequence[Write], loaded: Mapping[str, LoadedRecord], today: date
) -> list[Problem]:
    """The warnings that the writes bring with them. Raises InvalidRecordsError for an error."""
    warnings: list[Problem] = []
    for write in writes:
        if write.parsed is None:
            continue
        problems = own_problems(folder, write.parsed, today)
        problems += reference_problems(folder, write, writes)
        if errors := [problem for problem in problems if problem.severity == "error"]:
            raise InvalidRecordsError(
                errors, "this would make the record invalid; nothing was changed"
            )
        if problems:
            known = _earlier_problems(folder, loaded.get(write.file.id), today)
            warnings += [told for told in problems if (told.path, told.code) not in known]
    refuse_lost_references(folder, writes)
    return warnings


def refuse_lost_references(folder: Folder, writes: Sequence[Write]) -> None:
    """A client that others name can't go: raise InvalidRecordsError with the places."""
    there = {write.file.id for write in writes if write.parsed is not None}
    gone = {write.file.id for write in writes if write.parsed is None} - there
    if not gone:
        return
    loaded_folder = load_all(folder)
    _refuse_unread(folder, loaded_folder.broken, gone)
    changed = {write.file.id for write in writes}
    parsed_records = {
        client: record.parsed
        for client, record in loaded_folder.loaded.items()
        if client not in changed
    }
    parsed_records |= {write.file.id: write.parsed for write in writes if write.parsed}
    naming = {
        client: parsed.data or {}
        for client, parsed in parsed_records.items()
        if referenced_clients(parsed.data or {}) & gone
    }
    known = {file.id for file in record_files(folder)} - gone
    found = checks.folder_findings(naming, known)
    lost = [
        locate_finding(parsed_records[client], finding)
        for client, findings in found.items()
        for finding in findings
        if finding.severity == "error"
    ]
    if lost:
        names = ", ".join(sorted(gone))
        what = f"records refer to {names}, which would be gone; nothing was changed"
        raise InvalidRecordsError(lost, what)


def _refuse_unread(folder: Folder, broken: Sequence[RecordFile], gone: set[str]) -> None:
    """A record with errors may refer to who would be gone: nobody can tell."""
    names = "|".join(map(re.escape, sorted(gone)))
    word = re.compile(rf"(?<![a-z0-9-])(?:{names})(?![a-z0-9-])".encode())
    naming = [
        folder.relative(file.path) for file in broken if word.search(read_content(file.path) or b"")
    ]
    if naming:
        what = f"these have errors and may refer to {', '.join(sorted(gone))}: mend them first"
        raise InvalidRecordsError(naming, what)


def _earlier_problems(
    folder: Folder, record: LoadedRecord | None, today: date
) -> set[tuple[str, str]]:
    problems = own_problems(folder, record.parsed, today) if record else []
    return {(problem.path, problem.code) for problem in problems}


def reference_problems(folder: Folder, write: Write, writes: Sequence[Write]) -> list[Problem]:
    """What the written record says of other clients that isn't so."""
    named = referenced_clients(write.data)
    if not named or write.parsed is None:
        return []
    gone = {other.file.id for other in writes if other.parsed is None}
    files = [file for file in record_files(folder) if file.id not in gone]
    known = {
        file.id: load_record(folder, file).parsed.data or {} for file in files if file.id in named
    }
    known |= {other.file.id: other.data for other in writes if other.parsed is not None}
    findings = checks.folder_findings(known, [file.id for file in files])
    return [locate_finding(write.parsed, finding) for finding in findings.get(write.file.id, [])]


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
