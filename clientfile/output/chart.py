"""Charts of characters, for a terminal: bars, and the curve of cumulative shares."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from clientfile.output.terminal import BAR, one_line, padded, shorten, turns
from clientfile.output.terminal import width as columns_of

_LONGEST_NAME = 30
_FEWEST_COLUMNS = 10
_CURVE_ROWS = 16


def bars(
    rows: Sequence[tuple[str, Decimal | None, str]], columns: int, *, ascii_only: bool
) -> list[str]:
    """A line for each row: its name, its amount as it is told, and a bar of its value.

    `columns` are the terminal's; a value that is not known has no bar. Negative values go to the
    left of the others.
    """
    if not rows:
        return []
    names = [shorten(one_line(name), _LONGEST_NAME) for name, _, _ in rows]
    told = [one_line(amount) for _, _, amount in rows]
    wide, wide_told = max(map(columns_of, names)), max(map(columns_of, told))
    left = max(_FEWEST_COLUMNS, columns - wide - wide_told - 4)
    drawn = _drawn([float(value or 0) for _, value, _ in rows], left, "#" if ascii_only else "sd")
    return [
        f"{padded(name, wide)}{_gap(name)}{padded(amount, wide_told, right=True)}  {bar}".rstrip()
        for name, amount, bar in zip(names, told, drawn, strict=True)
    ]


def _gap(name: str) -> str:
    return f"{BAR} " if turns(name) else "  "


def pareto(shares: Sequence[Decimal], columns: int, *, ascii_only: bool) -> list[str]:
    """The curve of cumulative shares (0.253), one point for each client, the best first."""
    import plotext

    _cleared(plotext, columns, _CURVE_ROWS)
    points = [0.0, *(float(share) * 100 for share in shares)]
    plotext.plot(range(len(points)), points, marker="*" if ascii_only else "braille")
    plotext.ylim(min(0.0, *points), max(100.0, *points))
    plotext.yticks([0, 20, 40, 60, 80, 95], ["0 %", "20 %", "40 %", "60 %", "80 %", "95 %"])
    step = max(1, len(shares) // 8)
    marks = list(range(0, len(points), step))
    plotext.xticks(marks, [str(mark) for mark in marks])
    plotext.frame(False)
    return _lines(plotext)


def _drawn(values: Sequence[float], columns: int, marker: str) -> list[str]:
    """The bars alone: one a line, the first on top."""
    # Imported where something is drawn: it takes as long as a small report.
    import plotext

    if not any(values):
        return [""] * len(values)
    _cleared(plotext, columns, len(values))
    plotext.frame(False)
    plotext.xticks([])
    plotext.yticks([])
    names = [str(place) for place in range(len(values))]
    plotext.bar(names, list(reversed(values)), orientation="h", width=0.2, marker=marker)
    plotext.yticks([])
    lines = _lines(plotext)
    return [line if value else "" for line, value in zip(lines, values, strict=True)]


def _cleared(plotext: Any, columns: int, rows: int) -> None:
    plotext.clear_figure()
    plotext.theme("clear")
    plotext.limit_size(False, False)
    plotext.plotsize(columns, rows)


def _lines(plotext: Any) -> list[str]:
    built = plotext.uncolorize(plotext.build())
    return [line.rstrip() for line in built.splitlines()]
