"""Warnings about days: in the future, in the wrong order, or a stated year without its end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from clientfile.language import _, pgettext
from clientfile.records.edits import Data, Path
from clientfile.records.fiscal_year import FiscalYearStart
from clientfile.records.problems import Finding
from clientfile.records.typed.periods import fiscal_year_period
from clientfile.schema.walk import Place

_HAPPENED = {
    ("identity", "opened"): pgettext("what took place", "the opening of the record"),
    ("contacts", "interactions", "date"): pgettext("what took place", "the interaction"),
    ("contacts", "interactions", "next", "done"): pgettext(
        "what took place", "the day it was done"
    ),
    ("contacts", "interactions", "promises", "done"): pgettext(
        "what took place", "the day it was done"
    ),
    ("contacts", "reminders", "last_done"): pgettext("what took place", "the day it was done"),
    ("contacts", "interactions", "questions", "answered"): pgettext(
        "what took place", "the day of the answer"
    ),
    ("business", "orders", "date"): pgettext("what took place", "the order"),
    ("business", "orders", "invoiced"): pgettext("what took place", "the invoice"),
    ("business", "orders", "payments", "date"): pgettext("what took place", "the payment"),
    ("business", "orders", "settled", "date"): pgettext("what took place", "the closing"),
    ("business", "on_account", "date"): pgettext("what took place", "the payment"),
}

# Pairs of days of one mapping; the first must not be after the second.
_IN_ORDER: dict[tuple[str, ...], tuple[tuple[str, str], ...]] = {
    ("identity",): (
        ("prospect_since", "client_since"),
        ("client_since", "former_since"),
        ("prospect_since", "lost_since"),
    ),
    ("contacts", "people", "past_posts"): (("from", "until"),),
    ("business", "orders"): (("date", "delivered"), ("date", "due")),
    ("business", "pricing", "advantages"): (("from", "until"),),
}

_FIRST_YEAR, _LAST_YEAR = 1900, 2200


def day_findings(
    data: Data, places: Sequence[Place], fiscal_year_start: FiscalYearStart, today: date
) -> list[Finding]:
    """A warning for each implausible day, relative to `today`."""
    return [
        *_future_days(places, today),
        *_wrong_orders(places),
        *_open_years(data, fiscal_year_start, today),
    ]


def turning_days(
    data: Data, places: Sequence[Place], fiscal_year_start: FiscalYearStart
) -> set[date]:
    """The days on which the warnings may differ from those of the day before."""
    happened = {
        day
        for __, kind, value, _shape in places
        if kind in _HAPPENED and (day := parse_iso_day(value))
    }
    ends = (fiscal_year_period(year, fiscal_year_start).end for *__, year in _stated_years(data))
    return happened | {end + timedelta(days=1) for end in ends}


def parse_iso_day(value: Any) -> date | None:
    """The day of a value YYYY-MM-DD; None for any other value."""
    if not isinstance(value, str) or len(value) != len("2026-11-20"):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _future_days(places: Sequence[Place], today: date) -> Iterator[Finding]:
    for path, kind, value, __ in places:
        what = _HAPPENED.get(kind)
        day = parse_iso_day(value) if what else None
        if day and day > today:
            message = _("{what} is in the future: today is {today}", what=what, today=today)
            yield Finding(path, "future", message, "warning")


def _wrong_orders(places: Sequence[Place]) -> Iterator[Finding]:
    for path, kind, value, __ in places:
        if not isinstance(value, dict):
            continue
        for first, second in _IN_ORDER.get(kind, ()):
            yield from _before(path, value, first, (second,), value.get(second))
        if kind == ("contacts", "people") and isinstance(value.get("left"), dict):
            yield from _before(path, value, "since", ("left", "date"), value["left"].get("date"))


def _before(
    path: Path, holder: dict[str, Any], first: str, second: tuple[str, ...], value: Any
) -> Iterator[Finding]:
    earlier, later = parse_iso_day(holder.get(first)), parse_iso_day(value)
    if earlier and later and later < earlier:
        message = _(
            "{later} is before {key}, {earlier}: one of the two is wrong",
            later=later,
            key=first,
            earlier=earlier,
        )
        yield Finding((*path, *second), "order-of-days", message, "warning")


def _open_years(data: Data, year_start: FiscalYearStart, today: date) -> Iterator[Finding]:
    for place, entry, year in _stated_years(data):
        period = fiscal_year_period(year, year_start)
        until = parse_iso_day(entry.get("until"))
        path: Path = ("results", "years", place)
        if "until" not in entry and period.end >= today:
            message = _(
                "{year} is not over: add until: with the day up to which these figures go "
                "(without it the orders win where there are any)",
                year=year,
            )
            yield Finding(path, "open-year", message, "warning")
        elif until and not period.start <= until <= period.end:
            message = _(
                "{day} is not in {year}, which goes from {start} to {end}",
                day=until,
                year=year,
                start=period.start,
                end=period.end,
            )
            yield Finding((*path, "until"), "order-of-days", message, "warning")


def _stated_years(data: Data) -> Iterator[tuple[int, dict[str, Any], int]]:
    """The index, the entry and the year of each stated year from 1900 to 2200."""
    stated = data.get("results") if isinstance(data, dict) else None
    years = stated.get("years") if isinstance(stated, dict) else None
    for place, entry in enumerate(years if isinstance(years, list) else ()):
        year = entry.get("year") if isinstance(entry, dict) else None
        if isinstance(year, int) and _FIRST_YEAR <= year <= _LAST_YEAR:
            yield place, entry, year
