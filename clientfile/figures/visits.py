"""Visits of a client: interactions of kind `visit`, or what a stated year says."""

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
    """The number of visits in a period, None where it is unknown.

    `cut_years` are years with stated visits that are not in the number, because the period holds
    only some of their days. `counted` are the visits that are not stated, by salesperson ("" for
    none).
    """

    number: int | None
    cut_years: tuple[int, ...]
    counted: Counter[str]


def visits_of(client: Client, period: Period, settings: Settings, today: date) -> Visits:
    """The visits in `period`, which is cut at `today`: at most one a day and salesperson counts.

    Stated visits win over counted ones where the period holds all the days that they speak for.
    Where it holds some of them, its counted visits count; without any the number is unknown.
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
    number = total + len(counted) if counted or not cut_years else None
    by_salesperson = Counter(salesperson for _, salesperson in counted)
    return Visits(number, tuple(cut_years), by_salesperson)


def _counted(client: Client) -> set[tuple[date, str]]:
    """Day and salesperson of every visit, each pair once."""
    return {
        (item.day, item.salesperson or client.owner or "")
        for item in client.interactions
        if item.kind == "visit"
    }
