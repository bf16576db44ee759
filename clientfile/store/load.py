"""All the records of a folder, read and checked: what reports and look-ups work on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from clientfile import checks
from clientfile.errors import ClientfileError
from clientfile.records.edits import Data
from clientfile.records.paths import address_of
from clientfile.records.problems import Finding, Problem
from clientfile.records.settings import FORMAT, Settings
from clientfile.schema.shapes import record_shape
from clientfile.store.folder import (
    Folder,
    RecordFile,
    read_bytes,
    record_files,
    twin_problem,
)
from clientfile.yamltext.parsed import ParsedRecord
from clientfile.yamltext.reader import read


@dataclass(frozen=True)
class LoadedRecord:
    """One record as read: `problems` are what the reader has to say, and the data's errors."""

    file: RecordFile
    parsed: ParsedRecord
    problems: Sequence[Problem]

    @property
    def usable(self) -> bool:
        """Whether reports may use it: it has no error."""
        return all(problem.severity == "warning" for problem in self.problems)


@dataclass(frozen=True)
class LoadedFolder:
    """The folder's records: `loaded` the usable ones by id, `problems` of all of them."""

    loaded: dict[str, LoadedRecord]
    problems: Sequence[Problem]
    broken: Sequence[RecordFile]

    @property
    def records(self) -> dict[str, Data]:
        """The usable records' data, by id."""
        return {client: loaded.parsed.data or {} for client, loaded in self.loaded.items()}


def load_record(folder: Folder, file: RecordFile) -> LoadedRecord:
    """Read one record and find its errors. Raises ClientfileError where the disk refuses."""
    parsed = read_text(folder, file, read_bytes(folder, file.path))
    findings = [] if parsed.data is None else checks.error_findings(parsed.data, folder.settings)
    return LoadedRecord(file, parsed, problems_of(parsed, findings, folder.settings))


def load_data(folder: Folder, file: RecordFile) -> Data:
    """The data of one record, with or without errors; empty where it has none.

    Raises ClientfileError where the disk refuses.
    """
    from clientfile.yamltext.fast_reader import read_fast

    source = read_bytes(folder, file.path)
    data = read_fast(source, record_shape(), folder.settings.max_bytes)
    return (read_text(folder, file, source).data or {}) if data is None else data


def read_text(folder: Folder, file: RecordFile, source: bytes) -> ParsedRecord:
    """What `source` says as the record `file`, under the folder's settings."""
    return read(
        source,
        record_shape(),
        file=folder.relative(file.path),
        max_bytes=folder.settings.max_bytes,
    )


def own_problems(folder: Folder, parsed: ParsedRecord, today: date) -> list[Problem]:
    """Every problem of a record that shows without looking at others, warnings too."""
    data = parsed.data
    findings = [] if data is None else checks.findings(data, folder.settings, today)
    return problems_of(parsed, findings, folder.settings)


def locate_finding(parsed: ParsedRecord, finding: Finding) -> Problem:
    """A finding with its place in the record's text and its address."""
    line, column = parsed.place(finding.path)
    address = address_of(parsed.data, finding.path, record_shape())
    return Problem(
        parsed.file, line, column, address, finding.message, finding.severity, finding.code
    )


def load_all(folder: Folder) -> LoadedFolder:
    """Every record of the folder. A record that can't be read is a problem, never an exception."""
    loaded: dict[str, LoadedRecord] = {}
    problems: list[Problem] = []
    broken: list[RecordFile] = []
    files = record_files(folder)
    twins = _twins(files)
    for file in files:
        found, record = _load_one(folder, file, twins)
        problems += found
        if record is None:
            broken.append(file)
        else:
            loaded[file.id] = record
    return LoadedFolder(loaded, problems, broken)


def _load_one(
    folder: Folder, file: RecordFile, twins: Mapping[str, Sequence[RecordFile]]
) -> tuple[list[Problem], LoadedRecord | None]:
    if file.id in twins:
        message = twin_problem(folder, file, twins[file.id])
        return [_whole_file(folder, file, message, "duplicate-id")], None
    try:
        loaded = load_record(folder, file)
    except ClientfileError as error:
        return [_whole_file(folder, file, str(error), "unreadable")], None
    return list(loaded.problems), loaded if loaded.usable else None


def problems_of(
    parsed: ParsedRecord, findings: Sequence[Finding], settings: Settings
) -> list[Problem]:
    """What reading has to tell, and these findings about the data, in the order of their places."""
    found = [locate_finding(parsed, _tolerant(settings, finding)) for finding in findings]
    told = [*parsed.problems, *found]
    return sorted(told, key=lambda problem: (problem.line, problem.column))


def _whole_file(folder: Folder, file: RecordFile, message: str, code: str) -> Problem:
    return Problem(folder.relative(file.path), 1, 1, "", message, "error", code)


def _twins(files: Sequence[RecordFile]) -> dict[str, list[RecordFile]]:
    by_id: dict[str, list[RecordFile]] = {}
    for file in files:
        by_id.setdefault(file.id, []).append(file)
    return {client: found for client, found in by_id.items() if len(found) > 1}


def _tolerant(settings: Settings, finding: Finding) -> Finding:
    """In a folder of a newer format, a key this program doesn't know is no error."""
    if finding.code == "unknown-key" and settings.format > FORMAT:
        return replace(finding, severity="warning")
    return finding
