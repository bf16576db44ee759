"""What is to be paid of an order, and what has been."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clientfile.figures.amounts import ZERO, exact_decimals
from clientfile.figures.lines import order_figures
from clientfile.records.client import Order


@dataclass(frozen=True)
class Settlement:
    """In the client's currency: `revenue`, the lines' nets; `to_pay`, these with freight and tax;
    `paid`, the sum of the payments; `unpaid`, what is left, negative where too much was paid.
    """

    revenue: Decimal
    to_pay: Decimal
    paid: Decimal
    unpaid: Decimal


@exact_decimals
def settlement_of(
    order: Order, item: Mapping[str, Any], currency: str, folder_currency: str
) -> Settlement:
    """How far an order is paid; `item` is the order as the record has it."""
    net = order_figures(order, currency, folder_currency).net
    to_pay = net + item.get("freight", ZERO) + item.get("tax", ZERO)
    paid = sum((payment.get("amount", ZERO) for payment in item.get("payments", ())), ZERO)
    return Settlement(net, to_pay, paid, to_pay - paid)
