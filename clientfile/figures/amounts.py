"""Exact decimal arithmetic: products and sums are never rounded, rounding is always explicit.

Rounding is half away from zero (decimal's ROUND_HALF_UP). The functions of this package that
compute run under `exact_decimals`, where a result that would have to be rounded raises
decimal.Inexact instead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import (
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
    localcontext,
)
from functools import cache, wraps
from typing import ParamSpec, TypeVar

from clientfile.records.typed.currencies import minor_units
from clientfile.records.typed.ratios import Ratio

_P = ParamSpec("_P")
_R = TypeVar("_R")

_FAULTS = [DivisionByZero, InvalidOperation, Overflow]
# Digits cost nothing until they are used; this many are enough for a thousand discounts in a row.
_EXACT = Context(prec=10_000, rounding=ROUND_HALF_UP, traps=[*_FAULTS, Inexact])
_ROUNDING = Context(prec=10_000, rounding=ROUND_HALF_UP, traps=_FAULTS)
# A quotient of two amounts that lies exactly on a half has few digits: these are enough for it.
_DIVISION = Context(prec=120, rounding=ROUND_HALF_UP, traps=_FAULTS)

ZERO = Decimal(0)
ONE = Decimal(1)


def exact_decimals(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """A decorator: within `function` decimal arithmetic is exact, or raises decimal.Inexact."""

    @wraps(function)
    def exact(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        with localcontext(_EXACT):
            return function(*args, **kwargs)

    return exact


@cache
def minor_unit(currency: str) -> Decimal:
    """The smallest amount of a currency: 0.01 for EUR, 1 for JPY."""
    return Decimal((0, (1,), -minor_units(currency)))


def round_to_unit(amount: Decimal, unit: Decimal) -> Decimal:
    """`amount` rounded to the nearest multiple of `unit`, a power of ten; half away from zero."""
    return amount.quantize(unit, context=_ROUNDING)


def quotient(dividend: Decimal, divisor: Decimal, unit: Decimal) -> Decimal:
    """`dividend / divisor`, rounded to `unit`; the divisor is not zero."""
    return round_to_unit(_DIVISION.divide(dividend, divisor), unit)


def ratio(dividend: Decimal | None, divisor: Decimal | None) -> Ratio | None:
    """A share or a rate; None where a side is unknown or `divisor` is 0."""
    if dividend is None or not divisor:
        return None
    return Ratio(_DIVISION.divide(dividend, divisor))


@exact_decimals
def relative_change(value: Decimal | None, before: Decimal | None) -> Ratio | None:
    """The change as a share of `before`; None where `before` is zero or less."""
    if value is None or before is None or before <= 0:
        return None
    return ratio(value - before, before)


def median(numbers: Sequence[int]) -> Decimal:
    """The median of whole numbers: the mean of the middle two where their count is even."""
    ordered = sorted(numbers)
    twice = ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]
    return Decimal(twice // 2) if twice % 2 == 0 else Decimal(twice) / 2
