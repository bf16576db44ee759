"""Checks single records for `check`: their findings, with the places of these in the file."""

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
from clientfile.schema.shapes import record_shape
from clientfile.schema.walk import walk_places
from clientfile.store.cache.check_codec import Places, RecordFindings, encode_findings
from clientfile.store.cache.codec import blob_id, decode_data
from clientfile.store.cache.refresh import CachedRecord
from clientfile.store.folder import Folder, RecordFile, read_bytes
from clientfile.store.load import locate_finding
from clientfile.yamltext.parsed import ParsedRecord
from clientfile.yamltext.reader import read

_EMPTY = ParsedRecord("", "", False, 0)


def check_records(
    chunk: Sequence[tuple[CachedRecord, bytes]], folder: Folder, today: date, *, placing: bool
) -> list[tuple[CachedRecord, str, bool]]:
    """Each record with its encoded findings, and whether these are of the bytes in the cache.

    `chunk` are records with their encoded data. A file is read only where there is a finding to
    place, where the cache has lost the data, or if `placing`, so that the ties get their places.
    """
    return [
        (record, *_check_record(record, body, folder, today, placing)) for record, body in chunk
    ]


def _check_record(
    record: CachedRecord, body: bytes, folder: Folder, today: date, placing: bool
) -> tuple[str, bool]:
    if body and not placing:
        data = decode_data(body)
        findings, unplaced = _find_problems(record.client, data, None, folder, today)
        if not unplaced:
            return encode_findings(findings), True
    parsed, same = _parse_again(record, folder)
    findings, _ = _find_problems(record.client, parsed.data or {}, parsed, folder, today)
    return encode_findings(findings), same


def _parse_again(record: CachedRecord, folder: Folder) -> tuple[ParsedRecord, bool]:
    """The record as it is now, and whether its bytes are still those in the cache.

    A record that has gone meanwhile, or has errors now, is empty: the next run reports that.
    """
    file = RecordFile(record.client, Path(record.path))
    try:
        source = read_bytes(folder, file.path)
    except ClientfileError:
        return _EMPTY, False
    # With its nodes, since there are findings to place.
    name, most = folder.relative(file.path), folder.settings.max_bytes
    parsed = read(source, record_shape(), file=name, max_bytes=most)
    if blob_id(source) == record.blob:
        return parsed, True
    usable = parsed.sound and not checks.error_findings(parsed.data or {}, folder.settings)
    return (parsed if usable else _EMPTY), False


def _find_problems(
    client: str, data: Data, parsed: ParsedRecord | None, folder: Folder, today: date
) -> tuple[RecordFindings, list[Finding]]:
    """The findings of a record; without `parsed` they have no places, and the second value is what
    is left to place.
    """
    places = walk_places(data)
    warnings = checks.warnings(data, folder.settings, today, places)
    stated = (
        stated_findings(client, data, folder.settings, today)
        if at(data, ("results", "years"))
        else []
    )
    both = [*warnings, *stated]
    ties = ties_of(data, places)
    since, until = validity_of_findings(data, places, both, folder.settings, today)
    if parsed is None:
        return RecordFindings(since, until, (), (), ties), both
    findings = RecordFindings(
        since,
        until,
        [locate_finding(parsed, finding) for finding in warnings],
        [locate_finding(parsed, finding) for finding in stated],
        ties,
        _locate(parsed, tie_paths(ties)),
    )
    return findings, []


def _locate(parsed: ParsedRecord, paths: Iterable[edits.Path]) -> Places:
    """Line, column and address of paths in a record's text."""
    problems = ((path, locate_finding(parsed, Finding(path, "", ""))) for path in paths)
    return {path: (problem.line, problem.column, problem.path) for path, problem in problems}
