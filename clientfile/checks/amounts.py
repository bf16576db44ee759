"""Findings about amounts with more decimals than their currency has, or prices with over six.

Decimals are counted as written, trailing zeros included.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from clientfile.language import _
from clientfile.records.edits import Data, at
from clientfile.records.problems import Finding
from clientfile.records.typed.currencies import CODES, minor_units
from clientfile.schema.walk import Place

_MOST_DECIMALS = 6
_THOUSANDS = 3
_SIX_DECIMALS = {
    "unit-price": _("a price per unit"),
    "folder-unit-price": _("a cost per unit"),
    "quantity": _("a quantity"),
}


def amount_findings(data: Data, places: Sequence[Place], folder_currency: str) -> list[Finding]:
    """An error for every number with more decimals than its unit allows."""
    currencies = {"money": _currency(data, folder_currency), "folder-money": folder_currency}
    findings = []
    for path, __, value, shape in places:
        if not isinstance(value, Decimal) or not value.is_finite():
            continue
        if shape.unit in currencies:
            code = currencies[shape.unit]
            what = _("an amount in {currency}", currency=code)
            message = _decimals_message(value, minor_units(code), what)
        elif shape.unit in _SIX_DECIMALS:
            message = _decimals_message(value, _MOST_DECIMALS, _SIX_DECIMALS[shape.unit])
        else:
            continue
        if message:
            findings.append(Finding(path, "decimals", message))
    return findings


def _currency(data: Data, folder_currency: str) -> str:
    own: Any = at(data, ("business", "currency"))
    return own if isinstance(own, str) and own in CODES else folder_currency


def _decimals_message(value: Decimal, allowed: int, what: str) -> str | None:
    """The message for a number with too many decimals, or None.

    Zeros count: `1.250` may be a thousand two hundred and fifty.
    """
    plain = format(value, "f")
    decimals = plain.partition(".")[2]
    if len(decimals) <= allowed:
        return None
    return _(
        "{number} has more decimals than {what} may have ({most}): {repair}",
        number=plain,
        what=what,
        most=allowed,
        repair=_repair(plain, decimals, allowed),
    )


def _repair(plain: str, decimals: str, allowed: int) -> str:
    """What to write instead of a number with these `decimals`, of which `allowed` may stand."""
    excess = decimals[allowed:]
    shorter = plain.removesuffix(excess).rstrip(".")
    repair = _("round it") if excess.strip("0") else _("write {number}", number=shorter)
    whole = plain.partition(".")[0]
    if len(decimals) != _THOUSANDS or not whole.strip("-0"):
        return repair
    return _(
        "{repair}, or write {number} if the point parts thousands",
        repair=repair,
        number=whole + decimals,
    )
