"""Basket of a client: what it bought in a period, by product."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from clientfile.figures.amounts import exact_decimals
from clientfile.figures.covered_margin import (
    NOTHING,
    CoveredMargin,
    decode_covered,
    encode_covered,
)
from clientfile.figures.extracts import Extract, ExtractRequest, decode_amount, encode_json
from clientfile.figures.pro_rata import ProRata, decode_pro_rata, encode_pro_rata
from clientfile.records.edits import Data

if TYPE_CHECKING:
    from clientfile.records.client import Client


@dataclass(frozen=True, slots=True)
class BasketLine:
    """A product in a unit, as a client bought it in a period.

    `revenue` and `covered`, its margin, are in the folder's currency. `last_date`
    and `last_price` (for one unit, before discounts, in that order's `currency`) are those of the
    newest sale, or of the newest return where nothing was `sold`.
    """

    product: str
    category: str | None
    unit: str | None
    quantity: Decimal
    revenue: Decimal
    covered: CoveredMargin
    last_date: date
    last_price: Decimal
    sold: bool
    currency: str


@dataclass(frozen=True, slots=True)
class Basket:
    """All products of a client; `revenue` and `covered`, its margin, of what belongs to no product:
    stated years and advantages granted later. `pro_rata` is its money for comparison where only a
    year is stated.
    """

    products: tuple[BasketLine, ...]
    revenue: Decimal | None
    covered: CoveredMargin
    pro_rata: ProRata | None

    @property
    def has_rest(self) -> bool:
        """Whether anything belongs to no product."""
        return self.revenue != 0 or self.covered != NOTHING


@exact_decimals
def _encode(client: Client, data: Data, request: ExtractRequest) -> str:
    from clientfile.figures.allocate import allocate_lines, unallocated_share
    from clientfile.figures.results import figures_of

    del data
    figures = figures_of(
        client, request.period, request.settings, request.today, strict=request.strict
    )
    shares = allocate_lines(
        figures, lambda _, each: (each.line.product, each.line.category, each.line.unit)
    )
    rest = unallocated_share(figures)
    quantities: dict[tuple[str, str | None, str | None], Decimal] = {}
    newest: dict[tuple[str, str | None, str | None], tuple[date, Decimal, str]] = {}
    sold: set[tuple[str, str | None, str | None]] = set()
    orders = [order for part in figures.parts for order in part.orders]
    for order in sorted(orders, key=lambda each: (each.day, each.order.ref)):
        for line in (each.line for each in order.lines):
            key = (line.product, line.category, line.unit)
            quantities[key] = quantities.get(key, Decimal(0)) + line.quantity
            # A return or a credit is no sale: the price is that of the last one, if there was any.
            is_sale = order.sells(line)
            if is_sale:
                sold.add(key)
            if is_sale or key not in sold:
                newest[key] = (order.day, line.unit_price, order.currency)
    rows = [
        [
            *key,
            quantities[key],
            share.revenue,
            encode_covered(share.margin),
            *newest[key],
            key in sold,
        ]
        for key, share in shares.items()
    ]
    money = [rest.revenue, encode_covered(rest.margin), encode_pro_rata(figures.pro_rata)]
    return encode_json([*money, rows])


def _decode(text: str, client: str, currency: str) -> Basket:
    del client, currency
    revenue, margin, pro_rata, rows = json.loads(text)
    products = tuple(
        BasketLine(product, category, unit, Decimal(quantity), Decimal(net), decode_covered(left),
               date.fromisoformat(day), Decimal(price), sold, code)
        for product, category, unit, quantity, net, left, day, price, code, sold in rows
    )  # fmt: skip
    return Basket(
        products, decode_amount(revenue), decode_covered(margin), decode_pro_rata(pro_rata)
    )


BASKET: Extract[Basket] = Extract("basket", _encode, _decode)
