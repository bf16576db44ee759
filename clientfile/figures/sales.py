"""Sales of a client: each order with its amounts, its due date and its payments."""

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
    """A payment of an order, in the client's currency."""

    day: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Sale:
    """An order; amounts are in its own `currency`, which is the client's where it names none.

    `due` is None where neither the order nor the client's terms say when to pay; `to_pay` includes
    freight and tax. `salesperson` is the order's own, None where it has none. `credit_of` is the
    ref of the order that a credit note is for. A credit note with a `rebate` pays the advantages of
    that fiscal year: it is no revenue.
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
    credit_of: str | None = None
    rebate: int | None = None

    @property
    def day(self) -> date:
        """The day that dates its revenue."""
        return self.invoiced or self.ordered

    @property
    def counts(self) -> bool:
        """Whether it counts at all: cancelled orders do not."""
        return self.status != "cancelled"

    @property
    def is_purchase(self) -> bool:
        """Whether the client bought by it: a credit note is no purchase."""
        return self.counts and self.rebate is None and self.revenue >= 0

    def paid(self, today: date) -> Decimal:
        """The sum of the payments up to a day."""
        return sum((each.amount for each in self.payments if each.day <= today), Decimal(0))


def due_date(order: Mapping[str, Any], terms: Mapping[str, Any]) -> date | None:
    """The day on which an order is due: its own `due`, else by the client's `terms`; None without.

    Counted from the invoice's day, else the order's: `days` later, then the end of that month
    (`end_of_month`), then a day of the following month (`on_day`); as docs/record-format.md has it
    under "Payment". `order` and `terms` are data of the record.
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


def _in_month(day: date, number: int) -> date:
    """The day of this number in the month of `day`, at most the month's last."""
    return day.replace(day=min(number, monthrange(day.year, day.month)[1]))


def _encode(client: Client, data: Data, request: ExtractRequest) -> str:
    from clientfile.figures.payments import settlement_of

    folder = request.settings.currency
    currency, terms = client.currency or folder, data.get("business", {}).get("payment", {})
    rows = []
    for order, item in zip(client.orders, orders(data), strict=True):
        settlement = settlement_of(order, item, currency, folder)
        rows.append([
            order.ref, order.ordered, order.invoiced, due_date(item, terms), order.status,
            order.salesperson, settlement.revenue if order.rebate is None else 0, settlement.to_pay,
            [[each["date"], each["amount"]] for each in item.get("payments", ())
             if "date" in each and "amount" in each],
            order.credit_of, order.rebate, order.currency or currency,
        ])  # fmt: skip
    return encode_json(rows)


def _decode(text: str, client: str, currency: str) -> tuple[Sale, ...]:
    del client, currency
    return tuple(
        Sale(
            ref, date.fromisoformat(ordered), decode_day(invoiced), decode_day(due), status,
            salesperson,
            Decimal(revenue), Decimal(to_pay),
            tuple(Payment(date.fromisoformat(day), Decimal(amount)) for day, amount in payments),
            code, credit_of, rebate,
        )
        for (ref, ordered, invoiced, due, status, salesperson, revenue, to_pay, payments, credit_of,
             rebate, code) in json.loads(text)
    )  # fmt: skip


SALES: Extract[tuple[Sale, ...]] = Extract("sales", _encode, _decode, dated=False)
