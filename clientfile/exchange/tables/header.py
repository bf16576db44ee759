"""The rows of a table under its header: what is written above it, and below its last row."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from clientfile.exchange.tables.errors import TableError
from clientfile.exchange.tables.source_table import SourceRow, SourceTable
from clientfile.language import Message, _, ngettext

MOST_ABOVE = 30
"""The most rows in which a header is looked for."""
MOST_BELOW = 12
"""The most rows of a footer."""
_LEAST_WIDTH, _LONGEST = 3, 60

Record = tuple[int, list[str]]
"""The cells of a row, with the line on which it begins."""
FindHeader = Callable[[Sequence[Sequence[str]]], int]
"""The place of the header among the first rows; -1 without one."""


def normalize_column(text: str) -> str:
    """A column's name for comparison: blanks at its ends cut off, accents composed."""
    return unicodedata.normalize("NFC", text.strip())


def column_names(header: Sequence[str]) -> tuple[str, ...]:
    """A name for each column: its heading, with a number from the second of that heading on, as in
    `Titre#2`.
    """
    taken, seen = set(header), Counter[str]()
    names: list[str] = []
    for heading in header:
        seen[heading] += 1
        name = heading if seen[heading] == 1 else f"{heading}#{seen[heading]}"
        while seen[heading] > 1 and heading and name in taken:
            seen[heading] += 1
            name = f"{heading}#{seen[heading]}"
        names.append(name)
    return tuple(names)


class FindColumns:
    """Finds the first row that has all columns of a map, else the first row."""

    def __init__(self, columns: Iterable[str]) -> None:
        self._names = set(columns)

    def __call__(self, rows: Sequence[Sequence[str]]) -> int:
        """The place of the header among the rows."""
        return next((place for place, row in enumerate(rows) if self.fits(row)), 0)

    def fits(self, row: Sequence[str]) -> bool:
        """Whether a row has all columns."""
        return self._names <= set(column_names(row))


def build_table(
    records: Iterator[Record],
    name: str,
    find: FindHeader,
    *,
    encoding: str = "",
    delimiter: str = "",
    sheet: str = "",
) -> SourceTable:
    """The table in the rows of a file, which is called `name` and written as said.

    Raises TableError without a header.
    """
    above, header, below_header = take_header(records, find)
    if not header:
        no_header = _("none of the first rows looks like a header: write one above the rows")
        raise TableError(name, no_header if above else _("the file is empty: it has no header"))
    rows, below = take_rows(below_header, header)
    return SourceTable(name, header, rows, encoding, delimiter, above, below, sheet)


def take_header(
    records: Iterator[Record], find: FindHeader
) -> tuple[tuple[str, ...], tuple[str, ...], Iterator[Record]]:
    """The texts of the rows above the header, the names of its columns, and the rows below it.

    The header is empty where there is none; then the texts are those of the first rows.
    """
    first: list[Record] = []
    filled: list[Record] = []
    for record in records:
        first.append(record)
        if any(record[1]):
            filled.append(record)
        if len(filled) == MOST_ABOVE:
            break
    rows = [list(map(normalize_column, cells)) for __, cells in filled]
    place = find(rows) if rows else -1
    if place < 0:
        return tuple(_text_of(cells) for __, cells in filled), (), iter(())
    line = filled[place][0]
    below = (record for record in first if record[0] > line)
    above = tuple(_text_of(cells) for __, cells in filled[:place])
    return above, column_names(rows[place]), chain(below, records)


def take_rows(
    records: Iterable[Record], header: Sequence[str]
) -> tuple[tuple[SourceRow, ...], tuple[str, ...]]:
    """The rows under a header, and the texts of the footer below them."""
    rows: list[SourceRow] = []
    ending: list[Record] = []
    after_blank = is_sparse = False
    for line, cells in records:
        if not any(cells):
            after_blank = True
            continue
        if _may_end(cells, after_blank=after_blank or bool(ending)):
            ending.append((line, cells))
            continue
        # What stands within the table is part of it, and so is whatever looks like it.
        is_sparse = is_sparse or bool(ending)
        rows += [build_row(*each, header) for each in ending]
        rows.append(build_row(line, cells, header))
        ending, after_blank = [], False
    if is_sparse or not rows or len(header) < _LEAST_WIDTH or len(ending) > MOST_BELOW:
        rows += [build_row(*each, header) for each in ending]
        ending = []
    return tuple(rows), tuple(_text_of(cells) for __, cells in ending)


def _may_end(cells: Sequence[str], *, after_blank: bool) -> bool:
    """Whether a row may be one of a footer: a text in one cell, below a blank row.

    Without a blank row it may be a row of the table that was cut: its fault is told.
    """
    return after_blank and sum(map(bool, cells)) == 1


def build_row(line: int, cells: list[str], header: Sequence[str]) -> SourceRow:
    """A row by the names of its columns, with a fault where it has not the header's width."""
    by_column = dict(zip(header, cells, strict=False))
    if len(cells) < len(header) or any(cells[len(header) :]):
        return SourceRow(line, by_column, _other_width(len(cells), len(header)))
    return SourceRow(line, by_column)


def _other_width(cells: int, columns: int) -> Message:
    """The message for a row that has not the header's number of cells."""
    return _(
        "{cells} cells under {columns} columns: quote a cell that holds the delimiter",
        cells=cells,
        columns=columns,
    )


def around(table: SourceTable) -> Iterator[Message]:
    """What is said of the rows above the header and below the table, if there are any."""
    if table.above:
        yield ngettext(
            "{count} line above the header is left out: {text}",
            "{count} lines above the header are left out: {text} …",
            len(table.above),
            text=table.above[0][:_LONGEST],
        )
    if table.below:
        yield ngettext(
            "{count} line below the table is left out: {text}",
            "{count} lines below the table are left out: {text} …",
            len(table.below),
            text=table.below[0][:_LONGEST],
        )


def _text_of(cells: Sequence[str]) -> str:
    return " ".join(" ".join(filter(None, cells)).split())
