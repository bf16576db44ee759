"""A payment of a client that names no order: shared out by due dates, the rest on account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clientfile.changes.payments import account_entry
from clientfile.errors import InvalidError
from clientfile.figures.amounts import ZERO, exact_decimals
from clientfile.figures.owed.account import account_of
from clientfile.figures.owed.open_items import open_items
from clientfile.language import Lines, Message, _
from clientfile.language.quantities import amount as as_amount
from clientfile.language.quantities import day as as_day
from clientfile.records.change import Change
from clientfile.records.client import client_of
from clientfile.records.edits import Append, Data, Edit
from clientfile.records.ids import ON_ACCOUNT, ORDERS, MakeId, orders
from clientfile.records.settings import Settings


@dataclass(frozen=True)
class OrderShare:
    """A part of a payment: `amount` goes to the order `ref`, of which so much was `open`."""

    ref: str
    due: date | None
    amount: Decimal
    open: Decimal


@dataclass(frozen=True)
class SharedPayment:
    """A payment shared out over a client's orders, the oldest due first; `rest` is for none."""

    client: str
    currency: str
    shares: tuple[OrderShare, ...]
    rest: Decimal

    @property
    @exact_decimals
    def amount(self) -> Decimal:
        """The whole payment."""
        return self.rest + sum((share.amount for share in self.shares), ZERO)

    def describe(self) -> list[Message]:
        """A line for each order, and one for what is kept on account."""
        lines = [_describe_share(share, self.currency) for share in self.shares]
        if self.rest:
            rest = as_amount(self.rest, self.currency, 0, is_grouped=False)
            lines.append(_("{amount} is kept on account", amount=rest))
        return lines


@exact_decimals
def share_out(
    client: str,
    data: Data,
    amount: Decimal,
    currency: str,
    settings: Settings,
    since: date | None,
    today: date,
) -> SharedPayment:
    """An amount shared out over what is open today in its currency, the oldest due first.

    `since` is the first day whose invoices are known to be paid or not; before it a client's
    earliest payment says so, and where there is none either, all of its invoices count as open.
    Raises InvalidError for an amount that is not above zero.
    """
    if amount <= 0:
        raise InvalidError(_("a payment is above zero: to pay money back, name the order"))
    account = account_of(client_of(client, data), data, settings)
    first_day = account.find_first_day(since, today) or date.min
    shares: dict[str, OrderShare] = {}
    for item in open_items(account, today, first_day):
        if item.bill is None or item.amount <= 0 or item.currency != currency:
            continue
        before = shares.get(item.ref, OrderShare(item.ref, item.due, ZERO, ZERO))
        taken = min(item.amount, amount)
        amount -= taken
        shares[item.ref] = OrderShare(
            item.ref, before.due, before.amount + taken, before.open + item.amount
        )
    filled = tuple(share for share in shares.values() if share.amount)
    return SharedPayment(client, currency, filled, amount)


@exact_decimals
def pay_shares(
    data: Data, payment: SharedPayment, day: date, own_currency: str, make_id: MakeId
) -> Change:
    """Record a shared payment; `own_currency` is the client's."""
    refs = [order.get("ref") for order in orders(data)]
    edits: list[Edit] = [
        Append(
            (*ORDERS, refs.index(share.ref), "payments"),
            ({"date": day.isoformat(), "amount": share.amount},),
        )
        for share in payment.shares
    ]
    ids = [share.ref for share in payment.shares]
    if payment.rest:
        entry = account_entry(data, payment.rest, day, payment.currency, own_currency, make_id)
        edits.append(Append(ON_ACCOUNT, (entry,)))
        ids.append(str(entry["id"]))
    summary = _describe(payment, day)
    return Change("pay", summary, {payment.client: edits}, summary, ids=ids)


def _describe(payment: SharedPayment, day: date) -> Message:
    values = {
        "client": payment.client,
        "amount": as_amount(payment.amount, payment.currency, 0, is_grouped=False),
        "day": as_day(day),
    }
    if not payment.shares:
        return _("{client}: {amount} paid on {day}, kept on account", **values)
    refs = Lines([share.ref for share in payment.shares], ", ")
    return _("{client}: {amount} paid on {day}: {refs}", refs=refs, **values)


def _describe_share(share: OrderShare, currency: str) -> Message:
    values = {
        "ref": share.ref,
        "amount": as_amount(share.amount, currency, 0, is_grouped=False),
        "open": as_amount(share.open, currency, 0, is_grouped=False),
    }
    if share.due is None:
        return _("{ref}: {amount} of {open} open", **values)
    return _("{ref}, due {day}: {amount} of {open} open", day=as_day(share.due), **values)
