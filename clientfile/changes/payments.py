"""Payments: records what came in of an order, closes what will not, and moves money on account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clientfile.changes.orders import find_order
from clientfile.errors import InvalidError
from clientfile.figures.amounts import ZERO, exact_decimals
from clientfile.figures.owed.account import Bill, account_of
from clientfile.figures.owed.open_items import open_of
from clientfile.language import Message, _
from clientfile.language.quantities import Quantity
from clientfile.language.quantities import amount as as_amount
from clientfile.records.change import Change
from clientfile.records.client import client_of
from clientfile.records.edits import Append, Data, Drop, Edit, Path, Put, at
from clientfile.records.ids import (
    ON_ACCOUNT,
    ORDERS,
    MakeId,
    fresh_id,
    items,
    orders,
    used_ids,
)
from clientfile.records.settings import Settings
from clientfile.records.typed.parse import currencies_of
from clientfile.schema.shapes import order_shape

DIFFERENCE = "difference"


@dataclass(frozen=True)
class PaymentRequest:
    """A payment of an order on a day, by the order's ref or the invoice's number.

    `amount` is None for all that is open. What is then still open is closed for the reason `close`,
    if any. With `keeps_rest`, what comes in beyond is kept on account; else it is refused.
    """

    order: str
    amount: Decimal | None
    day: date
    close: str = ""
    keeps_rest: bool = False


@dataclass(frozen=True)
class OpenOrder:
    """An order with what is open of it, over all that the record has of it.

    Below zero it is to the client's credit.
    """

    bill: Bill
    amount: Decimal


def currency_of(data: Data, typed: str, own: str) -> str:
    """The currency of an order by its ref or the invoice's number; `own` is the client's."""
    return str(find_order(data, typed).get("currency") or own)


@exact_decimals
def pay(
    client: str, data: Data, request: PaymentRequest, settings: Settings, make_id: MakeId
) -> Change:
    """Record a payment of an order, or close what will not come in of it.

    Raises NoSuchItemError or AmbiguousItemError for the order, InvalidError for an order that is
    cancelled, where nothing is open, and for more than is open.
    """
    order = _find_open(client, data, request.order, request.amount, settings)
    paid, closed, rest = _split(client, order, request)
    day = request.day.isoformat()
    edits: list[Edit] = []
    ids = [order.bill.ref]
    path = _path(data, order.bill.ref)
    if paid:
        edits.append(Append((*path, "payments"), ({"date": day, "amount": paid},)))
    if closed:
        entry = {"date": day, "amount": closed, "reason": request.close}
        edits.append(Append((*path, "settled"), (entry,)))
    if rest:
        own = currencies_of(data, settings.currency).own
        entry = account_entry(data, rest, request.day, order.bill.currency, own, make_id)
        edits.append(Append(ON_ACCOUNT, (entry,)))
        ids.append(str(entry["id"]))
    summary = _describe(client, order.bill, request, paid, closed, rest)
    details = _describe_rest(order, paid, closed, rest)
    return Change("pay", summary, {client: edits}, summary, ids=ids, details=details)


@exact_decimals
def pay_from_credit(
    client: str, data: Data, typed: str, amount: Decimal | None, settings: Settings
) -> Change:
    """Move money on account to an order, the oldest first; each payment keeps its day.

    `amount` None moves as much as is open and on account. Raises as `pay` does, and InvalidError
    for more than is on account.
    """
    order = _find_open(client, data, typed, None, settings)
    entries = _money_on_account(data, order.bill.currency, settings)
    available = sum((money for __, money in entries), ZERO)
    if available <= 0:
        raise InvalidError(
            _(
                "{client} has no money on account in {currency}",
                client=client,
                currency=order.bill.currency,
            )
        )
    moved = min(_all_open(client, order), available) if amount is None else amount
    if moved > available:
        raise InvalidError(
            _(
                "{amount} is more than {client} has on account: {available}",
                amount=_money(moved, order.bill),
                client=client,
                available=_money(available, order.bill),
            )
        )
    _refuse_more_than_open(client, order, moved)
    edits = _take(data, entries, moved, _path(data, order.bill.ref))
    summary = _(
        "{client}: {amount} on account set off on order {ref}",
        client=client,
        amount=_money(moved, order.bill),
        ref=order.bill.ref,
    )
    details = _describe_rest(order, moved, ZERO, ZERO)
    return Change("pay", summary, {client: edits}, summary, [order.bill.ref], details)


def _find_open(
    client: str, data: Data, typed: str, amount: Decimal | None, settings: Settings
) -> OpenOrder:
    """The order that may be paid. Raises as `pay` does for one that can't be found or paid.

    Of an order that is cancelled, what was paid may be given back: an `amount` below zero.
    """
    ref = str(find_order(data, typed)["ref"])
    account = account_of(client_of(client, data), data, settings)
    bill = next(each for each in account.bills if each.ref == ref)
    if bill.is_cancelled and (amount is None or amount >= 0):
        raise InvalidError(
            _(
                "order {ref} of {client} is cancelled: nothing is to be paid",
                ref=ref,
                client=client,
            )
        )
    # All that the record has counts, also what is dated after the payment.
    return OpenOrder(bill, open_of(account, ref, date.max))


def _split(
    client: str, order: OpenOrder, request: PaymentRequest
) -> tuple[Decimal, Decimal, Decimal]:
    """What is paid, what is closed and what is kept on account. Raises as `pay` does."""
    if request.close:
        return *_split_closing(client, order, request), ZERO
    amount = request.amount
    if amount is None:
        return _all_open(client, order), ZERO, ZERO
    if request.keeps_rest and amount > order.amount:
        paid = max(order.amount, ZERO)
        return paid, ZERO, amount - paid
    _refuse_more_than_open(client, order, amount)
    return amount, ZERO, ZERO


def _split_closing(
    client: str, order: OpenOrder, request: PaymentRequest
) -> tuple[Decimal, Decimal]:
    """What is paid and what is closed. Too much that came in may be closed as a difference."""
    if not order.bill.is_invoice:
        raise InvalidError(
            _(
                "order {ref} of {client} is not invoiced: nothing of it is owed, so that there is "
                "nothing to close",
                ref=order.bill.ref,
                client=client,
            )
        )
    paid = request.amount or ZERO
    closed = order.amount - paid
    if closed < 0 and request.close != DIFFERENCE:
        _refuse_more_than_open(client, order, paid)
    if not closed or (closed < 0 and request.close != DIFFERENCE):
        raise InvalidError(
            _("nothing is left to close of order {ref} of {client}",
              ref=order.bill.ref, client=client)
        )  # fmt: skip
    return paid, closed


def _all_open(client: str, order: OpenOrder) -> Decimal:
    """What is open; of a credit note, what is to be paid back. Raises InvalidError for nothing."""
    bill = order.bill
    if order.amount > 0 or (order.amount < 0 and bill.is_credit_note):
        return order.amount
    paid = bill.paid(date.max)
    if order.amount == 0 and not paid:
        raise InvalidError(
            _("nothing is open of order {ref} of {client}", ref=bill.ref, client=client)
        )
    raise InvalidError(
        _(
            "order {ref} of {client} is paid already ({amount})",
            ref=bill.ref,
            client=client,
            amount=_money(paid, bill),
        )
    )


def _refuse_more_than_open(client: str, order: OpenOrder, amount: Decimal) -> None:
    """Raise InvalidError for an amount of nothing, and for more than is open or was paid."""
    bill = order.bill
    if not amount:
        raise InvalidError(_("an amount of nothing is no payment"))
    values = {"client": client, "ref": bill.ref, "open": _money(abs(order.amount), bill)}
    if bill.is_credit_note and order.amount <= 0:
        if order.amount <= amount < 0:
            return
        raise InvalidError(
            _(
                "order {ref} of {client} is a credit note, {open} are open of it: what is paid "
                "back is below zero (pay {client}/{ref} -- -1.50), and no more than that",
                **values,
            )
        )
    if amount > max(order.amount, ZERO):
        raise InvalidError(
            _(
                "{amount} is more than is open of order {ref} of {client}: {open}; "
                "--credit keeps the rest on account",
                amount=_money(amount, bill),
                **{**values, "open": _money(max(order.amount, ZERO), bill)},
            )
        )
    paid = bill.paid(date.max)
    if amount < -paid:
        raise InvalidError(
            _(
                "{amount} is more than was paid of order {ref} of {client}: {paid}",
                amount=_money(-amount, bill),
                ref=bill.ref,
                client=client,
                paid=_money(paid, bill),
            )
        )


def _money_on_account(data: Data, currency: str, settings: Settings) -> list[tuple[int, Decimal]]:
    """The entries of money on account in a currency that have something left, the oldest first:
    the index of each, and what is left of it after what was given back. One without a day counts
    nowhere.
    """
    own = currencies_of(data, settings.currency).own
    entries = [
        (entry["date"], index, entry["amount"])
        for index, entry in enumerate(items(data, *ON_ACCOUNT))
        if {"date", "amount"} <= entry.keys() and (entry.get("currency") or own) == currency
    ]
    given_back = -sum((amount for *__, amount in entries if amount < 0), ZERO)
    left = []
    for __, index, amount in sorted(entries):
        used = min(max(amount, ZERO), given_back)
        given_back -= used
        if amount > used:
            left.append((index, amount - used))
    return left


def _take(
    data: Data, entries: Sequence[tuple[int, Decimal]], amount: Decimal, order: Path
) -> list[Edit]:
    """The edits that pay an order by money on account; entries that are used up are dropped."""
    payments, changes, used_up = [], [], []
    for index, money in entries:
        taken = min(money, amount)
        amount -= taken
        if not taken:
            break
        entry = at(data, (*ON_ACCOUNT, index))
        payments.append({"date": entry["date"], "amount": taken})
        if entry["amount"] == taken:
            used_up.append(index)
        else:
            changes.append(Put((*ON_ACCOUNT, index, "amount"), entry["amount"] - taken))
    drops = [Drop((*ON_ACCOUNT, index)) for index in sorted(used_up, reverse=True)]
    if len(used_up) == len(items(data, *ON_ACCOUNT)):
        drops = [Drop(ON_ACCOUNT)]
    return [Append((*order, "payments"), tuple(payments)), *changes, *drops]


def account_entry(
    data: Data, amount: Decimal, day: date, currency: str, own_currency: str, make_id: MakeId
) -> Data:
    """Money on account as a new entry of the record; `own_currency` is the client's."""
    identifier = fresh_id(used_ids(data), make_id)
    entry: Data = {"id": identifier, "date": day.isoformat(), "amount": amount}
    return entry if currency == own_currency else {**entry, "currency": currency}


def _path(data: Data, ref: str) -> Path:
    return (*ORDERS, [order.get("ref") for order in orders(data)].index(ref))


def _describe(
    client: str,
    bill: Bill,
    request: PaymentRequest,
    paid: Decimal,
    closed: Decimal,
    rest: Decimal,
) -> Message:
    values = {"client": client, "ref": bill.ref, "day": request.day}
    if rest and not paid:
        return _("{client}: {amount} paid on {day}, kept on account",
                 client=client, amount=_money(rest, bill), day=request.day)  # fmt: skip
    if not closed:
        return _(
            "{client}: {amount} of order {ref} paid on {day}",
            amount=_money(paid, bill),
            **values,
        )
    values["reason"] = order_shape().fields["settled"].child(0).child("reason").word(request.close)
    values["closed"] = _money(closed, bill)
    if not paid:
        return _("{client}: {closed} of order {ref} closed on {day}: {reason}", **values)
    return _(
        "{client}: {amount} of order {ref} paid on {day}, {closed} closed: {reason}",
        amount=_money(paid, bill),
        **values,
    )


def _describe_rest(
    order: OpenOrder, paid: Decimal, closed: Decimal, rest: Decimal
) -> list[Message]:
    """What is open after a payment, and what it is kept as."""
    bill, left = order.bill, order.amount - paid - closed
    details = []
    if not bill.is_invoice and paid > 0:
        details.append(_("the order is not invoiced yet: that is a deposit"))
    if left > 0:
        details.append(_("{amount} are left to pay", amount=_money(left, bill)))
    elif left < 0:
        details.append(_("{amount} is still to the client's credit", amount=_money(-left, bill)))
    elif paid > 0 and not closed:
        details.append(_("the order is paid"))
    elif paid < 0 and bill.is_credit_note:
        details.append(_("the credit note is paid back"))
    elif paid or closed:
        details.append(_("nothing of the order is open any more"))
    if rest:
        details.append(_("{amount} is kept on account", amount=_money(rest, bill)))
    return details


def _money(amount: Decimal, bill: Bill) -> Quantity:
    return as_amount(amount, bill.currency, 0, is_grouped=False)
