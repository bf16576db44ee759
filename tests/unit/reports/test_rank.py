"""`rank` as data: who stands where, beside whom, and what is said of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest

from clientfile.errors import MissingRateError, UsageError
from clientfile.records.settings import Settings
from clientfile.records.typed.periods import parse_period
from clientfile.reports.rank import BY, rank
from tests.support.full_scan import RecordsLedger

TODAY = date(2026, 11, 23)
KEYS = ["rank", "client", "name", "owner", "value", "share", "cumulative", "class"]
KEYS += ["previous_rank", "change", "revenue", "margin", "margin_rate", "cost_coverage"]
KEYS += ["visits", "orders", "currency", "source"]
KEYS += ["margin_known", "revenue_coverage", "margin_rate_known", "basis", "rank_basis"]


def sold(day, amount, cost=None):
    line = {"product": "Tile", "quantity": D(1), "unit_price": D(amount)}
    if cost is not None:
        line["unit_cost"] = D(cost)
    return {"ref": day, "date": day, "lines": [line]}


def a_client(name, *orders, visits=(), years=(), currency=None, **identity):
    business = {"orders": list(orders)}
    if currency:
        business["currency"] = currency
    data = {
        "identity": {"name": name.title(), "status": "client", **identity},
        "contacts": {"interactions": [{"date": day, "kind": "visit"} for day in visits]},
        "business": business,
        "results": {"years": list(years)},
    }
    return name, data


def ranked(*clients, by="revenue", period="2026", folder=None, today=TODAY, **more):
    folder = folder or Settings()
    span = parse_period(period, today, folder.fiscal_year_start)
    return rank(RecordsLedger.of(dict(clients), folder, today), by=by, period=span, **more)


def column(table, key):
    return {row["client"]: row[key] for row in table.rows}


def test_rows_have_every_key_and_columns_fit_them():
    table = ranked(a_client("acme", sold("2026-01-05", 100, 60), owner="claire"))
    assert [found.key for found in table.columns] == KEYS
    assert all(found.heading for found in table.columns)
    assert table.short == ("rank", "client", "name", "value", "share", "class", "previous_rank")
    assert table.currency == "EUR"
    assert table.rows[0] == {
        "rank": 1,
        "client": "acme",
        "name": "Acme",
        "owner": "claire",
        "value": D(100),
        "share": D(1),
        "cumulative": D(1),
        "class": "A",
        "previous_rank": None,
        "change": None,
        "revenue": D(100),
        "margin": D(40),
        "margin_rate": D("0.4000"),
        "cost_coverage": D(1),
        "visits": 0,
        "orders": 1,
        "currency": "EUR",
        "source": "orders",
        "margin_known": D(40),
        "revenue_coverage": D(1),
        "margin_rate_known": D("0.4000"),
        "basis": None,
        "rank_basis": None,
        "~": {},
    }


def test_equal_values_share_a_rank_and_stand_by_id():
    clients = [
        a_client(name, sold("2026-01-05", amount))
        for name, amount in [("delta", 50), ("bravo", 70), ("alpha", 70), ("charlie", 90)]
    ]
    table = ranked(*clients)
    assert [row["client"] for row in table.rows] == ["charlie", "alpha", "bravo", "delta"]
    assert [row["rank"] for row in table.rows] == [1, 2, 2, 4]


def test_classes_by_the_share_above_a_client():
    # Of 1000: 790 under nothing, 150 under 79 %, 50 under 94 %, 10 under 99 %.
    amounts = {"a": 790, "d": 50, "b": 10, "c": 150}
    clients = [a_client(name, sold("2026-01-05", amount)) for name, amount in amounts.items()]
    assert column(ranked(*clients), "class") == {"a": "A", "c": "A", "d": "B", "b": "C"}
    even = [a_client(name, sold("2026-01-05", 20)) for name in "abcde"]
    assert set(column(ranked(*even), "class").values()) == {"A"}
    # 80 % and 95 % themselves are no longer under: 800, 150, 50.
    edge = [
        a_client(name, sold("2026-01-05", amount))
        for name, amount in [("a", 800), ("b", 150), ("c", 50)]
    ]
    assert column(ranked(*edge), "class") == {"a": "A", "b": "B", "c": "C"}


def test_shares_are_of_what_is_positive():
    clients = [
        a_client("a", sold("2026-01-05", 300)),
        a_client("b", sold("2026-01-05", 100)),
        a_client("c", sold("2026-01-05", -40)),
    ]
    table = ranked(*clients)
    assert column(table, "share") == {"a": D("0.75"), "b": D("0.25"), "c": D("-0.1")}
    assert column(table, "cumulative") == {"a": D("0.75"), "b": D(1), "c": D("0.9")}
    assert column(table, "class") == {"a": "A", "b": "A", "c": "C"}


def test_shares_round_half_up_to_four_places():
    clients = [a_client(name, sold("2026-01-05", amount)) for name, amount in [("a", 2), ("b", 1)]]
    assert column(ranked(*clients), "share") == {"a": D("0.6667"), "b": D("0.3333")}


def test_the_unknown_stand_last_without_a_rank():
    clients = [
        a_client("acme", sold("2026-01-05", 500)),
        a_client("beta", sold("2026-01-05", 100, 120)),
        a_client("coda", sold("2026-01-05", 100, 20)),
    ]
    table = ranked(*clients, by="margin")
    assert [row["client"] for row in table.rows] == ["coda", "beta", "acme"]
    last = table.rows[-1]
    assert [last[key] for key in ("rank", "value", "share", "cumulative", "class")] == [None] * 5
    assert "cost missing on 1 of 3 lines (acme): no complete margin there" in table.notes


@pytest.mark.parametrize("by", ["margin-rate", "revenue-per-visit", "margin-per-visit"])
def test_rates_and_ratios_have_no_shares_and_classes(by):
    client = a_client("acme", sold("2026-01-05", 100, 25), visits=["2026-01-05", "2026-02-05"])
    row = ranked(client, by=by).rows[0]
    expected = {"margin-rate": "0.75", "revenue-per-visit": "50", "margin-per-visit": "37.50"}
    assert row["value"] == D(expected[by])
    assert [row[key] for key in ("share", "cumulative", "class")] == [None] * 3


def test_the_value_is_of_the_kind_it_is_ranked_by():
    client = a_client("acme", sold("2026-01-05", 100, 25), visits=["2026-01-05"])
    kinds = {}
    for by in BY:
        table = ranked(client, by=by)
        kinds[by] = next(found.kind for found in table.columns if found.key == "value")
    assert kinds == {
        "revenue": "money",
        "margin": "money",
        "margin-rate": "ratio",
        "orders": "integer",
        "revenue-per-visit": "money",
        "margin-per-visit": "money",
        "growth": "ratio",
        "share-of-wallet": "ratio",
        "potential-gap": "money",
    }
    assert type(ranked(client, by="orders").rows[0]["value"]) is int


def test_clients_without_revenue_or_visits_are_left_out_unless_all_are_wanted():
    clients = [
        a_client("asleep", sold("2024-01-05", 100)),
        a_client("bought", sold("2026-01-05", 100)),
        a_client("samples", sold("2026-01-05", 0, 30)),
        a_client("visited", visits=["2026-01-05"]),
    ]
    assert set(column(ranked(*clients), "rank")) == {"bought", "samples", "visited"}
    table = ranked(*clients, include_all=True)
    assert column(table, "rank") == {"bought": 1, "asleep": 2, "samples": 2, "visited": 2}
    assert column(table, "source")["asleep"] is None
    assert column(table, "class")["asleep"] == "C"


def test_a_client_stated_by_year_only_is_kept_last_and_told():
    clients = [
        a_client("acme", years=[{"year": 2025, "revenue": D(900), "gross_margin": D(90)}]),
        a_client("beta", sold("2025-02-05", 100)),
    ]
    table = ranked(*clients, period="2025-Q1")
    assert column(table, "rank") == {"beta": 1, "acme": None}
    assert "stated by year only, so not known here (acme)" in table.notes
    assert column(ranked(*clients, period="2025"), "value") == {"acme": D(900), "beta": D(100)}


def test_a_stated_year_that_the_period_cuts_is_told():
    stated = [{"year": 2025, "revenue": D(5000), "visits": 4}]
    clients = [
        a_client("acme", sold("2026-05-10", 400, 1), years=stated, visits=["2026-05-10"]),
        a_client("beta", years=stated),
    ]
    table = ranked(*clients, period="last-12-months", today=date(2026, 11, 20))
    assert column(table, "value") == {"acme": D(400), "beta": None}
    assert column(table, "source") == {"acme": "orders", "beta": None}
    assert table.notes[1:] == [
        "stated by year only, so not known here (beta)",
        "the stated year 2025 is not counted here: the period cuts it (acme)",
        "visits stated by year only, so not known here (beta)",
        "the visits stated for 2025 are not counted here: the period cuts that year (acme)",
    ]


def test_a_year_that_states_no_revenue_is_told_as_that():
    stated = [{"year": 2024, "gross_margin": D(90)}]
    table = ranked(a_client("acme", years=stated), period="2024")
    assert column(table, "value") == {"acme": None}
    assert table.notes[1:] == ["2024 states no revenue and there are no orders in it (acme)"]


def test_a_rank_before_does_not_depend_on_who_is_shown():
    clients = [
        a_client("acme", sold("2025-01-05", -50), sold("2026-01-05", 100)),
        a_client("beta", sold("2026-01-05", 50)),
    ]
    asleep = a_client("asleep", sold("2020-01-05", 1))
    for more in (False, True):
        table = ranked(*clients, asleep, include_all=more)
        before = column(table, "previous_rank")
        assert (before["acme"], before["beta"]) == (1, None), more


def test_change_and_previous_rank_compare_the_same_elapsed_days():
    clients = [
        a_client("acme", sold("2025-11-23", 100), sold("2025-11-24", 900), sold("2026-01-05", 150)),
        a_client("beta", sold("2025-03-01", 200), sold("2026-03-01", 100)),
    ]
    table = ranked(*clients)
    assert column(table, "previous_rank") == {"acme": 2, "beta": 1}
    assert column(table, "change") == {"acme": D("0.5"), "beta": D("-0.5")}
    whole = ranked(*clients, today=date(2026, 12, 31))
    assert column(whole, "previous_rank") == {"acme": 1, "beta": 2}
    # Before all there is nothing.
    assert set(column(ranked(*clients, period="all"), "previous_rank").values()) == {None}


def test_change_from_nothing_or_less_is_empty():
    clients = [
        a_client("acme", sold("2025-01-05", -100), sold("2026-01-05", 100)),
        a_client("beta", sold("2026-01-05", 100)),
    ]
    assert column(ranked(*clients), "change") == {"acme": None, "beta": None}


def test_money_is_the_folder_s():
    folder = Settings(rates={"2025": {"USD": D("0.5")}})
    clients = [
        a_client("acme", sold("2026-01-05", 100), currency="USD"),
        a_client("beta", sold("2026-01-05", 60)),
    ]
    table = ranked(*clients, folder=folder)
    assert column(table, "value") == {"beta": D(60), "acme": D(50)}
    assert set(column(table, "currency").values()) == {"EUR"}
    assert "no rate for USD in 2026: that of 2025 is used (acme)" in table.notes
    with pytest.raises(MissingRateError):
        ranked(*clients, folder=folder, strict=True)


def test_every_client_without_a_rate_is_named_at_once():
    clients = [
        a_client("acme", sold("2026-01-05", 100), currency="USD"),
        a_client("beta", sold("2026-01-05", 60), currency="GBP"),
    ]
    with pytest.raises(MissingRateError) as caught:
        ranked(*clients)
    assert caught.value.exit_code == 4
    assert caught.value.missing == (("acme", "USD", 2026), ("beta", "GBP", 2026))


def test_a_rate_that_only_the_comparison_lacks_leaves_it_empty():
    folder = Settings(rates={"2026": {"USD": D("0.5")}})
    client = a_client("acme", sold("2025-01-05", 10), sold("2026-01-05", 10), currency="USD")
    table = ranked(client, folder=folder)
    assert (table.rows[0]["value"], table.rows[0]["previous_rank"]) == (D(5), None)
    assert any(note.startswith("not compared with 2025: no rate for USD") for note in table.notes)
    with pytest.raises(MissingRateError):
        ranked(client, folder=folder, strict=True)


@pytest.mark.parametrize(
    ("period", "note"),
    [
        ("2025", "period 2025: from 2025-01-01 to 2025-12-31"),
        ("2026", "period 2026: from 2026-01-01 to 2026-11-23, so far"),
        ("all", "period all: to 2026-11-23"),
        ("2027", "period 2027 begins on 2027-01-01, after 2026-11-23: nothing to tell yet"),
    ],
)
def test_the_period_is_told(period, note):
    assert ranked(a_client("acme"), period=period).notes[0] == note


def test_nothing_to_rank_is_an_empty_table():
    table = ranked(period="2027")
    assert table.rows == []
    assert [found.key for found in table.columns] == KEYS


@pytest.mark.parametrize("by", ["speed", "turnover", ""])
def test_nothing_else_can_be_ranked_by(by):
    with pytest.raises(UsageError, match="revenue-per-visit, margin-per-visit"):
        ranked(by=by)
