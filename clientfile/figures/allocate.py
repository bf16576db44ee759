"""Allocates a client's figures to products or salespeople; the shares add up to the figures.

What belongs to no line of an order (stated years, advantages granted later) is a share of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from clientfile.figures.amounts import ZERO, exact_decimals, minor_unit, round_to_unit
from clientfile.figures.breakdown import PeriodPart
from clientfile.figures.lines import LineFigures, OrderFigures
from clientfile.figures.results import Figures
from clientfile.figures.sums import difference, folder_sums, stated_margin, sum_or_none

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a client's figures, in the folder's currency; None where an amount is unknown."""

    revenue: Decimal | None
    margin: Decimal | None

    @exact_decimals
    def plus(self, other: Share) -> Share:
        """The sum of both shares."""
        return Share(
            sum_or_none([self.revenue, other.revenue]), sum_or_none([self.margin, other.margin])
        )


@exact_decimals
def allocate_lines(
    figures: Figures, key_of: Callable[[OrderFigures, LineFigures], Key]
) -> dict[Key, Share]:
    """Revenue and margin of the lines by key, before the advantages granted later.

    Revenue in another currency is rounded on the running total, in the order of the keys: the
    shares add up to the rounded whole, whatever the order of the lines in the file.
    """
    revenues: dict[Key, Decimal] = {}
    costs: dict[Key, list[Decimal | None]] = {}
    for part in figures.parts:
        for order in part.orders:
            for line in order.lines:
                key = key_of(order, line)
                net = part.converted(line.net, order.currency)
                revenues[key] = revenues.get(key, ZERO) + net
                costs.setdefault(key, []).append(line.cost)
    in_order = {key: revenues[key] for key in sorted(revenues, key=repr)}
    return {
        key: Share(revenue, difference(revenue, sum_or_none(costs[key])))
        for key, revenue in round_running_totals(in_order, figures.currency).items()
    }


@exact_decimals
def unallocated_share(figures: Figures) -> Share:
    """The share of no line: stated years, and the later advantages that orders bear."""
    if any(part.unknown for part in figures.parts):
        return Share(None, None)
    stated = [part.stated for part in figures.parts if part.stated]
    ordered = [part for part in figures.parts if part.stated is None]
    margin = sum_or_none(stated_margin(year) for year in stated)
    later = _later(ordered, figures.currency)
    return Share(sum_or_none(year.revenue for year in stated), difference(margin, later))


@exact_decimals
def round_running_totals(amounts: Mapping[Key, Decimal], currency: str) -> dict[Key, Decimal]:
    """Exact amounts rounded so that they add up to their rounded sum.

    Each result is what its amount adds to the rounded running total (cascade rounding), so that it
    may be a minor unit off its own rounded amount.
    """
    unit = minor_unit(currency)
    exact = allocated = ZERO
    results = {}
    for key, amount in amounts.items():
        exact += amount
        results[key] = round_to_unit(exact, unit) - allocated
        allocated += results[key]
    return results


def _later(parts: Iterable[PeriodPart], currency: str) -> Decimal:
    return folder_sums(list(parts), currency).later_advantages or ZERO
