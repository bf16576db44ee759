"""Days of a record's calendar, 1900 to 2200: made from parts, moved, and the nearest of some."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date

from clientfile.errors import InvalidValueError
from clientfile.language import _
from clientfile.language.quantities import MONTHS
from clientfile.records.names import quoted
from clientfile.records.shape import Toward

FIRST, LAST = date(1900, 1, 1), date(2200, 12, 31)

FORMS = _(
    "write 2026-11-20, 20/11/2026, 20.11.2026, 20/11, today, yesterday, tomorrow, a weekday, "
    "or -3d, +2w (d, w, m, y)"
)
"""What to type for a day, as the end of a message."""


def valid_day(text: str, year: int, month: int, day: int) -> date:
    """The day of these numbers. Raises InvalidValueError with `text`, as typed, for no such day."""
    if not FIRST.year <= year <= LAST.year:
        raise outside_error(text)
    if not 1 <= month <= 12:
        raise InvalidValueError(
            _(
                "{text} is no date: there is no month {month}; {forms}.",
                text=quoted(text),
                month=month,
                forms=FORMS,
            )
        )
    last = days_in_month(year, month)
    if not 1 <= day <= last:
        raise InvalidValueError(
            _(
                "{text} is no date: {month} {year} has {length} days.",
                text=quoted(text),
                month=MONTHS[month - 1],
                year=year,
                length=last,
            )
        )
    return date(year, month, day)


def day_without_year(text: str, month: int, day: int, today: date, toward: Toward) -> date:
    """The nearest such day behind today, ahead of it, or on either side; today is both.

    Raises InvalidValueError where the calendar has no such day in the year that is meant.
    """
    is_to_come = (month, day) >= (today.month, today.day)
    if (month, day) == (today.month, today.day):
        return valid_day(text, today.year, month, day)
    ahead = today.year if is_to_come else today.year + 1
    if toward == "future":
        return valid_day(text, ahead, month, day)
    behind = valid_day(text, ahead - 1, month, day)
    if toward == "past":
        return behind
    return nearest_day([behind, valid_day(text, ahead, month, day)], today, toward) or behind


def nearest_day(days: Iterable[date], today: date, toward: Toward) -> date | None:
    """Of some days the nearest to today on the side that is meant, today included; None for none.

    On either side, of two that are as near the earlier one.
    """
    if toward == "future":
        return min((day for day in days if day >= today), default=None)
    if toward == "past":
        return max((day for day in days if day <= today), default=None)
    return min(days, key=lambda day: (abs(day - today), day), default=None)


def add_days(text: str, today: date, days: int) -> date:
    """The day so many days later. Raises InvalidValueError with `text` beyond the calendar."""
    ordinal = today.toordinal() + days
    if not FIRST.toordinal() <= ordinal <= LAST.toordinal():
        raise outside_error(text)
    return date.fromordinal(ordinal)


def add_months(text: str, today: date, months: int) -> date:
    """The day so many months later, or the last of too short a month. Raises as `add_days`."""
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    if not FIRST.year <= year <= LAST.year:
        raise outside_error(text)
    return date(year, month + 1, min(today.day, days_in_month(year, month + 1)))


def days_in_month(year: int, month: int) -> int:
    """The number of days of a month, 1 to 12."""
    return calendar.monthrange(year, month)[1]


def outside_error(text: str) -> InvalidValueError:
    """The error for a day beyond the calendar."""
    return InvalidValueError(
        _(
            "{text} is outside the years {first} to {last}: check the year.",
            text=quoted(text),
            first=FIRST.year,
            last=LAST.year,
        )
    )
