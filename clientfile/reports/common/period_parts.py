"""Divides a period into its months, quarters or fiscal years, for `--per`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from clientfile.errors import UsageError
from clientfile.figures.ledger import Ledger
from clientfile.figures.profile import PROFILE
from clientfile.figures.sales import SALES
from clientfile.language import _, pgettext
from clientfile.records.typed.periods import (
    Period,
    Step,
    cut,
    fiscal_year_period,
    period_at,
)
from clientfile.records.typed.words import resolve_word

PER = ("month", "quarter", "year")
"""The words that `--per` takes, beside their titles."""
_TITLES = {
    "month": pgettext("a part of a period", "month"),
    "quarter": pgettext("a part of a period", "quarter"),
    "year": pgettext("a part of a period", "year"),
}
NOT_IN_PARTS = {
    "month": pgettext("a part of a period", "(not by month)"),
    "quarter": pgettext("a part of a period", "(not by quarter)"),
    "year": pgettext("a part of a period", "(not by year)"),
}
"""What the whole period has and no part of it, by the word of `--per`."""
MOST_PARTS = 1200
"""A century of months. More of them, nobody reads: one wrong date makes thousands of columns."""
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_STEPS: dict[str, Step] = {"month": "month", "quarter": "quarter", "year": "year"}


def resolve_part(typed: str) -> str:
    """The word of PER that is typed, in any language; "" for none. Raises UnknownWordError."""
    return resolve_word("--per", typed, _TITLES) if typed else ""


def subdivide_period(ledger: Ledger, period: Period, per: str) -> list[Period]:
    """The months, fiscal quarters or fiscal years of a period up to today; none without `per`.

    The first and the last part are cut by the period's own ends. All time begins with the part of
    the first day that any record has money on. Raises UnknownWordError for any other `per`,
    UsageError for more than MOST_PARTS.
    """
    per = resolve_part(per)
    elapsed = cut(period, ledger.today)
    if not per or not elapsed.days:
        return []
    day, end = elapsed.start, elapsed.end
    if day == date.min:
        day = min(_first_day(ledger) or end, end)
    _refuse_too_many(day, end, per)
    parts = []
    while day <= end:
        whole = period_at(day, _STEPS[per], ledger.settings.fiscal_year_start)
        inside = whole.overlap(period)
        parts.append(whole if inside == whole else replace(inside, unit="days"))
        if whole.end >= end:
            break
        day = whole.end + timedelta(days=1)
    return parts


def _refuse_too_many(start: date, end: date, per: str) -> None:
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > (MOST_PARTS - 1) * _MONTHS[per]:
        raise UsageError(
            _(
                "--per {per} from {start} to {end} makes more than {most:,} parts: give --from or "
                "a shorter --period, and look for a wrong date with: clientfile orders --sort date",
                per=per,
                start=start,
                end=end,
                most=MOST_PARTS,
            )
        )


def _first_day(ledger: Ledger) -> date | None:
    """The first day with money in any record, or on which anyone became a prospect or client."""
    sales, __ = ledger.extracts(SALES)
    profiles, __ = ledger.extracts(PROFILE)
    year_start = ledger.settings.fiscal_year_start
    days = [sale.day for each in sales.values() for sale in each]
    days += [day for each in profiles.values()
             for day in (each.prospect_since, each.client_since) if day]  # fmt: skip
    days += [
        fiscal_year_period(year, year_start).start
        for who in ledger.clients().values()
        for year in who.years
    ]
    return min(days, default=None)
