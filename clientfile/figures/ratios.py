"""Ratios of a client's figures: margin rate, cost coverage, revenue and margin per visit."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Literal, Protocol

from clientfile.figures.amounts import minor_unit, quotient, ratio

if TYPE_CHECKING:
    pass


RevenueSource = Literal["orders", "stated", "both"]
"""Where revenue is from."""


class _Amounts(Protocol):
    """What ratios are made of; None is not known."""

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
    def lines(self) -> int: ...
    @property
    def lines_without_cost(self) -> int: ...


class Ratios:
    """What figures say of one another."""

    __slots__ = ()

    @property
    def margin_rate(self: _Amounts) -> Decimal | None:
        """Margin as a share of revenue, to four places."""
        return ratio(self.margin, self.revenue)

    @property
    def cost_coverage(self: _Amounts) -> Decimal | None:
        """The share of the orders' lines whose cost is known, to four places."""
        return ratio(Decimal(self.lines - self.lines_without_cost), Decimal(self.lines))

    @property
    def revenue_per_visit(self: _Amounts) -> Decimal | None:
        """Revenue for each visit, None without one."""
        return _per_visit(self.revenue, self)

    @property
    def margin_per_visit(self: _Amounts) -> Decimal | None:
        """Margin for each visit, None without one."""
        return _per_visit(self.margin, self)

    @property
    def active(self: _Amounts) -> bool:
        """Whether there was revenue or a visit, or that can't be told. Orders that come to nothing
        are active too: samples given away have a cost."""
        return self.revenue != 0 or self.visits != 0 or self.orders != 0


def _per_visit(amount: Decimal | None, of: _Amounts) -> Decimal | None:
    if amount is None or not of.visits:
        return None
    return quotient(amount, Decimal(of.visits), minor_unit(of.currency))
