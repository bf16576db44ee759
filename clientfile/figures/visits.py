"""How often a client was visited: interactions of kind `visit`, or what a year states."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from clientfile.figures.stated import stated_span
from clientfile.records.client import Client
from clientfile.records.settings import Settings
from clientfile.records.typed.periods import Period


@dataclass(frozen=True)
class Visits:
    """How many visits, None where that is not known, and the years of stated visits that are not
    in the number because the period holds only some of their days. `counted` are, by salesperson,
    those that are not stated ("" is nobody)."""

    number: int | None
    cut_years: tuple[int, ...]
    counted: Counter[str]


def visits_of(client: Client, period: Period, settings: Settings, today: date) -> Visits:
    """The visits in `period`, which is cut at `today`: one a day and salesperson.

    Stated visits stand, whatever was counted, where the period holds all the days they speak
    for. Where it holds some of them its counted visits do, and without any it is not known.
    """
    counted = {visit for visit in _counted(client) if visit[0] in period}
    total, cut_years = 0, []
    for item in sorted(client.years, key=lambda item: item.year):
        span = stated_span(item, (), settings, today) if item.visits is not None else None
        if span is None or not span.overlap(period).days:
            continue
        if period.covers(span):
            total += item.visits or 0
            counted = {visit for visit in counted if visit[0] not in span}
        else:
            cut_years.append(item.year)
    known = counted or not cut_years
    paid = Counter(salesperson for _, salesperson in counted)
    return Visits(total + len(counted) if known else None, tuple(cut_years), paid)


def _counted(client: Client) -> set[tuple[date, str]]:
    return {
        (item.day, item.salesperson or client.owner or "")
        for item in client.interactions
        if item.kind == "visit"
    }
