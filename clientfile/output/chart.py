"""Charts as text: bars, and the curve of cumulative shares. The only user of plotext."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from clientfile.language import ENGLISH, translate
from clientfile.language.quantities import percentage
from clientfile.output.terminal import BAR, has_right_to_left, one_line, pad, shorten
from clientfile.output.terminal import width as columns_of

_LONGEST_NAME = 30
_FEWEST_COLUMNS = 10
_CURVE_ROWS = 16
_MARKS = (0, 20, 40, 60, 80, 95)


def bars(
    rows: Sequence[tuple[str, Decimal | None, str]], columns: int, *, ascii_only: bool
) -> list[str]:
    """A line for each row of name, value and amount as text: the name, the amount and a bar.

    `columns` is the terminal's width. A value of None has no bar; negative ones go to the left.
    """
    if not rows:
        return []
    names = [shorten(one_line(name), _LONGEST_NAME) for name, _, _ in rows]
    amounts = [one_line(amount) for _, _, amount in rows]
    name_width, amount_width = max(map(columns_of, names)), max(map(columns_of, amounts))
    left = max(_FEWEST_COLUMNS, columns - name_width - amount_width - 4)
    lines = _bar_lines(
        [float(value or 0) for _, value, _ in rows], left, "#" if ascii_only else "sd"
    )
    return [
        f"{pad(name, name_width)}{_gap(name)}"
        f"{pad(amount, amount_width, right=True)}  {bar}".rstrip()
        for name, amount, bar in zip(names, amounts, lines, strict=True)
    ]


def _gap(name: str) -> str:
    # After text from right to left a terminal may show the amount in the name's place.
    return f"{BAR} " if has_right_to_left(name) else "  "


def pareto(
    shares: Sequence[Decimal], columns: int, *, ascii_only: bool, language: str = ENGLISH
) -> list[str]:
    """The lines of the curve of cumulative shares (0.253 is 25.3 %), the best client first."""
    import plotext

    _clear(plotext, columns, _CURVE_ROWS)
    points = [0.0, *(float(share) * 100 for share in shares)]
    plotext.plot(range(len(points)), points, marker="*" if ascii_only else "braille")
    plotext.ylim(min(0.0, *points), max(100.0, *points))
    plotext.yticks(_MARKS, [translate(percentage(Decimal(mark)), language) for mark in _MARKS])
    step = max(1, len(shares) // 8)
    marks = list(range(0, len(points), step))
    plotext.xticks(marks, [str(mark) for mark in marks])
    plotext.frame(False)
    return _lines(plotext)


def _bar_lines(values: Sequence[float], columns: int, marker: str) -> list[str]:
    """The bars alone, one a line, the first on top; an empty line for 0."""
    # Imported where something is drawn: it takes as long as a small report.
    import plotext

    if not any(values):
        return [""] * len(values)
    _clear(plotext, columns, len(values))
    plotext.frame(False)
    plotext.xticks([])
    plotext.yticks([])
    names = [str(place) for place in range(len(values))]
    plotext.bar(names, list(reversed(values)), orientation="h", width=0.2, marker=marker)
    plotext.yticks([])
    lines = _lines(plotext)
    return [line if value else "" for line, value in zip(lines, values, strict=True)]


def _clear(plotext: Any, columns: int, rows: int) -> None:
    plotext.clear_figure()
    plotext.theme("clear")
    plotext.limit_size(False, False)
    plotext.plotsize(columns, rows)


def _lines(plotext: Any) -> list[str]:
    built = plotext.uncolorize(plotext.build())
    return [line.rstrip() for line in built.splitlines()]
