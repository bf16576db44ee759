"""What `pay` makes of a record: payments, closings, money on account, and what it refuses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest

from clientfile.changes.payments import PaymentRequest, pay, pay_from_credit
from clientfile.changes.shared_payment import pay_shares, share_out
from clientfile.errors import AmbiguousItemError, InvalidError, NoSuchItemError
from clientfile.records.edits import Data, apply_edits
from clientfile.records.settings import Settings

TODAY = date(2026, 11, 28)
EURO = Settings()


def order(ref, amount=100, day="2026-10-01", **more):
    line = {"product": "Tile", "quantity": D(1), "unit_price": D(amount)}
    return {"ref": ref, "date": day, "lines": [line], **more}


def record(*orders, on_account=(), **business):
    money = {"on_account": list(on_account)} if on_account else {}
    return {
        "identity": {"name": "Acme", "status": "client"},
        "business": {"orders": list(orders), **money, **business},
    }


def make_id():
    return "k7wq3fzt"


def after(change, data) -> Data:
    edits = change.records["acme"]
    assert isinstance(edits, list)
    business: Data = apply_edits(data, edits)["business"]
    return business


def paid(data, typed, amount=None, **more):
    """The first order, money on account and details after a payment."""
    request = PaymentRequest(typed, None if amount is None else D(amount), TODAY, **more)
    change = pay("acme", data, request, EURO, make_id)
    business = after(change, data)
    return business["orders"][0], business.get("on_account"), texts(change.details)


def refused(data, typed, amount=None, **more):
    with pytest.raises(InvalidError) as error:
        paid(data, typed, amount, **more)
    return texts([error.value])[0]


def texts(messages):
    return [str(message).replace(".00 EUR", " EUR") for message in messages]


def payment(amount, day="2026-11-28"):
    return {"date": day, "amount": D(amount)}


# What is open


def test_an_order_is_named_by_its_ref_or_by_the_number_of_its_invoice():
    data = record(order("A1", invoice="F26-7"), order("F26-9", invoice="A1"))
    for typed in ("A1", "F26-7", "a1", "f26-7"):
        assert paid(data, typed, 40)[0]["payments"] == [payment(40)]
    with pytest.raises(NoSuchItemError):
        paid(data, "F26-8")
    twice = record(order("A1", invoice="F1"), order("A2", invoice="F1"))
    with pytest.raises(AmbiguousItemError):
        paid(twice, "F1")


def test_all_that_is_open_is_paid_vat_and_freight_included():
    data = record(order("A1", freight=D(10), tax=D("22"), payments=[payment(32)]))
    found, __, details = paid(data, "A1")
    assert found["payments"][-1] == payment(100)
    assert details == ["the order is paid"]
    assert paid(data, "A1", 40)[2] == ["60 EUR are left to pay"]


def test_a_credit_note_that_is_tied_leaves_less_to_pay():
    data = record(order("A1"), order("C1", -30, credit_of="A1"))
    assert paid(data, "A1")[0]["payments"] == [payment(70)]
    assert "more than is open of order A1 of acme: 70 EUR" in refused(data, "A1", 71)
    # Its excess stays with the credit note.
    over = record(order("C1", -130, credit_of="A1"), order("A1"))
    assert "nothing is open of order A1" in refused(over, "A1")
    found, __, details = paid(over, "C1")
    assert found["payments"] == [payment(-30)]
    assert details == ["the credit note is paid back"]


def test_more_than_is_open_is_refused_or_kept_on_account():
    data = record(order("A1"))
    assert refused(data, "A1", 130) == (
        "130 EUR is more than is open of order A1 of acme: 100 EUR; "
        "--credit keeps the rest on account"
    )
    found, money, details = paid(data, "A1", 130, keeps_rest=True)
    assert found["payments"] == [payment(100)]
    assert money == [{"id": "k7wq3fzt", "date": "2026-11-28", "amount": D(30)}]
    assert details == ["the order is paid", "30 EUR is kept on account"]
    settled = record(order("A1", payments=[payment(100)]))
    found, money, __ = paid(settled, "A1", 5, keeps_rest=True)
    assert (len(found["payments"]), money[0]["amount"]) == (1, D(5))
    assert paid(data, "A1", 80, keeps_rest=True)[1] is None


def test_money_for_an_order_that_is_paid_is_all_on_account_and_told_so():
    data = record(order("A1", payments=[payment(100)]))
    request = PaymentRequest("A1", D(5), TODAY, keeps_rest=True)
    change = pay("acme", data, request, EURO, make_id)
    assert texts([change.subject]) == ["acme: 5 EUR paid on 2026-11-28, kept on account"]
    assert texts(change.details) == ["5 EUR is kept on account"]
    # So it is beside a credit note, which nothing is paid back of.
    note = record(order("C1", -30))
    assert "the credit note is paid back" not in paid(note, "C1", 5, keeps_rest=True)[2]


def test_what_was_paid_of_a_cancelled_order_is_given_back():
    data = record(order("A1", status="cancelled", payments=[payment(30)]))
    found, __, details = paid(data, "A1", -30)
    assert found["payments"] == [payment(30), payment(-30)]
    assert details == ["nothing of the order is open any more"]
    assert paid(data, "A1", -10)[2] == ["20 EUR is still to the client's credit"]
    assert "more than was paid of order A1 of acme: 30 EUR" in refused(data, "A1", -31)
    for amount in (None, 30):
        assert "is cancelled" in refused(data, "A1", amount)


def test_what_came_in_too_much_and_goes_back_is_no_credit_note():
    data = record(order("A1", payments=[payment(120)]))
    assert paid(data, "A1", -20)[2] == ["nothing of the order is open any more"]
    assert paid(data, "A1", -5)[2] == ["15 EUR is still to the client's credit"]


def test_money_in_another_currency_is_kept_in_it():
    data = record(order("A1", currency="USD"))
    __, money, __ = paid(data, "A1", 130, keeps_rest=True)
    assert money == [{"id": "k7wq3fzt", "date": "2026-11-28", "amount": D(30), "currency": "USD"}]


def test_what_is_paid_back_is_no_more_than_was_paid():
    data = record(order("A1", payments=[payment(100)]))
    assert paid(data, "A1", -40)[2] == ["40 EUR are left to pay"]
    assert "more than was paid of order A1 of acme: 100 EUR" in refused(data, "A1", -101)
    credit = record(order("C1", -30))
    assert paid(credit, "C1", -10)[2] == ["20 EUR is still to the client's credit"]
    for amount in (10, -31):
        assert "is a credit note, 30 EUR are open of it" in refused(credit, "C1", amount)


def test_nothing_is_paid_of_what_is_cancelled_paid_or_worth_nothing():
    assert "is cancelled" in refused(record(order("A1", status="cancelled")), "A1", 5)
    assert "paid already (100 EUR)" in refused(record(order("A1", payments=[payment(100)])), "A1")
    assert "nothing is open" in refused(record(order("A1", 0)), "A1")
    assert "no payment" in refused(record(order("A1")), "A1", 0)


def test_a_payment_before_the_invoice_is_a_deposit():
    data = record(order("A1", status="ordered"))
    found, __, details = paid(data, "A1", 30)
    assert found["payments"] == [payment(30)]
    assert details == [
        "the order is not invoiced yet: that is a deposit", "70 EUR are left to pay",
    ]  # fmt: skip
    assert "more than is open" in refused(data, "A1", 101)
    assert "is not invoiced" in refused(data, "A1", 30, close="loss")


# Closing


def test_what_will_not_come_in_is_closed():
    data = record(order("A1", payments=[payment(98, "2026-10-09")]))
    found, __, details = paid(data, "A1", close="early-payment")
    assert found["settled"] == [{**payment(2), "reason": "early-payment"}]
    assert (len(found["payments"]), details) == (1, ["nothing of the order is open any more"])
    # With an amount, what the payment leaves.
    found, __, __ = paid(record(order("A1")), "A1", 98, close="loss")
    assert (found["payments"], found["settled"]) == (
        [payment(98)], [{**payment(2), "reason": "loss"}],
    )  # fmt: skip


def test_too_much_is_closed_as_a_difference_alone():
    found, __, __ = paid(record(order("A1")), "A1", "100.02", close="difference")
    assert found["settled"] == [{**payment("-0.02"), "reason": "difference"}]
    assert "more than is open" in refused(record(order("A1")), "A1", "100.02", close="loss")
    paid_up = record(order("A1", payments=[payment(100)]))
    for reason in ("loss", "difference", "early-payment"):
        assert "nothing is left to close" in refused(paid_up, "A1", close=reason)


# Money on account


def test_the_oldest_money_on_account_is_used_first_and_keeps_its_day():
    money = [
        {"id": "b", "date": "2026-09-20", "amount": D(50)},
        {"id": "a", "date": "2026-09-02", "amount": D(20)},
        {"id": "c", "date": "2026-09-01", "amount": D(99), "currency": "USD"},
    ]
    data = record(order("A1"), on_account=money)
    business = after(pay_from_credit("acme", data, "A1", D(30), EURO), data)
    assert business["orders"][0]["payments"] == [
        payment(20, "2026-09-02"), payment(10, "2026-09-20"),
    ]  # fmt: skip
    left = [{**money[0], "amount": D(40)}, money[2]]
    assert business["on_account"] == left
    business = after(pay_from_credit("acme", data, "A1", None, EURO), data)
    assert [each["amount"] for each in business["orders"][0]["payments"]] == [20, 50]
    assert business["on_account"] == [money[2]]


def test_no_more_is_moved_than_is_on_account_and_open():
    money = [{"date": "2026-09-20", "amount": D(150)}, {"date": "2026-09-21", "amount": D(-120)}]
    data = record(order("A1"), on_account=money)
    business = after(pay_from_credit("acme", data, "A1", None, EURO), data)
    assert [each["amount"] for each in business["on_account"]] == [120, -120]
    for amount, words in ((31, "has on account: 30 EUR"), (-1, "more than was paid")):
        with pytest.raises(InvalidError, match=words):
            pay_from_credit("acme", data, "A1", D(amount), EURO)
    rich = record(order("A1", 20), on_account=money[:1])
    with pytest.raises(InvalidError, match="more than is open"):
        pay_from_credit("acme", rich, "A1", D(21), EURO)
    assert after(pay_from_credit("acme", rich, "A1", None, EURO), rich)["on_account"] == [
        {"date": "2026-09-20", "amount": D(130)}
    ]
    paid_up = record(order("A1", payments=[payment(100)]), on_account=money)
    with pytest.raises(InvalidError, match="paid already"):
        pay_from_credit("acme", paid_up, "A1", None, EURO)
    with pytest.raises(InvalidError, match="no money on account in EUR"):
        pay_from_credit("acme", record(order("A1")), "A1", None, EURO)


def test_an_account_that_is_used_up_is_gone():
    data = record(order("A1"), on_account=[{"id": "b", "date": "2026-09-20", "amount": D(50)}])
    assert "on_account" not in after(pay_from_credit("acme", data, "A1", None, EURO), data)


# A payment that names no order


def shared(data, amount, currency="EUR", since=None):
    payment = share_out("acme", data, D(amount), currency, EURO, since, TODAY)
    return payment, [(share.ref, share.amount) for share in payment.shares]


def test_the_oldest_due_is_paid_first_and_the_rest_kept_on_account():
    data = record(
        order("late", due="2026-10-20"), order("oldest", due="2026-09-20"),
        order("no terms"), order("ahead", status="ordered", due="2026-09-01"),
        order("credit", -10), order("dollars", currency="USD", due="2026-08-01"),
    )  # fmt: skip
    assert shared(data, 150)[1] == [("oldest", 100), ("late", 50)]
    plan, shares = shared(data, 320)
    assert (shares, plan.rest) == ([("oldest", 100), ("late", 100), ("no terms", 100)], D(20))
    assert texts(plan.describe()) == [
        "oldest, due 2026-09-20: 100 EUR of 100 EUR open",
        "late, due 2026-10-20: 100 EUR of 100 EUR open",
        "no terms: 100 EUR of 100 EUR open",
        "20 EUR is kept on account",
    ]
    business = after(pay_shares(data, plan, TODAY, "EUR", make_id), data)
    assert [len(each.get("payments", ())) for each in business["orders"]] == [1, 1, 1, 0, 0, 0]
    assert business["on_account"] == [{"id": "k7wq3fzt", **payment(20)}]
    plan, shares = shared(data, 130, "USD")
    assert (shares, plan.rest) == ([("dollars", 100)], D(30))
    entry = after(pay_shares(data, plan, TODAY, "EUR", make_id), data)["on_account"]
    assert entry == [{"id": "k7wq3fzt", **payment(30), "currency": "USD"}]


def test_invoices_of_which_nothing_is_known_are_not_proposed():
    old = order("old", day="2019-05-01", due="2019-06-01")
    new = order("new", due="2026-11-01")
    assert shared(record(old, new), 150, since=date(2026, 1, 1))[1] == [("new", 100)]
    # Nothing is known of anybody: the user is asked about all.
    assert shared(record(old, new), 150)[1] == [("old", 100), ("new", 50)]
    for amount in (0, -5):
        with pytest.raises(InvalidError, match="above zero"):
            shared(record(new), amount)
