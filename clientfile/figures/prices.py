"""What a client paid last for each product: of all its orders, of stated years too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clientfile.figures.breakdown import counted_orders
from clientfile.records.client import Client


@dataclass(frozen=True, slots=True)
class LastPrice:
    """The newest sale of a product in a unit, in the client's currency.

    `discount` are the line's and the order's, in the order in which they apply (`8%`, `10%+2%`:
    each of what the one before leaves); None without any.
    """

    product: str
    unit: str | None
    date: date
    quantity: Decimal
    price: Decimal
    discount: str | None


def last_prices(client: Client, today: date) -> list[LastPrice]:
    """The last price of each product that was sold by `today`, the newest first, then by name.

    A return is no sale. Of several lines of a day the last one counts.
    """
    found: dict[tuple[str, str | None], LastPrice] = {}
    for order in sorted(counted_orders(client, today), key=lambda each: (each.day, each.ref)):
        for line in order.lines:
            if line.quantity > 0:
                given = "+".join(filter(None, (line.discount, order.discount)))
                found[line.product, line.unit] = LastPrice(
                    line.product, line.unit, order.day, line.quantity, line.unit_price,
                    given or None,
                )  # fmt: skip
    return sorted(found.values(), key=lambda each: (-each.date.toordinal(), each.product))
