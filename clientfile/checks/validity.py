"""For how long what is found in a record stays as it is while time passes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta

from clientfile.checks.days import turning_days
from clientfile.figures.validity import validity_of
from clientfile.records.client import client_of
from clientfile.records.edits import Data, at
from clientfile.records.problems import Finding
from clientfile.records.settings import Settings
from clientfile.schema.walk import Place

_DAY = timedelta(days=1)


def validity_of_findings(
    data: Data, walked: Sequence[Place], told: Sequence[Finding], settings: Settings, today: date
) -> tuple[date, date]:
    """The first and the last day that may be today for the same findings as were `told` today.

    `data` must have passed the schema.
    """
    if any(finding.code == "future" for finding in told):
        # It says which day today is.
        return today, today
    days = sorted(turning_days(data, walked, settings.fiscal_year_start))
    place = bisect_right(days, today)
    first = days[place - 1] if place else date.min
    last = days[place] - _DAY if place < len(days) else date.max
    if not at(data, ("results", "years")):
        return first, last
    # A stated year is held against figures, whose days may end where today does.
    figures = validity_of(client_of("", data), today, today, today, settings)
    return (
        max(first, figures.today_from, figures.end_from),
        min(last, figures.today_until, figures.end_until),
    )
