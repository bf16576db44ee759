"""How large the sheets of a workbook are, measured before they are read.

The library that reads them makes room for the whole rectangle about a sheet's cells: one cell in
the last row of the last column would end the process, and no exception tells it. So each part is
parsed first, as a stream, and what is too large, or names entities, is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from clientfile.exchange.workbook.archive import too_large
from clientfile.exchange.workbook.xml_parts import TooLargeError
from clientfile.language import _

MOST_CELLS, MOST_COLUMNS, MOST_TEXT = 6_000_000, 4_000, 300_000_000
ERROR = "#N/A"
"""The text of a cell whose value is not known: the error of a formula, or one without a result."""
_MOST_ERRORS = 10_000
Place = tuple[int, int]
"""A row and a column, from 0."""


@dataclass
class SheetBounds:
    """The smallest rectangle about the cells of a sheet that have content, and its errors.

    `errors` are the cells that hold the error of a formula, or a formula without its result.
    `text` is how many characters its cells have, each time that a text stands there.
    """

    first: Place | None = None
    last: Place = (0, 0)
    errors: set[Place] = field(default_factory=set)
    text: int = 0

    def add(self, row: int, column: int) -> None:
        """Widen the rectangle by a cell with content. Raises TooLargeError."""
        if self.first is None:
            self.first = self.last = (row, column)
            return
        (top, left), (bottom, right) = self.first, self.last
        if not (top <= row <= bottom and left <= column <= right):
            self.first = (min(top, row), min(left, column))
            self.last = (max(bottom, row), max(right, column))
            self._check()

    def add_error(self, row: int, column: int) -> None:
        """Note a cell whose value is not known."""
        if len(self.errors) < _MOST_ERRORS:
            self.errors.add((row, column))

    def add_text(self, length: int) -> None:
        """Count the characters of a cell. Raises TooLargeError."""
        self.text += length
        if self.text > MOST_TEXT:
            raise TooLargeError(too_large())

    def _check(self) -> None:
        (top, left), (bottom, right) = self.first or self.last, self.last
        rows, columns = bottom - top + 1, right - left + 1
        if columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
            raise TooLargeError(
                _(
                    "a sheet has cells in {rows:,} rows and {columns:,} columns, more than can be "
                    "read: take out what stands far from the table",
                    rows=rows,
                    columns=columns,
                )
            )
