"""A table's rows under a map: which client each is about, and the typed values it holds.

A row that can't be used is kept with the reason, so that it can be told by its line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from typing import Any

from clientfile.errors.suggest import did_you_mean
from clientfile.exchange.csv.cells import (
    Conventions,
    RowCurrencies,
    detect_dates,
    detect_decimal,
    has_decimal_sign,
    parse_id,
    parse_value,
)
from clientfile.exchange.csv.csv_file import CsvRow, CsvTable
from clientfile.exchange.csv.errors import MapError
from clientfile.exchange.csv.expressions import UnmappableError, ValueSource
from clientfile.exchange.csv.mapping import (
    CURRENCY,
    ORDERS,
    TARGETS,
    YEARS,
    Home,
    ImportMap,
    MappedField,
)
from clientfile.records.names import quoted

Values = dict[tuple[str, ...], Any]
"""An item's values by their keys within it: {("address", "city"): "Lyon"}."""

_YEARS = ((*YEARS, "year"), (*TARGETS, "year"))
CurrenciesOf = Callable[[str], RowCurrencies]


@dataclass(frozen=True)
class ImportedRow:
    """What a row says: of which client, and for each home the values of its item.

    `fault` says why the row can't be used; `ref` is the order it belongs to, known even then
    where it could be read. `wanted` is false for a row that the map leaves out.
    """

    line: int
    client: str | None
    items: Table[Home, Values] = field(default_factory=dict)
    fault: str = ""
    ref: str = ""
    wanted: bool = True


def check_columns(table: CsvTable, mapping: ImportMap) -> None:
    """Raise MapError where the map names a column that the file lacks, or has twice."""
    for column in mapping.columns:
        count = table.header.count(column)
        if not count:
            known = [name for name in table.header if name]
            hint = did_you_mean(column, known)
            raise MapError(mapping.name, f"{table.name} has no column {column!r}: {hint}")
        if count > 1:
            raise MapError(
                mapping.name,
                f"{table.name} has {count} columns {column!r}: rename all but one in its first row",
            )


def detect_conventions(table: CsvTable, mapping: ImportMap) -> Conventions:
    """How the file writes numbers and dates: as the map tells, else as its cells prove.

    Raises UnknownConventionError where they prove nothing and it matters.
    """
    numbers = [each for each in mapping.fields if has_decimal_sign(each.shape)]
    days = [each for each in mapping.fields if each.shape.format == "date"]
    return Conventions(
        mapping.decimal or detect_decimal(_texts(table, mapping, numbers), _columns(numbers)),
        mapping.dates or detect_dates(_texts(table, mapping, days), _columns(days)),
    )


def parse_rows(
    table: CsvTable, mapping: ImportMap, writes: Conventions, currencies: CurrenciesOf
) -> Iterator[ImportedRow]:
    """Each row's Reading; `currencies` says in what a client's amounts are."""
    for row in table.rows:
        yield _read(row, mapping, writes, currencies)


def _read(
    row: CsvRow, mapping: ImportMap, writes: Conventions, currencies: CurrenciesOf
) -> ImportedRow:
    if row.fault:
        return ImportedRow(row.line, None, fault=row.fault, ref=_ref(row, mapping))
    unwanted = _unwanted(row, mapping)
    if unwanted:
        return ImportedRow(row.line, None, fault=unwanted, wanted=False)
    try:
        client = parse_id(mapping.client.text(row.cells), mapping.client)
    except UnmappableError as why:
        return ImportedRow(
            row.line, None, fault=f"client: {_told(mapping.client, why)}", ref=_ref(row, mapping)
        )
    items, faults = _items(row, mapping, writes, currencies(client))
    return ImportedRow(row.line, client, items, "; ".join(faults), _ref(row, mapping))


def _items(
    row: CsvRow, mapping: ImportMap, writes: Conventions, money: RowCurrencies
) -> tuple[dict[Home, Values], list[str]]:
    items: dict[Home, Values] = {}
    present: set[Home] = set()
    faults: list[str] = []
    for each in mapping.fields:
        try:
            text = each.source.text(row.cells)
            if not text:
                continue
            value = parse_value(text, each.shape, each.source, writes, money)
        except UnmappableError as why:
            faults.append(f"{each.address}: {_told(each.source, why)}")
            continue
        if not each.home and each.inner == CURRENCY:
            money = RowCurrencies(value, money.folder)
        items.setdefault(each.home, {})[each.inner] = value
        if each.source.value is None and (*each.home, *each.inner) not in _YEARS:
            present.add(each.home)
    # A constant alone says nothing of this row: a person of whom only it is known is nobody. No
    # more does a year with nothing stated of it.
    return {home: values for home, values in items.items() if not home or home in present}, faults


def _told(source: ValueSource, why: UnmappableError) -> str:
    columns = source.columns
    return f"in column {', '.join(columns)}, {why}" if columns else str(why)


def _unwanted(row: CsvRow, mapping: ImportMap) -> str:
    for column, values in mapping.skip.items():
        if row.cells[column] in values:
            return f"{column} is {quoted(row.cells[column])}, which [skip] leaves out"
    return ""


def _ref(row: CsvRow, mapping: ImportMap) -> str:
    """The ref of the order that a row belongs to, read even of a row that is at fault."""
    for each in mapping.fields:
        if each.home == ORDERS and each.inner == ("ref",):
            try:
                return each.source.text(row.cells)
            except (UnmappableError, KeyError):
                return ""
    return ""


def _texts(
    table: CsvTable, mapping: ImportMap, fields: list[MappedField]
) -> Iterator[tuple[int, str]]:
    sources = [each.source for each in fields if not each.source.as_record]
    for row in table.rows if sources else ():
        if row.fault or _unwanted(row, mapping):
            continue
        for source in sources:
            try:
                yield row.line, source.text(row.cells)
            except UnmappableError:
                continue


def _columns(fields: list[MappedField]) -> str:
    named = [column for each in fields for column in each.source.columns]
    return (
        f"column {named[0]}"
        if len(set(named)) == 1
        else f"columns {', '.join(dict.fromkeys(named))}"
    )
