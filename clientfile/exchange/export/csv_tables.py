"""Tables of an export as CSV, and back: for programs by RFC 4180, or as a spreadsheet opens it."""

from __future__ import annotations

import csv
import io

from clientfile.exchange.export.parse_tables import FileRow, FileTable
from clientfile.exchange.export.record_tables import CLIENT, RecordTable
from clientfile.exchange.tables.errors import TableError
from clientfile.language import _
from clientfile.output.cells import exact_text
from clientfile.output.spreadsheet_csv import (
    SpreadsheetStyle,
    with_apostrophe,
    without_apostrophe,
)

# What may stand between cells: after the first heading comes one of them.
_DELIMITERS = ",;\t"
# The longest cell: a record may have a note of any length.
_MOST = 1 << 30


def format_csv(table: RecordTable, style: SpreadsheetStyle | None = None) -> bytes:
    """The bytes of a table; with a style, those that a spreadsheet opens at a double click."""
    buffer = io.StringIO()
    delimiter = style.delimiter if style else ","
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n" if style else "\n")
    writer.writerow(table.header)
    cell_text = style.cell_text if style else lambda cell: with_apostrophe(exact_text(cell))
    writer.writerows([cell_text(cell) for cell in row] for row in table.rows)
    return buffer.getvalue().encode("utf-8-sig" if style else "utf-8")


def parse_csv(data: bytes, file: str) -> FileTable:
    """The table in the bytes of a file of this name, for messages. Raises TableError."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TableError(file, _("this is no UTF-8 text: save it as CSV UTF-8"), line) from None
    name = text[: len(CLIENT) + 3].strip('"')
    delimiter = next((sign for sign in _DELIMITERS if sign in name), ",")
    rows = _read_rows(text, file, delimiter)
    header = rows[0].cells if rows else []
    return FileTable(file, header, rows[1:], comma=delimiter != ",")


def _read_rows(text: str, file: str, delimiter: str) -> list[FileRow]:
    """The rows that are not empty. Raises TableError for a quote that is left open."""
    before = csv.field_size_limit(_MOST)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[FileRow] = []
    line = 1
    try:
        for cells in reader:
            if any(cells):
                rows.append(FileRow(line, [without_apostrophe(cell) for cell in cells]))
            line = reader.line_num + 1
    except csv.Error as error:
        what = _(
            "the cells of this row can't be told apart ({reason}): is a quote left open?",
            reason=str(error),
        )
        raise TableError(file, what, line) from None
    finally:
        csv.field_size_limit(before)
    return rows
