"""Allocates a client's figures to products or salespeople; the shares add up to the figures.

What belongs to no line of an order (stated years, advantages granted later) is a share of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from clientfile.figures.amounts import ZERO, exact_decimals, minor_unit, round_to_unit
from clientfile.figures.covered_margin import NOTHING, CoveredMargin
from clientfile.figures.lines import LineFigures, OrderFigures
from clientfile.figures.results import Figures
from clientfile.figures.sums import margin_beside_lines, sum_or_none

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a client's figures, in the folder's currency; a revenue of None is unknown."""

    revenue: Decimal | None = ZERO
    margin: CoveredMargin = NOTHING

    @exact_decimals
    def plus(self, other: Share) -> Share:
        """The sum of both shares."""
        revenue = sum_or_none([self.revenue, other.revenue])
        return Share(revenue, self.margin.plus(other.margin))


@dataclass
class _LineTotals:
    """The lines of one key: the exact revenue of those with a cost and of those without, both
    converted; the sum of the costs; how many lines there are, and how many without a cost.
    """

    covered: Decimal = ZERO
    uncovered: Decimal = ZERO
    cost: Decimal = ZERO
    number: int = 0
    without: int = 0

    def add(self, line: LineFigures, net: Decimal) -> None:
        """Count one more line, with its net in the folder's currency."""
        self.number += 1
        if line.cost is None:
            self.without += 1
            self.uncovered += net
        else:
            self.covered += net
            self.cost += line.cost


@exact_decimals
def allocate_lines(
    figures: Figures, key_of: Callable[[OrderFigures, LineFigures], Key]
) -> dict[Key, Share]:
    """Revenue and margin of the lines by key, before the advantages granted later.

    Revenue in another currency is rounded on the running total, in the order of the keys: the
    shares add up to the rounded whole, whatever the order of the lines in the file.
    """
    lines: dict[Key, _LineTotals] = {}
    for part in figures.parts:
        for order in part.orders:
            for line in order.lines:
                net = part.converted(line.net, order.currency)
                lines.setdefault(key_of(order, line), _LineTotals()).add(line, net)
    covered, uncovered = _rounded_revenues(lines, figures.currency)
    return {
        key: _share(each, covered.get(key), uncovered.get(key, ZERO)) for key, each in lines.items()
    }


def _rounded_revenues(
    lines: Mapping[Key, _LineTotals], currency: str
) -> tuple[dict[Key, Decimal], dict[Key, Decimal]]:
    """The rounded revenue by key, of the lines with a cost and of those without.

    What is covered stands before what is not, and keys that are covered whole before the others, so
    that the covered revenues add up to their rounded sum as all revenues do.
    """
    keys = sorted(lines, key=lambda key: (lines[key].without > 0, repr(key)))
    pieces = {
        (key, True): lines[key].covered for key in keys if lines[key].without < lines[key].number
    } | {(key, False): lines[key].uncovered for key in keys if lines[key].without}
    covered: dict[Key, Decimal] = {}
    uncovered: dict[Key, Decimal] = {}
    for (key, is_covered), revenue in round_running_totals(pieces, currency).items():
        (covered if is_covered else uncovered)[key] = revenue
    return covered, uncovered


def _share(lines: _LineTotals, covered: Decimal | None, uncovered: Decimal) -> Share:
    counts = lines.number, lines.without
    if covered is None:
        return Share(uncovered, CoveredMargin(None, None, *counts))
    return Share(covered + uncovered, CoveredMargin(covered - lines.cost, covered, *counts))


@exact_decimals
def unallocated_share(figures: Figures) -> Share:
    """The share of no line: stated years, and the later advantages that orders bear."""
    margin = margin_beside_lines(figures.parts, figures.currency)
    if any(part.unknown for part in figures.parts):
        return Share(None, margin)
    stated = [part.stated for part in figures.parts if part.stated]
    return Share(sum_or_none(year.revenue for year in stated), margin)


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
