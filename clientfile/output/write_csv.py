"""Format `csv`: exact values by RFC 4180, with a header of keys."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from clientfile.output.cells import exact_text
from clientfile.output.formats import Layout
from clientfile.output.table import Column, Table
from clientfile.output.terminal import visible


def write(table: Table, columns: Sequence[Column], layout: Layout) -> Iterator[str]:
    """The header, then a record a row, which may take several lines."""
    del layout
    yield _format_record([column.key for column in columns])
    for row in table.rows:
        yield _format_record([exact_text(row.get(column.key)) for column in columns])


def _format_record(cells: list[str]) -> str:
    # Within its quotes a csv may hold line breaks; a carriage return would move the cursor.
    safe = [visible(cell.replace("\r\n", "\n"), keep="\n\t") for cell in cells]
    buffer = io.StringIO()
    # The writer quotes a line break only where it is its own line end.
    csv.writer(buffer, lineterminator="\n").writerow(safe)
    return buffer.getvalue().removesuffix("\n")
