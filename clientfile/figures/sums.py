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
from clientfile.figures.covered_margin import NOTHING, CoveredMargin
from clientfile.figures.stated import stated_margin
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


def margin_of_lines(parts: Sequence[PeriodPart], currency: str) -> CoveredMargin:
    """The margin of the orders' lines, before the advantages granted later."""
    lines = [(line, order, part) for part in parts for order in part.orders for line in order.lines]
    covered = [each for each in lines if each[0].cost is not None]
    counts = len(lines), len(lines) - len(covered)
    if lines and not covered:
        return CoveredMargin(None, None, *counts)
    nets = (part.converted(line.net, order.currency) for line, order, part in covered)
    revenue = round_to_unit(total(nets), minor_unit(currency))
    cost = total(line.cost for line, _, _ in covered if line.cost is not None)
    return CoveredMargin(revenue - cost, revenue, *counts)


def margin_beside_lines(parts: Sequence[PeriodPart], currency: str) -> CoveredMargin:
    """The margin that no line makes: that of stated years, less the advantages granted later."""
    stated = [(part.stated, stated_margin(part.stated)) for part in parts if part.stated]
    covered = [(year.revenue or ZERO, margin) for year, margin in stated if margin is not None]
    uncovered = len(stated) - len(covered) + sum(part.unknown for part in parts)
    ordered = [part for part in parts if not (part.stated or part.unknown)]
    later = folder_sums(ordered, currency).later_advantages or ZERO
    if covered:
        amount = total(margin for _, margin in covered) - later
        revenue = total(revenue for revenue, _ in covered)
        return CoveredMargin(amount, revenue, uncovered_years=uncovered)
    if later:
        return CoveredMargin(-later, None, uncovered_years=uncovered)
    return CoveredMargin(None, None, uncovered_years=uncovered) if uncovered else NOTHING


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
