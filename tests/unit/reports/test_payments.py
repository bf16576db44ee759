"""How regularly a client pays: the shares and the days that decide."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from clientfile.figures.owed.account import Account, Bill, Payment
from clientfile.figures.owed.open_items import open_items
from clientfile.figures.owed.terms import Part
from clientfile.reports.payments import delays_of, regularity

TODAY = date(2026, 11, 20)


def sale(due: str, amount: str, *paid: tuple[str, str]) -> Bill:
    """An invoice of an amount, due on a day, with what was paid of it."""
    payments = tuple(Payment(date.fromisoformat(day), Decimal(each)) for day, each in paid)
    day, total = date(2026, 1, 1), Decimal(amount)
    parts = (Part(date.fromisoformat(due), total),)
    return Bill(due, day, day, None, None, None, total, total, "EUR", parts, payments)


IN_TIME = sale("2026-03-01", "900", ("2026-03-04", "900"))


@pytest.mark.parametrize(
    ("sales", "told"),
    [
        ([IN_TIME], "regular"),
        ([IN_TIME, sale("2026-04-01", "100", ("2026-04-05", "100"))], "regular"),
        ([IN_TIME, sale("2026-04-01", "101", ("2026-04-05", "101"))], "irregular"),
        ([IN_TIME, sale("2026-04-01", "901", ("2026-04-05", "901"))], "late"),
        # What is not paid at all and over its due date counts as well.
        ([IN_TIME, sale("2026-04-01", "901")], "late"),
        ([IN_TIME, sale("2026-11-17", "901")], "regular"),
        ([IN_TIME, sale("2026-11-16", "901")], "late"),
        ([sale("2026-12-01", "100")], None),
        # Money given back is no payment, and is owed again.
        ([sale("2026-03-01", "900", ("2026-03-01", "900"), ("2026-06-01", "-200"))], "irregular"),
        ([], None),
    ],
)
def test_regularity(sales, told):
    items = open_items(Account(tuple(sales)), TODAY)
    delays = [each for bill in sales for each in delays_of(bill, TODAY)]
    assert regularity(delays, items, TODAY) == told
