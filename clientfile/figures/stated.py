"""The days that a stated year speaks for: there accounting's figures replace counted ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from clientfile.records.client import StatedYear
from clientfile.records.settings import Settings
from clientfile.records.typed.periods import Period, fiscal_year_period


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
