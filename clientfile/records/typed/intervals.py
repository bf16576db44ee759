"""How often something recurs, `1y` or `2w`: as typed, as read, and the days on which it does."""

from __future__ import annotations

import calendar
import re
from datetime import date

from clientfile.errors import InvalidValueError
from clientfile.errors.suggest import fold
from clientfile.language import _, ngettext
from clientfile.records.names import quoted

_STORED = re.compile(r"([1-9][0-9]{0,2})([dwmy])")
_WORDS = {
    "d": "d,day,days,daily,j,jour,jours,quotidien",
    "w": "w,week,weeks,weekly,s,sem,semaine,semaines,hebdomadaire",
    "m": "m,month,months,monthly,mois,mensuel",
    "y": "y,year,years,yearly,annual,a,an,ans,annee,annees,annuel",
}
_UNIT_OF = {word: unit for unit, words in _WORDS.items() for word in words.split(",")}
_QUARTER = ("quarter", "quarters", "quarterly", "trimestre", "trimestres", "trimestriel")
_TYPED = re.compile(r"(?:(?:every|each|chaque|tous[ ]les|toutes[ ]les) )?([0-9]+)? ?([a-z]+)")


def parse_interval(text: str) -> str:
    """An interval as a person types it (`1y`, `3 months`, `tous les 2 ans`, `every quarter`), as
    records have it. Raises InvalidValueError.
    """
    match = _TYPED.fullmatch(" ".join(fold(text).split()))
    if match:
        count, unit = int((match[1] or "1")[:9]), _UNIT_OF.get(match[2], "")
        if match[2] in _QUARTER:
            count, unit = 3 * count, "m"
        if unit and _STORED.fullmatch(f"{count}{unit}"):
            return f"{count}{unit}"
    raise InvalidValueError(
        _(
            "{text} is not understood as an interval: write 1y, 6m, 2w or 10d (d, w, m, y)",
            text=quoted(text),
        )
    )


def interval_words(interval: str) -> str:
    """An interval of a record in words: `every 2 weeks`."""
    match = _STORED.fullmatch(interval)
    if match is None:
        return interval
    count = int(match[1])
    return {
        "d": ngettext("every day", "every {count} days", count),
        "w": ngettext("every week", "every {count} weeks", count),
        "m": ngettext("every month", "every {count} months", count),
        "y": ngettext("every year", "every {count} years", count),
    }[match[2]]


def next_occurrence(first: date, interval: str, after: date) -> date:
    """The first day after `after` on which something recurs that began on `first`, which is itself
    such a day.

    Months and years are counted from `first`, and end on a short month's last day: 31 January
    `1m` is followed by 28 February, then 31 March. Nothing is later than the last day there is.
    """
    if first > after:
        return first
    match = _STORED.fullmatch(interval)
    if match is None:
        raise ValueError(interval)
    count, unit = int(match[1]), match[2]
    if unit in "dw":
        step = count * (7 if unit == "w" else 1)
        return _day(first.toordinal() + ((after - first).days // step + 1) * step)
    step = count * (12 if unit == "y" else 1)
    months = (after.year - first.year) * 12 + after.month - first.month
    number = months // step
    day = _months_after(first, number * step)
    return day if day > after else _months_after(first, (number + 1) * step)


def _months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _day(ordinal: int) -> date:
    return date.fromordinal(min(ordinal, date.max.toordinal()))
