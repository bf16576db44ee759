"""What holds of every report, whatever is in the folder."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientfile.errors import MissingRateError
from clientfile.figures.ledger import SelectedLedger
from clientfile.records.settings import Settings
from clientfile.records.typed.periods import Period
from clientfile.reports.common.groups import GROUPS, money_by
from clientfile.reports.common.period_parts import PER
from clientfile.reports.common.standings import standings
from clientfile.reports.owners import owners
from clientfile.reports.pivot import pivot
from clientfile.reports.products import products
from clientfile.reports.rank import BY, rank
from clientfile.reports.registry import TABLES
from clientfile.reports.summary import summary
from clientfile.reports.targets import targets
from clientfile.reports.visits import visits
from clientfile.reports.wallet import wallet
from tests.oracles.random_folders import (
    FIRST,
    LAST,
    RATES,
    books,
    both,
    days,
    dear,
    folders,
    settings_,
    spans,
)
from tests.support.full_scan import RecordsLedger
from tests.support.reports import PLAIN

WHATS = ("revenue", "margin")
CENT = Decimal("0.01")
Y2025 = Period(date(2025, 1, 1), date(2025, 12, 31), "2025", "year")


def added(amounts):
    known = list(amounts)
    return None if None in known else sum(known, Decimal(0))


def every_report(ledger, period):
    """All that is told of a folder, by what it is called."""
    told = {
        f"{what} by {group or 'nothing'}": pivot(
            ledger, what, period=period, group=group, per=per
        ).long.rows
        for what in WHATS
        for group, per in (("", "quarter"), ("client", ""), ("owner", ""), ("product", ""))
    }
    told |= {
        report.name: report.build(ledger, period=period).rows
        for report in PLAIN
        if report.name != "targets" or period.unit == "year"
    }
    for by in ("growth", "share-of-wallet", "potential-gap"):
        told[by] = list(rank(ledger, by=by, period=period).rows)
    told["summary"] = summary(ledger, period=period)[0]
    return told


@dear
@given(st.data(), books(), st.sampled_from(GROUPS), st.sampled_from(WHATS))
def test_groups_add_up_to_the_whole(draw, both, group, what):
    ledger, hand = both
    _, period = draw.draw(spans(hand))
    whole = money_by(ledger, "", period, strict=False)
    parts = money_by(ledger, group, period, strict=False)
    total = added(getattr(money, what) for money in whole.values())
    assert added(getattr(money, what) for money in parts.values()) == total


@dear
@given(st.data(), books(), st.sampled_from(["", *GROUPS]), st.sampled_from(WHATS))
def test_parts_add_up_to_the_period(draw, both, group, what):
    ledger, hand = both
    _, period = draw.draw(spans(hand, ("year",)))
    per = draw.draw(st.sampled_from(PER))
    whole = pivot(ledger, what, period=period, group=group).long.rows
    rows = pivot(ledger, what, period=period, group=group, per=per).long.rows
    for row in whole:
        mine = [one for one in rows if one["group"] == row["group"]]
        if what == "margin":
            # Of a margin what is known adds up, be it some of a part or of the whole.
            assert sum(one["margin_known"] or 0 for one in mine) == (row["margin_known"] or 0), row
            continue
        left = [one["value"] for one in mine if one["period"] == f"(not by {per})"]
        if row["value"] is None:
            assert left in ([None], []), row
            continue
        known = [one["value"] for one in mine if one["value"] is not None]
        assert sum(known) == row["value"], row
        assert None not in left


CURRENCIES = st.sampled_from(["EUR", "USD", "GBP"])


@dear
@given(
    st.data(), folders(stated=False), settings_, days, st.sampled_from(["", *GROUPS]),
    st.sampled_from(WHATS), st.sampled_from(PER),
)  # fmt: skip
def test_cents_of_conversion_are_told_as_that(draw, data, folder, today, group, what, per):
    orders = [order for each in data.values() for order in each["business"]["orders"]]
    for order in orders:
        if draw.draw(st.booleans()):
            order["currency"] = draw.draw(CURRENCIES)
    ledger, hand = both(data, folder, today)
    __, period = draw.draw(spans(hand, ("year",)))
    whole = {row["group"]: row for row in pivot(ledger, what, period=period, group=group).long.rows}
    rows = pivot(ledger, what, period=period, group=group, per=per).long.rows
    # Nothing is stated: what is in no part is cents, of each client and part at most a few.
    assert not any(row["value"] for row in rows if row["period"].startswith("(not by"))
    cents = [row["value"] for row in rows if row["period"] == "(conversion)"]
    assert all(abs(value) <= 40 * len(data) * CENT for value in cents)
    for name in {row["group"] for row in rows}:
        values = [row["value"] for row in rows if row["group"] == name]
        if None not in values:
            assert sum(values) == whole[name]["value"] if name in whole else 0, name


@dear
@given(st.data(), books())
def test_the_order_of_files_and_of_what_is_in_them_changes_nothing(draw, pair):
    ledger, hand = pair
    _, period = draw.draw(spans(hand))
    before = every_report(ledger, period)
    names = draw.draw(st.permutations(sorted(hand.records)))
    data = {name: hand.records[name] for name in names}
    for record in data.values():
        record["business"]["orders"] = draw.draw(st.permutations(record["business"]["orders"]))
        record["contacts"]["interactions"].reverse()
        record["results"]["targets"].reverse()
        record["business"]["purchases"].reverse()
        record["results"].get("years", []).reverse()
    turned, _ = both(data, ledger.settings, ledger.today)
    after = every_report(turned, period)
    for name, told in before.items():
        assert after[name] == told, name


@dear
@given(
    folders(stated=False), settings_, days, days, st.sampled_from(["", *GROUPS]),
    st.sampled_from(WHATS),
)  # fmt: skip
def test_two_parts_of_a_period_give_the_whole(data, folder, today, middle, group, what):
    ledger = RecordsLedger.of(data, folder, today)
    foreign = sum("currency" in record["business"] for record in data.values())
    early, late, whole = (
        money_by(ledger, group, Period(first, last, ""), strict=False)
        for first, last in ((FIRST, middle), (middle + timedelta(days=1), LAST), (FIRST, LAST))
    )
    # A share of another currency's money is rounded on a running total: a cent more.
    allowed = foreign * CENT * (2 if group in ("owner", "product", "category") else 1)
    allowed *= 3 if group == "tag" else 1
    allowed *= 2 if what == "margin" else 1
    for name in {*early, *late, *whole}:
        parts = added(getattr(of[name], what) for of in (early, late) if name in of)
        total = getattr(whole[name], what) if name in whole else Decimal(0)
        if None in (parts, total):
            assert parts is total is None, name
        else:
            assert abs(parts - total) <= allowed, name


@dear
@given(st.data(), books())
def test_salespeople_add_up_to_the_folder(draw, both):
    ledger, hand = both
    _, period = draw.draw(spans(hand))
    rows = owners(ledger, period=period).rows
    whole = money_by(ledger, "", period, strict=False).values()
    for what in WHATS:
        total = added(getattr(money, what) for money in whole)
        assert added(row[what] for row in rows) == total, what
    found, _ = ledger.figures(period)
    assert added(row["visits"] for row in rows) == added(of.visits for of in found.values())


@dear
@given(st.data(), books())
def test_products_add_up_to_the_folder(draw, both):
    ledger, hand = both
    _, period = draw.draw(spans(hand))
    rows = products(ledger, period=period).rows
    for what in WHATS:
        total = added(getattr(m, what) for m in money_by(ledger, "", period, strict=False).values())
        assert added(row[what] for row in rows) == total, what


@dear
@given(st.data(), books())
def test_an_unknown_cost_makes_no_margin_anywhere(draw, both):
    ledger, hand = both
    _, period = draw.draw(spans(hand))
    figures, _ = ledger.figures(period)
    without = {client for client, of in figures.items() if of.lines_without_cost}
    for row in visits(ledger, period=period).rows:
        if row["client"] in without:
            assert (row["margin"], row["margin_per_visit"]) == (None, None)
    for row in pivot(ledger, "margin", period=period, group="client").long.rows:
        if row["group"] in without:
            assert (row["value"], row["change"]) == (None, None)
    if not without:
        return
    assert [r["value"] for r in pivot(ledger, "margin", period=period).long.rows] == [None]
    assert None in [row["margin"] for row in products(ledger, period=period).rows]
    assert None in [row["margin"] for row in owners(ledger, period=period).rows]
    assert summary(ledger, period=period)[0]["margin"]["value"] is None


@dear
@given(st.data(), books())
def test_a_ratio_to_no_visits_is_no_number(draw, both):
    ledger, hand = both
    _, period = draw.draw(spans(hand))
    for row in visits(ledger, period=period).rows:
        if not row["visits"]:
            assert (row["revenue_per_visit"], row["margin_per_visit"]) == (None, None)
    for by in ("revenue-per-visit", "margin-per-visit"):
        for row in rank(ledger, by=by, period=period, include_all=True).rows:
            assert row["visits"] or row["value"] is None


REPORTS = {
    **{
        f"{what} by {group}": lambda ledger, what=what, group=group: pivot(
            ledger, what, period=Y2025, group=group
        )
        for what in WHATS
        for group in ("", *GROUPS)
    },
    **{
        report.name: lambda ledger, report=report: report.build(ledger, period=Y2025)
        for report in PLAIN
        if report.converts
    },
    "summary": lambda ledger: summary(ledger, period=Y2025),
    **{
        by: lambda ledger, by=by: rank(ledger, by=by, period=Y2025)
        for by in ("growth", "share-of-wallet", "potential-gap")
    },
}


def sold_in(currency, day="2025-05-05"):
    line = {"product": "Oven", "quantity": Decimal(1), "unit_price": Decimal(9)}
    return {
        "identity": {"name": "Acme", "status": "client", "owner": "claire"},
        "business": {"currency": currency, "orders": [{"ref": "1", "date": day, "lines": [line]}]},
    }


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_every_rate_that_is_missing_is_named(name):
    data = {"acme": sold_in("CHF"), "beta": sold_in("EUR"), "coda": sold_in("SEK")}
    ledger = RecordsLedger.of(data, Settings(rates=RATES), date(2025, 12, 31))
    with pytest.raises(MissingRateError) as caught:
        REPORTS[name](ledger)
    assert caught.value.missing == (("acme", "CHF", 2025), ("coda", "SEK", 2025))
    for word in ("acme", "CHF", "coda", "SEK", "2025"):
        assert word in str(caught.value)


@pytest.mark.parametrize("name", [report.name for report in PLAIN if not report.converts])
def test_what_converts_nothing_needs_no_rate(name):
    """A report that fails here converts: say so in its entry of reports/registry.py."""
    ledger = RecordsLedger.of({"acme": sold_in("CHF")}, Settings(), date(2025, 12, 31))
    TABLES[name].build(ledger, period=Y2025)


A_POTENTIAL = {"potential": {"amount": Decimal(90)}}
PURCHASES = {"purchases": [{"year": 2025, "amount": Decimal(90)}]}


@pytest.mark.parametrize("amount", [A_POTENTIAL, PURCHASES])
def test_a_wallet_needs_the_rate_of_what_it_tells(amount):
    data = {"acme": {"identity": {"name": "Acme", "status": "client"},
                     "business": {"currency": "CHF", **amount}}}  # fmt: skip
    ledger = RecordsLedger.of(data, Settings(rates=RATES), date(2025, 12, 31))
    with pytest.raises(MissingRateError) as caught:
        wallet(ledger, period=Y2025)
    assert caught.value.missing == (("acme", "CHF", 2025),)


# --- a selection never changes what is said of the whole -----------------------------------------

OF_CLIENTS = tuple(
    report for report in PLAIN if report.of_clients and report.name != "products --not-bought"
)


def rows_of_clients(ledger, period):
    """The rows about one client each, of every report and listing that has any, by report."""
    told = {report.name: list(report.build(ledger, period=period).rows) for report in OF_CLIENTS}
    told |= {f"rank --by {by}": list(rank(ledger, by=by, period=period).rows) for by in BY}
    for what in WHATS:
        rows = pivot(ledger, what, period=period, group="client", per="quarter").long.rows
        told[what] = [{"client": row["group"], **row} for row in rows]
    told["standings"] = [
        {"client": client, "said": each} for client, each in standings(ledger).items()
    ]
    return told


@dear
@given(st.data(), books())
def test_a_selection_changes_nothing_of_what_is_said_of_a_client(draw, pair):
    whole, hand = pair
    _, period = draw.draw(spans(hand))
    chosen = set(draw.draw(st.lists(st.sampled_from(sorted(hand.records)), unique=True)))
    picked = SelectedLedger(whole, chosen)
    before = rows_of_clients(whole, period)
    for name, rows in rows_of_clients(picked, period).items():
        assert rows == [row for row in before[name] if row["client"] in chosen], name
    classes = [each.class_ for client, each in standings(whole).items() if client in chosen]
    page = summary(picked, period=period)[0]
    assert page["classes"] == {each: classes.count(each) for each in "ABC"}
    best = [row for row in before["rank --by revenue"] if row["client"] in chosen]
    for told, row in zip(page["top"], best[:5], strict=True):
        assert told == {key: row[key] for key in told}


@dear
@given(st.data(), books())
def test_a_selection_changes_nothing_of_what_is_said_of_a_target(draw, pair):
    whole, hand = pair
    _, period = draw.draw(spans(hand, ("year",)))
    chosen = set(draw.draw(st.lists(st.sampled_from(sorted(hand.records)), unique=True)))
    picked = SelectedLedger(whole, chosen)
    names = {whole.clients()[client].owner for client in chosen}
    everyone = {(r["kind"], r["who"], r["what"]): r for r in targets(whole, period=period).rows}
    rows = targets(picked, period=period).rows
    for row in rows:
        assert row == everyone[row["kind"], row["who"], row["what"]]
    assert {row["who"] for row in rows if row["kind"] == "salesperson"} <= names
    of_all = {row["owner"]: row for row in owners(whole, period=period).rows}
    pages = [summary(picked, period=period)[0]["owners"], owners(picked, period=period).rows]
    for row in (row for rows in pages for row in rows):
        same = of_all[row["owner"]]
        assert (row["target"], row["reached"]) == (same["target"], same["reached"])
