"""Reads one record and checks it: data, problems with their places, warnings of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from clientfile import checks
from clientfile.records.edits import Data
from clientfile.records.paths import address_of
from clientfile.records.problems import Finding, Problem
from clientfile.records.settings import FORMAT, Settings
from clientfile.schema.shapes import record_shape
from clientfile.store.folder import (
    Folder,
    RecordFile,
    read_bytes,
)
from clientfile.yamltext.lazy_reader import read_lazily
from clientfile.yamltext.parsed import ParsedRecord


@dataclass(frozen=True)
class LoadedRecord:
    """One record with its text: `problems` are the reader's, and the errors of its data."""

    file: RecordFile
    parsed: ParsedRecord
    problems: Sequence[Problem]

    @property
    def usable(self) -> bool:
        """Whether the record has no error, so that reports and commands use it."""
        return all(problem.severity == "warning" for problem in self.problems)


def load_record(folder: Folder, file: RecordFile) -> LoadedRecord:
    """Read one record and find its errors; warnings about its data are left out.

    Raises ClientfileError where the file can't be read.
    """
    parsed = read_text(folder, file, read_bytes(folder, file.path))
    findings = [] if parsed.data is None else checks.error_findings(parsed.data, folder.settings)
    return LoadedRecord(file, parsed, problems_of(parsed, findings, folder.settings))


def load_data(folder: Folder, file: RecordFile) -> Data:
    """The data of one record, with or without errors; empty where it has none.

    Faster than `load_record`, which needs the places of all parts and checks the data. Raises
    ClientfileError where the file can't be read.
    """
    from clientfile.yamltext.fast_reader import read_fast

    source = read_bytes(folder, file.path)
    data = read_fast(source, record_shape(), folder.settings.max_bytes)
    return (read_text(folder, file, source).data or {}) if data is None else data


def read_text(folder: Folder, file: RecordFile, source: bytes) -> ParsedRecord:
    """Parse `source` as the text of the record `file`, under the folder's settings."""
    return read_lazily(
        source,
        record_shape(),
        file=folder.relative(file.path),
        max_bytes=folder.settings.max_bytes,
    )


def own_problems(folder: Folder, parsed: ParsedRecord, today: date) -> list[Problem]:
    """Every problem of a record by itself, warnings included; other records are not looked at."""
    return problems_of(parsed, own_findings(folder, parsed, today), folder.settings)


def own_findings(folder: Folder, parsed: ParsedRecord, today: date) -> list[Finding]:
    """What is wrong or implausible in a record's data by themselves, without places in the text."""
    return [] if parsed.data is None else checks.findings(parsed.data, folder.settings, today)


def locate_finding(parsed: ParsedRecord, finding: Finding) -> Problem:
    """A finding about a record's data as a problem: with line, column and address."""
    line, column = parsed.place(finding.path)
    address = address_of(parsed.data, finding.path, record_shape())
    return Problem(
        parsed.file, line, column, address, finding.message, finding.severity, finding.code
    )


def problems_of(
    parsed: ParsedRecord, findings: Sequence[Finding], settings: Settings
) -> list[Problem]:
    """The reader's problems and these findings about the data, sorted by their places."""
    problems = [locate_finding(parsed, _tolerate(settings, finding)) for finding in findings]
    return sorted([*parsed.problems, *problems], key=lambda problem: (problem.line, problem.column))


def _tolerate(settings: Settings, finding: Finding) -> Finding:
    """The finding as a warning, where a folder of a newer format has a key unknown here."""
    if finding.code == "unknown-key" and settings.format > FORMAT:
        return replace(finding, severity="warning")
    return finding
