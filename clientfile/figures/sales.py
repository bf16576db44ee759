"""A client's orders one by one: what each comes to, when it is due and what was paid of it."""

from __future__ import annotations

import json
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from clientfile.figures.extracts import Extract, ExtractRequest, decode_day, encode_json
from clientfile.records.edits import Data
from clientfile.records.ids import orders

if TYPE_CHECKING:
    from clientfile.records.client import Client


@dataclass(frozen=True, slots=True)
class Payment:
    """What was paid of an order, and when."""

    day: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Sale:
    """An order; amounts in the client's `currency`.

    `day` dates its revenue; `due` is None where nothing says when it is to be paid; `to_pay` is
    with freight and tax. `salesperson` is the order's own, else None.
    """

    ref: str
    ordered: date
    invoiced: date | None
    due: date | None
    status: str | None
    salesperson: str | None
    revenue: Decimal
    to_pay: Decimal
    payments: tuple[Payment, ...]
    currency: str

    @property
    def day(self) -> date:
        """The day that dates its revenue."""
        return self.invoiced or self.ordered

    @property
    def counts(self) -> bool:
        """Whether it counts at all: it was not cancelled."""
        return self.status != "cancelled"

    def paid(self, today: date) -> Decimal:
        """What had been paid by a day."""
        return sum((each.amount for each in self.payments if each.day <= today), Decimal(0))


def due_date(order: Mapping[str, Any], terms: Mapping[str, Any]) -> date | None:
    """When an order is to be paid: its own `due`, else by the client's `terms`; None without any.

    From the invoice's day, else the order's: `days` later, then to the end of that month, then to
    a day of the following month.
    """
    if own := order.get("due"):
        return date.fromisoformat(own)
    if not any(key in terms for key in ("days", "end_of_month", "on_day")):
        return None
    day = date.fromisoformat(order.get("invoiced") or order["date"])
    due = date.fromordinal(min(day.toordinal() + int(terms.get("days", 0)), date.max.toordinal()))
    if terms.get("end_of_month"):
        due = _in_month(due, 31)
    if (on_day := terms.get("on_day")) and due < date(date.max.year, 12, 1):
        due = _in_month(_in_month(due, 31) + timedelta(days=1), int(on_day))
    return due


def _in_month(day: date, wanted: int) -> date:
    return day.replace(day=min(wanted, monthrange(day.year, day.month)[1]))


def _encode(client: Client, data: Data, asked: ExtractRequest) -> str:
    from clientfile.figures.payments import settlement_of

    folder = asked.settings.currency
    currency, terms = client.currency or folder, data.get("business", {}).get("payment", {})
    told = []
    for order, item in zip(client.orders, orders(data), strict=True):
        settled = settlement_of(order, item, currency, folder)
        told.append([
            order.ref, order.ordered, order.invoiced, due_date(item, terms), order.status,
            order.salesperson, settled.revenue, settled.to_pay,
            [[each["date"], each["amount"]] for each in item.get("payments", ())
             if "date" in each and "amount" in each],
        ])  # fmt: skip
    pair = [client.currency, told]
    return encode_json(pair)


def _decode(text: str, client: str, currency: str) -> tuple[Sale, ...]:
    del client
    own, told = json.loads(text)
    return tuple(
        Sale(
            ref, date.fromisoformat(ordered), decode_day(invoiced), decode_day(due), status,
            salesperson,
            Decimal(revenue), Decimal(to_pay),
            tuple(Payment(date.fromisoformat(day), Decimal(amount)) for day, amount in payments),
            own or currency,
        )
        for ref, ordered, invoiced, due, status, salesperson, revenue, to_pay, payments in told
    )  # fmt: skip


SALES: Extract[tuple[Sale, ...]] = Extract("sales", _encode, _decode, dated=False)
