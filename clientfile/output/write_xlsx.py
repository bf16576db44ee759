"""Format `xlsx`: a sheet with numbers, dates and texts as such; the only user of XlsxWriter.

A number has the exact value where a spreadsheet can hold it, that is up to 15 digits, and is a text
otherwise. No text becomes a formula, a link or a number.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from clientfile.errors import UsageError
from clientfile.language import _
from clientfile.output.cells import exact_text, headings, join_words
from clientfile.output.formats import Layout
from clientfile.output.numbers import format_flag, places_of
from clientfile.output.table import Column, Table
from clientfile.output.terminal import visible, width

# What a double holds exactly, and what a spreadsheet shows of it.
_MOST_DIGITS = 15
# Limits of the format: characters of a cell, rows of a sheet.
_MOST_CHARACTERS, _MOST_ROWS = 32_767, 1_048_576
_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_WIDEST, _NARROWEST, _MEASURED_ROWS = 60, 8, 200
# The spreadsheet's own short form of a day, in the order of the reader's country.
_DAY_FORMAT = 14
_AS_IT_IS = "General"
# A spreadsheet has no day before 1 March 1900 that all programs agree about.
_FIRST_DAY = date(1900, 3, 1)


class SheetContent(NamedTuple):
    """A sheet: its name, its headings, its rows of values.

    `kinds` are those of the columns and `places` the decimals that the amounts of each row show at
    least; without them a number stands as it is.
    """

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Any]]
    kinds: Sequence[str] = ()
    places: Sequence[int] = ()


def write(table: Table, columns: Sequence[Column], layout: Layout) -> bytes:
    """The bytes of a workbook with the table as its one sheet.

    Raises UsageError where XlsxWriter is not installed, and for more rows than a sheet has.
    """
    language = layout.language
    return format_workbook(
        [
            SheetContent(
                "",
                [_shown(text) for text in headings(table, columns, language)],
                [
                    [_say(row.get(column.key), column.kind, language) for column in columns]
                    for row in table.rows
                ],
                ["year" if column.key == "year" else column.kind for column in columns],
                [places_of(str(row.get("currency") or table.currency)) for row in table.rows],
            )
        ]
    )


def format_workbook(sheets: Sequence[SheetContent]) -> bytes:
    """The bytes of a workbook of these sheets. Raises as `write`."""
    try:
        from xlsxwriter import Workbook
    except ImportError:
        raise UsageError(
            _("an xlsx needs XlsxWriter, which is not installed: pip install 'clientfile[xlsx]'")
        ) from None
    if any(len(sheet.rows) >= _MOST_ROWS for sheet in sheets):
        raise UsageError(_("an xlsx has {rows:,} rows at most: take csv", rows=_MOST_ROWS))
    buffer = io.BytesIO()
    # In memory: its temporary files would outlive a run that is killed.
    with Workbook(buffer, {"in_memory": True}) as book:
        for sheet in sheets:
            _SheetWriter(book, sheet).write()
    return buffer.getvalue()


class _SheetWriter:
    """Writes one sheet into a workbook."""

    def __init__(self, book: Any, content: SheetContent) -> None:
        self._book, self._content = book, content
        self._sheet = book.add_worksheet(content.name or None)
        self._formats: dict[Any, Any] = {}

    def write(self) -> None:
        """Write the headings, which stay in sight, and the rows."""
        bold = self._book.add_format({"bold": True})
        for place, heading in enumerate(self._content.headings):
            self._sheet.write_string(0, place, _cell_text(heading), bold)
        for line, row in enumerate(self._content.rows, start=1):
            for place, value in enumerate(row):
                self._write_cell(line, place, value)
        self._sheet.freeze_panes(1, 0)
        for place in range(len(self._content.headings)):
            self._sheet.set_column(place, place, self._column_width(place))

    def _write_cell(self, line: int, place: int, value: Any) -> None:
        if value is None or value == "":
            return
        if isinstance(value, int | Decimal) and not isinstance(value, bool) and _is_exact(value):
            form = self._format(self._number_format(line, place, value))
            self._sheet.write_number(line, place, float(value), form)
        elif isinstance(value, date) and value >= _FIRST_DAY:
            self._sheet.write_datetime(line, place, value, self._format(_DAY_FORMAT))
        else:
            # write() would take a text for a number, a link or a formula.
            self._sheet.write_string(line, place, _cell_text(exact_text(value)))

    def _number_format(self, line: int, place: int, value: int | Decimal) -> str:
        if not self._content.kinds:
            return _AS_IT_IS
        places = self._content.places[line - 1]
        return _number_format(self._content.kinds[place], value, places)

    def _format(self, number_format: str | int) -> Any:
        if number_format not in self._formats:
            self._formats[number_format] = self._book.add_format({"num_format": number_format})
        return self._formats[number_format]

    def _column_width(self, place: int) -> int:
        """In characters: as wide as the heading and the first rows, within bounds."""
        rows = self._content.rows[:_MEASURED_ROWS]
        texts = [self._content.headings[place], *(exact_text(row[place]) for row in rows)]
        return min(max(_NARROWEST, *(width(text[:_WIDEST]) + 2 for text in texts)), _WIDEST)


def _say(value: Any, kind: str, language: str) -> Any:
    """A value of a table in the reader's language: days and numbers as such, all else as text."""
    if isinstance(value, bool):
        return format_flag(value, language)
    if kind == "date" and isinstance(value, str):
        return _parse_day(value)
    if isinstance(value, str | list | tuple):
        return _shown(join_words(value, language))
    return value


def _parse_day(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _is_exact(value: int | Decimal) -> bool:
    """Whether a spreadsheet holds the number with all its digits."""
    return len(Decimal(value).normalize().as_tuple().digits) <= _MOST_DIGITS


def _number_format(kind: str, value: int | Decimal, places: int) -> str:
    """The format of a number: grouped, with its own decimals and those of its currency."""
    if kind == "ratio":
        return "0.0%"
    if kind in ("year", "text"):
        return _AS_IT_IS
    exponent = Decimal(value).normalize().as_tuple().exponent
    decimals = max(-exponent if isinstance(exponent, int) else 0, places if kind == "money" else 0)
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _cell_text(text: str) -> str:
    """A text as a cell holds it. Raises UsageError for one that would be cut."""
    if len(text) > _MOST_CHARACTERS:
        raise UsageError(
            _("a cell of an xlsx has {most:,} characters at most: take csv", most=_MOST_CHARACTERS)
        )
    # XlsxWriter has a code for controls; these few make a file that no program opens.
    return _NO_XML.sub(lambda match: visible(match[0]), text)


def _shown(text: str) -> str:
    return visible(text.replace("\r\n", "\n"), keep="\n\t")
