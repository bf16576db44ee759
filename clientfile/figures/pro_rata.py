"""A stated year's share of some days, for comparison with days of which only the year is stated.

The share is the stated year × the days ÷ those that it speaks for, as docs/record-format.md says
under "Stated years". There is no season in it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from clientfile.figures.amounts import exact_decimals, quotient
from clientfile.figures.covered_margin import CoveredMargin, decode_covered, encode_covered
from clientfile.figures.stated import stated_margin

if TYPE_CHECKING:
    from clientfile.records.client import StatedYear


@dataclass(frozen=True, slots=True)
class ProRata:
    """Revenue and margin of a period with a stated year's share, in the folder's currency."""

    revenue: Decimal
    covered: CoveredMargin


def encode_pro_rata(share: ProRata | None) -> list[Any] | None:
    """A share as a list for JSON, for `decode_pro_rata`."""
    return None if share is None else [share.revenue, *encode_covered(share.covered)]


def decode_pro_rata(values: list[Any] | None) -> ProRata | None:
    """The share of a list of `encode_pro_rata`."""
    if values is None:
        return None
    revenue, *covered = values
    return ProRata(Decimal(revenue), decode_covered(covered))


@exact_decimals
def share_of_year(stated: StatedYear, days: int, days_of_year: int, unit: Decimal) -> StatedYear:
    """The stated money of so many of the days that a year speaks for, each amount rounded once."""

    def share(amount: Decimal | None) -> Decimal | None:
        return None if amount is None else quotient(amount * days, Decimal(days_of_year), unit)

    return replace(
        stated,
        revenue=share(stated.revenue),
        gross_margin=share(stated_margin(stated)),
        cost=share(stated.cost),
        advantages=share(stated.advantages),
    )
