"""How a CSV file writes numbers and dates, detected over all of its cells.

The map may say the decimal sign and the order of day and month. What its cells leave ambiguous is
refused with a request to say it, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from clientfile.exchange.tables.errors import UnknownConventionError
from clientfile.language import _
from clientfile.records.names import quoted

BLANK = "[ \u00a0\u202f\u2009'’]"
"""A character class of what may separate thousands beside a point or a comma."""

DAY = re.compile(
    r"(?:(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"
    r"|(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<year>\d{4}|\d{2}))"
    r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?",
    re.ASCII,
)
"""A date, with its year first (`y`, `m`, `d`) or last (`a`, `b`, `year`, which may lack its
century); a time may follow.
"""

_NO_FIGURES = re.compile(rf"[A-Z]{{3}}|[€£$%]|{BLANK}")


@dataclass(frozen=True)
class Conventions:
    """The decimal sign of a file, and the order of its dates (`dmy`, `mdy` or `ymd`).

    Each is empty where no cell needs it: whole numbers, and dates with their year first, are clear.
    `century` is that of years of two digits (2000), zero where they are refused; with `rounds`,
    numbers of too many decimals are rounded.
    """

    decimal: str = ""
    dates: str = ""
    century: int = 0
    rounds: bool = False


AS_RECORD = Conventions()
"""The conventions of a record, and so of the values and words of a map."""


def detect_decimal(cells: Iterable[tuple[int, str]], columns: str) -> str:
    """The decimal sign of a file, from the texts of its numbers with their lines.

    `columns` names them in a message. Empty where no text has a sign. Raises
    UnknownConventionError where both signs would do, or both occur.
    """
    seen: dict[str, tuple[int, str]] = {}
    for line, text in cells:
        sign = _decimal_sign(text)
        if sign:
            seen.setdefault(sign, (line, text))
    if "." in seen and "," in seen:
        raise _conflict(
            _(
                "the file writes a point and a comma for decimals: "
                "{one} on line {line} and {other} on line {other_line}",
                **_both(seen["."], seen[","]),
            ),
            "decimal",
        )
    if "?" in seen and len(seen) == 1:
        line, text = seen["?"]
        what = _(
            "{text} on line {line} ({columns}) has a thousands sign or three decimals",
            text=quoted(text),
            line=line,
            columns=columns,
        )
        raise UnknownConventionError(what, "decimal", ('"."', '","'))
    return "," if "," in seen else "." if "." in seen else ""


def detect_dates(cells: Iterable[tuple[int, str]], columns: str) -> str:
    """`dmy` or `mdy`, the order of a file's dates, from their texts with their lines.

    `columns` names them in a message. Empty where every date has its year first. Raises
    UnknownConventionError where both orders would do, or both occur.
    """
    seen: dict[str, tuple[int, str]] = {}
    for line, text in cells:
        order = _day_order(text)
        if order:
            seen.setdefault(order, (line, text))
    if "dmy" in seen and "mdy" in seen:
        raise _conflict(
            _(
                "the file writes day and month in both orders: "
                "{one} on line {line} and {other} on line {other_line}",
                **_both(seen["dmy"], seen["mdy"]),
            ),
            "dates",
        )
    if "?" in seen and len(seen) == 1:
        line, text = seen["?"]
        what = _(
            "{text} on line {line} ({columns}) can be read with the day or the month first",
            text=quoted(text),
            line=line,
            columns=columns,
        )
        raise UnknownConventionError(what, "dates", ('"dmy"', '"mdy"'))
    return "dmy" if "dmy" in seen else "mdy" if "mdy" in seen else ""


@cache
def grouped_number(sign: str) -> re.Pattern[str]:
    """A number with thousands separators, whose decimal sign is `.` or `,`."""
    thousands = "," if sign == "." else "."
    return re.compile(rf"[+-]?[1-9][0-9]{{0,2}}(?:[{thousands}][0-9]{{3}})+(?:[{sign}][0-9]+)?")


@cache
def ungrouped_number(sign: str) -> re.Pattern[str]:
    """A number without thousands separators, whose decimal sign is `.` or `,`.

    It may be a small one as programs write it, `1.5E-05`: that loses no digit, as `1.5E+05` may.
    """
    return re.compile(rf"[+-]?[0-9]+(?:[{sign}][0-9]+)?(?:[Ee]-[0-9]{{1,3}})?")


def _both(one: tuple[int, str], other: tuple[int, str]) -> dict[str, Any]:
    """Two cells that contradict each other, with their lines, as the values of a message."""
    return {
        "one": quoted(one[1]),
        "line": one[0],
        "other": quoted(other[1]),
        "other_line": other[0],
    }


def _conflict(what: str, key: str) -> UnknownConventionError:
    return UnknownConventionError(what, key, [_("the one that is right")])


def _decimal_sign(text: str) -> str:
    """`.` or `,` where a number's text proves it, `?` where both would do, else empty."""
    figures = _NO_FIGURES.sub("", text)
    if not ("." in figures or "," in figures):
        return ""
    signs = [
        sign
        for sign in (".", ",")
        if grouped_number(sign).fullmatch(figures) or ungrouped_number(sign).fullmatch(figures)
    ]
    return signs[0] if len(signs) == 1 else "?" if signs else ""


def _day_order(text: str) -> str:
    """`dmy` or `mdy` where a date's text proves it, `?` where both would do, else empty."""
    match = DAY.fullmatch(text)
    # A year of two digits proves nothing: it may stand in front.
    if not match or match["year"] is None or len(match["year"]) == 2:
        return ""
    first, second = int(match["a"]), int(match["b"])
    if first == second:
        return ""
    if first <= 12 and second <= 12:
        return "?"
    return "dmy" if second <= 12 else "mdy" if first <= 12 else ""
