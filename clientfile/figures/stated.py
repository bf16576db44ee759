"""Stated years: the days that one speaks for in place of counted figures, and its margin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from clientfile.figures.amounts import ZERO
from clientfile.records.settings import Settings
from clientfile.records.typed.periods import Period, fiscal_year_period

if TYPE_CHECKING:
    from clientfile.records.client import StatedYear


def stated_span(
    stated: StatedYear, counted: Iterable[date], settings: Settings, today: date
) -> Period | None:
    """The days that `stated` speaks for: its fiscal year up to `until`, none of them future.

    `counted` are the days of the orders that it would replace. In a year that is not over and has
    no `until`, orders win where there are any: then the result is None. Stated visits win over
    counted ones, so that nothing is `counted` for them. The rules are those of
    docs/record-format.md, "Stated years".
    """
    year = fiscal_year_period(stated.year, settings.fiscal_year_start)
    running = today <= year.end
    end = min(stated.until or year.end, year.end, today)
    if end < year.start:
        return None
    if running and stated.until is None and any(year.start <= day <= today for day in counted):
        return None
    return replace(year, end=end)


def stated_margin(stated: StatedYear) -> Decimal | None:
    """A stated year's gross margin, else revenue − advantages − cost; None where one is missing."""
    if stated.gross_margin is not None:
        return stated.gross_margin
    parts = (stated.revenue, stated.advantages, stated.cost)
    if any(part is None for part in parts):
        return None
    return (stated.revenue or ZERO) - (stated.advantages or ZERO) - (stated.cost or ZERO)
