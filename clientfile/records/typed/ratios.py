"""Ratio: a share or a rate, which is rounded once, where it is shown."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

_FOUR_PLACES = Decimal("0.0001")
_TENTH_OF_A_PERCENT = Decimal("0.001")
# The digits of a quotient of two amounts that tell on which side of a half it lies.
_ROUNDING = Context(prec=200, rounding=ROUND_HALF_UP)


class Ratio(Decimal):
    """A quotient to four places, which is what programs read; `exact` is the quotient itself.

    A percentage on a screen is rounded from `exact`: 0.25346 is 0.2535 for programs and 25.3 % for
    people, never 25.4 %. Arithmetic gives plain decimals.
    """

    __slots__ = ("exact",)
    exact: Decimal

    def __new__(cls, exact: Decimal) -> Ratio:
        """The ratio of a quotient with more digits than are shown; half away from zero."""
        ratio = super().__new__(cls, exact.quantize(_FOUR_PLACES, context=_ROUNDING))
        ratio.exact = exact
        return ratio


def percent_of(ratio: Decimal | int) -> Decimal:
    """A ratio in percent, to one decimal."""
    exact = ratio.exact if isinstance(ratio, Ratio) else Decimal(ratio)
    return exact.quantize(_TENTH_OF_A_PERCENT, context=_ROUNDING).scaleb(2)
