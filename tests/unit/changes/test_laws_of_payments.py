"""Laws of `pay` over random accounts: what is paid, moved or shared out lessens as much."""

from __future__ import annotations

import os
from collections import Counter
from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, Phase, assume, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from clientfile.changes.payments import PaymentRequest, pay, pay_from_credit
from clientfile.changes.shared_payment import pay_shares, share_out
from clientfile.errors import InvalidError
from clientfile.figures.owed.account import account_of
from clientfile.figures.owed.open_items import open_items, open_of
from clientfile.records.client import client_of
from clientfile.records.edits import apply_edits
from tests.oracles.random_debts import TODAY, accounts, settings

STRESS = os.environ.get("HYPOTHESIS_PROFILE") == "stress"
# What fails is a whole record, which takes minutes to be made smaller: only at length.
PHASES = tuple(Phase) if STRESS else (Phase.explicit, Phase.reuse, Phase.generate)
random_accounts = examples(max_examples=2000 if STRESS else 25, deadline=None, phases=PHASES,
                           suppress_health_check=[HealthCheck.filter_too_much])  # fmt: skip
DAYS = [date(2025, 6, 1), date(2025, 12, 31), date(2026, 3, 15), TODAY, date(2026, 9, 1)]
amounts = st.integers(1, 90).map(Decimal)
money = st.fixed_dictionaries({
    "date": st.sampled_from(["2025-07-01", "2025-12-01", "2026-05-01"]),
    "amount": st.integers(-40, 200).map(Decimal),
})  # fmt: skip
records = accounts(pays=True).filter(lambda data: data["business"]["orders"])


def account(data, folder):
    return account_of(client_of("acme", data), data, folder)


def total(data, folder, day, currency):
    items = open_items(account(data, folder), day)
    return sum((item.amount for item in items if item.currency == currency), Decimal(0))


def due_amounts(data, folder, currency, first):
    """What is open today of invoices from a first day on, by order and due date."""
    sums = Counter()
    for item in open_items(account(data, folder), TODAY, first):
        if item.currency == currency and item.amount > 0:
            sums[item.ref, item.due or date.max] += item.amount
    return sums


def after(change, data):
    return apply_edits(data, change.records["acme"])


def make_id():
    return "k7wq3fzt"


def attempt(act):
    """The change, if there is one: what can't be paid is refused."""
    try:
        return act()
    except InvalidError:
        assume(False)


@random_accounts
@given(records, settings, st.integers(0, 3), st.booleans(), st.integers(-50, 400))
def test_a_payment_lessens_what_is_open_by_as_much(data, folder, place, close, cents):
    bills = account(data, folder).bills
    bill = bills[place % len(bills)]
    amount = None if cents % 3 == 0 else Decimal(cents)
    request = PaymentRequest(bill.ref, amount, TODAY, "loss" if close else "", cents % 2 == 0)
    left = open_of(account(data, folder), bill.ref, date.max)
    change = attempt(lambda: pay("acme", data, request, folder, make_id))
    now = after(change, data)
    order = now["business"]["orders"][place % len(bills)]
    before = data["business"]["orders"][place % len(bills)]
    added = [
        entry["amount"]
        for key in ("payments", "settled")
        for entry in order.get(key, [])[len(before.get(key, [])) :]
    ]
    kept = now["business"].get("on_account", [])[len(data["business"].get("on_account", [])) :]
    added += [entry["amount"] for entry in kept]
    assert added
    then = total(data, folder, date.max, bill.currency)
    assert then - total(now, folder, date.max, bill.currency) == sum(added)
    rest = open_of(account(now, folder), bill.ref, date.max)
    assert abs(rest) <= abs(left) or amount is not None
    if amount is None or close:
        assert rest == 0


@random_accounts
@given(records, settings, st.integers(0, 3), st.none() | amounts, st.lists(money, max_size=3))
def test_money_that_is_moved_leaves_the_total_of_every_day(data, folder, place, amount, entries):
    bills = account(data, folder).bills
    bill = bills[place % len(bills)]
    data["business"]["on_account"] = [
        {**entry, "currency": bill.currency}
        for entry in [{"date": "2026-01-15", "amount": Decimal(50)}, *entries]
    ]
    change = attempt(lambda: pay_from_credit("acme", data, bill.ref, amount, folder))
    now = after(change, data)
    assert now != data
    for day in DAYS:
        same = total(now, folder, day, bill.currency)
        assert same == total(data, folder, day, bill.currency), day


@random_accounts
@given(records, settings, st.integers(1, 900).map(Decimal))
def test_a_shared_payment_fills_the_oldest_due_first(data, folder, amount):
    own = data["business"].get("currency", folder.currency)
    payment = share_out("acme", data, amount, own, folder, folder.payments_since, TODAY)
    assert payment.amount == amount
    assert not payment.rest or all(share.amount == share.open for share in payment.shares)
    now = after(pay_shares(data, payment, TODAY, own, make_id), data)
    then = total(data, folder, TODAY, own)
    assert then - total(now, folder, TODAY, own) == amount
    # A first payment makes older invoices unknown: what is compared is known before it.
    first = account(data, folder).find_first_day(folder.payments_since, TODAY) or date.min
    before, left = (due_amounts(each, folder, own, first) for each in (data, now))
    paid = [due for (ref, due), amount in before.items() if left[ref, due] != amount]
    unpaid = [due for (ref, due), amount in left.items() if before[ref, due] == amount]
    assert max(paid, default=date.min) <= min(unpaid, default=date.max)
