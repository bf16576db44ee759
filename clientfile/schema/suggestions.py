"""Suggestions for a value that does not conform: dates, numbers, percentages, ranges.

Each function takes the text as written and returns the correct form, or None where it has none.
"""

from __future__ import annotations

import calendar
import re
from datetime import date

from clientfile.language import _
from clientfile.language.quantities import MONTHS

_MAX_LENGTH = 60  # some patterns are slow on longer texts, which are no typing errors anyway
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_SEPARATED = re.compile(r"[+-]?\d{1,3}(?:[_ '\u00a0\u202f]\d{3})+(?:[.,]\d+)?")
_WITH_UNIT = re.compile(r"(?:[^\W\d]|[^\w\s+-])*\s*([+-]?\d[\d_.,' \u00a0\u202f]*?)\s*[^\d\s]*")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?", re.DOTALL)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_YES = ("yes", "y", "on", "oui", "vrai", "true", "1")
_NO = ("no", "n", "off", "non", "faux", "false", "0")


def plain_number(text: str) -> str | None:
    """`1_000`, `1 250,50`, `12,5`, `1e3`, `0x1F` and `"12"` in plain decimal notation."""
    text = _strip_short(text)
    if _NUMBER.fullmatch(text):
        return text.removeprefix("+")
    if _SEPARATED.fullmatch(text):
        return re.sub(r"[_ '\u00a0\u202f]", "", text).replace(",", ".").removeprefix("+")
    if re.fullmatch(r"[+-]?\d+,\d{1,2}|[+-]?\d+,\d{4,}", text):
        return text.replace(",", ".").removeprefix("+")
    if re.fullmatch(r"0[xX][0-9a-fA-F]{1,15}", text):
        return str(int(text, 16))
    if scientific := re.fullmatch(r"([+-]?\d{1,9})[eE]\+?(\d)", text):
        return scientific[1] + "0" * int(scientific[2])
    return None


def _strip_short(text: str) -> str:
    return text.strip() if len(text) <= _MAX_LENGTH else ""


def number_beside_unit(text: str) -> str | None:
    """The number in a text with a unit or a currency beside it: `30 days`, `€ 1 250`."""
    match = _WITH_UNIT.fullmatch(_strip_short(text))
    return plain_number(match[1]) if match else None


def boolean_word(text: str) -> str | None:
    """`yes`, `oui`, `True` as `true`; their opposites as `false`."""
    word = _strip_short(text).lower()
    if word in _YES:
        return "true"
    return "false" if word in _NO else None


def iso_day(text: str) -> str | None:
    """`20/11/2026` (day before month), `2026-1-5` and a day with a time as YYYY-MM-DD."""
    text = _strip_short(text)
    if match := _DAY_FIRST.fullmatch(text):
        parts = (int(match[3]), int(match[2]), int(match[1]))
    elif match := _YEAR_FIRST.fullmatch(text):
        parts = (int(match[1]), int(match[2]), int(match[3]))
    else:
        return None
    try:
        return date(*parts).isoformat()
    except ValueError:
        return None


def why_no_day(text: str) -> str | None:
    """Why a text of the form YYYY-MM-DD is no day of the calendar; None for a valid day."""
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    year, month, in_month = (int(part) for part in match.groups())
    if year == 0:
        return _("years begin at 0001")
    if not 1 <= month <= 12:
        return _("there is no month {month}", month=match[2])
    length = calendar.monthrange(year, month)[1]
    if not 1 <= in_month <= length:
        return _(
            "{month} {year} has {length} days",
            month=MONTHS[month - 1],
            year=year,
            length=length,
        )
    return None


def plain_percent(text: str) -> str | None:
    """`5`, `5 %` and `2,5%` as `5%`, `5%` and `2.5%`."""
    steps = re.sub(r"[\s\u00a0\u202f]", "", _strip_short(text)).replace(",", ".").split("+")
    parts = [re.fullmatch(r"(\d{1,3}(?:\.\d{1,6})?)%?", step) for step in steps]
    if all(part and float(part[1]) <= 100 for part in parts):
        return "+".join(f"{part[1]}%" for part in parts if part)
    return None


def swapped_range(text: str) -> str | None:
    """A range that ends below its start (`99-50`) with its ends swapped."""
    match = re.fullmatch(r"([0-9]{1,18})-([0-9]{1,18})", text)
    if match and int(match[1]) > int(match[2]):
        return f"{match[2]}-{match[1]}"
    return None


def plain_range(text: str) -> str | None:
    """`50 à 99`, `50 - 99` and `50–99` as `50-99`."""
    match = re.fullmatch(
        r"\s*(\d{1,18})\s*(?:-|–|—|/|\.\.+|to|à|a)\s*(\d{1,18})\s*", _strip_short(text)
    )
    return f"{match[1]}-{match[2]}" if match else None
