"""Whether an order can have been paid so much, by its lines and its VAT."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from clientfile.exchange.tables.notes import Note
from clientfile.figures.amounts import exact_decimals
from clientfile.figures.owed.account import Payment, account_of
from clientfile.language import _
from clientfile.language.quantities import amount as as_amount
from clientfile.records.client import client_of
from clientfile.records.edits import Data
from clientfile.records.ids import orders
from clientfile.records.settings import Settings
from clientfile.records.typed.currencies import minor_units

_HIGHEST_VAT = Decimal("0.27")
"""The highest rate of the European Union, Hungary's (directive 2006/112/EC sets no upper limit)."""


class Dues:
    """What is to be paid for the orders of a client, by ref; `data` conform to the schema."""

    def __init__(self, client: str, data: Data, settings: Settings) -> None:
        bills = account_of(client_of(client, data), data, settings).bills
        freights = {str(each["ref"]): each.get("freight", Decimal(0)) for each in orders(data)}
        self._bills = {bill.ref: bill for bill in bills}
        self._freights = freights

    @exact_decimals
    def is_payable(self, ref: str, paid: Decimal) -> bool:
        """Whether so much may be paid for an order.

        Where neither record nor settings say its VAT, the highest rate is taken. An order without
        an amount may have been paid anything.
        """
        bill = self._bills[ref]
        due, untaxed = abs(bill.to_pay), bill.net + self._freights[ref]
        if bill.to_pay == untaxed:
            due = due * (1 + _HIGHEST_VAT)
        return not due or abs(paid) <= due

    @exact_decimals
    def paid(self, ref: str) -> Decimal:
        """What was paid for an order; zero for one that is not there."""
        bill = self._bills.get(ref)
        return _sum(bill.payments) if bill else Decimal(0)

    @exact_decimals
    def open_at(self, amount: Decimal) -> list[str]:
        """The refs of the orders of which exactly so much is still to be paid."""
        return [
            ref
            for ref, bill in self._bills.items()
            if not bill.is_cancelled and amount == bill.to_pay - _sum(bill.payments, bill.settled)
        ]

    def tell(self, before: Dues, lines: Mapping[str, int]) -> Iterator[Note]:
        """A note for each order that is paid more than `before`, and more than is to be paid.

        `lines` are those of the file, by ref.
        """
        for ref, line in lines.items():
            paid = self.paid(ref)
            if ref not in self._bills or paid == before.paid(ref) or self.is_payable(ref, paid):
                continue
            bill = self._bills[ref]
            places = minor_units(bill.currency)
            yield (
                line,
                _(
                    "order {ref}: {paid} is paid of {due}",
                    ref=ref,
                    paid=as_amount(paid, bill.currency, places),
                    due=as_amount(bill.to_pay, bill.currency, places),
                ),
            )


def _sum(*entries: Iterable[Payment]) -> Decimal:
    return sum((each.amount for listed in entries for each in listed), Decimal(0))
