"""A table's rows under a map → ImportedRows: the client of each row and its typed values.

A row that can't be used is returned with the reason, so that it can be reported by its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from clientfile.errors.suggest import did_you_mean
from clientfile.exchange.tables.cell_numbers import RowCurrencies, has_decimal_sign
from clientfile.exchange.tables.cells import parse_id, parse_value
from clientfile.exchange.tables.conventions import Conventions, detect_dates, detect_decimal
from clientfile.exchange.tables.errors import MapError
from clientfile.exchange.tables.expressions import UnlistedWordError, UnmappableError, ValueSource
from clientfile.exchange.tables.kinds import (
    CURRENCY,
    ORDER_CURRENCY,
    ORDERS,
    PERSON_FIELDS,
    TARGETS,
    YEARS,
    Home,
)
from clientfile.exchange.tables.mapping import ImportMap, MappedField
from clientfile.exchange.tables.present_records import PresentRecords
from clientfile.exchange.tables.source_table import SourceRow, SourceTable, TypedText
from clientfile.exchange.tables.spoilt import SpoiltCellError, can_be_left_out, check_unspoilt
from clientfile.language import Lines, _, ngettext
from clientfile.records.names import quoted
from clientfile.records.shape import Shape

Values = dict[tuple[str, ...], Any]
"""An item's values by their keys within it: {("address", "city"): "Lyon"}."""

_NAME = Shape("text")
_NAMES = Shape("list", item=_NAME)
_YEARS = ((*YEARS, "year"), (*TARGETS, "year"))


@dataclass(frozen=True)
class ImportedRow:
    """A row's client and, for each home, the values of its item.

    `line` counts from 1. `fault` says why the row can't be used, else "". `ref` is the order that
    the row belongs to, also of a row with a fault where it could be read. `is_left_out` is true
    for a row that the map's [skip] leaves out. `notes` say what the user should know of a row that
    is used: what of it is left out, or mended. `company` is the text that says who the client is,
    `unlisted` are the texts that a map lacks, with the addresses of their fields.
    """

    line: int
    client: str | None
    items: Mapping[Home, Values] = field(default_factory=dict)
    fault: str = ""
    ref: str = ""
    is_left_out: bool = False
    notes: tuple[str, ...] = ()
    company: str = ""
    unlisted: tuple[tuple[str, str], ...] = ()


def check_columns(table: SourceTable, mapping: ImportMap) -> None:
    """Raise MapError where the map names columns that the file lacks, or has twice: with all."""
    faults = [_column_fault(table, mapping, column) for column in mapping.columns]
    if faults := [fault for fault in faults if fault]:
        raise MapError(mapping.name, Lines(faults, "; "))


def _column_fault(table: SourceTable, mapping: ImportMap, column: str) -> str:
    """Why a column of the map can't be read; empty where it can."""
    count = _count(table, column)
    if not count:
        hint = did_you_mean(column, [name for name in table.header if name])
        return _(
            "{file} has no column {column!r}: {hint}", file=table.name, column=column, hint=hint
        )
    if count == 1 or _tells_apart(mapping, column):
        return ""
    return ngettext(
        "{file} has {count} column {column!r}: rename all but one in its first row",
        "{file} has {count} columns {column!r}: rename all but one in its first row",
        count,
        file=table.name,
        column=column,
    )


def _count(table: SourceTable, column: str) -> int:
    """How many columns have this heading, where it is the name of one."""
    if column not in table.header:
        return 0
    numbered = re.compile(rf"{re.escape(column)}#\d+")
    return 1 + sum(bool(numbered.fullmatch(name)) for name in table.header)


def _tells_apart(mapping: ImportMap, column: str) -> bool:
    """Whether a map knows that a heading stands twice: it names the second one, too, or its header
    has both.
    """
    return f"{column}#2" in mapping.columns or mapping.header.count(column) > 1


def detect_conventions(table: SourceTable, mapping: ImportMap) -> Conventions:
    """How the file writes numbers and dates: as the map says, else as its cells prove.

    Raises UnknownConventionError where they prove nothing and it matters.
    """
    numbers = [each for each in mapping.fields if has_decimal_sign(each.shape)]
    days = [each for each in mapping.fields if each.shape.format == "date"]
    return Conventions(
        mapping.decimal or detect_decimal(_texts(table, mapping, numbers), _columns(numbers)),
        mapping.dates or detect_dates(_texts(table, mapping, days), _columns(days)),
        mapping.settings.century,
        mapping.settings.rounds,
    )


def parse_rows(
    table: SourceTable, mapping: ImportMap, conventions: Conventions, present: PresentRecords
) -> Iterator[ImportedRow]:
    """Each row of the table as an ImportedRow; `present` has the clients and their currencies."""
    for row in table.rows:
        yield _parse_row(row, mapping, conventions, present)


def _parse_row(
    row: SourceRow, mapping: ImportMap, conventions: Conventions, present: PresentRecords
) -> ImportedRow:
    ref = _order_ref(row, mapping)
    if row.fault:
        return ImportedRow(row.line, None, fault=row.fault, ref=ref)
    why_left_out = _why_left_out(row, mapping)
    if why_left_out:
        return ImportedRow(row.line, None, fault=why_left_out, is_left_out=True)
    client = company = ""
    if mapping.client:
        try:
            client, company = _parse_client(row, mapping.client, present)
        except UnmappableError as error:
            # The name of a company, or the domain of an address, may say who the client is.
            if mapping.kind != "contacts":
                fault = _with_columns("client", mapping.client, error)
                return ImportedRow(row.line, None, fault=fault, ref=ref)
            company = row.cells.get(mapping.client.column, "")
    currencies = present.currencies(client, ref if mapping.kind == "payments" else "")
    cells = _parse_items(row, mapping, conventions, currencies)
    return ImportedRow(
        row.line,
        client or None,
        cells.items,
        Lines(cells.faults, "; "),
        ref,
        notes=tuple(cells.notes),
        company=company,
        unlisted=tuple(cells.unlisted),
    )


def _parse_client(row: SourceRow, source: ValueSource, present: PresentRecords) -> tuple[str, str]:
    """The id of a row's client, and the text that it is made from. Raises UnmappableError."""
    check_unspoilt(row.cells, source)
    name = source.text(row.cells)
    client = parse_id(name, source)
    return (present.client_of(client, name) if source.slug else client), name


@dataclass
class _ParsedCells:
    """The values of a row by home, what is wrong with its cells, what is left out of them, and the
    texts that a map lacks with the addresses of their fields.
    """

    items: dict[Home, Values] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unlisted: list[tuple[str, str]] = field(default_factory=list)


def _parse_items(
    row: SourceRow, mapping: ImportMap, conventions: Conventions, currencies: RowCurrencies
) -> _ParsedCells:
    cells = _ParsedCells()
    present: set[Home] = set()
    of_order: RowCurrencies | None = None
    for each in mapping.fields:
        is_of_order = each.home[: len(ORDERS)] == ORDERS
        try:
            text = _text(row, each)
            if not text:
                continue
            used = of_order or currencies if is_of_order else currencies
            value = _parse_field(text, each, conventions, used)
        except SpoiltCellError as error:
            can_go = can_be_left_out(each.inner, each.shape)
            told = cells.notes if can_go else cells.faults
            told.append(_with_columns(each.address, each.source, error))
            continue
        except UnmappableError as error:
            cells.faults.append(_with_columns(each.address, each.source, error))
            if isinstance(error, UnlistedWordError):
                cells.unlisted.append((each.address, error.text))
            continue
        if not each.home and each.inner == CURRENCY:
            currencies = RowCurrencies(value, currencies.folder)
        elif each.home == ORDERS and each.inner == ORDER_CURRENCY:
            of_order = RowCurrencies(value, currencies.folder)
        cells.items.setdefault(each.home, {})[each.inner] = value
        if each.source.value is None and (*each.home, *each.inner) not in _YEARS:
            present.add(each.home)
    # A constant alone is no item: a person with nothing else is nobody. Nor is a year without a
    # figure.
    cells.items = {
        home: values for home, values in cells.items.items() if not home or home in present
    }
    return cells


def _parse_field(
    text: str, mapped: MappedField, conventions: Conventions, currencies: RowCurrencies
) -> Any:
    """The value of a field; people whom a file names are found in the record later."""
    if (*mapped.home, *mapped.inner) in PERSON_FIELDS:
        shape = _NAMES if mapped.shape.kind == "list" else _NAME
        return parse_value(text, shape, mapped.source, conventions, currencies)
    return parse_value(text, mapped.shape, mapped.source, conventions, currencies)


def _text(row: SourceRow, mapped: MappedField) -> str:
    """The text for a field. Raises SpoiltCellError for a number where a text belongs."""
    if mapped.shape.kind in ("text", "list", "any"):
        check_unspoilt(row.cells, mapped.source)
    return mapped.source.text(row.cells)


def _with_columns(place: str, source: ValueSource, error: UnmappableError) -> str:
    """The message for a cell that the field at `place` can't be filled from."""
    if not source.columns:
        return _("{place}: {what}", place=place, what=error.why)
    return _(
        "{place}: in column {columns}, {what}",
        place=place,
        columns=", ".join(source.columns),
        what=error.why,
    )


def _why_left_out(row: SourceRow, mapping: ImportMap) -> str:
    for column, values in mapping.skip.items():
        if row.cells[column] in values:
            return _(
                "{column} is {value}, which [skip] leaves out",
                column=column,
                value=quoted(row.cells[column]),
            )
    return ""


def _order_ref(row: SourceRow, mapping: ImportMap) -> str:
    """The ref of the order that a row belongs to, also of a row with a fault; empty without one.

    Rows of payments may have the number of its invoice.
    """
    sources = {each.inner: each.source for each in mapping.fields if each.home == ORDERS}
    keys = (("ref",), ("invoice",)) if mapping.kind == "payments" else (("ref",),)
    for key in keys:
        try:
            if key in sources and (text := sources[key].text(row.cells)):
                return text
        except (UnmappableError, KeyError):
            continue
    return ""


def _texts(
    table: SourceTable, mapping: ImportMap, fields: list[MappedField]
) -> Iterator[tuple[int, str]]:
    """The lines and texts of the cells that fill the fields, of rows that are imported."""
    sources = [each.source for each in fields if not each.source.as_record]
    for row in table.rows if sources else ():
        if row.fault or _why_left_out(row, mapping):
            continue
        for source in sources:
            try:
                text = source.text(row.cells)
            except UnmappableError:
                continue
            if not isinstance(text, TypedText):
                yield row.line, text


def _columns(fields: list[MappedField]) -> str:
    """The columns that fill the fields, for a message."""
    names = list(dict.fromkeys(column for each in fields for column in each.source.columns))
    return ngettext("column {names}", "columns {names}", len(names), names=", ".join(names))
