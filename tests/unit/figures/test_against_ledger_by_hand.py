"""The engine agrees with the computation by hand on random clients, and keeps its laws."""

from __future__ import annotations

import os
from dataclasses import astuple
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from clientfile.figures.rebates import rebate_year
from clientfile.figures.results import figures_of
from clientfile.records.client import client_of
from clientfile.records.fiscal_year import FiscalYearStart
from clientfile.records.settings import Settings
from clientfile.records.typed.periods import Period, fiscal_year, fiscal_year_period, month_period
from tests.oracles.ledger_by_hand import Ledger

STRESS = os.environ.get("HYPOTHESIS_PROFILE") == "stress"
FIRST, LAST = date(2023, 10, 1), date(2026, 3, 31)
RATES = {
    "USD": {
        "2023": "0.91", "2025": "0.875", "2026": "1.013", "2025-09": "0.9", "2025-06-30": "0.8",
        "2024-12": "0.95", "2026-02-10": "1.1",
    },
    "CHF": {"2022-05": "0.77", "2024": "1.05", "2025-07": "1.07", "2025-01-01": "1.0333"},
}  # fmt: skip
YEAR_STARTS = [FiscalYearStart(month) for month in (1, 4, 7, 12)]
YEAR_STARTS += [FiscalYearStart(4, 6), FiscalYearStart(1, 15), FiscalYearStart(6, 30, True)]


def rates_by_label(rates):
    """{currency: {label: rate}} as settings have it: {label: {currency: rate}}."""
    labels = {label for values in rates.values() for label in values}
    return {
        label: {code: Decimal(values[label]) for code, values in rates.items() if label in values}
        for label in labels
    }


def optional(**fields):
    return st.fixed_dictionaries({}, optional=fields)


# Borders of years, and few enough days that things meet on one.
BUSY = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 3, 31), date(2025, 6, 30)]
BUSY += [date(2025, 7, 1), date(2025, 9, 15), date(2025, 12, 31), date(2026, 2, 10)]

days = st.sampled_from(BUSY) | st.dates(FIRST, LAST)
iso = days.map(date.isoformat)
cents = st.integers(0, 900_000).map(lambda n: Decimal(n).scaleb(-2))
percents = st.sampled_from(["5%", "2.5%", "10%+5%", "33.333333%", "100%", "0%", "3%+3%+3%"])


def mapping(required, **fields):
    return st.fixed_dictionaries(required, optional=fields)


lines = mapping(
    {
        "product": st.just("Tile"),
        "quantity": st.decimals(-20, 90, places=3),
        "unit_price": st.decimals(-5, 200, places=4),
        "unit_cost": st.decimals(0, 100, places=4),
    },
    discount=percents,
)
bare_lines = lines.map(lambda line: {k: v for k, v in line.items() if k != "unit_cost"})
closings = mapping(
    {"amount": st.decimals(-5, 90, places=2)},
    reason=st.sampled_from(["early-payment", "early-payment", "loss"]),
    date=iso,
)
orders = mapping(
    {"date": iso, "lines": st.lists(lines, max_size=3) | st.lists(lines | bare_lines, max_size=2)},
    invoiced=iso,
    discount=percents,
    status=st.sampled_from(["ordered", "invoiced", "cancelled"]),
    freight=cents,
    tax=cents,
    settled=st.lists(closings, min_size=1, max_size=2),
    currency=st.sampled_from(["USD", "EUR", "CHF"]),
)
advantages = mapping(
    {"kind": st.sampled_from(["discount", "year-end-rebate", "early-payment"])},
    rate=percents,
    above=cents,
    amount=cents,
    per=st.sampled_from(["year", "once"]),
    date=iso,
    applied=st.sampled_from(["invoice", "later"]),
    until=iso,
    **{"from": iso},
)
years = mapping(
    {"year": st.integers(2024, 2026)},
    until=iso,
    revenue=cents,
    gross_margin=cents,
    cost=cents,
    advantages=cents,
    visits=st.integers(0, 20),
)
interactions = mapping(
    {"date": iso, "kind": st.sampled_from(["visit", "visit", "call"])},
    salesperson=st.sampled_from(["claire", "paul"]),
)


@st.composite
def records(draw, stated=True):
    found = draw(st.lists(orders, max_size=6))
    for place, order in enumerate(found):
        order["ref"] = f"R{place}"
        if draw(st.integers(0, 9)) == 9:
            order["rebate"] = draw(st.integers(2024, 2026))
    identity = {"name": "Acme", "status": "client", "client_since": "2020-01-01"}
    identity |= draw(optional(owner=st.sampled_from(["claire"]), former_since=iso))
    business = draw(optional(currency=st.sampled_from(["USD", "EUR", "CHF"])))
    business["orders"] = found
    business["pricing"] = {"advantages": draw(st.lists(advantages, max_size=3))}
    data = {"identity": identity, "business": business}
    data["contacts"] = {"interactions": draw(st.lists(interactions, max_size=5))}
    if stated:
        items = st.lists(years, max_size=3, unique_by=lambda item: item["year"])
        data["results"] = {"years": draw(items)}
    return data


def all_in_euros(data):
    data["business"]["currency"] = "EUR"
    for order in data["business"]["orders"]:
        order.pop("currency", None)


folders = st.builds(
    Settings,
    fiscal_year_start=st.sampled_from(YEAR_STARTS),
    rates=st.just(rates_by_label(RATES)),
)


@st.composite
def periods(draw, folder):
    month = folder.fiscal_year_start
    day = draw(days)
    spans = [
        Period(*sorted([day, draw(days)]), "two days"),
        fiscal_year_period(fiscal_year(day, month), month),
        month_period(day.year, day.month),
        Period(FIRST, LAST, "long"),
    ]
    return draw(st.sampled_from(spans))


def by_hand(data, folder, today):
    identity, business = data["identity"], data["business"]
    flat = {
        "currency": business.get("currency", "EUR"),
        "orders": business["orders"],
        "advantages": business["pricing"]["advantages"],
        "years": data.get("results", {}).get("years", []),
        "interactions": data["contacts"]["interactions"],
    }
    if "former_since" in identity:
        flat["former_since"] = identity["former_since"]
    return Ledger(
        flat,
        year_start=astuple(folder.fiscal_year_start)[:3],
        today=today,
        rates=RATES,
        owner=identity.get("owner"),
    )


def fraction(amount):
    return None if amount is None else Fraction(amount)


@settings(max_examples=4000 if STRESS else 100, deadline=None)
@given(st.data(), records(), folders, days)
def test_the_engine_agrees_with_the_ledger(choice, data, folder, today):
    period = choice.draw(periods(folder))
    figures = figures_of(client_of("acme", data), period, folder, today)
    if period.start > today:
        assert figures.revenue == 0
        assert figures.parts == ()
        return
    ledger = by_hand(data, folder, today)
    expected = ledger.figures(period.start, period.end)
    assert fraction(figures.revenue) == expected["revenue"]
    assert fraction(figures.list_value) == expected["list"]
    assert fraction(figures.later_advantages) == expected["later"]
    assert fraction(figures.cost) == expected["cost"]
    assert fraction(figures.margin) == expected["margin"]
    assert figures.visits == ledger.visits(period.start, period.end)


@settings(max_examples=2000 if STRESS else 50, deadline=None)
@given(records(), folders, days)
def test_what_is_credited_of_a_year_agrees_with_the_ledger(data, folder, today):
    client, ledger = client_of("acme", data), by_hand(data, folder, today)
    for year in (2024, 2025, 2026):
        accrued, credited = ledger.rebate(year)
        told = rebate_year(client, year, folder, today)
        assert (fraction(told.accrued), fraction(told.credited)) == (accrued, credited)
        assert fraction(told.left) == (None if accrued is None else accrued - credited)


@settings(max_examples=1500 if STRESS else 25, deadline=None)
@given(records(stated=False), folders, days, days)
def test_two_parts_of_a_period_add_up_to_it(data, folder, today, middle):
    all_in_euros(data)
    client = client_of("acme", data)
    early = figures_of(client, Period(FIRST, middle, "early"), folder, today)
    later = figures_of(client, Period(middle + timedelta(days=1), LAST, "later"), folder, today)
    whole = figures_of(client, Period(FIRST, LAST, "whole"), folder, today)
    for key in ("revenue", "list_value", "later_advantages", "lines", "orders", "visits"):
        assert getattr(early, key) + getattr(later, key) == getattr(whole, key), key
    if whole.lines_without_cost:
        assert whole.margin is None
        assert whole.cost is None
    else:
        assert early.cost + later.cost == whole.cost
        assert early.margin + later.margin == whole.margin


@settings(max_examples=1500 if STRESS else 25, deadline=None)
@given(records(stated=False), folders, st.integers(0, 363), cents)
def test_parts_of_a_stated_year_are_what_orders_make_or_empty(data, folder, split, revenue):
    year = fiscal_year_period(2025, folder.fiscal_year_start)
    today = max(LAST, year.end + timedelta(days=1))
    all_in_euros(data)
    counted = figures_of(client_of("acme", data), year, folder, today)
    data["results"] = {"years": [{"year": 2025, "revenue": revenue}]}
    client, middle = client_of("acme", data), year.start + timedelta(days=split)
    early = figures_of(client, Period(year.start, middle, "early"), folder, today)
    later = figures_of(client, Period(middle + timedelta(days=1), year.end, "later"), folder, today)
    assert figures_of(client, year, folder, today).revenue == revenue
    for half in (early, later):
        empty = half.orders is None
        assert (half.revenue, half.margin) == (None, None) if empty else half.revenue is not None
        assert (half.unknown_years, half.left_out_years) == (
            ((2025,), ()) if empty else ((), (2025,))
        )
    for key in ("revenue", "list_value", "orders"):
        parts = [getattr(half, key) or 0 for half in (early, later)]
        assert sum(parts) == getattr(counted, key), key


@settings(max_examples=1000 if STRESS else 25, deadline=None)
@given(st.data(), records(), folders, days)
def test_the_order_of_things_in_the_file_means_nothing(choice, data, folder, today):
    period = Period(FIRST, LAST, "long")
    before = figures_of(client_of("acme", data), period, folder, today)
    business, contacts = data["business"], data["contacts"]
    business["orders"] = choice.draw(st.permutations(business["orders"]))
    business["pricing"]["advantages"].reverse()
    data["results"]["years"].reverse()
    contacts["interactions"] = choice.draw(st.permutations(contacts["interactions"]))
    after = figures_of(client_of("acme", data), period, folder, today)
    for key in ("revenue", "later_advantages", "cost", "margin", "orders", "visits", "source"):
        assert getattr(before, key) == getattr(after, key), key


@settings(max_examples=1000 if STRESS else 25, deadline=None)
@given(records(), folders, days)
def test_margin_is_what_is_left_of_revenue(data, folder, today):
    figures = figures_of(client_of("acme", data), Period(FIRST, LAST, "long"), folder, today)
    if figures.source == "orders" and figures.margin is not None:
        assert figures.margin == figures.revenue - figures.later_advantages - figures.cost
        assert figures.discounts == figures.list_value - figures.revenue
