"""The last price that a client paid for each product, over all its orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clientfile.figures.breakdown import counted_orders
from clientfile.figures.lines import order_figures
from clientfile.records.client import Client


@dataclass(frozen=True, slots=True)
class LastPrice:
    """The newest sale of a product in a unit, in the `currency` of its order.

    `price` is for one unit, before discounts. `discount` are the line's and the order's in the
    order in which they apply (`8%`, `10%+2%`: each to what the one before leaves), or None.
    """

    product: str
    unit: str | None
    date: date
    quantity: Decimal
    price: Decimal
    discount: str | None
    currency: str


def last_prices(client: Client, today: date, folder_currency: str) -> list[LastPrice]:
    """The last price of each product and unit sold by `today`, newest first, then by product.

    A return or a credit is no sale. Of several lines of one day the last one counts.
    """
    currency = client.currency or folder_currency
    prices: dict[tuple[str, str | None], LastPrice] = {}
    for order in sorted(counted_orders(client, today), key=lambda each: (each.day, each.ref)):
        figures = order_figures(order, currency, folder_currency)
        for line in filter(figures.sells, order.lines):
            discount = "+".join(filter(None, (line.discount, order.discount)))
            prices[line.product, line.unit] = LastPrice(
                line.product, line.unit, order.day, line.quantity, line.unit_price,
                discount or None, figures.currency,
            )  # fmt: skip
    return sorted(prices.values(), key=lambda each: (-each.date.toordinal(), each.product))
