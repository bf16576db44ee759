"""Format `csv`: exact values by RFC 4180, with a header of keys; or as a spreadsheet reads it."""

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
    delimiter = layout.style.delimiter if layout.style else ","
    cell_text = layout.style.cell_text if layout.style else exact_text
    yield _format_record([column.key for column in columns], delimiter)
    for row in table.rows:
        yield _format_record([cell_text(row.get(column.key)) for column in columns], delimiter)


def _format_record(cells: list[str], delimiter: str) -> str:
    # Within its quotes a csv may hold line breaks; a carriage return would move the cursor.
    safe = [visible(cell.replace("\r\n", "\n"), keep="\n\t") for cell in cells]
    buffer = io.StringIO()
    # The writer quotes a line break only where it is its own line end.
    csv.writer(buffer, delimiter=delimiter, lineterminator="\n").writerow(safe)
    return buffer.getvalue().removesuffix("\n")
