"""Validity of figures: the days of today and of a period's end for which they stay the same.

Figures change only on days that the record names (and the day after), and where a fiscal year
begins. Between two such days the cache uses the same figures.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date, timedelta

from clientfile.records.client import Client
from clientfile.records.settings import Settings
from clientfile.records.typed.periods import fiscal_year, fiscal_year_period

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Validity:
    """The first and last day of a period's end, and of today, for the same figures."""

    end_from: date
    end_until: date
    today_from: date
    today_until: date


def validity_of(
    client: Client, start: date, end: date, today: date, settings: Settings
) -> Validity:
    """The days around `end` and `today` between which nothing in the record can change the figures
    of the period from `start` to `end`. A period that ends before it starts has no figures, so that
    `start` is a change too.
    """
    if any(entry.later and entry.amount is not None and not entry.once
           for entry in client.advantages):  # fmt: skip
        # A yearly amount accrues by the day.
        return Validity(end, end, today, today)
    if _stated_up_to_today(client, end, today, settings):
        return Validity(end, end, today, today)
    days = sorted(_changes(client, settings))
    if _shares_stated_year(client, end, settings):
        return Validity(end, end, *_around(today, days, settings))
    ends = sorted([*days, start])
    return Validity(*_around(end, ends, settings), *_around(today, days, settings))


def validity_of_moving_start(
    validity: Validity, client: Client, start: date, today: date, settings: Settings
) -> Validity:
    """The validity narrowed for a period whose start moves on with today, as that of the last
    twelve months: no change may lie between the start of today and that of another today.
    """
    first, last = _around(start, sorted(_changes(client, settings)), settings)
    # Around a 29 February the start stays for a day or moves on by two: one day less is safe.
    back = max((start - first).days - 1, 0)
    on = max((last - start).days - 1, 0)
    return replace(
        validity,
        today_from=max(validity.today_from, _add_days(today, -back)),
        today_until=min(validity.today_until, _add_days(today, on)),
    )


def _add_days(day: date, days: int) -> date:
    """A day so many days later, at most the calendar's last (or first)."""
    ordinal = min(max(day.toordinal() + days, 1), date.max.toordinal())
    return date.fromordinal(ordinal)


def _stated_up_to_today(client: Client, end: date, today: date, settings: Settings) -> bool:
    """Whether the figures depend on a stated year that is not over. It speaks for its days up to
    today, a day that the record does not name, so that a period that ends a day sooner cuts it.
    """
    now = fiscal_year(today, settings.fiscal_year_start)
    start = fiscal_year_period(now, settings.fiscal_year_start).start
    return end >= start and any(
        year.year == now and (year.until is None or year.until > today) for year in client.years
    )


def _shares_stated_year(client: Client, end: date, settings: Settings) -> bool:
    """Whether a period that ends so may have a stated year's share of its days: it grows by the
    day.
    """
    now = fiscal_year(end, settings.fiscal_year_start)
    last = fiscal_year_period(now, settings.fiscal_year_start).end
    return any(year.year == now and end < (year.until or last) for year in client.years)


def _around(day: date, days: list[date], settings: Settings) -> tuple[date, date]:
    """The first and last day around `day` without a change; `days` are sorted days of changes."""
    year_start = settings.fiscal_year_start
    year = fiscal_year_period(fiscal_year(day, year_start), year_start)
    place = bisect_right(days, day)
    first = days[place - 1] if place else date.min
    last = days[place] - _DAY if place < len(days) else date.max
    return max(first, year.start), min(last, year.end)


def _changes(client: Client, settings: Settings) -> set[date]:
    """The days from which on figures may differ: each that the record names, and the one after."""
    named = {order.day for order in client.orders} | {order.ordered for order in client.orders}
    named |= {each.day for order in client.orders for each in order.closings if each.day}
    named |= {visit.day for visit in client.interactions}
    for entry in client.advantages:
        named |= {day for day in (entry.day, entry.start, entry.until) if day}
    for year in client.years:
        period = fiscal_year_period(year.year, settings.fiscal_year_start)
        named |= {day for day in (period.start, period.end, year.until) if day}
    named |= {day for day in (client.client_since, client.former_since) if day}
    return named | {day + _DAY for day in named if day < date.max}
