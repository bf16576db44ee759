"""Deadlines as they are said, in English and French: `sous 8 jours`, `fin mars`, `week 50`.

Each form says by its own words that it is a day, so that it may end a sentence without a word
like "by" before it (`records.typed.dated_texts`).
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from clientfile.errors import InvalidValueError
from clientfile.language import _
from clientfile.records.fiscal_year import FiscalYearStart
from clientfile.records.names import quoted
from clientfile.records.shape import Toward
from clientfile.records.typed.calendar_days import (
    FIRST,
    LAST,
    add_days,
    add_months,
    days_in_month,
    nearest_day,
    outside_error,
)
from clientfile.records.typed.day_words import (
    COUNTS,
    MONTHS,
    PARTS,
    SPANS,
    UNITS,
    WEEKDAYS,
    Part,
)

if TYPE_CHECKING:
    from clientfile.records.typed.periods import Step

_FRIDAY = 4
_AHEAD = r"(?:dans|in|sous|within|d'ici(?: a)?)"
_DISTANCE = re.compile(rf"{_AHEAD} (?:([0-9]+) ?|([a-z]+) )([a-z]+)")
_SPAN = re.compile(rf"{_AHEAD}(?: la| une| a)? ([a-z]+)(?: de jours)?")  # no message
_NEXT = re.compile(r"(?:next ([a-z]+)|([a-z]+) prochaine?)")
_IN_EIGHT = re.compile(r"([a-z]+) en (huit|quinze)")
_WEEK = re.compile(r"(?:week|semaine|sem\.?) ([0-9]{1,2})(?: (?:de |of )?([0-9]{4}))?")
_PART = re.compile(r"([a-z]+)[ -](?:(?:de|du|of|the|la|le) |d'|l')*(.+)")
_MONTH = re.compile(r"([a-z]+)\.?(?: ([0-9]{4}))?")
_QUARTER = re.compile(
    r"(?:[qt]([1-4])|([1-4])(?:er|e|eme|st|nd|rd|th)? (?:trimestre|quarter))"
    r"(?: (?:de |of )?([0-9]{4}))?"
)
_DAY_OF_PART = {"early": 10, "middle": 15}
_THIS_MONTH = frozenset({"month", "this month", "mois", "ce mois", "mois en cours"})  # no message
_NEXT_MONTH = frozenset({"next month", "mois prochain"})  # no message
_THIS_WEEK = frozenset({"week", "this week", "semaine", "cette semaine"})  # no message
_NEXT_WEEK = frozenset({"next week", "semaine prochaine"})  # no message
_THIS_QUARTER = frozenset({"quarter", "this quarter", "trimestre", "ce trimestre"})  # no message
_THIS_YEAR = frozenset({"year", "this year", "annee", "an", "cette annee"})  # no message
_FISCAL_YEAR = frozenset({"fiscal year", "financial year", "exercice"})  # no message


def parse_deadline(
    text: str, today: date, toward: Toward, fiscal_year_start: FiscalYearStart | None
) -> date | None:
    """The day of a deadline, or None for another text; `text` is folded, without an article.

    What names no year is the nearest on the side of today that is meant, today included. Raises
    InvalidValueError for a day beyond the calendar, and for a week that its year lacks.
    """
    return (
        _parse_distance(text, today)
        or _parse_next(text, today)
        or _parse_week(text, today, toward)
        or _parse_part(text, today, toward, fiscal_year_start)
    )


def _parse_distance(text: str, today: date) -> date | None:
    """`sous 8 jours`, `within 48 hours`, `in two weeks`, `sous quinzaine`."""
    if (match := _SPAN.fullmatch(text)) and match[1] in SPANS:
        return add_days(text, today, SPANS[match[1]])
    match = _DISTANCE.fullmatch(text)
    if match is None or match[3] not in UNITS:
        return None
    number = match[1] or str(COUNTS.get(match[2], ""))
    return move(text, today, 1, number, UNITS[match[3]]) if number else None


def move(text: str, today: date, sign: int, digits: str, unit: str) -> date:
    """The day so many hours, days, weeks, months or years (`h`, `d`, `w`, `m`, `y`) from today.

    Hours are whole days, rounded up. Raises InvalidValueError with `text` beyond the calendar.
    """
    # Six digits of days already lead beyond the calendar's ends; more would only cost time.
    count = int(digits[-6:]) if len(digits) <= 6 else 999_999
    if unit == "h":
        count, unit = -(-count // 24), "d"
    if unit in "my":
        return add_months(text, today, sign * count * (12 if unit == "y" else 1))
    return add_days(text, today, sign * count * (7 if unit == "w" else 1))


def _parse_next(text: str, today: date) -> date | None:
    """`mardi prochain`, `next tuesday`, `mardi en huit`, `next week`."""
    if text in _NEXT_WEEK:
        return add_days(text, today, 7 + _FRIDAY - today.weekday())
    if match := _NEXT.fullmatch(text):
        return next_weekday(match[1] or match[2], today)
    if match := _IN_EIGHT.fullmatch(text):
        first = next_weekday(match[1], today)
        return first and add_days(text, first, 7 if match[2] == "huit" else 14)
    return None


def next_weekday(word: str, today: date) -> date | None:
    """The first such weekday after today, or None for another word."""
    if word not in WEEKDAYS:
        return None
    return add_days(word, today, (WEEKDAYS[word] - today.weekday() - 1) % 7 + 1)


def _parse_week(text: str, today: date, toward: Toward) -> date | None:
    """`week 50`, `semaine 2 de 2027`: the Friday of an ISO week."""
    match = _WEEK.fullmatch(text)
    if match is None:
        return None
    week, here = int(match[1]), today.isocalendar().year
    years = [int(match[2])] if match[2] else [here - 1, here, here + 1]
    fridays = [friday for year in years if (friday := _friday(year, week))]
    friday = fridays[0] if match[2] and fridays else nearest_day(fridays, today, toward)
    if friday is None:
        year = years[0] if match[2] else here
        message = _("{text} is no date: {year} has no week {week}.",
                    text=quoted(text), year=year, week=week)  # fmt: skip
        raise InvalidValueError(message)
    return friday


def _friday(year: int, week: int) -> date | None:
    """The Friday of an ISO week; None where the year or the calendar of records lacks it."""
    try:
        day = date.fromisocalendar(year, week, _FRIDAY + 1)
    except ValueError:
        return None
    return day if FIRST <= day <= LAST else None


def _parse_part(
    text: str, today: date, toward: Toward, fiscal_year_start: FiscalYearStart | None
) -> date | None:
    """`fin mars`, `mi-mars 2027`, `end of month`, `début du mois prochain`, `end of Q1`."""
    match = _PART.fullmatch(text)
    part = PARTS.get(match[1]) if match else None
    if match is None or part is None:
        return None
    day = _parse_part_of_month(text, part, match[2], today, toward)
    if day is None and part == "end":
        day = _parse_end(text, match[2], today, toward, fiscal_year_start)
    return day


def _parse_part_of_month(
    text: str, part: Part, whole: str, today: date, toward: Toward
) -> date | None:
    first = today.replace(day=1)
    if whole in _NEXT_MONTH:
        return _day_of(part, add_months(text, first, 1))
    if whole in _THIS_MONTH:
        around = (add_months(text, first, step) for step in (-1, 0, 1))
        return nearest_day((_day_of(part, month) for month in around), today, toward)
    match = _MONTH.fullmatch(whole)
    if match is None or match[1] not in MONTHS:
        return None
    years = [int(match[2])] if match[2] else [today.year - 1, today.year, today.year + 1]
    days = [
        _day_of(part, date(year, MONTHS[match[1]], 1))
        for year in years
        if FIRST.year <= year <= LAST.year
    ]
    day = days[0] if match[2] and days else nearest_day(days, today, toward)
    if day is None:
        raise outside_error(text)
    return day


def _day_of(part: Part, month: date) -> date:
    """The day that a part of a month stands for; `month` is its first day."""
    last = days_in_month(month.year, month.month)
    return month.replace(day=_DAY_OF_PART.get(part, last))


def _parse_end(
    text: str, whole: str, today: date, toward: Toward, fiscal_year_start: FiscalYearStart | None
) -> date | None:
    """The end of a week (its Friday), of a quarter, or of a year, fiscal where it says so."""
    if whole in _THIS_WEEK:
        friday = add_days(text, today, _FRIDAY - today.weekday())
        return nearest_day((friday + timedelta(days=step) for step in (-7, 0, 7)), today, toward)
    if whole in _NEXT_WEEK:
        return _parse_next(whole, today)
    if whole in _THIS_YEAR:
        years = (today.year - 1, today.year, today.year + 1)
        return nearest_day((date(year, 12, 31) for year in years if year > 0), today, toward)
    if fiscal_year_start is None:
        return None
    return _parse_fiscal_end(whole, today, toward, fiscal_year_start)


def _parse_fiscal_end(
    whole: str, today: date, toward: Toward, fiscal_year_start: FiscalYearStart
) -> date | None:
    """The end of a fiscal year or quarter, as `--period` has it: `Q1`, `T3 2027`, `quarter`."""
    from clientfile.records.typed.periods import fiscal_quarter_period, period_at

    if whole in _FISCAL_YEAR or whole in _THIS_QUARTER:
        step: Step = "year" if whole in _FISCAL_YEAR else "quarter"
        current = period_at(today, step, fiscal_year_start)
        ends = [current.end, *([current.start - timedelta(1)] if current.start > FIRST else [])]
        return nearest_day(ends, today, toward)
    match = _QUARTER.fullmatch(whole)
    if match is None:
        return None
    number, here = int(match[1] or match[2]), fiscal_year_start.year_of(today)
    years = [int(match[3])] if match[3] else [here - 1, here, here + 1]
    ends = [fiscal_quarter_period(year, number, fiscal_year_start).end for year in years if year]
    return ends[0] if match[3] and ends else nearest_day(ends, today, toward)
