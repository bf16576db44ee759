"""Orders in several currencies, and the rates of days, months and fiscal years."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from clientfile.errors import MissingRateError
from clientfile.figures.prices import last_prices
from clientfile.figures.results import figures_of
from clientfile.records.client import client_of
from clientfile.records.fiscal_year import CALENDAR_YEAR, FiscalYearStart
from clientfile.records.settings import Settings
from clientfile.records.typed.periods import parse_period
from clientfile.reports.explain import explain_figures, explanation_lines

TODAY = date(2026, 11, 23)
D = Decimal
RATES = {
    "2025": {"USD": D("0.80"), "CHF": D("1.00")},
    "2026": {"USD": D("0.90"), "CHF": D("1.05")},
    "2026-03": {"USD": D("0.91")},
    "2026-03-15": {"USD": D("0.92")},
}


def order(day, price="100", **fields):
    line = {"product": "Oven", "quantity": D(1), "unit_price": D(price), "unit_cost": D(1)}
    return {"ref": f"R-{day}-{price}", "date": day, "lines": [line], **fields}


def a_client(*orders, advantages=(), **business):
    pricing = {"advantages": list(advantages)}
    return client_of("acme", {
        "identity": {"name": "Acme", "status": "client", "client_since": "2020-01-01"},
        "business": {"orders": list(orders), "pricing": pricing, **business},
    })  # fmt: skip


def of(client, period="2026", *, rates=RATES, start=CALENDAR_YEAR, **options):
    folder = Settings(rates=rates, fiscal_year_start=start)
    return figures_of(client, parse_period(period, TODAY, start), folder, TODAY, **options)


@pytest.mark.parametrize(
    ("day", "revenue"),
    [
        ("2025-12-31", 80),
        ("2026-01-01", 90),
        ("2026-03-01", 91),
        ("2026-03-15", 92),
        ("2026-03-31", 91),
        ("2026-04-01", 90),
    ],
)
def test_an_order_takes_the_rate_of_its_day_month_or_year(day, revenue):
    assert of(a_client(order(day), currency="USD"), "all").revenue == revenue
    assert of(a_client(order(day, currency="USD")), "all").revenue == revenue
    # The day of its revenue, not that of the order.
    assert of(a_client(order("2025-02-02", invoiced=day), currency="USD"), "all").revenue == revenue


def test_a_fiscal_year_names_the_rate_and_a_month_is_the_calendar_s():
    start = FiscalYearStart(4, 6)
    assert of(a_client(order("2026-04-05"), currency="USD"), "all", start=start).revenue == 90
    borrowed = of(a_client(order("2026-04-06"), currency="USD"), "all", start=start)
    assert borrowed.revenue == 90
    assert [rate.taken_from for rate in borrowed.borrowed_rates] == ["2026"]
    assert of(a_client(order("2026-03-15"), currency="USD"), "all", start=start).revenue == 92


def test_without_a_rate_of_its_own_a_day_takes_the_last_earlier_one_and_says_so():
    rates = {"2025": {"USD": D("0.8")}, "2026-03": {"USD": D("0.91")}, "2027": {"USD": D(9)}}
    sold = a_client(order("2026-02-27"), order("2026-03-02"), order("2026-06-06"), currency="USD")
    figures = of(sold, rates=rates)
    assert figures.revenue == 80 + 91 + 91
    told = [(rate.year, rate.taken_from) for rate in figures.borrowed_rates]
    assert told == [(2026, "2025"), (2026, "2026-03")]
    with pytest.raises(MissingRateError):
        of(sold, rates=rates, strict=True)
    assert of(a_client(order("2026-03-02"), currency="USD"), rates=rates, strict=True).revenue == 91
    with pytest.raises(MissingRateError, match="no rate for USD in 2024"):
        of(a_client(order("2024-02-02"), currency="USD"), "all", rates=rates)


def test_of_rates_that_end_together_the_one_that_begins_last_stands_in():
    rates = {"2025": {"USD": D(1)}, "2025-12": {"USD": D(2)}, "2025-12-31": {"USD": D(3)}}
    assert of(a_client(order("2026-01-01"), currency="USD"), rates=rates).revenue == 300


def test_orders_in_several_currencies_are_added_up_exactly_and_rounded_once():
    rates = {"2026": {"USD": D("0.915"), "CHF": D("0.925")}}
    sold = a_client(
        order("2026-05-05", "0.05", currency="USD"), order("2026-05-06", "0.05", currency="CHF")
    )
    # 0.04575 + 0.04625 = 0.092, not 0.05 + 0.05.
    assert of(sold, rates=rates).revenue == D("0.09")


def test_later_advantages_and_their_thresholds_are_in_the_client_s_currency():
    rebate = {"kind": "year-end-rebate", "rate": "10%", "above": D(150)}
    sold = a_client(
        order("2026-02-02", "100"),
        order("2026-02-03", "100", currency="USD"),
        order("2026-03-15", "50", currency="EUR"),
        currency="CHF",
        advantages=[rebate],
    )
    figures = of(sold)
    # 100.00 + 90/1.05 (85.71) + 50/1.05 (47.62) CHF = 233.33; 10 % of 83.33 = 8.33 CHF.
    assert sum(each.amount for part in figures.parts for each in part.accruals) == D("8.33")
    assert figures.later_advantages == D("8.75")  # 8.33 × 1.05
    assert figures.revenue == D("105") + 90 + 50


def test_a_yearly_amount_is_converted_at_the_rate_of_each_day():
    gift = {"kind": "gift", "amount": D(365)}
    figures = of(a_client(advantages=[gift], currency="USD"), "2026-03")
    # 30 days at 0.91 and one at 0.92.
    assert figures.later_advantages == D("28.22")


def test_only_the_rates_that_are_needed_are_asked_for():
    sold = a_client(order("2026-05-05", currency="USD"), currency="GBP")
    assert of(sold).revenue == 90
    gift = {"kind": "gift", "rate": "1%"}
    needing = a_client(order("2026-05-05", currency="USD"), currency="GBP", advantages=[gift])
    with pytest.raises(MissingRateError) as caught:
        of(needing)
    assert caught.value.missing == (("acme", "GBP", 2026),)


def test_amounts_have_the_decimals_of_their_order_s_currency():
    sold = a_client(order("2026-05-05", "0.4", currency="JPY"), order("2026-05-06", "0.6"))
    figures = of(sold, rates={"2026": {"JPY": D(1)}})
    assert figures.revenue == D("0.60")


def test_the_last_price_is_in_its_order_s_currency():
    sold = a_client(order("2026-02-02", "10"), order("2026-05-05", "9", currency="USD"))
    assert [(each.price, each.currency) for each in last_prices(sold, TODAY, "EUR")] == [(9, "USD")]


def test_the_margin_of_several_currencies_is_explained_by_its_arithmetic():
    rebate = {"kind": "year-end-rebate", "rate": "10%"}
    sold = a_client(
        order("2026-02-02", "100"), order("2026-03-15", "50", currency="USD"),
        currency="CHF", advantages=[rebate],
    )  # fmt: skip
    values = explain_figures(of(sold), [])
    assert [part["revenue"] for part in values["years"]] == [100, None]
    assert [part["rates"] for part in values["years"]] == [
        {"CHF": D("1.05")},
        {"CHF": D("1.05"), "USD": D("0.92")},
    ]
    page = "\n".join(explanation_lines(values, "en"))
    assert "order R-2026-03-15-50 of 2026-03-15: 50.00 USD, or 43.81 CHF for later" in page
    assert "orders: 50.00 USD\n" in page
    assert "at 1.05 EUR for one CHF\n  at 0.92 EUR for one USD\n" in page
