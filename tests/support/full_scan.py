"""The reference that the index is held to: every figure made by the engine, every problem found by
the checks, from whole records.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from clientfile import checks
from clientfile.checks.stated import stated_findings
from clientfile.errors import ClientfileError, MissingRateError
from clientfile.figures.breakdown import counted_orders
from clientfile.figures.extracts import Extract, ExtractRequest, T
from clientfile.figures.ledger import ClientInfo, MissingRate
from clientfile.figures.results import figures_of
from clientfile.figures.summary import Summary, summary_of
from clientfile.records.client import Client, client_of
from clientfile.records.edits import Data, at
from clientfile.records.problems import Problem
from clientfile.records.settings import Settings
from clientfile.records.typed.periods import ALL, Period, fiscal_year
from clientfile.store.folder import (
    Folder,
    RecordFile,
    file_problem,
    find_twins,
    record_files,
    stray_files,
)
from clientfile.store.load import LoadedRecord, load_record, locate_finding


@dataclass(frozen=True)
class RecordsLedger:
    """The ledger of clients whose records are at hand."""

    parsed: Sequence[Client]
    settings: Settings
    today: date
    records: Mapping[str, Data] = field(default_factory=dict)

    @classmethod
    def of(cls, records: Mapping[str, Data], settings: Settings, today: date) -> RecordsLedger:
        """That of records' data, by id."""
        clients = [client_of(client, data) for client, data in records.items()]
        return cls(clients, settings, today, records)

    @property
    def whole(self) -> RecordsLedger:
        return self

    def clients(self) -> Mapping[str, ClientInfo]:
        return {
            client.id: ClientInfo(client.name, client.owner, [year.year for year in client.years])
            for client in self.parsed
        }

    def figures(
        self, period: Period, *, strict: bool = False
    ) -> tuple[Mapping[str, Summary], Sequence[MissingRate]]:
        results: dict[str, Summary] = {}
        missing: list[MissingRate] = []
        for client in self.parsed:
            try:
                figures = figures_of(client, period, self.settings, self.today, strict=strict)
            except MissingRateError as error:
                missing += error.missing
            else:
                results[client.id] = summary_of(figures)
        return results, missing

    def extracts(
        self, extract: Extract[T], period: Period = ALL, *, strict: bool = False
    ) -> tuple[Mapping[str, T], Sequence[MissingRate]]:
        request = ExtractRequest(period, self.settings, self.today, strict)
        results: dict[str, T] = {}
        missing: list[MissingRate] = []
        for client, data in self.records.items():
            try:
                encoded = extract.encode(client_of(client, data), data, request)
            except MissingRateError as error:
                missing += error.missing
            else:
                results[client] = extract.decode(encoded, client, self.settings.currency)
        return results, sorted(missing)

    def prepare(self, extract: object, periods: object, *, strict: bool = False) -> None:
        """Nothing is kept here."""

    def years(self) -> set[int]:
        return {
            year
            for client in self.parsed
            for year in years_with_figures(client, self.settings, self.today)
        }


def years_with_figures(client: Client, settings: Settings, today: date) -> set[int]:
    """The fiscal years in which a client has orders that count by `today`, or stated money."""
    year_start = settings.fiscal_year_start
    years = {fiscal_year(order.day, year_start) for order in counted_orders(client, today)}
    for item in client.years:
        money = (item.revenue, item.gross_margin, item.cost, item.advantages)
        if any(amount is not None for amount in money):
            years.add(item.year)
    return years


def every_problem(folder: Folder, today: date) -> list[Problem]:
    """What `check` tells of a folder, every record read whole for it."""
    loaded_folder = load_all(folder)
    results = [
        *loaded_folder.problems,
        *warnings_of(folder, loaded_folder, today),
        *across_problems(loaded_folder),
        *stated_problems(folder, loaded_folder, today),
        *stray_problems(folder),
    ]
    return sorted(results, key=lambda problem: (problem.file, problem.line, problem.column))


def across_problems(loaded_folder: LoadedFolder) -> list[Problem]:
    """Problems that show only between records: references to others, duplicates."""
    unread = [file.id for file in loaded_folder.broken]
    results = checks.folder_findings(loaded_folder.records, unread)
    return [
        locate_finding(loaded_folder.loaded[client].parsed, finding)
        for client, findings in results.items()
        for finding in findings
    ]


def warnings_of(folder: Folder, loaded_folder: LoadedFolder, today: date) -> list[Problem]:
    """What is implausible in the usable records, each by itself."""
    return [
        locate_finding(loaded.parsed, finding)
        for loaded in loaded_folder.loaded.values()
        for finding in checks.warnings(loaded.parsed.data or {}, folder.settings, today)
    ]


def stated_problems(folder: Folder, loaded_folder: LoadedFolder, today: date) -> list[Problem]:
    """A warning for each stated year that differs from what the record's orders make."""
    return [
        locate_finding(loaded.parsed, finding)
        for client, loaded in loaded_folder.loaded.items()
        if at(loaded.parsed.data, ("results", "years"))
        for finding in stated_findings(client, loaded.parsed.data or {}, folder.settings, today)
    ]


def stray_problems(folder: Folder) -> list[Problem]:
    """A warning for each file of the records folder that looks like a record and is none."""
    return [
        Problem(folder.relative(stray.path), 1, 1, "", stray.message, "warning", stray.code)
        for stray in stray_files(folder)
    ]


@dataclass(frozen=True)
class LoadedFolder:
    """All records of a folder: `loaded` holds the usable ones by id, `broken` the files of the
    others, `problems` what is wrong with any.
    """

    loaded: dict[str, LoadedRecord]
    problems: Sequence[Problem]
    broken: Sequence[RecordFile]

    @property
    def records(self) -> dict[str, Data]:
        """The usable records' data, by id."""
        return {client: loaded.parsed.data or {} for client, loaded in self.loaded.items()}


def load_all(folder: Folder) -> LoadedFolder:
    """Read every record of the folder. A file that can't be read becomes a problem, not an error.

    The program asks its cache instead: this is the second reading that tests compare it with.
    """
    loaded: dict[str, LoadedRecord] = {}
    problems: list[Problem] = []
    broken: list[RecordFile] = []
    files = record_files(folder)
    twins = find_twins([file.id for file in files], files.__getitem__)
    for file in files:
        own, record = _load_one(folder, file, twins)
        problems += own
        if record is None:
            broken.append(file)
        else:
            loaded[file.id] = record
    return LoadedFolder(loaded, problems, broken)


def _load_one(
    folder: Folder, file: RecordFile, twins: Mapping[str, Sequence[RecordFile]]
) -> tuple[Sequence[Problem], LoadedRecord | None]:
    """The problems of a record, and the record itself if it is usable."""
    if problem := file_problem(folder, file, twins):
        return [problem], None
    try:
        record = load_record(folder, file)
    except ClientfileError as error:
        problem = file_problem(folder, file, twins, str(error))
        return [problem] if problem else [], None
    return record.problems, record if record.usable else None
