"""The cells of a table as text: exact for programs, rounded and translated for the eye."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from clientfile.language import ENGLISH, translate
from clientfile.language.quantities import build_quantity, day
from clientfile.output.numbers import format_flag, format_number, format_percentage, places_of
from clientfile.output.table import MARKS, Column, Table
from clientfile.output.terminal import one_line
from clientfile.records.typed.amounts import plain

NUMERIC = frozenset({"integer", "number", "money", "ratio"})
"""The kinds of columns that hold figures: they stand at the right and are never cut."""


def exact_text(value: Any) -> str:
    """A value for programs: plain decimals, ISO dates, None empty; the items of a list and the
    values of a mapping joined by commas.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return plain(value)
    if isinstance(value, list | tuple | dict):
        items = value.values() if isinstance(value, dict) else value
        return ", ".join(exact_text(item) for item in items)
    return value.isoformat() if isinstance(value, date) else str(value)


def headings(table: Table, columns: Sequence[Column], language: str) -> list[str]:
    """The columns' headings; amounts have their currency there where it is the same in all rows."""
    currency = common_currency(table)
    unit = f" ({_sign(currency, language)})" if currency else ""
    return [
        one_line(translate(column.heading, language))
        + (one_line(unit) if column.kind == "money" else "")
        for column in columns
    ]


def common_currency(table: Table) -> str:
    """The currency of all rows, empty where there is none or they differ."""
    currencies = _currencies(table)
    return currencies.pop() if len(currencies) == 1 else ""


def display_rows(table: Table, columns: Sequence[Column], language: str) -> list[list[str]]:
    """The cells for the eye, the footer's last.

    Where rows differ in currency each amount has its own, unless a column holds it anyway.
    """
    mixed = len(_currencies(table)) > 1 and all(column.key != "currency" for column in columns)
    rows = []
    for row in (*table.rows, *([table.footer] if table.footer else ())):
        currency = str(row.get("currency") or table.currency)
        unit = f" {_sign(currency, language)}".rstrip() if mixed else ""
        places = places_of(currency)
        rows.append([_display_cell(row, column, language, unit, places) for column in columns])
    return rows


def _display_cell(
    row: Mapping[str, Any], column: Column, language: str, unit: str, places: int
) -> str:
    """A cell for the eye, marked where its row says so; `unit` is the currency of an amount."""
    mark = row.get(MARKS, {}).get(column.key)
    value = row.get(column.key)
    if value is None and mark:
        value = mark.value
    text = _display(value, column, language, places if column.kind == "money" else 0)
    if text and column.kind == "money":
        text += unit
    return one_line(translate(mark.say(text), language) if text and mark else text)


def _sign(currency: str, language: str) -> str:
    if language == ENGLISH or not currency:
        return currency
    from clientfile.language.catalogue import load_catalogue

    return load_catalogue(language).currency_sign(currency)


def _currencies(table: Table) -> set[str]:
    return {str(row.get("currency") or table.currency) for row in table.rows} - {""}


def join_words(value: str | Sequence[Any], language: str) -> str:
    """A text in a language; the items of a list, each in it, joined by commas."""
    if isinstance(value, str):
        return translate(value, language)
    return ", ".join(
        join_words(exact_text(item) if not isinstance(item, str) else item, language)
        for item in value
    )


def _display(value: Any, column: Column, language: str, places: int) -> str:
    """A value for the eye; empty where there is none."""
    if isinstance(value, int | Decimal) and column.kind not in NUMERIC:
        if isinstance(value, bool):
            return format_flag(value, language)
        return translate(build_quantity(exact_text(value)), language)
    if column.kind == "date" and value:
        return translate(day(value), language)
    if isinstance(value, dict):
        return exact_text(value)
    if isinstance(value, str | list | tuple):
        return join_words(value, language)
    # A year is a name, not a quantity: nobody writes 2,026.
    if value is None or not isinstance(value, int | Decimal) or column.key == "year":
        return exact_text(value)
    return (
        format_percentage(value, language)
        if column.kind == "ratio"
        else format_number(value, language, places)
    )
