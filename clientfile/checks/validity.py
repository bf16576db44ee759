"""The days for which the findings about a record stay the same."""

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
    data: Data, places: Sequence[Place], current: Sequence[Finding], settings: Settings, today: date
) -> tuple[date, date]:
    """The first and the last day on which the findings are the same as the `current` ones of today.

    `data` must conform to the schema.
    """
    if any(finding.code == "future" for finding in current):
        # Its message contains the date of today.
        return today, today
    days = sorted(turning_days(data, places, settings.fiscal_year_start))
    place = bisect_right(days, today)
    first = days[place - 1] if place else date.min
    last = days[place] - _DAY if place < len(days) else date.max
    if not at(data, ("results", "years")):
        return first, last
    # A stated year is compared with figures that may end today.
    figures = validity_of(client_of("", data), today, today, today, settings)
    return (
        max(first, figures.today_from, figures.end_from),
        min(last, figures.today_until, figures.end_until),
    )
