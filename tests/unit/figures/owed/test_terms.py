"""Due dates by the terms of payment, and the parts that instalments make."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest

from clientfile.figures.owed.terms import due_day, parts_of, terms_of

CENT = D("0.01")


@pytest.mark.parametrize(
    ("item", "terms", "due"),
    [
        ({"date": "2026-01-15"}, {}, None),
        ({"date": "2026-01-15"}, {"method": "transfer"}, None),
        ({"date": "2026-01-15"}, {"days": 0}, "2026-01-15"),
        ({"date": "2026-01-15", "invoiced": "2026-01-20"}, {"days": 30}, "2026-02-19"),
        # 45 jours fin de mois, and fin de mois 45 jours.
        ({"date": "2026-01-20"}, {"days": 45, "end_of_month": True}, "2026-03-31"),
        ({"date": "2026-01-20"}, {"days": 45, "days_from": "month-end"}, "2026-03-17"),
        ({"date": "2026-02-01"}, {"days": 45, "end_of_month": True}, "2026-03-31"),
        ({"date": "2026-02-01"}, {"days": 45, "days_from": "month-end"}, "2026-04-14"),
        ({"date": "2026-01-20"}, {"end_of_month": True}, "2026-01-31"),
        ({"date": "2026-01-20"}, {"days": 30, "end_of_month": True, "on_day": 10}, "2026-03-10"),
        ({"date": "2026-01-20"}, {"days": 30, "days_from": "month-end", "on_day": 10},
         "2026-04-10"),
        # Both: the end of the month has been counted from.
        ({"date": "2026-01-20"}, {"days": 45, "days_from": "month-end", "end_of_month": True},
         "2026-03-17"),
        ({"date": "2026-01-15", "invoiced": "2026-02-01"}, {"method": "prepayment", "days": 30},
         "2026-01-15"),
        ({"date": "2026-01-15", "due": "2026-05-05"}, {"method": "prepayment"}, "2026-05-05"),
        ({"date": "9999-12-31"}, {"days": 45, "days_from": "month-end"}, "9999-12-31"),
    ],
)  # fmt: skip
def test_due_dates(item, terms, due):
    assert due_day(item, terms) == (date.fromisoformat(due) if due else None)


def test_the_delay_is_taken_together_from_the_client_or_the_folder():
    folder = {"days": 30, "end_of_month": True, "days_from": "invoice", "method": "transfer"}
    assert terms_of({}, folder) == folder
    assert terms_of({"method": "cheque"}, folder) == folder | {"method": "cheque"}
    assert terms_of({"days": 60}, folder) == {"days": 60, "method": "transfer"}
    assert terms_of({"on_day": 5, "regularity": "late"}, {}) == {"on_day": 5}
    own = {"end_of_month": False}
    assert terms_of(own, folder) == own | {"method": "transfer"}


def test_who_pays_in_advance_has_no_delay_of_the_folders():
    folder = {"days": 30, "end_of_month": True, "days_from": "invoice"}
    assert terms_of({"method": "prepayment"}, folder) == {"method": "prepayment"}
    own = {"method": "prepayment", "days": 10}
    assert terms_of(own, folder) == own


def parts(to_pay, *instalments, **more):
    item = {"date": "2026-01-15", "instalments": instalments, **more}
    return [
        (str(part.due or ""), str(part.amount), part.is_planned)
        for part in parts_of(item, D(to_pay), {"days": 30}, CENT)
    ]


def test_instalments_replace_the_one_due_date():
    assert parts("100") == [("2026-02-14", "100", False)]
    third = {"rate": "33%"}
    assert parts(
        "100.01", {"due": "2026-03-01", "rate": "70%"}, {"due": "2026-02-01", "rate": "30%"}
    ) == [("2026-02-01", "30.00", True), ("2026-03-01", "70.01", True)]
    # What rounding leaves goes to the last one.
    assert parts("0.05", *({"due": f"2026-0{n}-01", "rate": "50%"} for n in (2, 3))) == [
        ("2026-02-01", "0.03", True),
        ("2026-03-01", "0.02", True),
    ]
    # What they leave is due as without them; what they have too much is taken off the last.
    assert parts("100", {"due": "2026-01-20", **third}) == [
        ("2026-01-20", "33.00", True),
        ("2026-02-14", "67.00", False),
    ]
    assert parts(
        "100", {"due": "2026-02-01", "amount": D(80)}, {"due": "2026-03-01", "amount": D(30)}
    ) == [("2026-02-01", "80.00", True), ("2026-03-01", "20.00", True)]
    assert parts("100", {"due": "2026-02-01", "amount": D(100)}, {"amount": D(30)}) == [
        ("2026-02-01", "100.00", True)
    ]
    # Without a due date it comes last; without an amount it is nothing.
    assert parts(
        "100", {"rate": "60%"}, {"due": "2026-02-01", "rate": "40%"}, {"due": "2026-01-01"}
    ) == [("2026-02-01", "40.00", True), ("", "60.00", True)]
    # A credit note has none.
    assert parts("-100", {"due": "2026-02-01", "rate": "40%"}) == [("2026-02-14", "-100", False)]
