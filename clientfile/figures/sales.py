"""Sales of a client: the days and the revenue of its orders, for reports that need no more."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from clientfile.figures.extracts import Extract, ExtractRequest, encode_json
from clientfile.records.edits import Data

if TYPE_CHECKING:
    from clientfile.records.client import Client


@dataclass(frozen=True, slots=True)
class Sale:
    """An order that counts: neither cancelled nor a credit note that pays an advantage.

    `day` dates its `revenue`, which is in the order's currency and below zero for a credit note.
    """

    ordered: date
    day: date
    revenue: Decimal

    @property
    def is_purchase(self) -> bool:
        """Whether the client bought by it: a credit note is no purchase."""
        return self.revenue >= 0


def _encode(client: Client, data: Data, request: ExtractRequest) -> str:
    from clientfile.figures.lines import order_figures

    del data
    folder = request.settings.currency
    currency = client.currency or folder
    return encode_json([
        [order.ordered, order.day, order_figures(order, currency, folder).net]
        for order in client.orders
        if order.is_sale
    ])  # fmt: skip


def _decode(text: str, client: str, currency: str) -> tuple[Sale, ...]:
    del client, currency
    return tuple(
        Sale(date.fromisoformat(ordered), date.fromisoformat(day), Decimal(revenue))
        for ordered, day, revenue in json.loads(text)
    )


SALES: Extract[tuple[Sale, ...]] = Extract("sales", _encode, _decode, dated=False)
