"""What an import would do: rows, a map and the records that are there → edits, and what is told.

Nothing is written here, and nothing read: planning again over the records that a plan makes gives
a plan that changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from clientfile.exchange.csv.apply import (
    Action,
    ApplyResult,
    ImportItem,
    Validate,
    apply_items,
    skip_rows,
)
from clientfile.exchange.csv.cells import Conventions, RowCurrencies
from clientfile.exchange.csv.csv_file import CsvTable
from clientfile.exchange.csv.expressions import UnmappableError
from clientfile.exchange.csv.mapping import PEOPLE, Home
from clientfile.exchange.csv.mapping import ImportMap as Map
from clientfile.exchange.csv.match import ImportedOrder, TargetRecord, resolve_person_id
from clientfile.exchange.csv.missing_edits import MissingEdits
from clientfile.exchange.csv.orders import SkippedRow, group_orders
from clientfile.exchange.csv.rows import (
    ImportedRow,
    Values,
    check_columns,
    detect_conventions,
    parse_rows,
)
from clientfile.records.change import NewRecord
from clientfile.records.edits import Data, Edit, at
from clientfile.records.settings import Settings
from clientfile.records.shape import Shape

Records = Mapping[str, Data]


@dataclass(frozen=True)
class FileFormat:
    """How the file turned out to be written, as a map would tell it; empty what none needs."""

    encoding: str
    delimiter: str
    decimal: str
    dates: str


@dataclass(frozen=True)
class ImportPlan:
    """All of an import: what is told, in the order of the file, and each record's change."""

    outcomes: tuple[ApplyResult, ...]
    changes: dict[str, NewRecord | list[Edit]]
    found: FileFormat

    def count(self, action: Action) -> int:
        """How many outcomes are of this kind."""
        return sum(outcome.action == action for outcome in self.outcomes)


_Work = dict[str, list[ImportItem]]


def plan_import(
    table: CsvTable,
    mapping: Map,
    records: Records,
    shape: Shape,
    settings: Settings,
    *,
    validate: Validate = lambda _: (),
    unusable: Collection[str] = (),
) -> ImportPlan:
    """What importing the table would change in the records.

    `records` are the usable ones by client id; of them only those that rows are about are asked
    for. `unusable` are ids whose record is there and can't be used: rows about them are skipped.
    `validate` tells what is wrong with a record's data: a row or an order that would bring an
    error is skipped. Raises MapError and UnknownConventionError.
    """
    check_columns(table, mapping)
    writes = detect_conventions(table, mapping)
    folder = _Folder(records, settings, frozenset(unusable))
    readings = list(parse_rows(table, mapping, writes, folder.currencies))
    repeats = _repeats(readings) if mapping.kind == "customers" else {}
    work, left_out = _parts(mapping, (r for r in readings if r.line not in repeats), folder)
    outcomes = [each for out in left_out for each in skip_rows([out.line], out.client, out.why)]
    changes: dict[str, NewRecord | list[Edit]] = {}
    constants = mapping.constants
    for client, parts in work.items():
        target = TargetRecord(records.get(client) or {}, shape, constants)
        told, change = apply_items(client, parts, target, validate)
        outcomes += told
        if change is not None:
            changes[client] = change
    outcomes += _told_again(repeats, outcomes)
    outcomes.sort(key=lambda outcome: outcome.lines)
    return ImportPlan(tuple(outcomes), changes, _found(table, writes))


class _Repeat(NamedTuple):
    """A row about a client that an earlier row, at line `first`, is about already."""

    client: str
    first: int


def _repeats(readings: Iterable[ImportedRow]) -> dict[int, _Repeat]:
    """The rows, by line, that come after another about the same client, even one at fault: which
    of two to believe is a person's choice."""
    firsts: dict[str, int] = {}
    repeats: dict[int, _Repeat] = {}
    for reading in readings:
        if reading.client:
            first = firsts.setdefault(reading.client, reading.line)
            if first != reading.line and not reading.fault:
                repeats[reading.line] = _Repeat(reading.client, first)
    return repeats


def _told_again(
    repeats: Mapping[int, _Repeat], outcomes: Iterable[ApplyResult]
) -> list[ApplyResult]:
    """Each repeated row as left out, by what became of the first."""
    missing = {each.line for each in outcomes if each.action == "skipped"}
    told: list[ApplyResult] = []
    for line, (client, first) in repeats.items():
        why = f"{client} stands on line {first} already: keep one of the two rows"
        if first in missing:
            why = f"line {first} is about {client} too, and is skipped: keep one of the two rows"
        told += skip_rows([line], client, why)
    return told


class _Folder:
    """The records that are there: what a client's amounts are in, and who can't be imported to."""

    def __init__(self, records: Records, settings: Settings, unusable: Collection[str]) -> None:
        self._records = records
        self._settings = settings
        self._unusable = unusable

    def currencies(self, client: str) -> RowCurrencies:
        """In what the amounts of a client and of the folder are."""
        record = self._records.get(client)
        own = at(record, ("business", "currency")) if record else None
        return RowCurrencies(own or self._settings.currency, self._settings.currency)

    def broken(self, client: str) -> str:
        """Why a client's record can't be used, empty where it can or is not there."""
        if client in self._unusable:
            return f"the record of {client} has errors: mend it first (clientfile check {client})"
        return ""

    def unknown(self, client: str) -> str:
        """Why nothing can be added to a client, empty where it can."""
        if client in self._unusable or client in self._records:
            return self.broken(client)
        return f"there is no client {client}: import the customers first"


def _parts(
    mapping: Map, readings: Iterable[ImportedRow], folder: _Folder
) -> tuple[_Work, list[SkippedRow]]:
    if mapping.kind == "orders":
        orders, left_out = group_orders(readings, folder.unknown)
        return {client: list(map(_order_part, each)) for client, each in orders.items()}, left_out
    customers = mapping.kind == "customers"
    return _row_parts(readings, folder.broken if customers else folder.unknown, customers)


def _row_parts(
    readings: Iterable[ImportedRow], refusal: Callable[[str], str], customers: bool
) -> tuple[_Work, list[SkippedRow]]:
    work: _Work = {}
    left_out: list[SkippedRow] = []
    for reading in readings:
        client = reading.client or ""
        try:
            why = reading.fault or refusal(client)
            names = () if why or customers else _names(reading)
        except UnmappableError as unnamed:
            why = str(unnamed)
        if why:
            left_out.append(SkippedRow(reading.line, reading.client, why))
        else:
            work.setdefault(client, []).append(_row_part(reading, names))
    return work, left_out


def _names(reading: ImportedRow) -> tuple[str, ...]:
    """The person, the year and the target that a row is about. Raises UnmappableError."""
    if not reading.items:
        raise UnmappableError("the row has nothing to import: fill it in, or take it out")
    return tuple(
        f"{reading.client} {'.'.join(home)} {_name(home, values)}"
        for home, values in reading.items.items()
    )


def _name(home: Home, values: Values) -> str:
    if home == PEOPLE:
        return resolve_person_id(values)
    if ("year",) not in values:
        raise UnmappableError(f"{'.'.join(home)}.year is empty: fill it in")
    return str(values[("year",)])


def _row_part(reading: ImportedRow, names: tuple[str, ...]) -> ImportItem:
    def merge(target: TargetRecord) -> MissingEdits:
        step = MissingEdits()
        for home, values in reading.items.items():
            step.add(target.merge(home, values))
        return step

    return ImportItem((reading.line,), merge, names)


def _order_part(order: ImportedOrder) -> ImportItem:
    return ImportItem(order.at_lines, lambda target: target.merge_order(order))


def _found(table: CsvTable, writes: Conventions) -> FileFormat:
    return FileFormat(table.encoding, table.delimiter, writes.decimal, writes.dates)
