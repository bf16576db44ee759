"""Values for the eye, in the folder's language: what tables and pages show of numbers."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from clientfile.records.amounts import plain

_NARROW_SPACE = "\u202f"


def grouped(number: int | Decimal, language: str) -> str:
    """A number with its thousands apart: 1,250.50, in French 1 250,50."""
    whole, point, decimals = plain(number).partition(".")
    text = f"{int(whole):,}"
    # "-0.50" has a whole part without a sign of its own.
    sign = "-" if whole == "-0" else ""
    if language == "fr":
        text, point = text.replace(",", _NARROW_SPACE), point and ","
    return sign + text + point + decimals


def percentage(ratio: Decimal, language: str) -> str:
    """A ratio as a percentage to one place: 0.2531 is 25.3 %."""
    points = ratio.scaleb(2).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return grouped(points, language) + (_NARROW_SPACE if language == "fr" else " ") + "%"


def in_words(value: bool, language: str) -> str:
    """yes or no, oui ou non."""
    words = ("oui", "non") if language == "fr" else ("yes", "no")
    return words[0] if value else words[1]


def known(value: Any, kind: str, language: str) -> str:
    """A figure of this kind (as a Column's); a dash where it is not known."""
    if value is None:
        return "-"
    if kind == "ratio":
        return percentage(Decimal(value), language)
    return grouped(value, language) if isinstance(value, int | Decimal) else str(value)
