"""How often a client was visited: interactions of kind `visit`, or what a year states."""

from __future__ import annotations

from datetime import date

from clientfile.figures.stated import stated_span
from clientfile.records.client import Client
from clientfile.records.periods import Period
from clientfile.records.settings import Settings


def visits_of(client: Client, period: Period, settings: Settings, today: date) -> int | None:
    """The visits in `period`, which is cut at `today`: one a day and salesperson.

    Stated visits stand where the period holds all the days they speak for. Where it holds some
    of them and nothing was counted there, the number is None: not known.
    """
    counted = _counted(client)
    days = [day for day, _ in counted]
    in_period = {visit for visit in counted if visit[0] in period}
    total = 0
    for item in client.years:
        span = stated_span(item, days, settings, today) if item.visits is not None else None
        inside = span.overlap(period) if span else None
        if inside is None or not inside.days:
            continue
        here = {visit for visit in in_period if visit[0] in inside}
        if inside == span:
            total += item.visits or 0
            in_period -= here
        elif not here:
            return None
    return total + len(in_period)


def _counted(client: Client) -> set[tuple[date, str | None]]:
    return {
        (item.day, item.salesperson or client.owner)
        for item in client.interactions
        if item.kind == "visit"
    }
