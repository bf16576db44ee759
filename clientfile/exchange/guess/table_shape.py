"""Where the header of a table stands, below a preamble, and where its rows end, above a footer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from clientfile.exchange.guess.aliases import find_kind
from clientfile.exchange.guess.headings import normalize
from clientfile.exchange.guess.presets import find_preset

MOST_ABOVE = 30
"""The most rows in which a header is looked for."""
_MOST_BELOW = 12
_LOOKED_AT = 200
# What no heading is: an e-mail address, a number, a date, an address on the web.
_DATUM = re.compile(r"\S+@\S+\.\S+|[-+]?[\d\s.,/:%€$£-]*\d[\d\s.,/:%€$£-]*|https?://\S+")


def find_header(rows: Sequence[Sequence[str]]) -> int:
    """The place of the header among the first rows of a table: the first one that a system is known
    to write, else that names the fields of a kind, else that looks like one above rows as wide.

    -1 where none does. Blank rows are among the rows, or left out: it makes no difference.
    """
    first = rows[:MOST_ABOVE]
    for place, row in enumerate(first):
        if _width(row) > 1 and find_preset(row) is not None:
            return place
    for place, row in enumerate(first):
        if _width(row) > 1 and find_kind({normalize(cell) for cell in row if cell.strip()}):
            return place
    usual = _usual_width(rows[:_LOOKED_AT])
    for place, row in enumerate(first):
        if _looks_like_header(row, usual):
            return place
    return -1


def find_end(rows: Sequence[Sequence[str]], width: int) -> int:
    """The number of rows before the footer, which a report of few cells a row adds at the end.

    `rows` are those below a header of `width` columns. A footer has one cell with a text in each of
    its rows, at most, where rows of the table have more.
    """
    if width < 3:
        return len(rows)
    end = len(rows)
    while end and _width(rows[end - 1]) <= 1:
        end -= 1
    beyond = [row for row in rows[end:] if _width(row)]
    # A table whose own rows have one cell has no footer, as far as one can see.
    sparse = sum(_width(row) <= 1 for row in rows[:end] if _width(row))
    if not beyond or len(beyond) > _MOST_BELOW or sparse:
        return len(rows)
    return end


def _width(row: Sequence[str]) -> int:
    """How many cells of a row have a text."""
    return sum(bool(cell.strip()) for cell in row)


def _usual_width(rows: Sequence[Sequence[str]]) -> int:
    """How many cells most rows have, with a text or without, up to the last one with a text."""
    widths = Counter(_extent(row) for row in rows if _width(row) > 1)
    return max(widths, key=lambda width: (widths[width], width), default=0)


def _extent(row: Sequence[str]) -> int:
    return max((place for place, cell in enumerate(row, 1) if cell.strip()), default=0)


def _looks_like_header(row: Sequence[str], usual: int) -> bool:
    filled = [cell.strip() for cell in row if cell.strip()]
    if len(filled) < 2 or _extent(row) < usual - 1:
        return False
    different = len({normalize(cell) for cell in filled}) > len(filled) / 2
    return different and not any(_DATUM.fullmatch(cell) or len(cell) > 80 for cell in filled)
