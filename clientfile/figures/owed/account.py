"""Account of a client: its bills, what was paid of each, and its money on account."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from clientfile.figures.amounts import ZERO, exact_decimals, minor_unit
from clientfile.figures.extracts import Extract, ExtractRequest, decode_day, encode_json
from clientfile.figures.owed.terms import Part, parts_of, terms_of
from clientfile.figures.owed.vat import ClientVat, client_vat, tax_of
from clientfile.records.edits import Data
from clientfile.records.ids import interactions, items, orders
from clientfile.records.settings import Settings

if TYPE_CHECKING:
    from clientfile.records.client import Client, Order


@dataclass(frozen=True, slots=True)
class Payment:
    """Money of a day; `day` is None where the record has none."""

    day: date | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class OnAccount:
    """Money on account: above zero what came in, below zero what was used or given back."""

    day: date
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Bill:
    """An order as what is to be paid for it; amounts are in its own `currency`.

    number       -- of the invoice, None where the record has none
    salesperson  -- the order's own, None where it has none
    net          -- the sum of its lines; below zero it is a credit note
    to_pay       -- net, freight and VAT
    parts        -- what is to be paid by when, in the order of due dates
    settled      -- what will not come in, and no longer counts as open; below zero what was paid
                    too much and will not be given back
    credit_of    -- the ref of the order that a credit note lessens
    is_rebate    -- whether a credit note pays an advantage that was granted later
    lacks_rate   -- whether it has no VAT only because the client is abroad
    """

    ref: str
    ordered: date
    invoiced: date | None
    number: str | None
    status: str | None
    salesperson: str | None
    net: Decimal
    to_pay: Decimal
    currency: str
    parts: tuple[Part, ...]
    payments: tuple[Payment, ...] = ()
    settled: tuple[Payment, ...] = ()
    credit_of: str | None = None
    is_rebate: bool = False
    lacks_rate: bool = False

    @property
    def day(self) -> date:
        """The invoice's day: the day that dates its revenue, too."""
        return self.invoiced or self.ordered

    @property
    def is_cancelled(self) -> bool:
        """Whether the order is cancelled: then nothing is to be paid for it."""
        return self.status == "cancelled"

    @property
    def is_invoice(self) -> bool:
        """Whether there is an invoice, which alone is owed: with its day or its number, with that
        status, or with no status.
        """
        has_one = self.invoiced is not None or self.number is not None
        return not self.is_cancelled and (has_one or self.status in (None, "invoiced"))

    @property
    def is_credit_note(self) -> bool:
        """Whether it is a credit note: an order of less than nothing."""
        return self.net < 0

    @property
    def revenue(self) -> Decimal:
        """Its revenue: none of a credit note that pays an advantage, or of what is cancelled."""
        return ZERO if self.is_rebate or self.is_cancelled else self.net

    def paid(self, day: date) -> Decimal:
        """The sum of the payments up to a day."""
        return self._sum(self.payments, day)

    def closed(self, day: date) -> Decimal:
        """The sum of what was settled without a payment up to a day."""
        return self._sum(self.settled, day)

    def is_balanced(self, day: date) -> bool:
        """Whether there is an invoice by then, and exactly what is to be paid for it was."""
        has_invoice = self.is_invoice and self.day <= day
        return has_invoice and not self.settled and self.paid(day) == self.to_pay

    def _sum(self, entries: Iterable[Payment], day: date) -> Decimal:
        # What has no day counts from the invoice's on.
        return sum((each.amount for each in entries if (each.day or self.day) <= day), ZERO)


@dataclass(frozen=True, slots=True)
class Account:
    """What one client owes and has paid: its bills in the record's order and its money on account.

    `reminders` are the days on which it was asked to pay (interactions of purpose `collection`),
    the earliest first.
    """

    bills: tuple[Bill, ...]
    on_account: tuple[OnAccount, ...] = ()
    reminders: tuple[date, ...] = ()

    def find_first_day(self, since: date | None, today: date) -> date | None:
        """The first day whose invoices are known to be paid or not; None where none are.

        `since` is the folder's first such day (`payments_since`). Before it the client's orders are
        known from its earliest order on that has a payment which is not in the future.
        """
        before = [bill for bill in self.bills if since is None or bill.day < since]
        paid = [bill.day for bill in before if _has_payment(bill, today)]
        return min(paid, default=since)


def _has_payment(bill: Bill, today: date) -> bool:
    return any(each.day is None or each.day <= today for each in bill.payments)


@exact_decimals
def account_of(client: Client, data: Data, settings: Settings) -> Account:
    """The account of a client; `data` are those of its record, which conform to the schema."""
    business = data.get("business", {})
    own_currency = client.currency or settings.currency
    terms = terms_of(business.get("payment", {}), settings.terms)
    vat = client_vat(data, settings)
    bills = [
        _bill(order, item, terms, vat, item.get("currency") or own_currency)
        for order, item in zip(client.orders, orders(data), strict=True)
    ]
    money = [
        OnAccount(day, each["amount"], each.get("currency") or own_currency)
        for each in items(business, "on_account")
        if "amount" in each and (day := _day(each))
    ]
    reminders = sorted(
        date.fromisoformat(each["date"])
        for each in interactions(data)
        if each.get("purpose") == "collection"
    )
    return Account(tuple(bills), tuple(money), tuple(reminders))


def _bill(
    order: Order, item: Mapping[str, Any], terms: Mapping[str, Any], vat: ClientVat, currency: str
) -> Bill:
    from clientfile.figures.lines import order_figures

    unit = minor_unit(currency)
    # Costs are not looked at, so that the folder's currency does not matter.
    nets = [line.net for line in order_figures(order, currency, currency).lines]
    net = sum(nets, ZERO)
    tax = tax_of(item, nets, vat, order.day, unit)
    to_pay = net + item.get("freight", ZERO) + tax.amount
    return Bill(
        order.ref, order.ordered, order.invoiced, item.get("invoice"), order.status,
        order.salesperson, net, to_pay, currency,
        parts_of(item, to_pay, terms, unit),
        _payments(item.get("payments", ())),
        tuple(each for each in _payments(item.get("settled", ())) if each.day),
        item.get("credit_of"), "rebate" in item, tax.is_missing,
    )  # fmt: skip


def _payments(entries: Iterable[Mapping[str, Any]]) -> tuple[Payment, ...]:
    return tuple(Payment(_day(each), each["amount"]) for each in entries if "amount" in each)


def _day(entry: Mapping[str, Any]) -> date | None:
    return decode_day(entry.get("date"))


def _encode(client: Client, data: Data, request: ExtractRequest) -> str:
    account = account_of(client, data, request.settings)
    return encode_json([
        [_bill_cells(bill) for bill in account.bills],
        [[each.day, each.amount, each.currency] for each in account.on_account],
        account.reminders,
    ])  # fmt: skip


def _bill_cells(bill: Bill) -> list[Any]:
    return [
        bill.ref, bill.ordered, bill.invoiced, bill.number, bill.status, bill.salesperson,
        bill.net, bill.to_pay, bill.currency,
        [[part.due, part.amount, part.is_planned] for part in bill.parts],
        [[each.day, each.amount] for each in bill.payments],
        [[each.day, each.amount] for each in bill.settled],
        bill.credit_of, bill.is_rebate, bill.lacks_rate,
    ]  # fmt: skip


def _decode(text: str, client: str, currency: str) -> Account:
    del client, currency
    bills, on_account, reminders = json.loads(text)
    return Account(
        tuple(_decode_bill(cells) for cells in bills),
        tuple(OnAccount(date.fromisoformat(day), Decimal(amount), code)
              for day, amount, code in on_account),
        tuple(map(date.fromisoformat, reminders)),
    )  # fmt: skip


def _decode_bill(cells: Sequence[Any]) -> Bill:
    (ref, ordered, invoiced, number, status, salesperson, net, to_pay, currency, parts, payments,
     settled, *rest) = cells  # fmt: skip
    return Bill(
        ref, date.fromisoformat(ordered), decode_day(invoiced), number, status, salesperson,
        Decimal(net), Decimal(to_pay), currency,
        tuple(Part(decode_day(due), Decimal(amount), planned) for due, amount, planned in parts),
        _decode_payments(payments), _decode_payments(settled), *rest,
    )  # fmt: skip


def _decode_payments(rows: Sequence[Sequence[Any]]) -> tuple[Payment, ...]:
    return tuple(Payment(decode_day(day), Decimal(amount)) for day, amount in rows)


ACCOUNTS: Extract[Account] = Extract("accounts", _encode, _decode, dated=False)


def _encode_first(client: Client, data: Data, request: ExtractRequest) -> str:
    del client, request
    business = data.get("business", {})
    entries = [each for order in orders(data) for each in items(order, "payments")]
    days = [each["date"] for each in [*entries, *items(business, "on_account")]
            if "date" in each and "amount" in each]  # fmt: skip
    return str(min(days, default=""))


FIRST_PAYMENTS: Extract[date | None] = Extract(
    "first-payments", _encode_first, lambda text, *_names: decode_day(text), dated=False
)
"""The day of a client's earliest payment, None without one: apart from the account, since every
report needs that of all clients.
"""
