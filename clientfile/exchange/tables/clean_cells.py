"""Cells that a map says are empty, and control characters that it has taken out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from clientfile.exchange.tables.cells import CONTROL
from clientfile.exchange.tables.mapping import ImportMap
from clientfile.exchange.tables.source_table import SourceRow, SourceTable
from clientfile.language import Message, ngettext


def clean_cells(table: SourceTable, mapping: ImportMap) -> tuple[SourceTable, tuple[Message, ...]]:
    """The table as `null` and `clean` of the map have it, and what is told of it."""
    if not mapping.settings.null and not mapping.settings.clean:
        return table, ()
    cleaned = [_clean(row, mapping) if mapping.settings.clean else (row, 0) for row in table.rows]
    rows = [_without_null(row, mapping.settings.null) for row, __ in cleaned]
    count = sum(number for __, number in cleaned)
    return replace(table, rows=tuple(rows)), tuple(_tell(count, cleaned))


def _tell(count: int, cleaned: Iterable[tuple[SourceRow, int]]) -> Iterable[Message]:
    if count:
        line = next(row.line for row, number in cleaned if number)
        yield ngettext(
            "{count} control character is taken out, on line {line}",
            "{count} control characters are taken out, the first on line {line}",
            count,
            line=line,
        )


def _clean(row: SourceRow, mapping: ImportMap) -> tuple[SourceRow, int]:
    """The row without control characters in the columns of the map, and how many there were."""
    cells: dict[str, str] = {}
    count = 0
    for column in mapping.columns:
        text, number = CONTROL.subn("", row.cells.get(column, ""))
        if number:
            cells[column] = text.strip()
            count += number
    return (replace(row, cells={**row.cells, **cells}) if cells else row), count


def _without_null(row: SourceRow, null: frozenset[str]) -> SourceRow:
    empty = {column: "" for column, text in row.cells.items() if text in null}
    return replace(row, cells={**row.cells, **empty}) if empty else row
