"""A margin that is known in part where costs are missing, and how much of the sales it covers.

A line is covered where it has a cost, a stated year where it tells its margin or what makes it
(docs/record-format.md, "Advantages and margin").
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clientfile.figures.amounts import ONE, ZERO, exact_decimals, ratio

_ALL = ratio(ONE, ONE)


@dataclass(frozen=True, slots=True)
class CoveredMargin:
    """The margin of the covered sales less all later advantages, in the folder's currency.

    `revenue` is that of the covered sales, None where none are. `amount` is None where nothing was
    granted later either. `uncovered_years` counts stated years.
    """

    amount: Decimal | None = ZERO
    revenue: Decimal | None = ZERO
    lines: int = 0
    uncovered_lines: int = 0
    uncovered_years: int = 0

    @property
    def whole(self) -> Decimal | None:
        """The margin of all sales; None where some are not covered."""
        return None if self.uncovered_lines or self.uncovered_years else self.amount

    @property
    def rate(self) -> Decimal | None:
        """The margin as a share of the covered revenue, to four places."""
        return ratio(self.amount, self.revenue)

    @property
    def cost_coverage(self) -> Decimal | None:
        """The share of the lines that have a cost, to four places."""
        if self.lines and not self.uncovered_lines:
            return _ALL
        return ratio(Decimal(self.lines - self.uncovered_lines), Decimal(self.lines))

    def coverage_of(self, revenue: Decimal | None) -> Decimal | None:
        """The covered share of all `revenue`, to four places; None where that is not above zero."""
        if revenue is None or revenue <= 0:
            return None
        return _ALL if revenue == self.revenue else ratio(self.revenue or ZERO, revenue)

    @exact_decimals
    def plus(self, other: CoveredMargin) -> CoveredMargin:
        """The sum of both."""
        if other == NOTHING:
            return self
        if self == NOTHING:
            return other
        return CoveredMargin(
            _add_covered(self.amount, other.amount),
            _add_covered(self.revenue, other.revenue),
            self.lines + other.lines,
            self.uncovered_lines + other.uncovered_lines,
            self.uncovered_years + other.uncovered_years,
        )

    @exact_decimals
    def less(self, other: CoveredMargin) -> CoveredMargin:
        """The difference to the other; NOTHING where it is that of the same sales."""
        left = self.plus(
            CoveredMargin(
                None if other.amount is None else -other.amount,
                None if other.revenue is None else -other.revenue,
                -other.lines,
                -other.uncovered_lines,
                -other.uncovered_years,
            )
        )
        is_of_something = left.lines or left.uncovered_years or left.amount or left.revenue
        return left if is_of_something else NOTHING


NOTHING = CoveredMargin()
"""The margin of no sales: zero."""


def add_margins(margins: Iterable[CoveredMargin]) -> CoveredMargin:
    """The sum of the margins."""
    total = NOTHING
    for margin in margins:
        total = total.plus(margin)
    return total


def encode_covered(margin: CoveredMargin) -> list[Any]:
    """A margin as a list for JSON, for `decode_covered`; short where it is whole."""
    if margin.whole is not None:
        return [margin.amount, margin.revenue, margin.lines]
    counts = (margin.lines, margin.uncovered_lines, margin.uncovered_years)
    return [margin.amount, margin.revenue, *counts]


def decode_covered(values: list[Any]) -> CoveredMargin:
    """The margin of a list of `encode_covered`."""
    amount, revenue, *counts = values
    return CoveredMargin(
        None if amount is None else Decimal(amount),
        None if revenue is None else Decimal(revenue),
        *counts,
    )


def _add_covered(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return one if other is None else other if one is None else one + other
