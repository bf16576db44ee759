"""Open items of a client on a day: what is still to be paid, and what is to its credit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from clientfile.figures.amounts import ZERO, exact_decimals
from clientfile.figures.owed.account import Account, Bill
from clientfile.figures.owed.terms import Part

Kind = Literal["invoice", "deposit", "credit-note", "excess", "on-account"]  # no message
"""`invoice` is a part of an invoice; `deposit` an instalment that is owed before the invoice, and,
below zero, what was received before it; `excess` what was paid beyond what was to be paid;
`on-account` money that belongs to no order."""


@dataclass(frozen=True, slots=True)
class OpenItem:
    """What is open of an order or of one of its instalments; amounts are in its own `currency`.

    kind      -- what it is
    bill      -- the order, None for money on account
    day       -- the day from which it is open: the invoice's, or that of the money
    due       -- None where nothing says when it is due, and where `amount` is below zero
    to_pay    -- what was to be paid in all
    paid      -- what was paid of it
    credited  -- what credit notes took off it, and what was settled without a payment
    amount    -- what is open: to_pay − paid − credited; below zero it is to the client's credit
    """

    kind: Kind
    bill: Bill | None
    day: date
    due: date | None
    to_pay: Decimal
    paid: Decimal
    credited: Decimal
    currency: str

    @property
    def amount(self) -> Decimal:
        """What is open of it."""
        return self.to_pay - self.paid - self.credited

    @property
    def ref(self) -> str:
        """The ref of its order; empty for money on account."""
        return self.bill.ref if self.bill else ""

    def days_overdue(self, day: date) -> int | None:
        """The days for which it has been overdue on `day`: none on the due date and before; None
        for what has no due date, or is a credit.
        """
        if self.due is None or self.amount <= 0:
            return None
        return max((day - self.due).days, 0)


@exact_decimals
def open_items(account: Account, day: date, first_day: date | None = date.min) -> list[OpenItem]:
    """What is open of an account on a day, the oldest due first, credits and what has no due date
    last.

    Everything up to the day counts, nothing after it. An invoice from before `first_day`
    (`Account.find_first_day`) is left out, since whether it is paid is not known; None is told of
    nothing but of money on account. Without it all of the record counts, as for `pay`.
    """
    # Most bills are paid, and have nothing to do with the others.
    bills = [bill for bill in account.bills if not bill.is_balanced(day)] if first_day else []
    slips = [_Slip(bill, day, first_day or date.min) for bill in bills]
    _tie(slips)
    found = [item for slip in slips for item in slip.items()]
    found += _on_account(account, day)
    return sorted(found, key=lambda item: (item.due or date.max, item.day, item.ref))


@exact_decimals
def open_of(account: Account, ref: str, day: date) -> Decimal:
    """What is open of one order on a day, below zero for a credit, with what credit notes took off
    it; whether its invoice has come or not.

    An order that is not invoiced yet may be paid in advance: then it is what is to be paid less
    what was.
    """
    bill = next(each for each in account.bills if each.ref == ref)
    if not bill.is_invoice or bill.day > day:
        whole = ZERO if bill.is_cancelled else bill.to_pay
        return whole - bill.paid(day) - bill.closed(day)
    own = [item for item in open_items(account, day) if item.ref == ref]
    return sum((item.amount for item in own), ZERO)


@dataclass(slots=True)
class _Slip:
    """An order on a day: its parts that are owed by then, as credits and payments fill them.

    What is older than `first_day` is left out, since whether it is paid is not known. What was
    received for an order without an invoice is always known.
    """

    bill: Bill
    today: date
    first_day: date
    is_invoiced: bool = field(init=False)
    parts: list[OpenItem] = field(init=False)
    over: OpenItem | None = field(init=False)

    def __post_init__(self) -> None:
        self.is_invoiced = self.bill.is_invoice and self.bill.day <= self.today
        owed = [self._item(part) for part in self._owed()]
        paid, closed = self.bill.paid(self.today), self.bill.closed(self.today)
        if closed < 0:
            # What was paid too much, and will not be given back.
            paid, closed = paid + closed, ZERO
        paid, self.parts = _fill(owed, paid, "paid")
        closed, self.parts = _fill(self.parts, closed, "credited")
        self.over = self._over(paid, closed)
        if self.is_invoiced and self.bill.day < self.first_day:
            self.parts, self.over = [], None

    def _owed(self) -> Sequence[Part]:
        """All parts of an invoice; before it the instalments that are due and known."""
        if self.is_invoiced:
            return self.bill.parts
        if self.bill.is_cancelled:
            return ()
        return [each for each in self.bill.parts
                if each.is_planned and each.due
                and self.first_day <= each.due <= self.today]  # fmt: skip

    def _item(self, part: Part) -> OpenItem:
        bill = self.bill
        kind = self._kind("credit-note" if bill.to_pay < 0 else "invoice")
        day = bill.day if self.is_invoiced else part.due or bill.day
        due = None if kind == "credit-note" else part.due
        return OpenItem(kind, bill, day, due, part.amount, ZERO, ZERO, bill.currency)

    def _kind(self, of_invoice: Kind) -> Kind:
        return of_invoice if self.is_invoiced else "deposit"

    def _over(self, paid: Decimal, closed: Decimal) -> OpenItem | None:
        """What was received beyond what is owed, as an item of its own."""
        if not paid and not closed:
            return None
        bill, kind = self.bill, self._kind("excess")
        return OpenItem(kind, bill, bill.day, None, ZERO, paid, closed, bill.currency)

    def credit(self) -> Decimal:
        """What the order is to the client's credit, above zero, if it is a credit note."""
        return -self.parts[0].amount if self.parts and self.parts[0].to_pay < 0 else ZERO

    def take_off(self, amount: Decimal) -> Decimal:
        """Take an amount off what is open of an invoice. Returns what is left of it."""
        if not self.is_invoiced or self.bill.to_pay < 0:
            return amount
        left, self.parts = _fill(self.parts, amount, "credited")
        return left

    def use(self, amount: Decimal) -> None:
        """Lessen a credit note by what it took off an invoice."""
        note = self.parts[0]
        self.parts[0] = replace(note, credited=note.credited - amount)

    def items(self) -> Iterator[OpenItem]:
        """What is open of it, and not nothing."""
        yield from (each for each in self.parts if each.amount)
        if self.over and self.over.amount:
            yield self.over


def _fill(
    parts: Sequence[OpenItem], amount: Decimal, key: Literal["paid", "credited"]
) -> tuple[Decimal, list[OpenItem]]:
    """Fill parts with an amount, the earliest first. Returns what is left of it, and the parts.

    An amount below zero is money given back: it is owed again with the first part. A credit note
    takes any amount.
    """
    filled = list(parts)
    if not amount:
        return amount, filled
    for place, part in enumerate(filled):
        is_whole = amount < 0 or part.to_pay < 0
        taken = amount if is_whole else min(amount, max(part.amount, ZERO))
        filled[place] = replace(part, **{key: getattr(part, key) + taken})
        amount -= taken
    return amount, filled


def _tie(slips: Sequence[_Slip]) -> None:
    """Take each credit note off the invoice that it is tied to, as far as that is open."""
    by_ref = {slip.bill.ref: slip for slip in slips}
    notes = [slip for slip in slips if slip.bill.credit_of in by_ref and slip.credit() > 0]
    for note in sorted(notes, key=lambda slip: (slip.bill.day, slip.bill.ref)):
        invoice = by_ref[str(note.bill.credit_of)]
        if invoice.bill.currency == note.bill.currency:
            credit = note.credit()
            note.use(credit - invoice.take_off(credit))


def _on_account(account: Account, day: date) -> Iterator[OpenItem]:
    """The money on account of each currency."""
    entries = [each for each in account.on_account if each.day <= day]
    for currency in sorted({each.currency for each in entries}):
        own = [each for each in entries if each.currency == currency]
        first = min(each.day for each in own)
        if money := sum((each.amount for each in own), ZERO):
            yield OpenItem("on-account", None, first, None, ZERO, money, ZERO, currency)


def amount_of(items: Iterable[OpenItem]) -> Decimal:
    """The sum of what is open; the items are of one currency."""
    return sum((item.amount for item in items), ZERO)
