"""The rows of a table of an export as a workbook holds them: days as days, all else as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from clientfile.exchange.export.record_tables import CLIENT, RecordTable, shape_below
from clientfile.records.paths import split_address
from clientfile.records.shape import Shape


def sheet_rows(table: RecordTable, shape: Shape) -> Iterator[Sequence[Any]]:
    """The rows of a table; `shape` is that of a record."""
    days = [_is_day(text, shape) for text in table.header]
    for row in table.rows:
        yield [
            _day_of(str(cell)) if is_day else cell for cell, is_day in zip(row, days, strict=True)
        ]


def _is_day(heading: str, shape: Shape) -> bool:
    return heading != CLIENT and shape_below(shape, split_address(heading)).format == "date"


def _day_of(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
