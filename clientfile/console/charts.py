"""`--chart`: a report's rows as bars, or as the curve of their cumulative shares."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

from clientfile.console.options import Listing
from clientfile.console.session import Session
from clientfile.errors import UsageError
from clientfile.output.chart import bars, pareto
from clientfile.output.numbers import known
from clientfile.output.table import Table

_MOST_BARS = 40
_WIDTH = 80


def draw_bars(
    session: Session,
    table: Table,
    asked: Listing,
    value: str,
    name: Callable[[dict[str, Any]], str],
) -> None:
    """A bar for each row of an arranged table: of `value`, under `name`. Raises UsageError where a
    format is asked for as well.
    """
    _refuse_format(asked)
    kind = next(column.kind for column in table.columns if column.key == value)
    language = session.folder.settings.language
    shown = table.rows[:_MOST_BARS]
    rows = [(name(row), row[value], known(row[value], kind, language)) for row in shown]
    _write(session, bars(rows, session.width or _WIDTH, ascii_only=_ascii_only()))
    if len(table.rows) > len(shown):
        session.note(f"{len(table.rows) - len(shown)} more are not drawn: see them without --chart")


def draw_pareto(session: Session, table: Table, asked: Listing) -> None:
    """The curve of the cumulative shares of an arranged ranking."""
    _refuse_format(asked)
    shares = [row["cumulative"] for row in table.rows if row["cumulative"] is not None]
    if not shares:
        raise UsageError("--pareto is of what adds up: rank by revenue, margin or orders")
    _write(session, pareto(shares, session.width or _WIDTH, ascii_only=_ascii_only()))


def _refuse_format(asked: Listing) -> None:
    if asked.format not in ("", "table") or asked.columns:
        raise UsageError("a chart has no --format and no --columns: leave them out")


def _ascii_only() -> bool:
    """Whether the terminal shows nothing but ASCII."""
    encoding = (getattr(sys.stdout, "encoding", "") or "").lower().replace("-", "")
    return not encoding.startswith("utf") or os.environ.get("TERM") in ("dumb", "linux")


def _write(session: Session, lines: list[str]) -> None:
    for line in lines:
        session.write(line + "\n")
