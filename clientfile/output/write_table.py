"""Format `table`: columns aligned for the eye, within a terminal's width."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from clientfile.output.cells import NUMERIC, display_rows, headings
from clientfile.output.formats import Layout
from clientfile.output.table import Column, Table
from clientfile.output.terminal import BAR, has_right_to_left, pad, shorten
from clientfile.output.terminal import width as columns_of

_GAP = "  "
# After text from right to left: without it a terminal may show the next cells in its place.
_BAR = f"{BAR} "
# Of a table that goes to no terminal.
_WIDEST_CELL = 200
_NARROWEST = 12
_LEGIBLE = 24
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"


def write(table: Table, columns: Sequence[Column], layout: Layout) -> Iterator[str]:
    """The heading, a rule and the rows; no line without rows."""
    if not table.rows:
        return
    if layout.may_drop:
        columns = _drop_spare(table, columns, layout)
    top, rows = _cells(table, columns, layout)
    natural = [min(size, _WIDEST_CELL) for size in _widths(top, rows)]
    widths = _fit(natural, columns, layout.width)
    line = _line_maker(widths, [column.kind in NUMERIC for column in columns])
    first = line(top)
    yield f"{_BOLD}{first}{_PLAIN}" if layout.color else first
    yield line(["-" * size for size in widths])
    for row in rows:
        yield line(row)


def _cells(
    table: Table, columns: Sequence[Column], layout: Layout
) -> tuple[list[str], list[list[str]]]:
    return (
        headings(table, columns, layout.language),
        display_rows(table, columns, layout.language),
    )


def _widths(top: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """The columns of a terminal that the widest cell of each column takes."""
    return [max(map(columns_of, cells)) for cells in zip(top, *rows, strict=True)]


def _drop_spare(table: Table, columns: Sequence[Column], layout: Layout) -> Sequence[Column]:
    """The columns that fit the terminal; those of `Table.spare` are dropped in their order."""
    for key in table.spare:
        natural = _widths(*_cells(table, columns, layout))
        if layout.width is None or _least_width(natural, columns) <= layout.width:
            break
        columns = [column for column in columns if column.key != key]
    return columns


def _least_width(natural: Sequence[int], columns: Sequence[Column]) -> int:
    """The width of a table whose texts are cut as far as they can still be read."""
    sizes = [
        size if column.kind in NUMERIC else min(size, _LEGIBLE)
        for size, column in zip(natural, columns, strict=True)
    ]
    return sum(sizes) + len(_GAP) * (len(sizes) - 1)


def _line_maker(widths: list[int], right: list[bool]) -> Callable[[Sequence[str]], str]:
    def line(cells: Sequence[str]) -> str:
        padded_cells = [
            pad(shorten(cell, size), size, right=to_right)
            for cell, size, to_right in zip(cells, widths, right, strict=True)
        ]
        gaps = [_BAR if has_right_to_left(cell) else _GAP for cell in padded_cells[:-1]]
        return "".join(map("".join, zip(padded_cells, [*gaps, ""], strict=True))).rstrip(" ")

    return line


def _fit(natural: list[int], columns: Sequence[Column], width: int | None) -> list[int]:
    """The columns' widths within `width`: the widest text gives way first, figures never do."""
    widths = list(natural)
    texts = [
        place for place, column in enumerate(columns) if column.kind in ("text", "list", "flag")
    ]
    excess = sum(widths) + len(_GAP) * (len(widths) - 1) - (width or 0)
    while width and excess > 0 and any(widths[place] > _NARROWEST for place in texts):
        widest = max(texts, key=lambda place: widths[place])
        others = [widths[place] for place in texts if widths[place] < widths[widest]]
        least = max([_NARROWEST, widths[widest] - excess, *others])
        least = min(least, widths[widest] - 1)
        excess -= widths[widest] - least
        widths[widest] = least
    return widths
