"""Findings about amounts with more decimals than their currency has, or prices with over six.

Decimals are counted as written, trailing zeros included.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from clientfile.language import _
from clientfile.records.edits import Data, Path, at
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
    own = _currency_of(at(data, ("business",))) or folder_currency
    findings = []
    for path, __, value, shape in places:
        if not isinstance(value, Decimal) or not value.is_finite():
            continue
        if shape.unit in ("money", "folder-money"):
            code = folder_currency
            if shape.unit == "money":
                code = _currency_beside(data, path) or own
            what = _("an amount in {currency}", currency=code)
            message = _decimals_message(value, minor_units(code), what)
        elif shape.unit in _SIX_DECIMALS:
            message = _decimals_message(value, _MOST_DECIMALS, _SIX_DECIMALS[shape.unit])
        else:
            continue
        if message:
            findings.append(Finding(path, "decimals", message))
    return findings


def _currency_beside(data: Data, path: Path) -> str | None:
    """The currency that an item around the amount at `path` names for its own amounts."""
    holders = (at(data, path[:length]) for length in range(len(path) - 1, 1, -1))
    return next((code for holder in holders if (code := _currency_of(holder))), None)


def _currency_of(holder: Any) -> str | None:
    """The currency that a mapping of the record names, if it is one."""
    code = holder.get("currency") if isinstance(holder, dict) else None
    return code if isinstance(code, str) and code in CODES else None


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
