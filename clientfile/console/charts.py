"""Draws a table in the terminal for `--chart` and `--pareto`: bars, or the cumulative curve."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from clientfile.console.options import ListingOptions
from clientfile.console.session import Session
from clientfile.errors import UsageError
from clientfile.language import _, ngettext
from clientfile.output.chart import bars, pareto
from clientfile.output.numbers import format_figure
from clientfile.output.table import MARKS, Table

_MOST_BARS = 40
_WIDTH = 80


def draw_bars(
    session: Session,
    table: Table,
    listing: ListingOptions,
    value: str,
    name: Callable[[dict[str, Any]], str],
) -> None:
    """Draw a bar for each of the first 40 rows: the column `value`, labelled by `name` of the row.

    Raises UsageError where the options name a format or columns as well.
    """
    _refuse_format(listing)
    kind = next(column.kind for column in table.columns if column.key == value)
    rows = table.rows[:_MOST_BARS]
    labelled = [(name(row), *_figure(session, row, value, kind)) for row in rows]
    _write(session, bars(labelled, session.width or _WIDTH, ascii_only=_ascii_only()))
    if len(table.rows) > len(rows):
        left = ngettext(
            "{count} more are not drawn: see them without --chart",
            "{count} more are not drawn: see them without --chart",
            len(table.rows) - len(rows),
        )
        session.note(left)


def _figure(
    session: Session, row: dict[str, Any], key: str, kind: str
) -> tuple[Decimal | None, str]:
    """The figure that a bar is drawn of, and its text, marked as in a table."""
    mark = row.get(MARKS, {}).get(key)
    figure = mark.value if mark and row[key] is None else row[key]
    text = format_figure(figure, kind, session.language)
    return figure, session.say(mark.say(text)) if mark and figure is not None else text


def draw_pareto(session: Session, table: Table, listing: ListingOptions) -> None:
    """Draw the curve of a ranking's cumulative shares.

    Raises UsageError where the ranking is by what does not add up, and as draw_bars.
    """
    _refuse_format(listing)
    shares = [row["cumulative"] for row in table.rows if row["cumulative"] is not None]
    if not shares:
        raise UsageError(_("--pareto is of what adds up: rank by revenue, margin or orders"))
    _write(
        session,
        pareto(
            shares, session.width or _WIDTH, ascii_only=_ascii_only(), language=session.language
        ),
    )


def _refuse_format(listing: ListingOptions) -> None:
    if listing.format not in ("", "table") or listing.columns or listing.for_spreadsheet:
        raise UsageError(_("a chart has no --format and no --columns: leave them out"))


def _ascii_only() -> bool:
    """Whether the terminal shows nothing but ASCII: its encoding or its kind says so."""
    encoding = (getattr(sys.stdout, "encoding", "") or "").lower().replace("-", "")
    return not encoding.startswith("utf") or os.environ.get("TERM") in ("dumb", "linux")


def _write(session: Session, lines: list[str]) -> None:
    for line in lines:
        session.write(line + "\n")
