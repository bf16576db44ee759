"""Settlement of an order: what is to be paid, and what has been paid."""

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
    """Amounts of one order in the client's currency.

    revenue -- the lines' nets
    to_pay  -- the revenue with freight and tax
    paid    -- the sum of the payments
    unpaid  -- the difference, negative where too much was paid
    """

    revenue: Decimal
    to_pay: Decimal
    paid: Decimal
    unpaid: Decimal


@exact_decimals
def settlement_of(
    order: Order, item: Mapping[str, Any], currency: str, folder_currency: str
) -> Settlement:
    """The settlement of an order; `item` is the order in the record's data."""
    net = order_figures(order, currency, folder_currency).net
    to_pay = net + item.get("freight", ZERO) + item.get("tax", ZERO)
    paid = sum((payment.get("amount", ZERO) for payment in item.get("payments", ())), ZERO)
    return Settlement(net, to_pay, paid, to_pay - paid)
