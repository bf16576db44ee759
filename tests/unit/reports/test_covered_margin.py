"""Margin where a cost is missing: what is known of it, how much that covers, and where it shows."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal as D
from fractions import Fraction
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from clientfile.figures.covered_margin import CoveredMargin, decode_covered, encode_covered
from clientfile.figures.results import figures_of
from clientfile.output.render import lines
from clientfile.records.client import client_of
from clientfile.records.settings import Settings
from clientfile.records.typed.periods import parse_period
from clientfile.reports.common.groups import GROUPS
from clientfile.reports.explain import explain_figures, explanation_lines
from clientfile.reports.owners import owners
from clientfile.reports.pivot import pivot
from clientfile.reports.products import products
from clientfile.reports.rank import rank
from clientfile.reports.show import comparison_rows, computed_results
from clientfile.reports.summary import summary, summary_lines
from clientfile.reports.targets import targets
from clientfile.reports.visits import visits
from tests.oracles import margin_by_hand
from tests.oracles.random_folders import books, dear, spans
from tests.oracles.reports_by_hand import four_places
from tests.support.full_scan import RecordsLedger

CENT = Fraction(1, 100)
SHARED = ("owner", "product", "category")


def fraction(amount):
    return None if amount is None else Fraction(amount)


@dear
@given(st.data(), books())
def test_what_is_known_of_each_client_agrees_with_the_computation_by_hand(draw, both):
    ledger, hand = both
    span, period = draw.draw(spans(hand))
    figures, _ = ledger.figures(period)
    for client, told in figures.items():
        part = margin_by_hand.of_client(hand, client, span)
        assert fraction(told.covered.amount) == part.amount, client
        assert fraction(told.covered.revenue) == part.revenue, client
        assert (told.margin is not None) == part.whole, client
        revenue = fraction(told.revenue)
        share = four_places(part.revenue or 0, revenue) if revenue and revenue > 0 else None
        assert fraction(told.covered.coverage_of(told.revenue)) == share, client
        assert fraction(told.covered.rate) == four_places(part.amount, part.revenue), client
        assert fraction(told.cost_coverage) == four_places(
            part.lines - part.bare_lines, part.lines
        ), client


@dear
@given(st.data(), books(), st.sampled_from(["", *GROUPS]))
def test_what_is_known_of_groups_agrees_and_adds_up_to_the_folder(draw, both, group):
    ledger, hand = both
    span, period = draw.draw(spans(hand))
    rows = pivot(ledger, "margin", period=period, group=group).long.rows
    told = {row["group"]: fraction(row["margin_known"]) or Fraction(0) for row in rows}
    wanted = margin_by_hand.amounts_by(hand, group, span)
    foreign = sum(hand.foreign(client) for client in hand.records)
    for name in {*told, *wanted}:
        off = told.get(name, Fraction(0)) - wanted.get(name, Fraction(0))
        assert abs(off) <= (foreign * CENT if group in SHARED else 0), name
    everyone = [margin_by_hand.of_client(hand, client, span) for client in hand.records]
    assert sum(told.values()) == sum(part.amount or 0 for part in everyone)
    for row in rows:
        assert row["value"] in (None, row["margin_known"])
        assert (row["value"] is None) == bool(row["~"].get("value")), row


@dear
@given(st.data(), books())
def test_a_margin_that_is_known_in_part_ranks_without_a_class(draw, both):
    ledger, hand = both
    span, period = draw.draw(spans(hand))
    rows = rank(ledger, by="margin", period=period, include_all=True).rows
    parts = {client: margin_by_hand.of_client(hand, client, span) for client in hand.records}
    order = [fraction(parts[row["client"]].amount) for row in rows if row["rank"] is not None]
    assert order == sorted(order, reverse=True)
    assert [row["rank"] is None for row in rows] == sorted(row["rank"] is None for row in rows)
    for row in rows:
        part = parts[row["client"]]
        assert (row["rank"] is None) == (not part.covers)
        if not part.whole:
            assert {row[key] for key in ("value", "share", "cumulative", "class")} == {None}
    whole = [part.amount for part in parts.values() if part.whole and part.amount > 0]
    for row in rows:
        if row["value"] is not None and whole:
            assert fraction(row["share"]) == four_places(fraction(row["value"]), sum(whole))


# Cases.

TODAY = date(2026, 11, 20)
LATER = {"kind": "gift", "amount": D(150), "date": "2026-03-01"}


def sold(*lines, day="2026-02-01", **more):
    """An order of lines of (amount, cost, product)."""
    entries = []
    for amount, cost, *product in lines:
        line = {"product": (product or ["Tile"])[0], "quantity": D(1), "unit_price": D(amount)}
        entries.append(line if cost is None else line | {"unit_cost": D(cost)})
    return {"ref": day, "date": day, "lines": entries, **more}


def a_client(*orders, advantages=(), years=(), **identity):
    return {
        "identity": {
            "name": "Acme", "status": "client", "client_since": "2020-01-01", **identity
        },
        "contacts": {"interactions": [{"date": "2026-02-01", "kind": "visit"}]},
        "business": {"orders": list(orders), "pricing": {"advantages": list(advantages)}},
        "results": {"years": list(years)},
    }  # fmt: skip


def a_ledger(**clients):
    return RecordsLedger.of(clients, Settings(), TODAY)


def period(text="2026"):
    return parse_period(text, TODAY, Settings().fiscal_year_start)


PARTLY = a_client(sold((1000, 600), (500, None)), advantages=[LATER])
WHOLLY = a_client(sold((400, 100)), owner="claire")
BLINDLY = a_client(sold((300, None)))
STATED = a_client(years=[{"year": 2026, "until": "2026-10-31", "revenue": D(900)}])
EVERYONE = {"partly": PARTLY, "wholly": WHOLLY, "blindly": BLINDLY}


def only_row(report, key, value, **clients):
    (row,) = [row for row in report(a_ledger(**clients), period=period()).rows if row[key] == value]
    return row


def test_the_known_part_is_of_the_lines_with_a_cost_less_all_advantages():
    row = only_row(partial(rank, by="margin"), "client", "partly", **EVERYONE)
    assert (row["margin"], row["value"], row["class"]) == (None, None, None)
    assert (row["margin_known"], row["cost_coverage"]) == (D(250), D("0.5"))
    assert (row["revenue_coverage"], row["margin_rate_known"]) == (D("0.6667"), D("0.25"))


def test_rank_by_margin_puts_those_last_of_whom_nothing_is_known():
    granted = a_client(sold((300, None)), advantages=[LATER])
    table = rank(a_ledger(**EVERYONE, granted=granted), by="margin", period=period())
    assert [(row["client"], row["rank"]) for row in table.rows] == [
        ("wholly", 1), ("partly", 2), ("blindly", None), ("granted", None)
    ]  # fmt: skip
    assert [row["class"] for row in table.rows] == ["A", None, None, None]
    assert [row["share"] for row in table.rows] == [D(1), None, None, None]
    shown = "\n".join(lines(table, "table"))
    assert "250.00 on 1 of 2 lines" in shown
    assert "-150.00" not in shown


def test_without_a_cost_there_is_no_part_but_what_was_granted_later():
    row = only_row(partial(rank, by="margin"), "client", "blindly", **EVERYONE)
    assert (row["margin_known"], row["margin_rate_known"]) == (None, None)
    assert (row["cost_coverage"], row["revenue_coverage"]) == (D(0), D(0))


def test_a_return_that_outweighs_the_sales_has_no_coverage_of_revenue():
    back = a_client(sold((100, 60), (-400, None)))
    row = only_row(partial(rank, by="margin"), "client", "back", back=back)
    assert (row["revenue"], row["revenue_coverage"], row["margin_known"]) == (D(-300), None, D(40))


def test_a_stated_year_without_its_margin_is_told_beside_the_lines():
    (row,) = pivot(a_ledger(**EVERYONE, stated=STATED), "margin", period=period()).long.rows
    assert (row["value"], row["margin_known"]) == (None, D(550))
    assert row["revenue_coverage"] == D("0.4516")
    table = pivot(a_ledger(**EVERYONE, stated=STATED), "margin", period=period()).wide
    assert "550.00 on 2 of 4 lines, without 1 stated year" in "\n".join(lines(table, "table"))


def test_totals_of_columns_have_what_is_known():
    table = pivot(a_ledger(**EVERYONE), "margin", period=period(), group="client", per="quarter")
    rows = {row["group"]: row for row in table.wide.rows}
    assert rows["partly"]["total"] is None
    total = next(line for line in lines(table.wide, "table") if line.startswith("Total"))
    assert total.count("550.00 on 2 of 4 lines") == 2
    assert "0.00" in total


def test_a_french_reader_has_the_words_and_marks_of_french():
    table = pivot(a_ledger(**EVERYONE), "margin", period=period()).wide
    assert "550,00 sur 2 des 4 lignes" in "\n".join(lines(table, "table", language="fr"))


def test_the_part_of_each_product_and_of_each_salesperson():
    mixed = a_client(sold((100, 60), (50, None), (70, None, "Oven")), owner="paul")
    clients = {"mixed": mixed, "wholly": WHOLLY}
    tile = only_row(products, "product", "Tile", **clients)
    assert (tile["margin"], tile["margin_known"], tile["cost_coverage"]) == (
        None, D(340), D("0.6667")
    )  # fmt: skip
    assert only_row(products, "product", "Oven", **clients)["margin_known"] is None
    paul = only_row(owners, "owner", "paul", **clients)
    assert (paul["margin"], paul["margin_known"], paul["cost_coverage"]) == (
        None, D(40), D("0.3333")
    )  # fmt: skip
    assert only_row(owners, "owner", "claire", **clients)["margin_known"] == D(300)


def test_no_class_advice_ratio_or_target_is_of_a_part():
    row = only_row(visits, "client", "partly", **EVERYONE)
    assert (row["margin"], row["margin_per_visit"], row["margin_known"]) == (None, None, D(250))
    aims = [{"year": 2026, "gross_margin": D(1000)}]
    aimed = PARTLY | {"results": {"targets": aims}}
    (target,) = targets(a_ledger(aimed=aimed), period=period()).rows
    assert (target["actual"], target["reached"]) == (None, None)


def test_the_summary_has_the_part_with_what_it_covers():
    page, _ = summary(a_ledger(**EVERYONE), period=period())
    assert (page["margin"]["value"], page["margin"]["margin_known"]) == (None, D(550))
    assert (page["margin"]["lines"], page["margin"]["lines_without_cost"]) == (4, 2)
    assert "550.00 on 2 of 4 lines" in "\n".join(summary_lines(page, "en"))


def test_show_has_the_part_and_the_rank_by_it():
    computed = computed_results("partly", a_ledger(**EVERYONE))
    assert (computed["this_year"]["margin"], computed["this_year"]["margin_known"]) == (
        None, D(250)
    )  # fmt: skip
    assert computed["this_year"]["rank"] == 2
    rows = {heading: this for heading, _, this in comparison_rows(computed, "en")}
    assert rows["Margin"] == "250.00 on 1 of 2 lines"
    assert rows["Margin rate"] == "25.0 % on 1 of 2 lines"


def test_the_arithmetic_of_the_part_is_explained():
    figures = figures_of(client_of("partly", PARTLY), period(), Settings(), TODAY)
    page = explain_figures(figures, [])
    assert (page["margin"], page["margin_known"], page["covered_revenue"]) == (None, 250, 1000)
    assert explanation_lines(page, "en")[-1] == (
        "known margin      1,000.00 - 150.00 - 600.00 = 250.00 EUR on 1 of 2 lines"
    )


def test_shares_of_dollars_add_up_with_and_without_what_has_no_cost():
    orders = [sold(("0.01", None, "Anvil"), ("0.01", "0", "Bolt"), ("0.01", "0", "Crank"))]
    data = a_client(*orders)
    data["business"]["currency"] = "USD"
    ledger = RecordsLedger.of({"usa": data}, Settings(rates={"2026": {"USD": D("0.5")}}), TODAY)
    (whole,) = pivot(ledger, "margin", period=period()).long.rows
    rows = pivot(ledger, "margin", period=period(), group="product").long.rows
    assert sum(row["margin_known"] or 0 for row in rows) == whole["margin_known"] == D("0.01")
    assert sum(row["revenue"] for row in products(ledger, period=period()).rows) == D("0.02")


@given(
    st.builds(
        CoveredMargin,
        st.none() | st.decimals(-9, 9, places=2), st.none() | st.decimals(0, 9, places=2),
        st.integers(0, 9), st.integers(0, 9), st.integers(0, 2),
    )
)  # fmt: skip
def test_a_margin_comes_back_from_the_cache_as_it_was(margin):
    assert decode_covered(json.loads(json.dumps(encode_covered(margin), default=str))) == margin
