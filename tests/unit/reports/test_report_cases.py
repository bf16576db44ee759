"""Cases of reports in which a figure is easily told wrong."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest

from clientfile.records.fiscal_year import CALENDAR_YEAR
from clientfile.records.settings import Settings
from clientfile.records.typed.periods import parse_period
from clientfile.reports.common.groups import money_by
from clientfile.reports.loyalty import loyalty
from clientfile.reports.owners import owners
from clientfile.reports.payments import payments
from clientfile.reports.pivot import pivot
from clientfile.reports.products import products
from clientfile.reports.prospects import prospects
from tests.support.full_scan import RecordsLedger

TODAY = date(2026, 11, 20)


def order(day, amount=100, **more):
    line = {"product": "Tile", "quantity": D(1), "unit_price": D(amount)}
    line |= {key: more.pop(key) for key in ("product", "unit_cost") if key in more}
    return {"ref": f"{day}-{amount}", "date": day, "lines": [line], **more}


def a_client(*orders, years=(), contacts=(), status="client", business=(), **identity):
    return {
        "identity": {"name": "Acme", "status": status, **identity},
        "contacts": {"interactions": list(contacts)},
        "business": {"orders": list(orders), **dict(business)},
        "results": {"years": list(years)},
    }


def reported(report, *clients, period="2026", folder=None, **more):
    data = {f"client-{place}": each for place, each in enumerate(clients)}
    ledger = RecordsLedger.of(data, folder or Settings(), TODAY)
    span = parse_period(period, TODAY, ledger.settings.fiscal_year_start)
    return report(ledger, period=span, **more).rows


def state(*orders, period="2026", **more):
    return reported(loyalty, a_client(*orders, **more), period=period)[0]["state"]


def paid(day, amount):
    return {"date": day, "amount": D(amount)}


# Loyalty.


def test_who_bought_in_a_year_that_is_only_stated_has_been_kept():
    stated = [{"year": 2025, "revenue": D(900)}]
    assert state(order("2026-02-01"), years=stated) == "kept"
    assert state(order("2026-05-01"), years=stated, period="2026-Q1") == "lapsed"


def test_what_is_stated_by_year_only_is_no_state_of_a_quarter():
    assert state(years=[{"year": 2025, "revenue": D(900)}], period="2025-Q3") is None


def test_a_year_that_states_no_sale_makes_nobody_a_lost_buyer():
    assert state(years=[{"year": 2025, "visits": 3}]) == "never"
    assert state(years=[{"year": 2025, "revenue": D(0)}]) == "never"


def test_who_buys_later_has_not_lapsed_before():
    assert state(order("2026-02-01"), period="2025") == "never"
    assert state(years=[{"year": 2026, "revenue": D(50)}], period="2025") == "never"
    # Ordered in the period, invoiced after it.
    assert state(order("2025-12-20", invoiced="2026-01-05"), period="2025") == "never"


def test_who_bought_before_the_period_before_has_lapsed_whatever_the_rates():
    assert state(order("2020-02-01")) == "lapsed"
    dollars = {"business": {"currency": "USD"}}
    rates = Settings(rates={"2025": {"USD": D(1)}})
    row = reported(loyalty, a_client(order("2020-02-01"), **dollars), folder=rates)[0]
    assert row["state"] == "lapsed"


# Credit notes are no purchases.


def taken_back(day, amount, **more):
    """A credit note of so much, by a price below zero."""
    return order(day, -amount, **more)


SILENT = [order(day) for day in ("2026-01-10", "2026-02-10", "2026-03-10", "2026-04-10")]
RETURN = {"product": "Tile", "quantity": D(-3), "unit_price": D(100)}
FRESH = {"product": "Grout", "quantity": D(1), "unit_price": D(20)}


@pytest.mark.parametrize(
    "credit",
    [
        taken_back("2026-11-02", 40),
        # More comes back than is bought.
        {"ref": "swap", "date": "2026-11-02", "lines": [RETURN, FRESH]},
        # A whole invoice, discounts included.
        {"ref": "whole", "date": "2026-11-02", "discount": "10%", "lines": [RETURN]},
        taken_back("2026-11-02", 30, credit_of="2026-04-10-100"),
        taken_back("2026-11-02", 6, rebate=2025),
    ],
    ids=["price", "more-back-than-bought", "invoice", "tied", "rebate"],
)
def test_a_credit_note_does_not_end_a_silence(credit):
    row = reported(loyalty, a_client(*SILENT, credit))[0]
    assert row["state"] == "late"
    assert (row["last_order"], row["silent_days"]) == (date(2026, 4, 10), 224)
    assert row["interval_days"] == 31


def test_an_exchange_that_is_worth_something_is_a_purchase():
    exchange = {"ref": "x", "date": "2026-11-02", "lines": [{**FRESH, "quantity": D(20)}, RETURN]}
    assert reported(loyalty, a_client(*SILENT, exchange))[0]["last_order"] == date(2026, 11, 2)


def test_orders_are_counted_without_credit_notes():
    client = a_client(
        *SILENT, taken_back("2026-11-02", 40), taken_back("2026-11-03", 6, rebate=2025)
    )
    assert reported(payments, client)[0]["orders"] == 4
    ledger = RecordsLedger.of({"acme": client}, Settings(), TODAY)
    figures = ledger.figures(parse_period("2026", TODAY, CALENDAR_YEAR))[0]["acme"]
    # What pays a rebate is no revenue either.
    assert (figures.orders, figures.revenue) == (4, D(360))


def test_the_price_of_a_credit_note_is_not_the_last_price():
    correction = {"product": "Tile", "quantity": D(1), "unit_price": D(-15)}
    swap = {"ref": "swap", "date": "2026-11-02", "lines": [RETURN, {**FRESH, "product": "Tile"}]}
    for credit in (swap, {"ref": "c", "date": "2026-11-02", "lines": [correction]}):
        row = reported(products, a_client(*SILENT, credit))[0]
        assert (row["last_date"], row["last_price"]) == (date(2026, 4, 10), D(100))


# Prospects.


@pytest.mark.parametrize(
    ("status", "since", "wanted"),
    [
        ("client", {}, (0, 1)),
        ("client", {"prospect_since": "2026-02-01"}, (0, 1)),
        ("prospect", {"lost_since": "2026-02-01"}, (1, 0)),
        ("lost", {"prospect_since": "2026-02-01"}, (0, 0)),
        ("client", {"prospect_since": "2027-02-01"}, (0, 0)),
    ],
)
def test_a_stage_without_its_day_is_the_newest(status, since, wanted):
    row = reported(prospects, a_client(status=status, **since))[0]
    assert (row["prospects"], row["clients"]) == wanted


def test_prospects_are_told_of_quarters_before_the_first_order():
    early = a_client(status="prospect", prospect_since="2026-01-10")
    rows = reported(prospects, early, a_client(order("2026-08-01")), per="quarter")
    assert [(row["period"], row["new"]) for row in rows] == [
        ("2026-Q1", 1), ("2026-Q2", 0), ("2026-Q3", 0), ("2026-Q4", 0),
    ]  # fmt: skip
    rows = reported(prospects, early, per="year", period="all")
    assert [row["new"] for row in rows] == [1]


# Payments.


def test_what_was_never_paid_is_late_too():
    payer = a_client(
        order("2026-01-05", 100, due="2026-02-05", payments=[paid("2026-02-01", 100)]),
        order("2026-02-05", 900, due="2026-03-05"),
    )
    row = reported(payments, payer)[0]
    assert (row["regularity"], row["overdue"]) == ("late", D(900))
    # Where no payment is kept, nothing is known.
    row = reported(payments, a_client(order("2026-02-05", 900, due="2026-03-05")))[0]
    assert (row["regularity"], row["unpaid"], row["overdue"]) == (None, None, None)


def test_of_a_period_yet_to_come_what_is_unpaid_today_is_told():
    payer = a_client(
        order("2026-01-05", 100, due="2026-12-05", payments=[paid("2026-02-01", 40)]),
        order("2026-12-10", 700, due="2026-12-20"),
    )
    row = reported(payments, payer, period="2027")[0]
    assert (row["orders"], row["unpaid"], row["overdue"]) == (0, D(60), D(0))


# Groups and shares.


def test_an_advantage_of_who_bought_nothing_is_in_every_margin():
    gift = {"kind": "gift", "amount": D(50), "date": "2026-03-01"}
    client = a_client(
        client_since="2020-01-01", owner="claire", business={"pricing": {"advantages": [gift]}}
    )
    ledger = RecordsLedger.of({"acme": client}, Settings(), TODAY)
    span = parse_period("2026", TODAY, CALENDAR_YEAR)
    for group in ("", "client", "owner", "product", "city", "tag"):
        made = money_by(ledger, group, span, strict=False)
        assert sum(money.margin for money in made.values()) == D(-50), group


def test_what_nobody_made_is_told_of_nobody():
    called = {"date": "2026-03-01", "kind": "visit"}
    for client, key in (
        (a_client(order("2026-01-05", 0, unit_cost=D(5)), status="former"), "margin"),
        (a_client(status="former", contacts=[called]), "visits"),
        (
            a_client(status="former", prospect_since="2026-01-01", client_since="2026-02-01"),
            "converted",
        ),
    ):
        row = reported(owners, client)[0]
        assert row["owner"] == "(nobody)"
        assert row[key] in (D(-5), 1), key


def test_shares_of_dollars_do_not_hang_on_the_order_in_the_file():
    folder = Settings(rates={"2026": {"USD": D("0.5")}})
    lines = [order(f"2026-01-0{place}", "0.01", product=name) for place, name in
             enumerate(["Oven", "Tray"], 1)]  # fmt: skip
    one, other = (
        reported(products, a_client(*found, business={"currency": "USD"}), folder=folder)
        for found in (lines, lines[::-1])
    )
    assert one == other
    assert sum(row["revenue"] for row in one) == D("0.01")


def test_the_last_price_of_two_on_a_day_does_not_hang_on_the_order_in_the_file():
    orders = [order("2026-01-05", 10), order("2026-01-05", 20)]
    one, other = (reported(products, a_client(*found)) for found in (orders, orders[::-1]))
    assert one == other


def test_without_a_sale_the_last_price_is_that_of_the_newest_return():
    def returned(day, price):
        line = {"product": "Tile", "quantity": D(-1), "unit_price": D(price)}
        return {"ref": day, "date": day, "lines": [line]}

    back = [returned("2026-01-05", 10), returned("2026-02-05", 20)]
    row = reported(products, a_client(*back))[0]
    assert (row["last_date"], row["last_price"]) == (date(2026, 2, 5), D(20))
    row = reported(products, a_client(order("2025-12-05", 30), order("2026-01-01", 40), *back))[0]
    assert (row["last_date"], row["last_price"]) == (date(2026, 1, 1), D(40))


def test_a_year_has_all_its_quarters_up_to_today():
    ledger = RecordsLedger.of({"acme": a_client(order("2026-08-01"))}, Settings(), TODAY)
    span = parse_period("2026", TODAY, CALENDAR_YEAR)
    rows = pivot(ledger, "revenue", period=span, per="quarter").long.rows
    assert [(row["period"], row["value"]) for row in rows] == [
        ("2026-Q1", 0), ("2026-Q2", 0), ("2026-Q3", 100), ("2026-Q4", 0),
    ]  # fmt: skip


def test_margin_before_the_first_sale_is_in_its_own_month():
    gift = {"kind": "gift", "amount": D(50), "date": "2026-03-01"}
    client = a_client(client_since="2026-02-01", business={"pricing": {"advantages": [gift]}})
    ledger = RecordsLedger.of({"acme": client}, Settings(), TODAY)
    for label in ("2026", "all"):
        span = parse_period(label, TODAY, CALENDAR_YEAR)
        rows = pivot(ledger, "margin", period=span, per="month").long.rows
        assert [(row["period"], row["value"]) for row in rows if row["value"]] == [
            ("2026-03", D(-50))
        ]
