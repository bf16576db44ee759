"""What an order's lines come to: the only place where a price is multiplied."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clientfile.figures.amounts import ONE, ZERO, exact_decimals, minor_unit, round_to_unit
from clientfile.records.client import Line, Order
from clientfile.records.typed.amounts import percent_factor


@dataclass(frozen=True)
class LineFigures:
    """A line's figures: `list_value` and `net` in the client's currency, `cost` in the folder's.

    `list_value` is before discounts, `net` after them; `cost` is None where it is not known.
    """

    line: Line
    list_value: Decimal
    net: Decimal
    cost: Decimal | None

    @property
    @exact_decimals
    def discount(self) -> Decimal:
        """What the discounts took off."""
        return self.list_value - self.net


@dataclass(frozen=True)
class OrderFigures:
    """An order's lines with their figures, dated by `day`, and what they add up to: `net`, the
    order's revenue, and `list_value`, that before discounts, both in the client's currency."""

    order: Order
    day: date
    lines: tuple[LineFigures, ...]
    list_value: Decimal
    net: Decimal


@exact_decimals
def order_figures(order: Order, currency: str, folder_currency: str) -> OrderFigures:
    """The figures of an order of a client who pays in `currency`."""
    left = percent_factor(order.discount) if order.discount else ONE
    unit, cost_unit = minor_unit(currency), minor_unit(folder_currency)
    lines = tuple(_line_figures(line, left, unit, cost_unit) for line in order.lines)
    list_value = sum((line.list_value for line in lines), ZERO)
    net = sum((line.net for line in lines), ZERO)
    return OrderFigures(order, order.day, lines, list_value, net)


def _line_figures(line: Line, left: Decimal, unit: Decimal, cost_unit: Decimal) -> LineFigures:
    value = line.quantity * line.unit_price
    net = value * left * percent_factor(line.discount) if line.discount else value * left
    known = line.unit_cost is not None
    cost = round_to_unit(line.quantity * (line.unit_cost or ZERO), cost_unit) if known else None
    return LineFigures(line, round_to_unit(value, unit), round_to_unit(net, unit), cost)
