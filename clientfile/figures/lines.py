"""Figures of an order's lines: the only place where a price is multiplied by a quantity.

net = quantity × unit price × (1 − line discount) × (1 − order discount), rounded once, half away
from zero, to the minor unit (docs/record-format.md, "Money and lines").
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clientfile.figures.amounts import ONE, ZERO, exact_decimals, minor_unit, round_to_unit
from clientfile.records.client import Line, Order
from clientfile.records.typed.amounts import percent_factor


@dataclass(frozen=True)
class LineFigures:
    """Figures of one line: `list_value` (before discounts) and `net` (after them) in the order's
    currency, `cost` in the folder's; a cost of None is unknown.
    """

    line: Line
    list_value: Decimal
    net: Decimal
    cost: Decimal | None

    @property
    @exact_decimals
    def discount(self) -> Decimal:
        """The discounts of line and order, in the order's currency."""
        return self.list_value - self.net


@dataclass(frozen=True)
class OrderFigures:
    """Figures of an order and its lines, in the order's `currency`.

    `day` dates its revenue; `list_value` (before discounts) and `net` (the revenue) are the sums of
    the lines. An order whose net is below zero is a credit note, any other a purchase.
    """

    order: Order
    day: date
    lines: tuple[LineFigures, ...]
    list_value: Decimal
    net: Decimal
    currency: str

    @property
    def is_purchase(self) -> bool:
        """Whether the client bought by it: a credit note is no purchase."""
        return self.net >= 0

    def sells(self, line: Line) -> bool:
        """Whether the client bought by this line: no return, no credit, none of a credit note."""
        return self.is_purchase and line.quantity > 0 and line.unit_price >= 0


@exact_decimals
def order_figures(order: Order, currency: str, folder_currency: str) -> OrderFigures:
    """The figures of an order, in its own currency, else in the client's: `currency`."""
    currency = order.currency or currency
    left = percent_factor(order.discount) if order.discount else ONE
    unit, cost_unit = minor_unit(currency), minor_unit(folder_currency)
    lines = tuple(_line_figures(line, left, unit, cost_unit) for line in order.lines)
    list_value = sum((line.list_value for line in lines), ZERO)
    net = sum((line.net for line in lines), ZERO)
    return OrderFigures(order, order.day, lines, list_value, net, currency)


def _line_figures(line: Line, left: Decimal, unit: Decimal, cost_unit: Decimal) -> LineFigures:
    value = line.quantity * line.unit_price
    net = value * left * percent_factor(line.discount) if line.discount else value * left
    cost = None
    if line.unit_cost is not None:
        cost = round_to_unit(line.quantity * line.unit_cost, cost_unit)
    return LineFigures(line, round_to_unit(value, unit), round_to_unit(net, unit), cost)
