"""Visits of a client: interactions of kind `visit`, or what a stated year says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clientfile.figures.stated import stated_span
from clientfile.records.client import Client, Interaction
from clientfile.records.settings import Settings
from clientfile.records.typed.periods import Period

_Visit = tuple[date, str]


@dataclass(frozen=True)
class Visits:
    """The number of visits in a period, None where it is unknown.

    `cut_years` are years with stated visits that are not in the number, because the period holds
    only some of their days. `counted` are the visits that are not stated, by salesperson ("" for
    none). `shared` are those of them that were at another client too, by salesperson: each as the
    client and the day (`client/day`).
    """

    number: int | None
    cut_years: tuple[int, ...]
    counted: Counter[str]
    shared: Mapping[str, Sequence[str]]


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
    return Visits(number, tuple(cut_years), by_salesperson, _shared(client, counted))


def _counted(client: Client) -> set[_Visit]:
    """Day and salesperson of every visit, each pair once."""
    return {_visit(item, client) for item in client.interactions if item.kind == "visit"}


def _visit(item: Interaction, client: Client) -> _Visit:
    return item.day, item.salesperson or client.owner or ""


def _shared(client: Client, counted: Collection[_Visit]) -> dict[str, list[str]]:
    """Of the visits counted those that were at another client too, by salesperson.

    A day on which the client was also visited by itself is no shared one.
    """
    others: dict[_Visit, set[str]] = {}
    for item in client.interactions:
        if item.kind == "visit":
            other = (item.shared or "").partition("/")[0]
            others.setdefault(_visit(item, client), set()).add(other)
    shared: dict[str, list[str]] = {}
    for day, salesperson in sorted(counted):
        clients = others[day, salesperson]
        if "" not in clients:
            shared.setdefault(salesperson, []).append(f"{min(clients)}/{day.isoformat()}")
    return shared
