"""Dates as people type them, in English and French, resolved against a given today."""

from __future__ import annotations

import re
from datetime import date

from clientfile.errors import InvalidValueError
from clientfile.errors.suggest import did_you_mean, fold
from clientfile.language import _
from clientfile.language.quantities import WEEKDAYS as WEEKDAY_NAMES
from clientfile.language.quantities import day as as_day
from clientfile.records.fiscal_year import FiscalYearStart
from clientfile.records.names import quoted
from clientfile.records.shape import Toward
from clientfile.records.typed.calendar_days import (
    FORMS,
    add_days,
    day_without_year,
    nearest_day,
    valid_day,
)
from clientfile.records.typed.day_words import (
    COUNTS,
    DAY_WORDS,
    MONTHS,
    NEAR_DAYS,
    UNITS,
    WEEKDAYS,
)

_OFFSET = re.compile(r"([+-])([0-9]+)([dwmy])")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})([/.])([0-9]{1,2})\2([0-9]{4})")
_NO_YEAR = re.compile(r"([0-9]{1,2})/([0-9]{1,2})")
_DATE_LIKE = re.compile(
    r"[0-9]{1,2}([/.-])[0-9]{1,2}\1[0-9]{2,4}|[0-9]{4}([/.-])[0-9]{1,2}\2[0-9]{1,2}"
)
_ARTICLE = re.compile(r"(?:le|la|au|a|the) (?=\S)|l'(?=\S)")
# A word before a day to come, as texts of promises have it.
_DEADLINE = re.compile(r"(?:(?:by|before|until|pour|avant|d'ici) |jusqu'(?=au? ))")
_DAY_MONTH = re.compile(r"([0-9]{1,2})(?:er|st|nd|rd|th)? (?:of )?([a-z]+)\.?(?: ([0-9]{4}))?")
_MONTH_DAY = re.compile(r"([a-z]+)\.? ([0-9]{1,2})(?:st|nd|rd|th)?(?:,? ([0-9]{4}))?")
_DAY_OF_MONTH = re.compile(r"(?:le|the) ([0-9]{1,2})(?:er|st|nd|rd|th)?")
_ON_WEEKDAY = re.compile(r"([a-z]+)\.?,? (.*[0-9].*)")
_AGO = re.compile(r"(?:il y a (\w+) ([a-z]+)|(\w+) ([a-z]+) ago)")  # no message
_LAST = re.compile(r"(?:last ([a-z]+)|([a-z]+) derniere?)")


def parse_day(
    text: str, today: date, *, toward: Toward, fiscal_year_start: FiscalYearStart | None = None
) -> date:
    """The day that `text` names, relative to `today`.

    A day without a year is the nearest on the side of today that is meant, today included. So is a
    weekday toward the past; toward the future it is the next one after today: "by Monday", said on
    a Monday, is next week's; toward the future a word like that may stand before the day. An offset
    in months or years ends on the month's last day where the month is too short (31 January `+1m`:
    28 February). `fiscal_year_start` is what the quarters of deadlines begin with
    (`records.typed.deadlines`); without it they are not read.
    Raises InvalidValueError for a text that is no date, a day that the calendar lacks, a weekday
    that a date does not have, and days outside 1900 to 2200.
    """
    day = find_day(text, today, toward=toward, fiscal_year_start=fiscal_year_start)
    if day is None and toward == "future" and (match := _DEADLINE.match(fold(text))):
        rest = fold(text)[match.end() :]
        day = find_day(rest, today, toward=toward, fiscal_year_start=fiscal_year_start)
    if day is None:
        hint = did_you_mean(text, DAY_WORDS, FORMS)
        raise InvalidValueError(
            _("{text} is not understood as a date: {hint}", text=quoted(text), hint=hint)
        )
    return day


def find_day(
    text: str, today: date, *, toward: Toward, fiscal_year_start: FiscalYearStart | None = None
) -> date | None:
    """The day that `parse_day` parses, or None for a text that is not understood as a date.

    Raises InvalidValueError for what is formed like a date and is none.
    """
    folded = fold(text).replace("−", "-")
    day = _parse(folded, today, toward, fiscal_year_start)
    if day is None and (match := _ARTICLE.match(folded)):
        day = _parse(folded[match.end() :], today, toward, fiscal_year_start)
    return day


def _parse(
    text: str, today: date, toward: Toward, fiscal_year_start: FiscalYearStart | None
) -> date | None:
    day = (
        _parse_day_word(text, today, toward)
        or _parse_offset(text, today)
        or _parse_month_name(text, today, toward)
        or _parse_digits(text, today, toward)
        or _parse_back(text, today)
        or _parse_day_of_month(text, today, toward)
        or _parse_on_weekday(text, today, toward)
    )
    if day or not text[:1].isalpha():
        return day
    # Read late: most days are figures, or one word.
    from clientfile.records.typed.deadlines import parse_deadline

    return parse_deadline(text, today, toward, fiscal_year_start)


def _parse_day_word(word: str, today: date, toward: Toward) -> date | None:
    if word in NEAR_DAYS:
        return add_days(word, today, NEAR_DAYS[word])
    if word not in WEEKDAYS:
        return None
    if toward == "future":
        return add_days(word, today, (WEEKDAYS[word] - today.weekday() - 1) % 7 + 1)
    return add_days(word, today, -((today.weekday() - WEEKDAYS[word]) % 7))


def _parse_month_name(text: str, today: date, toward: Toward) -> date | None:
    """`5 décembre`, `december 5, 2026`."""
    if match := _DAY_MONTH.fullmatch(text):
        day, month, year = match.groups()
    elif match := _MONTH_DAY.fullmatch(text):
        month, day, year = match.groups()
    else:
        return None
    if month not in MONTHS:
        return None
    if year is None:
        return day_without_year(text, MONTHS[month], int(day), today, toward)
    return valid_day(text, int(year), MONTHS[month], int(day))


def _parse_back(text: str, today: date) -> date | None:
    """`last friday`, `vendredi dernier`, `3 days ago`, `il y a 3 jours`."""
    if match := _LAST.fullmatch(text):
        return _parse_day_word(match[1] or match[2], add_days(text, today, -1), "past")
    match = _AGO.fullmatch(text)
    if match is None or (unit := UNITS.get(match[2] or match[4])) is None:
        return None
    number = match[1] or match[3]
    digits = str(COUNTS.get(number, number))
    return _parse_offset(f"-{digits}{unit}", today) if digits.isascii() else None


def _parse_offset(word: str, today: date) -> date | None:
    match = _OFFSET.fullmatch(word)
    if match is None:
        return None
    from clientfile.records.typed.deadlines import move

    return move(word, today, -1 if match[1] == "-" else 1, match[2], match[3])


def _parse_digits(word: str, today: date, toward: Toward) -> date | None:
    if match := _ISO.fullmatch(word):
        return valid_day(word, int(match[1]), int(match[2]), int(match[3]))
    if match := _DAY_FIRST.fullmatch(word):
        return valid_day(word, int(match[4]), int(match[3]), int(match[1]))
    if match := _NO_YEAR.fullmatch(word):
        return day_without_year(word, int(match[2]), int(match[1]), today, toward)
    if _DATE_LIKE.fullmatch(word):
        raise InvalidValueError(
            _("{text} is not a date as it is read here: {forms}.", text=quoted(word), forms=FORMS)
        )
    return None


def _parse_day_of_month(text: str, today: date, toward: Toward) -> date | None:
    """`le 15`, `the 3rd`: the nearest such day of a month that has it."""
    match = _DAY_OF_MONTH.fullmatch(text)
    return _day_of_month(int(match[1]), today, toward) if match else None


def _day_of_month(number: int, today: date, toward: Toward) -> date | None:
    # Of two months that follow one another, one has 31 days; two before and after are enough.
    months = (divmod(today.year * 12 + today.month - 1 + step, 12) for step in range(-2, 3))
    days = []
    for year, month in months:
        try:
            days.append(date(year, month + 1, number))
        except ValueError:
            continue
    return nearest_day(days, today, toward)


def _parse_on_weekday(text: str, today: date, toward: Toward) -> date | None:
    """`vendredi 4 décembre`, `friday, december 4`, `vendredi 04/12`, `vendredi 4`.

    Raises InvalidValueError where the date is another weekday.
    """
    match = _ON_WEEKDAY.fullmatch(text)
    if match is None or match[1] not in WEEKDAYS:
        return None
    rest = match[2].removeprefix("le ").removeprefix("the ")
    day = (
        _parse_month_name(rest, today, toward)
        or _parse_digits(rest, today, toward)
        or _parse_day_of_month(f"the {rest}", today, toward)  # no message
    )
    if day is None or day.weekday() == WEEKDAYS[match[1]]:
        return day
    raise InvalidValueError(
        _(
            "{text} is no date: {day} is a {weekday}",
            text=quoted(text),
            day=as_day(day),
            weekday=WEEKDAY_NAMES[day.weekday()],
        )
    )
