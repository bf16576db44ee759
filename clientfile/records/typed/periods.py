"""Periods of reports: fiscal years and quarters, months, weeks, or any span of days.

A period includes both of its ends. It never reaches outside the calendar (years 1 to 9999): it
stops at the calendar's end instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, get_args

from clientfile.errors import UsageError
from clientfile.errors.suggest import did_you_mean
from clientfile.language import _, pgettext
from clientfile.records.fiscal_year import CALENDAR_YEAR, FIRST_MONTH, FiscalYearStart

Step = Literal["week", "month", "quarter", "year"]
Unit = Literal["week", "month", "quarter", "year", "12-months", "all", "days"]

_DAY = timedelta(days=1)
_MONTHS: dict[Step, int] = {"month": 1, "quarter": 3, "year": 12}
_FORMS = _(
    "write 2026, 2026-Q3, 2026-03, 2026-W47, last-12-months, "
    "this- or last- with week, month, quarter or year, or all"
)


_WORDS = ["all", "last-12-months"] + [
    f"{side}-{step}" for side in ("this", "last") for step in get_args(Step)
]


@dataclass(frozen=True)
class Period:
    """The days from `start` to `end`, both included; no day where `end` is before `start`.

    `label` is its name for the user (`2026-Q3`); `unit` determines the period before it.
    """

    start: date
    end: date
    label: str
    unit: Unit = "days"

    @property
    def days(self) -> int:
        """The number of days."""
        return max(0, (self.end - self.start).days + 1)

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def overlap(self, other: Period) -> Period:
        """The common days of both, with this one's label; there may be none."""
        return replace(self, start=max(self.start, other.start), end=min(self.end, other.end))

    def covers(self, other: Period) -> bool:
        """Whether it includes every day of `other`."""
        return self.start <= other.start and other.end <= self.end


_LABELS = {
    "all": pgettext("a period", "all"),
    "last-12-months": pgettext("a period", "last-12-months"),
}
ALL = Period(date.min, date.max, _LABELS["all"], "all")
"""Every day of the calendar."""


@dataclass(frozen=True)
class Horizon(Period):
    """All time, told as the fiscal years that have figures: the days from `first` to `last`."""

    first: date = date.min
    last: date = date.max


def fiscal_year(day: date, start: FiscalYearStart) -> int:
    """The fiscal year of `day`, as it is named."""
    return start.year_of(day)


def fiscal_year_period(year: int, start: FiscalYearStart) -> Period:
    """The fiscal year that is named `year`."""
    return _months(start.first_month(year), 12, f"{year:04d}", "year", start)


def fiscal_quarter_period(year: int, quarter: int, start: FiscalYearStart) -> Period:
    """Quarter 1 to 4 of a fiscal year."""
    first = start.first_month(year) + 3 * (quarter - 1)
    digits = f"{year:04d}"
    label = pgettext("a quarter", "{year}-Q{quarter}", year=digits, quarter=quarter)
    return _months(first, 3, label, "quarter", start)


def month_period(year: int, month: int) -> Period:
    """A calendar month."""
    return _months(year * 12 + month - 1, 1, f"{year:04d}-{month:02d}", "month")


def week_period(day: date) -> Period:
    """The ISO week that includes `day`, Monday to Sunday."""
    year, week, weekday = day.isocalendar()
    monday = day - timedelta(days=weekday - 1)
    end = monday + timedelta(days=min(6, (date.max - monday).days))
    digits = (f"{year:04d}", f"{week:02d}")
    label = pgettext("a week", "{year}-W{week}", year=digits[0], week=digits[1])
    return Period(monday, end, label, "week")


def period_at(day: date, step: Step, start: FiscalYearStart) -> Period:
    """The week, month, fiscal quarter or fiscal year that includes `day`."""
    if step == "week":
        return week_period(day)
    if step == "month":
        return month_period(day.year, day.month)
    year = fiscal_year(day, start)
    if step == "year":
        return fiscal_year_period(year, start)
    quarters = (fiscal_quarter_period(year, number, start) for number in (4, 3, 2, 1))
    return next(quarter for quarter in quarters if quarter.start <= day)


def is_whole(period: Period, start: FiscalYearStart) -> bool:
    """Whether it is a whole week, month, fiscal quarter or fiscal year."""
    steps = {step for step in get_args(Step) if step == period.unit}
    return any(period_at(period.start, step, start).end == period.end for step in steps)


def begins_with_year(period: Period, start: FiscalYearStart) -> bool:
    """Whether its first day is that of a fiscal year."""
    return fiscal_year_period(fiscal_year(period.start, start), start).start == period.start


def last_12_months(today: date) -> Period:
    """The twelve months that end with `today`: from the day after the same day a year before."""
    return Period(_year_before(today), today, _LABELS["last-12-months"], "12-months")


def custom_period(start: date | None, end: date | None, today: date) -> Period:
    """The period of `--from` and `--to`; by default from the calendar's start, up to today.

    Raises UsageError where the end is before the start.
    """
    first, last = start or date.min, end or today
    if end is None and first > today:
        raise UsageError(
            _("--from {day} is in the future: give the last day with --to as well", day=first)
        )
    if last < first:
        raise UsageError(
            _("--to {last} is before --from {first}: swap them", last=last, first=first)
        )
    return Period(first, last, _span_label(first, last))


def parse_period(text: str, today: date, start: FiscalYearStart) -> Period:
    """The whole period that `text` names, including days in the future.

    Raises UsageError with the accepted forms for any other text.
    """
    word = text.strip().lower()
    if word == "all":
        return ALL
    if word == "last-12-months":
        return last_12_months(today)
    side, __, step = word.partition("-")
    for unit in get_args(Step):
        if step == unit and side in ("this", "last"):
            return _this_or_last(side, unit, today, start)
    if not re.match(r"[0-9]{4}", word) and (label := _label_of(text)):
        return ALL if label == "all" else last_12_months(today)
    return _parse_named(text, word, start)


def _label_of(text: str) -> str:
    """The key of a label that is typed as another language has it; "" for none."""
    # Read late: few type one.
    from clientfile.records.typed.words import matching

    return next(iter(matching(text, _LABELS)), "")


def cut(period: Period, today: date) -> Period:
    """`period` up to today; no day is left of a period in the future."""
    if period.end <= today:
        return period
    if period.start > today:
        return replace(period, end=period.start - _DAY)
    return replace(period, end=today)


def shown_days(period: Period, today: date) -> Period:
    """`period` up to today, as it is told: all time by the fiscal years that have figures."""
    shown = cut(period, today)
    if isinstance(period, Horizon):
        return replace(shown, start=period.first, end=min(shown.end, period.last))
    return shown


def newest_year(years: Iterable[int], today: date, start: FiscalYearStart) -> Period:
    """The newest of `years`, fiscal years, that is not in the future; else the current one."""
    current = fiscal_year(today, start)
    newest = max((year for year in years if year <= current), default=current)
    return fiscal_year_period(newest, start)


def previous(period: Period, today: date, start: FiscalYearStart) -> Period | None:
    """The period before, up to as many days as have elapsed of this one by `today`.

    `period` is whole, not cut at today. None for `all`, for a period in the future, and where the
    calendar ends before.
    """
    if period.start > today or period.start == date.min:
        return None
    earlier = _whole_before(period, start)
    if earlier is None or period.end <= today:
        return earlier
    elapsed = earlier.start + (today - period.start)
    return replace(earlier, end=min(earlier.end, elapsed))


def _whole_before(period: Period, start: FiscalYearStart) -> Period | None:
    if period.start == date.min:
        return None
    for step in get_args(Step):
        if period.unit == step:
            return period_at(period.start - _DAY, step, start)
    if period.unit == "12-months":
        return last_12_months(period.start - _DAY)
    if period.start.toordinal() <= period.days:
        return None
    first, last = period.start - timedelta(days=period.days), period.start - _DAY
    return Period(first, last, _span_label(first, last))


def _span_label(start: date, end: date) -> str:
    return pgettext("a period", "{start}..{end}", start=start, end=end)


def _this_or_last(side: str, step: Step, today: date, start: FiscalYearStart) -> Period:
    here = period_at(today, step, start)
    if side == "this" or here.start == date.min:
        return here
    return period_at(here.start - _DAY, step, start)


def _parse_named(text: str, word: str, start: FiscalYearStart) -> Period:
    match = re.fullmatch(r"([0-9]{4})(?:-([qt][1-4]|[ws][0-9]{2}|[0-9]{2}))?", word)
    if match is None or match[1] == "0000":
        hint = did_you_mean(word, _WORDS, _FORMS)
        raise UsageError(_('"{text}" is no period: {hint}', text=text, hint=hint))
    year, part = int(match[1]), match[2]
    if part is None:
        return fiscal_year_period(year, start)
    # Other languages write T3 for a quarter, S47 for a week.
    if part[0] in "qt":
        return fiscal_quarter_period(year, int(part[1:]), start)
    if part[0] in "ws":
        return _parse_week(text, year, int(part[1:]))
    if not 1 <= int(part) <= 12:
        raise UsageError(_('"{text}" is no period: a month is 01 to 12', text=text))
    return month_period(year, int(part))


def _parse_week(text: str, year: int, week: int) -> Period:
    try:
        return week_period(date.fromisocalendar(year, week, 1))
    except ValueError:
        raise UsageError(
            _(
                '"{text}" is no period: {year} has no week {week}',
                text=text,
                year=year,
                week=week,
            )
        ) from None


def _months(
    first: int, count: int, label: str, unit: Unit, start: FiscalYearStart = CALENDAR_YEAR
) -> Period:
    """`count` months from `first` on, a number of months since January of year 0; they begin on the
    day of the month on which a fiscal year does.
    """
    begin, after = start.day_in(first), start.day_in(first + count)
    if first + count < FIRST_MONTH or after == date.min:
        # The calendar begins after it: a period without a day.
        return Period(date.min + _DAY, date.min, label, unit)
    return Period(begin or date.min, after - _DAY if after else date.max, label, unit)


def _year_before(day: date) -> date:
    """The day after the same day a year before; 29 February counts as the 28th there."""
    if day.year == 1:
        return date.min
    same = day.replace(day=28) if (day.month, day.day) == (2, 29) else day
    return same.replace(year=day.year - 1) + _DAY
