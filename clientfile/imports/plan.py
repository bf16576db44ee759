"""What an import would do: rows, a map and the records that are there → edits, and what is told.

Nothing is written here, and nothing read: planning again over the records that a plan makes gives
a plan that changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from clientfile.changes import NewRecord
from clientfile.imports.cells import Conventions, Currencies
from clientfile.imports.mapping import PEOPLE, Home
from clientfile.imports.mapping import Mapping as Map
from clientfile.imports.merge import FileOrder, Target, person_id
from clientfile.imports.orders import LeftOut, gather_orders
from clientfile.imports.overlay import Step, ordered
from clientfile.imports.rows import Reading, Values, check_columns, find_conventions, read_rows
from clientfile.imports.sources import Unmappable
from clientfile.imports.table_file import TableFile
from clientfile.records.addresses import address_of
from clientfile.records.edits import Data, Edit, apply_edits, at
from clientfile.records.problems import Finding
from clientfile.records.settings import Settings
from clientfile.records.shape import Shape

Action = Literal["created", "changed", "unchanged", "skipped"]
Records = Mapping[str, Data]
Validate = Callable[[Data], Sequence[Finding]]


@dataclass(frozen=True)
class Outcome:
    """What happens to a record (`lines` are its rows'), or to a row that is skipped.

    `fields` are the addresses that change; `why` says why a row is skipped, or what is to be
    known of the record.
    """

    lines: tuple[int, ...]
    client: str | None
    action: Action
    fields: tuple[str, ...] = ()
    why: str = ""

    @property
    def line(self) -> int:
        """The first line of the file that it is about."""
        return self.lines[0]


@dataclass(frozen=True)
class Found:
    """How the file turned out to be written, as a map would tell it."""

    encoding: str
    delimiter: str
    decimal: str
    dates: str


@dataclass(frozen=True)
class Plan:
    """All of an import: what is told, in the order of the file, and each record's change."""

    outcomes: tuple[Outcome, ...]
    changes: dict[str, NewRecord | list[Edit]]
    found: Found

    def count(self, action: Action) -> int:
        """How many outcomes are of this kind."""
        return sum(outcome.action == action for outcome in self.outcomes)


class _Part(NamedTuple):
    """One thing of the file for one record, and how it is laid over it: whole or not at all."""

    lines: tuple[int, ...]
    merge: Callable[[Target], Step]


_Work = dict[str, list[_Part]]


def plan(
    table: TableFile,
    mapping: Map,
    records: Records,
    shape: Shape,
    settings: Settings,
    *,
    validate: Validate = lambda _: (),
    unusable: Collection[str] = (),
) -> Plan:
    """What importing the table would change in the records.

    `records` are the usable ones by client id; of them only those that rows are about are asked
    for. `unusable` are ids whose record is there and can't be used: rows about them are skipped.
    `validate` tells what is wrong with a record's data: a client whose record would have an error
    is skipped. Raises MapRefused and ConventionUnknown.
    """
    check_columns(table, mapping)
    writes = find_conventions(table, mapping)
    folder = _Folder(records, settings, frozenset(unusable))
    work, left_out = _parts(mapping, read_rows(table, mapping, writes, folder.currencies), folder)
    outcomes = [Outcome((out.line,), out.client, "skipped", (), out.why) for out in left_out]
    changes: dict[str, NewRecord | list[Edit]] = {}
    constants = mapping.constants
    for client, parts in work.items():
        target = Target(records.get(client) or {}, shape, constants)
        told, change = _record(client, parts, target, validate)
        outcomes += told
        if change is not None:
            changes[client] = change
    outcomes.sort(key=lambda outcome: outcome.lines)
    return Plan(tuple(outcomes), changes, _found(table, writes))


class _Folder:
    """The records that are there: what a client's amounts are in, and who can't be imported to."""

    def __init__(self, records: Records, settings: Settings, unusable: Collection[str]) -> None:
        self._records = records
        self._settings = settings
        self._unusable = unusable

    def currencies(self, client: str) -> Currencies:
        """In what the amounts of a client and of the folder are."""
        record = self._records.get(client)
        own = at(record, ("business", "currency")) if record else None
        return Currencies(own or self._settings.currency, self._settings.currency)

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
    mapping: Map, readings: Iterable[Reading], folder: _Folder
) -> tuple[_Work, list[LeftOut]]:
    if mapping.kind == "orders":
        orders, left_out = gather_orders(readings, folder.unknown)
        return {client: list(map(_order_part, each)) for client, each in orders.items()}, left_out
    customers = mapping.kind == "customers"
    return _row_parts(readings, folder.broken if customers else folder.unknown, customers)


def _row_parts(
    readings: Iterable[Reading], refusal: Callable[[str], str], customers: bool
) -> tuple[_Work, list[LeftOut]]:
    work: _Work = {}
    left_out: list[LeftOut] = []
    seen: dict[Hashable, int] = {}
    for reading in readings:
        why = reading.fault or refusal(reading.client or "")
        why = why or _told_before(reading, customers, seen)
        if why:
            left_out.append(LeftOut(reading.line, reading.client, why))
        else:
            work.setdefault(reading.client or "", []).append(_row_part(reading))
    return work, left_out


def _told_before(reading: Reading, customers: bool, seen: dict[Hashable, int]) -> str:
    """Why the row can't be told from others of the file, empty where it stands alone."""
    if customers:
        things: list[tuple[Hashable, ...]] = [(reading.client,)]
    elif reading.items:
        things = []
        for home, values in reading.items.items():
            try:
                things.append((reading.client, ".".join(home), _name(home, values)))
            except Unmappable as why:
                return str(why)
    else:
        return "all cells that the map names are empty"
    for thing in things:
        first = seen.setdefault(thing, reading.line)
        if first != reading.line:
            return f"{' '.join(map(str, thing))} stands on line {first} already"
    return ""


def _name(home: Home, values: Values) -> Hashable:
    if home == PEOPLE:
        return person_id(values)
    if ("year",) not in values:
        raise Unmappable(f"{'.'.join(home)}.year is empty")
    return int(values[("year",)])


def _row_part(reading: Reading) -> _Part:
    def merge(target: Target) -> Step:
        step = Step()
        for home, values in reading.items.items():
            step.add(target.merge(home, values))
        return step

    return _Part((reading.line,), merge)


def _order_part(order: FileOrder) -> _Part:
    return _Part(order.at_lines, lambda target: target.merge_order(order))


def _record(
    client: str, parts: list[_Part], target: Target, validate: Validate
) -> tuple[list[Outcome], NewRecord | list[Edit] | None]:
    """What is told of a record and its rows, and its change, None where it has none."""
    step, lines, told = _merged(client, parts, target)
    new = not target.data
    if not lines:
        return told, None
    if not new and not step.edits:
        return [*told, Outcome(lines, client, "unchanged", (), step.note)], None
    data = apply_edits({"identity": {"status": "client"}} if new else target.data, step.edits)
    why = _invalid(data, target.shape, validate)
    if why:
        return [*told, *_skipped(lines, client, why)], None
    action: Action = "created" if new else "changed"
    change = NewRecord(ordered(data, target.shape)) if new else step.edits
    return [*told, Outcome(lines, client, action, tuple(step.fields), step.note)], change


def _merged(
    client: str, parts: list[_Part], target: Target
) -> tuple[Step, tuple[int, ...], list[Outcome]]:
    """All edits, the lines that they come from, and the lines that come to nothing."""
    step, lines, told = Step(), list[int](), list[Outcome]()
    for part in parts:
        try:
            step.add(part.merge(target))
            lines += part.lines
        except Unmappable as why:
            told += _skipped(part.lines, client, str(why))
    return step, tuple(sorted(lines)), told


def _skipped(lines: Iterable[int], client: str, why: str) -> list[Outcome]:
    return [Outcome((line,), client, "skipped", (), why) for line in lines]


def _invalid(data: Data, shape: Shape, validate: Validate) -> str:
    """Why a record with the import in it could not stand, empty where it can."""
    for key in shape.child("identity").required:
        if key not in data.get("identity", {}):
            return f"the client is new, and the row has no identity.{key}"
    errors = [finding for finding in validate(data) if finding.severity == "error"]
    return "; ".join(f"{address_of(data, e.path, shape)}: {e.message}" for e in errors[:3])


def _found(table: TableFile, writes: Conventions) -> Found:
    return Found(table.encoding, table.delimiter, writes.decimal, writes.dates)
