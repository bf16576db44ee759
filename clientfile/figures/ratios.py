"""Ratios of a client's figures: margin rate, cost coverage, revenue and margin per visit."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, Protocol

from clientfile.figures.amounts import minor_unit, quotient, ratio
from clientfile.figures.covered_margin import CoveredMargin

RevenueSource = Literal["orders", "stated", "both"]
"""Where a revenue comes from."""


class _Amounts(Protocol):
    """What ratios are computed from; None is unknown."""

    @property
    def currency(self) -> str: ...
    @property
    def revenue(self) -> Decimal | None: ...
    @property
    def margin(self) -> Decimal | None: ...
    @property
    def orders(self) -> int | None: ...
    @property
    def visits(self) -> int | None: ...
    @property
    def covered(self) -> CoveredMargin: ...


class Ratios:
    """A mixin: the ratios of a class with the figures of `_Amounts`."""

    __slots__ = ()

    @property
    def margin_rate(self: _Amounts) -> Decimal | None:
        """Margin as a share of revenue, to four places."""
        return ratio(self.margin, self.revenue)

    @property
    def cost_coverage(self: _Amounts) -> Decimal | None:
        """The share of the orders' lines whose cost is known, to four places."""
        return self.covered.cost_coverage

    @property
    def ranking_margin(self: _Amounts) -> Decimal | None:
        """The margin, else its known part, as clients are ranked by it; None where nothing is
        covered, whatever was granted later.
        """
        if self.margin is None and self.covered.revenue is None:
            return None
        return self.covered.amount

    @property
    def revenue_per_visit(self: _Amounts) -> Decimal | None:
        """Revenue per visit, to the minor unit; None without a visit."""
        return _per_visit(self.revenue, self)

    @property
    def margin_per_visit(self: _Amounts) -> Decimal | None:
        """Margin per visit, to the minor unit; None without a visit."""
        return _per_visit(self.margin, self)

    @property
    def active(self: _Amounts) -> bool:
        """Whether there was revenue, a visit or an order, or one of them is unknown.

        Orders of nothing count too: samples that are given away have a cost.
        """
        return self.revenue != 0 or self.visits != 0 or self.orders != 0


def _per_visit(amount: Decimal | None, of: _Amounts) -> Decimal | None:
    if amount is None or not of.visits:
        return None
    return quotient(amount, Decimal(of.visits), minor_unit(of.currency))
