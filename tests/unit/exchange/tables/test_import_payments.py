"""Payments of a file: several of an order, corrected, paid twice; orders that moved."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientfile.exchange.tables.import_plan import ImportPlan
from tests.support.import_planning import Records, actions, applied, planned, skipped

ORDERS = """
kind = "orders"
client = "Client"
[fields]
"business.orders.ref" = "Ref"
"business.orders.date" = "Date"
"business.orders.lines.product" = "Product"
"business.orders.lines.quantity" = "Quantity"
"business.orders.lines.unit_price" = "Price"
"business.orders.payments.date" = "Paid on"
"business.orders.payments.amount" = "Paid"
"""
HEADER = "Client,Ref,Date,Product,Quantity,Price,Paid on,Paid\n"


def record(*payments: tuple[str, int], ref: str = "O1", client: str = "acme") -> Records:
    paid = [{"date": day, "amount": Decimal(amount)} for day, amount in payments]
    line = {"product": "Flour", "quantity": Decimal(10), "unit_price": Decimal(100)}
    order = {"ref": ref, "date": "2026-01-05", "lines": [line]}
    order |= {"payments": paid} if paid else {}
    identity = {"name": "Acme", "status": "client"}
    return {client: {"identity": identity, "business": {"orders": [order]}}}


def payments_of(records: Records, client: str = "acme") -> list[tuple[str, Decimal]]:
    [order] = records[client]["business"]["orders"]
    return sorted((each["date"], each["amount"]) for each in order.get("payments", ()))


def row(day: str = "", amount: Any = "", line: str = "Flour,10,100", client: str = "acme") -> str:
    return f"{client},O1,2026-01-05,{line},{day},{amount}\n"


def imported(rows: str, records: Records) -> tuple[ImportPlan, list[tuple[str, Decimal]]]:
    made = planned(HEADER + rows, ORDERS, records)
    after = applied(made, records)
    assert planned(HEADER + rows, ORDERS, after).changes == {}
    return made, payments_of(after)


def test_rows_that_differ_in_the_payment_make_several() -> None:
    rows = row("2026-02-01", 300) + row("2026-03-01", 700, ",,")
    made, paid = imported(rows, record())
    assert paid == [("2026-02-01", 300), ("2026-03-01", 700)]
    assert made.notes == []


def test_a_payment_that_stands_in_each_row_is_one() -> None:
    rows = row("2026-02-01", 300) + row("2026-02-01", 300, "Salt,1,5")
    assert imported(rows, record())[1] == [("2026-02-01", 300)]


def test_a_line_beside_two_payments_may_be_one_line_or_two() -> None:
    rows = row("2026-02-01", 300) + row("2026-03-01", 700)
    made = planned(HEADER + rows, ORDERS, record())
    assert "the line stands in another row beside another entry" in skipped(made)[3]
    assert made.changes == {}


def test_a_corrected_amount_is_corrected_and_told() -> None:
    made, paid = imported(row("2026-02-01", 900), record(("2026-02-01", 1000)))
    assert paid == [("2026-02-01", 900)]
    assert made.notes == [
        "line 2: payment of O1: 1,000.00 of 2026-02-01 becomes 900.00 of 2026-02-01"
    ]


def test_an_amount_paid_without_a_day_is_corrected_too() -> None:
    toml = ORDERS.replace('"business.orders.payments.date" = "Paid on"\n', "")
    first = applied(planned(HEADER + row("", 500), toml, record()), record())
    second = applied(planned(HEADER + row("", 800), toml, first), first)
    assert second["acme"]["business"]["orders"][0]["payments"] == [{"amount": 800}]


def test_a_corrected_day_is_left_out_where_both_are_too_much() -> None:
    made, paid = imported(row("2026-02-03", 1000), record(("2026-02-01", 1000)))
    assert paid == [("2026-02-01", 1000)]
    assert (
        "1,000.00 of 2026-02-03 is left out, since the record has 1,000.00 of 2026-02-01"
        in (made.notes[0])
    )


def test_the_next_part_of_the_same_amount_is_added_and_told() -> None:
    made, paid = imported(row("2026-03-01", 250), record(("2026-02-01", 250)))
    assert paid == [("2026-02-01", 250), ("2026-03-01", 250)]
    assert "250.00 of 2026-03-01 is added beside 250.00 of 2026-02-01" in made.notes[0]


def test_two_of_a_day_that_differ_are_left_out_and_told() -> None:
    old = record(("2026-02-01", 100), ("2026-02-01", 200))
    made, paid = imported(row("2026-02-01", 150), old)
    assert paid == [("2026-02-01", 100), ("2026-02-01", 200)]
    assert "is left out" in made.notes[0]


def test_what_is_paid_beyond_the_order_is_told() -> None:
    rows = row("2026-02-01", 900) + row("2026-03-01", 2000, ",,")
    made, paid = imported(rows, record())
    assert sum(amount for __, amount in paid) == 2900
    assert made.notes == ["line 2: order O1: 2,900.00 EUR is paid of 1,000.00 EUR"]


def test_a_payment_with_its_vat_is_not_too_much() -> None:
    assert imported(row("2026-02-01", 1200), record())[0].notes == []


DAYS = st.sampled_from(["2026-02-01", "2026-02-02", "2026-03-01"])
PAID = st.lists(st.tuples(DAYS, st.integers(1, 4).map(lambda each: each * 100)), max_size=4)


@given(old=PAID, new=PAID)
def test_every_payment_of_either_side_is_in_the_record_or_told(
    old: list[tuple[str, int]], new: list[tuple[str, int]]
) -> None:
    rows = row() + "".join(row(day, amount, ",,") for day, amount in new)
    made = planned(HEADER + rows, ORDERS, record(*old))
    paid = payments_of(applied(made, record(*old)))
    told = " ".join(made.notes)
    for day, amount in set(new):
        assert (day, amount) in paid or f"{amount:,}.00 of {day}" in told
    for day, amount in set(old):
        assert (day, amount) in paid or f"{amount:,}.00 of {day}" in told
    again = planned(HEADER + rows, ORDERS, applied(made, record(*old)))
    assert again.changes == {}


def test_rows_in_another_order_change_nothing() -> None:
    rows = [row("2026-02-01", 300), row("2026-03-01", 200, "Salt,1,5"), row("2026-04-01", 1, ",,")]
    old = record(("2026-02-01", 100))
    after = applied(planned(HEADER + "".join(rows), ORDERS, old), old)
    assert planned(HEADER + "".join(reversed(rows)), ORDERS, after).changes == {}
    # By hand: the first is corrected, the others are added.
    assert sum(amount for __, amount in payments_of(after)) == 300 + 200 + 1


# Orders at another client


def two_clients(**others: Any) -> Records:
    globex = {"identity": {"name": "Globex", "status": "client"}}
    return {**record(), "globex": globex, **others}


def test_an_order_that_moved_does_not_count_twice() -> None:
    made = planned(HEADER + row(client="globex"), ORDERS, two_clients())
    assert skipped(made) == {
        2: "order O1 is of acme in the records and of globex in the file: not moved, "
        "so that it does not count twice"
    }
    assert made.changes == {}


@pytest.mark.parametrize("day", ["2026-01-05", "2026-01-09"])
def test_an_order_that_moved_and_changed_its_day_or_its_lines(day: str) -> None:
    line = "Flour,10,100" if day != "2026-01-05" else "Salt,1,1"
    rows = f"globex,O1,{day},{line},,\n"
    assert actions(planned(HEADER + rows, ORDERS, two_clients())) == {"skipped": 1}


def test_another_order_of_that_ref_is_another_order() -> None:
    made = planned(HEADER + "globex,O1,2026-05-01,Salt,1,1,,\n", ORDERS, two_clients())
    assert actions(made) == {"changed": 1}


def test_an_order_that_the_file_has_at_both_clients_is_two() -> None:
    made = planned(HEADER + row() + row(client="globex"), ORDERS, two_clients())
    assert actions(made) == {"changed": 1, "unchanged": 1}
