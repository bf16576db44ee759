"""Dates as people type them, in English and French, resolved against a given today."""

from __future__ import annotations

import calendar
import re
from datetime import date

from clientfile.errors import InvalidValueError
from clientfile.errors.suggest import did_you_mean, fold
from clientfile.language import _
from clientfile.language.quantities import MONTHS
from clientfile.records.names import quoted
from clientfile.records.shape import Toward

FIRST, LAST = date(1900, 1, 1), date(2200, 12, 31)

_FORMS = _(
    "write 2026-11-20, 20/11/2026, 20.11.2026, 20/11, today, yesterday, tomorrow, a weekday, "
    "or -3d, +2w (d, w, m, y)"
)

_NEAR_DAYS = {
    "today": 0,
    "yesterday": -1,
    "tomorrow": 1,
    "aujourd'hui": 0,
    "aujourdhui": 0,
    "hier": -1,
    "demain": 1,
    "avant-hier": -2,
    "avant hier": -2,  # no message
    "apres-demain": 2,
    "apres demain": 2,  # no message
}

_WEEK = (
    "monday,mon,lundi,lun",
    "tuesday,tue,tues,mardi,mar",
    "wednesday,wed,mercredi,mer",
    "thursday,thu,thur,thurs,jeudi,jeu",
    "friday,fri,vendredi,ven",
    "saturday,sat,samedi,sam",
    "sunday,sun,dimanche,dim",
)
_WEEKDAYS = {word: place for place, words in enumerate(_WEEK) for word in words.split(",")}

DAY_WORDS = (*_NEAR_DAYS, *_WEEKDAYS)
"""Every word that names a day by itself."""

# Alone these are days; at the end of a sentence mostly something else ("report by Sam").
_AMBIGUOUS_WORDS = frozenset({"mar", "mer", "sam", "sun", "dim"})

_OFFSET = re.compile(r"([+-])([0-9]+)([dwmy])")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})([/.])([0-9]{1,2})\2([0-9]{4})")
_THIS_YEAR = re.compile(r"([0-9]{1,2})/([0-9]{1,2})")
_DATE_LIKE = re.compile(
    r"[0-9]{1,2}([/.-])[0-9]{1,2}\1[0-9]{2,4}|[0-9]{4}([/.-])[0-9]{1,2}\2[0-9]{1,2}"
)

_MARKER = re.compile(
    r"(?<!\S)(?:by|on|before|until|le|(?:pour|avant|d.ici)(?:\s+le)?)(?=\s)", re.IGNORECASE
)
_LONGEST_DAY = 40
# "dans 10 jours", "in two weeks" at the end of a text: the preposition belongs to the day.
_IN_DAYS_TAIL = re.compile(r"(?<!\S)(?:dans|in)\s+\S+\s+\w+$", re.IGNORECASE)

_MONTHS = (
    "january,jan,janvier,janv", "february,feb,fevrier,fevr", "march,mar,mars",
    "april,apr,avril,avr", "may,mai", "june,jun,juin", "july,jul,juillet,juil",
    "august,aug,aout", "september,sep,sept,septembre", "october,oct,octobre",
    "november,nov,novembre", "december,dec,decembre",
)  # fmt: skip
_MONTH_OF = {word: place for place, words in enumerate(_MONTHS, 1) for word in words.split(",")}
_DAY_MONTH = re.compile(r"([0-9]{1,2})(?:er|st|nd|rd|th)? ([a-z]+)\.?(?: ([0-9]{4}))?")
_MONTH_DAY = re.compile(r"([a-z]+)\.? ([0-9]{1,2})(?:st|nd|rd|th)?(?:,? ([0-9]{4}))?")
_DISTANCE = re.compile(r"(?:(dans|in|il[ ]y[ ]a) )?(\w+) ([a-z]+)( ago)?")
_UNITS = {
    "d": "day,days,jour,jours", "w": "week,weeks,semaine,semaines", "m": "month,months,mois",
    "y": "year,years,an,ans,annee,annees",
}  # fmt: skip
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words.split(",")}
_COUNTS = {"a": 1, "an": 1, "un": 1, "une": 1, "one": 1, "two": 2, "deux": 2, "three": 3,
           "trois": 3, "huit": 8, "quinze": 15}  # fmt: skip
_NEXT = re.compile(r"(?:next ([a-z]+)|([a-z]+) prochain)")
_LAST = re.compile(r"(?:last ([a-z]+)|([a-z]+) dernier)")


def parse_day(text: str, today: date, *, toward: Toward) -> date:
    """The day that `text` names, relative to `today`.

    Toward the past, a weekday is the last such day, today included. Toward the future, it is the
    next one after today: "by Monday", said on a Monday, is next week's. A day and month in words,
    without a year, is the last or the next one likewise. An offset in months or years ends on the
    month's last day where the month is too short (31 January `+1m`: 28 February).
    Raises InvalidValueError for a text that is no date, a day that the calendar lacks, and days
    outside 1900 to 2200.
    """
    day = _parse(text, today, toward)
    if day is None:
        hint = did_you_mean(text, DAY_WORDS, _FORMS)
        raise InvalidValueError(
            _("{text} is not understood as a date: {hint}", text=quoted(text), hint=hint)
        )
    return day


def split_text_and_day(text: str, today: date) -> tuple[str, date | None]:
    """A text and the day at its end: "send samples by friday" → ("send samples", …).

    The day follows the last "by", "on", "before", "until", "le", "pour (le)", "avant (le)" or
    "d'ici (le)", or is "in 10 days", "dans 10 jours" at the end. It is resolved toward the future,
    as in `parse_day`. Without a day the whole is text ("stand by me"); with a day alone the text is
    empty. Raises InvalidValueError for a tail formed like a date that is none (31/02/2026).
    """
    text = text.strip()
    marks = list(_MARKER.finditer(text))
    tails = [(marks[-1].start(), text[marks[-1].end() :].strip())] if marks else []
    tails += [(match.start(), match[0]) for match in _IN_DAYS_TAIL.finditer(text)]
    for start, tail in tails:
        if not tail or len(tail) > _LONGEST_DAY or fold(tail) in _AMBIGUOUS_WORDS:
            continue
        if (day := _parse(tail, today, "future")) is not None:
            return text[:start].rstrip(), day
    return text, None


def _parse(text: str, today: date, toward: Toward) -> date | None:
    folded = fold(text).replace("−", "-")
    return (
        _parse_day_word(folded, today, toward)
        or _parse_offset(folded, today)
        or _parse_words(folded, today, toward)
        or _parse_digits(folded, today)
    )


def _parse_day_word(word: str, today: date, toward: Toward) -> date | None:
    if word in _NEAR_DAYS:
        return _add_days(word, today, _NEAR_DAYS[word])
    if word not in _WEEKDAYS:
        return None
    if toward == "past":
        return _add_days(word, today, -((today.weekday() - _WEEKDAYS[word]) % 7))
    return _add_days(word, today, (_WEEKDAYS[word] - today.weekday() - 1) % 7 + 1)


def _parse_words(text: str, today: date, toward: Toward) -> date | None:
    """`5 décembre`, `december 5, 2026`, `vendredi prochain`, `dans 10 jours`, `3 days ago`."""
    if match := _NEXT.fullmatch(text):
        return _parse_day_word(match[1] or match[2], today, "future")
    if match := _LAST.fullmatch(text):
        return _parse_day_word(match[1] or match[2], _add_days(text, today, -1), "past")
    if match := _DAY_MONTH.fullmatch(text):
        return _parse_month_name(text, match[2], match[1], match[3], today, toward)
    if match := _MONTH_DAY.fullmatch(text):
        return _parse_month_name(text, match[1], match[2], match[3], today, toward)
    return _parse_distance(text, today)


def _parse_month_name(
    text: str, month: str, day: str, year: str | None, today: date, toward: Toward
) -> date | None:
    number = _MONTH_OF.get(month)
    if number is None:
        return None
    named_day = _valid_day(text, int(year) if year else today.year, number, int(day))
    if year is None and toward == "future" and named_day < today:
        return _valid_day(text, today.year + 1, number, int(day))
    if year is None and toward == "past" and named_day > today:
        return _valid_day(text, today.year - 1, number, int(day))
    return named_day


def _parse_distance(text: str, today: date) -> date | None:
    match = _DISTANCE.fullmatch(text)
    unit = _UNIT_OF.get(match[3]) if match else None
    if match is None or unit is None or bool(match[1]) == bool(match[4]):
        return None
    count = str(_COUNTS.get(match[2], match[2]))
    if not (count.isascii() and count.isdigit()):
        return None
    back = match[4] or match[1] == "il y a"  # no message
    return _parse_offset(f"{'-' if back else '+'}{count}{unit}", today)


def _parse_offset(word: str, today: date) -> date | None:
    match = _OFFSET.fullmatch(word)
    if match is None:
        return None
    sign, digits, unit = match.groups()
    # Six digits of days already lead beyond the calendar's ends; more would only cost time.
    count = int(sign + digits[-6:]) if len(digits) <= 6 else int(f"{sign}999999")
    if unit in "my":
        return _add_months(word, today, count * (12 if unit == "y" else 1))
    return _add_days(word, today, count * (7 if unit == "w" else 1))


def _add_days(word: str, today: date, days: int) -> date:
    ordinal = today.toordinal() + days
    if not FIRST.toordinal() <= ordinal <= LAST.toordinal():
        raise _outside_error(word)
    return date.fromordinal(ordinal)


def _add_months(word: str, today: date, months: int) -> date:
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    if not FIRST.year <= year <= LAST.year:
        raise _outside_error(word)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(today.day, last))


def _parse_digits(word: str, today: date) -> date | None:
    if match := _ISO.fullmatch(word):
        return _valid_day(word, int(match[1]), int(match[2]), int(match[3]))
    if match := _DAY_FIRST.fullmatch(word):
        return _valid_day(word, int(match[4]), int(match[3]), int(match[1]))
    if match := _THIS_YEAR.fullmatch(word):
        return _valid_day(word, today.year, int(match[2]), int(match[1]))
    if _DATE_LIKE.fullmatch(word):
        raise InvalidValueError(
            _("{text} is not a date as it is read here: {forms}.", text=quoted(word), forms=_FORMS)
        )
    return None


def _valid_day(word: str, year: int, month: int, day: int) -> date:
    if not FIRST.year <= year <= LAST.year:
        raise _outside_error(word)
    if not 1 <= month <= 12:
        raise InvalidValueError(
            _(
                "{text} is no date: there is no month {month}; {forms}.",
                text=quoted(word),
                month=month,
                forms=_FORMS,
            )
        )
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise InvalidValueError(
            _(
                "{text} is no date: {month} {year} has {length} days.",
                text=quoted(word),
                month=MONTHS[month - 1],
                year=year,
                length=last,
            )
        )
    return date(year, month, day)


def _outside_error(word: str) -> InvalidValueError:
    return InvalidValueError(
        _(
            "{text} is outside the years {first} to {last}: check the year.",
            text=quoted(word),
            first=FIRST.year,
            last=LAST.year,
        )
    )
