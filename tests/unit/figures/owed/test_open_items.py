"""What is open of an account on a day: invoices, instalments, deposits, credit notes, money."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest

from clientfile.figures.extracts import ExtractRequest
from clientfile.figures.owed.account import ACCOUNTS, FIRST_PAYMENTS, account_of
from clientfile.figures.owed.ageing import ageing_of
from clientfile.figures.owed.open_items import open_items, open_of
from clientfile.records.client import client_of
from clientfile.records.settings import Settings
from clientfile.records.typed.periods import ALL

DAY = date(2026, 6, 30)
EURO = Settings(currency="EUR", terms={"days": 30})


def order(ref, day, net, **more):
    line = {"product": "Tile", "quantity": D(1), "unit_price": D(net)}
    return {"ref": ref, "date": day, "lines": [line], **more}


def paid(day, amount):
    return {"date": day, "amount": D(amount)}


def account(*orders, **business):
    data = {"identity": {"name": "A", "status": "client"},
            "business": {"orders": list(orders), **business}}  # fmt: skip
    client = client_of("a", data)
    made = account_of(client, data, EURO)
    text = ACCOUNTS.encode(client, data, ExtractRequest(ALL, EURO, DAY))
    assert ACCOUNTS.decode(text, "a", "EUR") == made
    return made


def told(made, day=DAY, since=date.min):
    return [
        (item.kind, item.ref, str(item.due or ""), format(item.amount.normalize(), "f"))
        for item in open_items(made, day, since)
    ]


@pytest.mark.parametrize(
    ("more", "is_owed"),
    [
        ({}, True), ({"status": "invoiced"}, True), ({"status": "delivered"}, False),
        ({"status": "ordered"}, False), ({"status": "ordered", "invoiced": "2026-05-02"}, True),
        ({"status": "delivered", "invoice": "F1"}, True),
        ({"status": "cancelled", "invoiced": "2026-05-02"}, False),
        ({"invoiced": "2026-07-01"}, False),
    ],
)  # fmt: skip
def test_only_an_invoice_is_owed(more, is_owed):
    assert [each[3] for each in told(account(order("A", "2026-05-01", 100, **more)))] == (
        ["100"] * is_owed
    )


def test_what_an_invoice_leaves_and_what_is_too_much():
    bill = order("A", "2026-05-01", 100, payments=[paid("2026-05-20", 30), paid("2026-07-02", 90)])
    made = account(bill)
    assert told(made, date(2026, 5, 19)) == [("invoice", "A", "2026-05-31", "100")]
    assert told(made) == [("invoice", "A", "2026-05-31", "70")]
    assert told(made, date(2026, 7, 2)) == [("excess", "A", "", "-20")]
    back = account(order("A", "2026-05-01", 100,
                         payments=[paid("2026-05-20", 100), paid("2026-06-02", -40)]))  # fmt: skip
    assert told(back) == [("invoice", "A", "2026-05-31", "40")]


def test_deposits_are_set_off_on_the_day_of_the_invoice():
    plan = [{"due": "2026-05-10", "rate": "30%"}, {"due": "2026-08-31", "rate": "70%"}]
    bill = order("A", "2026-05-01", 100, invoiced="2026-06-15", instalments=plan,
                 payments=[paid("2026-05-12", 40)])  # fmt: skip
    made = account(bill)
    assert told(made, date(2026, 5, 9)) == []
    assert told(made, date(2026, 5, 11)) == [("deposit", "A", "2026-05-10", "30")]
    assert told(made, date(2026, 5, 12)) == [("deposit", "A", "", "-10")]
    assert told(made) == [("invoice", "A", "2026-08-31", "60")]
    assert open_of(made, "A", date(2026, 5, 11)) == 100
    assert open_of(made, "A", DAY) == 60
    gone = account(order("A", "2026-05-01", 100, status="cancelled", instalments=plan,
                         payments=[paid("2026-05-12", 40)]))  # fmt: skip
    assert told(gone) == [("deposit", "A", "", "-40")]
    assert open_of(gone, "A", DAY) == -40


def test_a_deposit_from_before_the_first_known_day_takes_no_payment():
    plan = [{"due": "2026-03-10", "rate": "30%"}, {"due": "2026-05-31", "rate": "70%"}]
    bill = order("A", "2026-03-01", 100, status="ordered", instalments=plan,
                 payments=[paid("2026-06-02", 70)])  # fmt: skip
    assert told(account(bill), since=date(2026, 5, 1)) == []
    assert told(account(bill)) == [("deposit", "A", "2026-05-31", "30")]


def test_credit_notes_tied_and_untied():
    bill = order("A", "2026-05-01", 100, payments=[paid("2026-06-10", 80)])
    tied = order("N", "2026-06-01", -30, credit_of="A")
    assert told(account(bill, tied), date(2026, 5, 31)) == [("invoice", "A", "2026-05-31", "100")]
    assert told(account(bill, tied), date(2026, 6, 5)) == [("invoice", "A", "2026-05-31", "70")]
    assert told(account(bill, tied)) == [("credit-note", "N", "", "-10")]
    assert told(account(bill, order("N", "2026-06-01", -30))) == [
        ("invoice", "A", "2026-05-31", "20"), ("credit-note", "N", "", "-30")]  # fmt: skip
    refunded = order("N", "2026-06-01", -30, credit_of="A", payments=[paid("2026-06-20", -10)])
    assert told(account(bill, refunded)) == []
    assert open_of(account(bill, tied), "A", date(2026, 6, 5)) == 70
    # Nothing is taken off what is not invoiced, of another currency, or not known.
    for more in ({"status": "ordered"}, {"currency": "USD"}, {"invoiced": "2026-07-02"}):
        other = order("A", "2026-05-01", 100, **more)
        assert ("credit-note", "N", "", "-30") in told(account(other, tied))
    before = account(order("A", "2026-05-01", 100), tied)
    assert told(before, since=date(2026, 6, 1)) == [("credit-note", "N", "", "-30")]


def test_what_is_closed_is_open_no_more():
    bill = order("A", "2026-05-01", 100, settled=[{**paid("2026-06-10", 2), "reason": "loss"}],
                 payments=[paid("2026-06-10", 90)])  # fmt: skip
    (item,) = open_items(account(bill), DAY)
    assert (item.amount, item.paid, item.credited) == (8, 90, 2)


def test_money_on_account_by_currency():
    made = account(on_account=[paid("2026-05-01", 50), {**paid("2026-05-02", 9), "currency": "USD"},
                               paid("2026-06-01", -50), paid("2026-07-01", 8)])  # fmt: skip
    assert told(made, date(2026, 5, 3)) == [
        ("on-account", "", "", "-50"), ("on-account", "", "", "-9")]  # fmt: skip
    assert told(made, since=None) == [("on-account", "", "", "-9")]


def test_from_which_day_on_invoices_are_known():
    def known_from(*orders, since=None):
        found = account(*orders).find_first_day(since, DAY)
        return str(found or "")

    first, second = order("A", "2025-05-01", 100), order("B", "2025-06-01", 100)
    assert known_from(first) == ""
    assert known_from(first, since=date(2026, 1, 1)) == "2026-01-01"
    payer = second | {"payments": [paid("2025-07-01", 100)]}
    assert known_from(first, payer, since=date(2026, 1, 1)) == "2025-06-01"
    assert known_from(payer, since=date(2024, 1, 1)) == "2024-01-01"
    ahead = second | {"payments": [paid("2026-07-01", 100)]}
    assert known_from(first, ahead, since=date(2026, 1, 1)) == "2026-01-01"
    data = {"business": {"orders": [first, payer], "on_account": [paid("2025-06-30", 1)]}}
    text = FIRST_PAYMENTS.encode(None, data, None)
    assert FIRST_PAYMENTS.decode(text, "a", "EUR") == date(2025, 6, 30)
    assert FIRST_PAYMENTS.decode("", "a", "EUR") is None


def test_a_payment_without_a_day_counts_from_the_invoice_on():
    made = account(
        order("A", "2026-05-01", 100, invoiced="2026-05-20", payments=[{"amount": D(9)}])
    )
    assert told(made, date(2026, 5, 19)) == []
    assert told(made, date(2026, 5, 20)) == [("invoice", "A", "2026-06-19", "91")]


def test_ageing_by_days_past_the_due_date():
    bills = [order(f"A{day}", "2026-01-01", 10 ** place, due=day) for place, day in enumerate(
        ["2026-06-30", "2026-06-29", "2026-05-31", "2026-05-30", "2026-05-01", "2026-04-01",
         "2026-03-31"])]  # fmt: skip
    made = account(*bills, order("C", "2026-01-01", -5), on_account=[paid("2026-01-01", 2)])
    ageing = ageing_of(open_items(made, DAY), DAY)
    assert ageing.not_due == 1
    assert ageing.overdue == [10 + 100, 1000 + 10000, 100000, 1000000]
    assert (ageing.credit, ageing.undated, ageing.total) == (-7, 0, 1111111 - 7)
    assert ageing.oldest == date(2026, 3, 31)
    late = 10 * 1 + 100 * 30 + 1000 * 31 + 10000 * 60 + 100000 * 90 + 1000000 * 91
    assert ageing.days_overdue == round(D(late) / 1111110, 1)
    assert ageing.invoices == 1111111


def test_without_terms_nothing_is_overdue_nor_due():
    data = {"identity": {"name": "A", "status": "client"},
            "business": {"orders": [order("A", "2026-01-01", 100)]}}  # fmt: skip
    made = account_of(client_of("a", data), data, Settings())
    ageing = ageing_of(open_items(made, DAY), DAY)
    assert (ageing.undated, ageing.all_overdue, ageing.days_overdue) == (100, 0, None)
