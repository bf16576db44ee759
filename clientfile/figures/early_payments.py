"""Early payments: what orders were closed without, because they were paid early, by its day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from clientfile.figures.amounts import ZERO, exact_decimals, minor_unit, quotient
from clientfile.records.client import Advantage, Client, Order
from clientfile.records.settings import Settings
from clientfile.records.typed.periods import fiscal_year

_KIND = "early-payment"


@dataclass(frozen=True, slots=True)
class EarlyPayment:
    """What will not come in of an order since it was paid early, in the order's `currency`.

    `amount` includes VAT, `net` does not. `is_accrued` says that an advantage of that kind has
    accrued it: then it lessens no margin a second time, but is what the advantage was to bring.
    """

    ref: str
    day: date
    amount: Decimal
    net: Decimal
    is_accrued: bool
    currency: str


@exact_decimals
def early_payments(client: Client, settings: Settings, today: date) -> list[EarlyPayment]:
    """The early payments of a client's orders up to `today`, in the record's order.

    The part without VAT is the share that nets and freight have in what is to be paid, rounded once
    to the minor unit. An advantage accrues it that is granted later, and is in force on the day of
    the order's revenue (granted once: in its fiscal year).
    """
    closings = [
        (order, closing.day or order.day, closing.amount)
        for order in client.orders
        for closing in order.closings
        if order.is_sale and order.day <= today and closing.reason == _KIND
    ]
    return [
        _early_payment(order, day, amount, client, settings)
        for order, day, amount in closings
        if day <= today
    ]


def _early_payment(
    order: Order, day: date, amount: Decimal, client: Client, settings: Settings
) -> EarlyPayment:
    currency = order.currency or client.currency or settings.currency
    unit = minor_unit(currency)
    net, tax = _net_and_tax(order, client, settings, unit)
    part = quotient(amount * net, net + tax, unit) if net + tax else amount
    accrued = any(_accrues(entry, order.day, client, settings) for entry in client.advantages)
    return EarlyPayment(order.ref, day, amount, part, accrued, currency)


def _net_and_tax(
    order: Order, client: Client, settings: Settings, unit: Decimal
) -> tuple[Decimal, Decimal]:
    """What is to be paid for an order: the part without VAT, and the VAT."""
    # Few orders are closed so: what is owed is imported for them alone.
    from clientfile.figures.lines import order_figures
    from clientfile.figures.owed.vat import ClientVat, tax_of

    currency = client.currency or settings.currency
    figures = order_figures(order, currency, settings.currency)
    vat = ClientVat(client.vat_rate, client.country, is_told=True, rates=settings.vat)
    item: Mapping[str, Any] = order.item
    tax = tax_of(item, [line.net for line in figures.lines], vat, order.day, unit)
    return figures.net + item.get("freight", ZERO), tax.amount


def _accrues(entry: Advantage, day: date, client: Client, settings: Settings) -> bool:
    """Whether an advantage for early payment accrues for the revenue of a day."""
    if entry.kind != _KIND or not entry.accrues or day > (client.former_since or date.max):
        return False
    first, last = entry.in_force
    if entry.once:
        start = settings.fiscal_year_start
        return first < date.max and fiscal_year(first, start) == fiscal_year(day, start)
    return first <= day <= last
