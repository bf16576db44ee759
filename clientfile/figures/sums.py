"""Sums of a period: its parts added up in the folder's currency.

What is in another currency is converted at its day's rate, added up exactly, and rounded once to
the minor unit of the folder's currency.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from clientfile.figures.amounts import ZERO, exact_decimals, minor_unit, round_to_unit
from clientfile.figures.breakdown import PeriodPart
from clientfile.records.client import StatedYear


@dataclass(frozen=True)
class Sums:
    """Amounts of a period in the folder's currency; None is an unknown amount.

    `list_value` is before discounts, `revenue` after them; `later_advantages` are granted after the
    invoice.
    """

    list_value: Decimal | None
    revenue: Decimal | None
    later_advantages: Decimal | None

    @property
    @exact_decimals
    def discounts(self) -> Decimal | None:
        """The discounts on invoices."""
        return difference(self.list_value, self.revenue)


def folder_sums(parts: Sequence[PeriodPart], currency: str) -> Sums:
    """The sums in the folder's currency."""
    unit = minor_unit(currency)
    return Sums(
        _all_of(parts, lambda part: part.list_value, lambda _: None, unit),
        _all_of(parts, lambda part: part.revenue, lambda year: year.revenue, unit),
        _all_of(parts, lambda part: part.later_advantages, lambda year: year.advantages, unit),
    )


def cost_of(parts: Sequence[PeriodPart]) -> Decimal | None:
    """The cost, in the folder's currency; None where that of a line or a stated year is unknown."""
    if any(part.unknown for part in parts):
        return None
    stated = [part.stated.cost for part in parts if part.stated]
    return sum_or_none([*stated, *(line.cost for part in parts for line in part.lines)])


def margin_of(parts: Sequence[PeriodPart], currency: str) -> Decimal | None:
    """The stated years' margins, plus the orders' revenue less later advantages and cost."""
    stated = sum_or_none(stated_margin(part.stated) for part in parts if part.stated)
    ordered = [part for part in parts if part.stated is None]
    sums = folder_sums(ordered, currency)
    counted = difference(difference(sums.revenue, sums.later_advantages), cost_of(ordered))
    return None if stated is None or counted is None else stated + counted


def stated_margin(stated: StatedYear) -> Decimal | None:
    """A stated year's gross margin, else revenue − advantages − cost; None where one is missing."""
    if stated.gross_margin is not None:
        return stated.gross_margin
    parts = (stated.revenue, stated.advantages, stated.cost)
    if any(part is None for part in parts):
        return None
    return (stated.revenue or ZERO) - (stated.advantages or ZERO) - (stated.cost or ZERO)


def _all_of(
    parts: Sequence[PeriodPart],
    of_orders: Callable[[PeriodPart], Decimal],
    of_stated: Callable[[StatedYear], Decimal | None],
    unit: Decimal,
) -> Decimal | None:
    if any(part.unknown for part in parts):
        return None
    stated = sum_or_none(of_stated(part.stated) for part in parts if part.stated)
    ordered = total(of_orders(part) for part in parts if part.stated is None)
    return None if stated is None else stated + round_to_unit(ordered, unit)


def sum_or_none(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum, or None where an amount is None (unknown)."""
    values = list(amounts)
    return None if None in values else total(value for value in values if value is not None)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The sum of amounts."""
    return sum(amounts, ZERO)


def difference(whole: Decimal | None, part: Decimal | None) -> Decimal | None:
    """`whole` less `part`, or None where one is None (unknown)."""
    return None if whole is None or part is None else whole - part
