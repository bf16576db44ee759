"""Amounts with more decimals than their currency has, prices and quantities with over six.

Decimals are counted as they are written.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from clientfile.records.edits import Data, at
from clientfile.records.problems import Finding
from clientfile.records.typed.currencies import CODES, minor_units
from clientfile.schema.walk import Place

_MOST_DECIMALS = 6
_THOUSANDS = 3
_FINE = {
    "unit-price": "a price per unit",
    "folder-unit-price": "a cost per unit",
    "quantity": "a quantity",
}


def amount_findings(data: Data, walked: Sequence[Place], folder_currency: str) -> list[Finding]:
    """An error for every number that is finer than its kind allows."""
    currencies = {"money": _currency(data, folder_currency), "folder-money": folder_currency}
    found = []
    for path, _, value, shape in walked:
        if not isinstance(value, Decimal) or not value.is_finite():
            continue
        if shape.unit in currencies:
            code = currencies[shape.unit]
            message = _too_fine(value, minor_units(code), f"an amount in {code}")
        elif shape.unit in _FINE:
            message = _too_fine(value, _MOST_DECIMALS, _FINE[shape.unit])
        else:
            continue
        if message:
            found.append(Finding(path, "decimals", message))
    return found


def _currency(data: Data, folder_currency: str) -> str:
    own: Any = at(data, ("business", "currency"))
    return own if isinstance(own, str) and own in CODES else folder_currency


def _too_fine(value: Decimal, allowed: int, what: str) -> str | None:
    """Zeros count as written: `1.250` may well be a thousand two hundred and fifty."""
    plain = format(value, "f")
    decimals = plain.partition(".")[2]
    if len(decimals) <= allowed:
        return None
    told = f"{plain} has more decimals than {what} may have ({allowed})"
    return f"{told}: {_repair(plain, decimals, allowed)}"


def _repair(plain: str, decimals: str, allowed: int) -> str:
    """What to write for a number of which so many `decimals` are too many."""
    over = decimals[allowed:]
    shorter = plain.removesuffix(over).rstrip(".")
    repair = "round it" if over.strip("0") else f"write {shorter}"
    whole = plain.partition(".")[0]
    if len(decimals) != _THOUSANDS or not whole.strip("-0"):
        return repair
    return f"{repair}, or write {whole}{decimals} if the point parts thousands"
