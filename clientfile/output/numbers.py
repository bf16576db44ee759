"""Formats numbers for the eye in the reader's language: grouping, percentages, yes and no."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from clientfile.language import _, translate
from clientfile.language.quantities import Quantity, amount, number, percentage
from clientfile.records.typed.currencies import minor_units
from clientfile.records.typed.ratios import percent_of


def format_number(value: int | Decimal, language: str, places: int = 0) -> str:
    """A number with at least `places` decimals, its thousands grouped: in English `1,250.50`."""
    return translate(number(value, places), language)


def format_percentage(ratio: Decimal | int, language: str) -> str:
    """A ratio as a percentage to one decimal: 0.2531 is `25.3 %`."""
    return translate(percentage(percent_of(ratio)), language)


def format_flag(value: bool, language: str) -> str:
    """`yes` or `no` in a language."""
    return translate(_("yes") if value else _("no"), language)


def format_figure(value: Any, kind: str, language: str, currency: str = "") -> str:
    """A figure of a column's `kind` for the eye; a dash for None. Money has all the decimals of its
    currency.
    """
    if value is None:
        return "-"
    if kind == "ratio":
        return format_percentage(value, language)
    if not isinstance(value, int | Decimal):
        return translate(value, language) if isinstance(value, str) else str(value)
    return format_number(value, language, places_of(currency) if kind == "money" else 0)


def money(value: int | Decimal, currency: str) -> Quantity:
    """An amount with all the decimals of its currency, and the currency, as a translatable text."""
    return amount(value, currency, places_of(currency))


def places_of(currency: str) -> int:
    """The decimals that an amount of a currency has; 0 without a currency."""
    return minor_units(currency) if currency else 0
