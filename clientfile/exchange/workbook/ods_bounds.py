"""The bounds of the sheets of an .ods: cells and rows that repeat are counted each."""

from __future__ import annotations

from clientfile.exchange.workbook.archive import Archive, too_large
from clientfile.exchange.workbook.bounds import SheetBounds
from clientfile.exchange.workbook.xml_parts import MOST_REPEATS, TooLargeError, parse_part

CONTENT = "content.xml"
_CELLS = ("table:table-cell", "table:covered-table-cell")


def measure_open_document(archive: Archive) -> dict[str, SheetBounds]:
    """The bounds of the sheets of an .ods, by their names. Raises TableError."""
    reader = _ContentReader()
    for part in archive.parts.values():
        if part.name == CONTENT:
            parse_part(archive, part, reader.start, reader.end, reader.take)
        else:
            archive.read_through(part)
    return reader.sheets


class _ContentReader:
    """Measures each sheet of the content."""

    def __init__(self) -> None:
        self.sheets: dict[str, SheetBounds] = {}
        self._sheet = SheetBounds()
        self._row = self._column = 0
        self._rows = self._columns = 1
        self._length = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""
        if tag in _CELLS:
            self._columns = int(attributes.get("table:number-columns-repeated", "1"))
            self._length = 0
            if "office:value-type" in attributes or "table:formula" in attributes:
                self._add(is_error=attributes.get("calcext:value-type") == "error")
        elif tag == "table:table-row":
            self._rows = int(attributes.get("table:number-rows-repeated", "1"))
            self._column = 0
        elif tag == "table:table":
            self._sheet = self.sheets[attributes.get("table:name", "")] = SheetBounds()
            self._row = 0
        elif "text:c" in attributes:
            self._add_blanks(int(attributes["text:c"]))

    def take(self, text: str) -> None:
        """Take a piece of text."""
        self._length += len(text)

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        if tag in _CELLS:
            self._sheet.add_text(self._length * self._columns * self._rows)
            self._length = 0
            self._column += self._columns
        elif tag == "table:table-row":
            self._row += self._rows

    def _add_blanks(self, count: int) -> None:
        if count > MOST_REPEATS:
            raise TooLargeError(too_large())
        self._length += count
        # Each of them is a text of its own until the cell ends.
        self._sheet.add_text(count)

    def _add(self, *, is_error: bool) -> None:
        # The library makes room for what stands before the first cell, too.
        self._sheet.add(0, 0)
        self._sheet.add(self._row + self._rows - 1, self._column + self._columns - 1)
        if is_error:
            self._sheet.add_error(self._row, self._column)
