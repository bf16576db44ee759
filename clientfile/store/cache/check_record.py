"""Records examined for `check`: what is found in them, with the places of it in their text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from clientfile import checks
from clientfile.checks.between_records import tie_paths, ties_of
from clientfile.checks.stated import stated_findings
from clientfile.checks.validity import validity_of_findings
from clientfile.errors import ClientfileError
from clientfile.records import edits
from clientfile.records.edits import Data, at
from clientfile.records.problems import Finding
from clientfile.schema.walk import walk_places
from clientfile.store.cache.check_codec import Places, RecordFindings, encode_findings
from clientfile.store.cache.codec import blob_id, decode_data
from clientfile.store.cache.refresh import CachedRecord
from clientfile.store.folder import Folder, RecordFile, read_bytes
from clientfile.store.load import locate_finding, read_text
from clientfile.yamltext.parsed import ParsedRecord

_EMPTY = ParsedRecord("", "", False, 0)


def examine_records(
    chunk: Sequence[tuple[CachedRecord, bytes]], folder: Folder, today: date, *, placing: bool
) -> list[tuple[CachedRecord, str, bool]]:
    """Of each record, given with its packed data, what `packed_told` tells, and whether that is
    of the bytes that it is known by.

    A record is read only where there is something to find the place of, or its data are lost, or
    if `placing`: where its ties stand is told of those that are read.
    """
    return [(known, *_examine_record(known, body, folder, today, placing)) for known, body in chunk]


def _examine_record(
    known: CachedRecord, body: bytes, folder: Folder, today: date, placing: bool
) -> tuple[str, bool]:
    if body and not placing:
        told, findings = _find_problems(known.client, decode_data(body), None, folder, today)
        if not findings:
            return encode_findings(told), True
    reading, same = _read_again(known, folder)
    told, _ = _find_problems(known.client, reading.data or {}, reading, folder, today)
    return encode_findings(told), same


def _read_again(known: CachedRecord, folder: Folder) -> tuple[ParsedRecord, bool]:
    """What a record says now, and whether that is still what it is known by. It may have gone
    meanwhile, or have errors, of which the next run tells: then it says nothing.
    """
    file = RecordFile(known.client, Path(known.path))
    try:
        source = read_bytes(folder, file.path)
    except ClientfileError:
        return _EMPTY, False
    reading = read_text(folder, file, source)
    if blob_id(source) == known.blob:
        return reading, True
    usable = reading.sound and not checks.error_findings(reading.data or {}, folder.settings)
    return (reading if usable else _EMPTY), False


def _find_problems(
    client: str, data: Data, reading: ParsedRecord | None, folder: Folder, today: date
) -> tuple[RecordFindings, list[Finding]]:
    walked = walk_places(data)
    warnings = checks.warnings(data, folder.settings, today, walked)
    stated = (
        stated_findings(client, data, folder.settings, today)
        if at(data, ("results", "years"))
        else []
    )
    found = [*warnings, *stated]
    ties = ties_of(data, walked)
    since, until = validity_of_findings(data, walked, found, folder.settings, today)
    if reading is None:
        return RecordFindings(since, until, (), (), ties), found
    told = RecordFindings(
        since,
        until,
        [locate_finding(reading, finding) for finding in warnings],
        [locate_finding(reading, finding) for finding in stated],
        ties,
        _places(reading, tie_paths(ties)),
    )
    return told, found


def _places(reading: ParsedRecord, paths: Iterable[edits.Path]) -> Places:
    problems = ((path, locate_finding(reading, Finding(path, "", ""))) for path in paths)
    return {path: (one.line, one.column, one.path) for path, one in problems}
