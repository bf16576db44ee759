"""Formats numbers for the eye in the folder's language: grouping, percentages, yes and no."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from clientfile.records.typed.amounts import plain
from clientfile.records.typed.currencies import minor_units

_NARROW_SPACE = "\u202f"


def format_number(number: int | Decimal, language: str, places: int = 0) -> str:
    """A number with its thousands grouped, `1,250.50` or in French `1 250,50`, and at least
    `places` decimals.
    """
    whole, point, decimals = plain(number).partition(".")
    if len(decimals) < places:
        point, decimals = ".", decimals.ljust(places, "0")
    text = f"{int(whole):,}"
    # "-0.50" has a whole part without a sign of its own.
    sign = "-" if whole == "-0" else ""
    if language == "fr":
        text, point = text.replace(",", _NARROW_SPACE), point and ","
    return sign + text + point + decimals


def format_percentage(ratio: Decimal, language: str) -> str:
    """A ratio as a percentage to one decimal: 0.2531 is `25.3 %`."""
    points = ratio.scaleb(2).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return format_number(points, language) + (_NARROW_SPACE if language == "fr" else " ") + "%"


def format_flag(value: bool, language: str) -> str:
    """`yes` or `no`, in French `oui` or `non`."""
    words = ("oui", "non") if language == "fr" else ("yes", "no")
    return words[0] if value else words[1]


def format_figure(value: Any, kind: str, language: str, currency: str = "") -> str:
    """A figure of a column's `kind` for the eye; a dash for None. Money has all the decimals of its
    currency.
    """
    if value is None:
        return "-"
    if kind == "ratio":
        return format_percentage(Decimal(value), language)
    if not isinstance(value, int | Decimal):
        return str(value)
    return format_number(value, language, places_of(currency) if kind == "money" else 0)


def places_of(currency: str) -> int:
    """The decimals that an amount of a currency has; 0 without a currency."""
    return minor_units(currency) if currency else 0
