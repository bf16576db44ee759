"""Compared with a year that is only stated: its share by days, marked, and where it is not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientfile.output.render import lines
from clientfile.records.fiscal_year import FiscalYearStart
from clientfile.records.settings import Settings
from clientfile.records.typed.periods import Period, parse_period
from clientfile.reports.common.groups import GROUPS
from clientfile.reports.loyalty import loyalty
from clientfile.reports.pivot import pivot
from clientfile.reports.rank import rank
from clientfile.reports.summary import summary, summary_lines
from clientfile.reports.targets import targets
from tests.oracles.pro_rata_by_hand import compared
from tests.oracles.random_folders import books, dear, spans
from tests.oracles.reports_by_hand import growth
from tests.support.full_scan import RecordsLedger


def fraction(amount):
    return None if amount is None else Fraction(amount)


def counted(hand, client, span):
    """What is compared with where nothing is made pro rata."""
    earlier = hand.before(span)
    return hand.earned(client, earlier)["revenue"] if earlier else None


@dear
@given(st.data(), books())
def test_each_client_is_compared_as_by_hand(draw, both):
    ledger, hand = both
    span, period = draw.draw(spans(hand, ("year", "year", "quarter", "days")))
    rows = {row["client"]: row for row in rank(ledger, by="growth", period=period).rows}
    for client, row in rows.items():
        share = compared(hand, client, span)
        before = share[0] if share else counted(hand, client, span)
        wanted = growth(hand.earned(client, span)["revenue"], before)
        assert fraction(row["value"]) == wanted, client
        assert (row["basis"] == "pro-rata") == bool(share and wanted is not None), client
    for row in pivot(ledger, "margin", period=period, group="client").long.rows:
        share = compared(hand, row["group"], span)
        assert (row["basis"] == "pro-rata") == bool(share and share[1].amount is not None)
        if share:
            whole = share[1].amount if share[1].whole else None
            assert fraction(row["previous"]) == whole
            assert fraction(row["previous_known"]) == share[1].amount


@dear
@given(st.data(), books(), st.sampled_from(["", *GROUPS]))
def test_groups_add_up_to_what_the_folder_is_compared_with(draw, both, group):
    ledger, hand = both
    span, period = draw.draw(spans(hand, ("year",)))
    rows = pivot(ledger, "revenue", period=period, group=group).long.rows
    shares = {client: compared(hand, client, span) for client in hand.records}
    each = [share[0] if share else counted(hand, client, span) for client, share in shares.items()]
    if None in each or not rows:
        return
    told = [fraction(row["previous"]) for row in rows]
    assert sum(told) == sum(each)
    # A share of nothing is in no group that is shown.
    if any(share and share[0] for share in shares.values()):
        assert "pro-rata" in [row["basis"] for row in rows]
    if not any(shares.values()):
        assert {row["basis"] for row in rows} <= {None}


@dear
@given(st.data(), books())
def test_under_strict_nothing_is_made_pro_rata(draw, both):
    ledger, hand = both
    span, period = draw.draw(spans(hand, ("year",)))
    if any(hand.foreign(client) for client in hand.records):
        return
    rows = rank(ledger, by="revenue", period=period, strict=True).rows
    assert {row["basis"] for row in rows} <= {None}
    for row in pivot(ledger, "revenue", period=period, group="client", strict=True).long.rows:
        assert fraction(row["previous"]) == counted(hand, row["group"], span)


# Cases.

TODAY = date(2026, 11, 20)


def sold(amount, day="2026-02-01", cost=None):
    line = {"product": "Tile", "quantity": D(1), "unit_price": D(amount)}
    if cost is not None:
        line["unit_cost"] = D(cost)
    return {"ref": day, "date": day, "lines": [line]}


def a_client(*orders, years=(), **results):
    return {
        "identity": {"name": "Acme", "status": "client"},
        "business": {"orders": list(orders)},
        "results": {"years": list(years), **results},
    }


LAST_YEAR = {"year": 2025, "revenue": D(36500), "gross_margin": D(7300)}
STATED = a_client(sold(40000, cost=30000), years=[LAST_YEAR])
COUNTED = a_client(sold(1000, cost=400), sold(500, "2025-03-01", cost=200))


def a_ledger(settings=None, **clients):
    return RecordsLedger.of(clients, settings or Settings(), TODAY)


def period(text="2026", settings=None):
    return parse_period(text, TODAY, (settings or Settings()).fiscal_year_start)


def test_the_stated_year_counts_by_the_days_that_are_gone():
    (stated,) = rank(a_ledger(stated=STATED), by="revenue", period=period()).rows
    # 324 of 365 days, at 100 a day.
    assert (stated["change"], stated["previous_rank"]) == (D("0.2346"), 1)
    assert (stated["basis"], stated["rank_basis"]) == ("pro-rata", "pro-rata")
    (row,) = pivot(a_ledger(stated=STATED), "revenue", period=period()).long.rows
    assert (row["previous"], row["basis"]) == (D(32400), "pro-rata")
    (row,) = pivot(a_ledger(stated=STATED), "margin", period=period()).long.rows
    assert (row["previous"], row["change"], row["basis"]) == (D(6480), D("0.5432"), "pro-rata")


def test_a_year_that_is_stated_up_to_a_day_counts_by_its_days():
    until = LAST_YEAR | {"until": "2025-12-30", "revenue": D(36400)}
    client = a_client(sold(40000), years=[until])
    (row,) = pivot(a_ledger(client=client), "revenue", period=period()).long.rows
    assert (row["previous"], row["basis"]) == (D(32400), "pro-rata")
    # By the end of October it has all of its days: nothing is cut.
    until = LAST_YEAR | {"until": "2025-10-31"}
    client = a_client(sold(40000), years=[until])
    (row,) = pivot(a_ledger(client=client), "revenue", period=period()).long.rows
    assert (row["previous"], row["basis"]) == (D(36500), None)


@pytest.mark.parametrize("text", ["2026-Q1", "2026-03", "2026-Q2", "last-12-months", "2025"])
def test_other_periods_have_no_share(text):
    (row,) = pivot(a_ledger(stated=STATED), "revenue", period=period(text)).long.rows
    assert row["basis"] is None


def test_a_period_in_the_middle_of_its_year_has_no_share_of_the_half_before():
    span = Period(date(2025, 7, 1), date(2025, 12, 28), "days")
    (row,) = pivot(a_ledger(stated=STATED), "revenue", period=span).long.rows
    assert (row["previous"], row["basis"]) == (None, None)


def test_where_there_are_orders_they_are_compared_with():
    both = a_client(sold(40000), sold(900, "2025-02-01"), years=[LAST_YEAR])
    (row,) = pivot(a_ledger(both=both), "revenue", period=period()).long.rows
    assert (row["previous"], row["basis"]) == (D(900), None)


def test_a_fiscal_year_of_its_own_counts_its_own_days():
    settings = Settings(fiscal_year_start=FiscalYearStart(4))
    year = {"year": 2026, "revenue": D(36500)}
    client = a_client(sold(40000, "2026-05-01"), years=[year])
    table = pivot(a_ledger(settings, client=client), "revenue", period=period("2027", settings))
    # From April to 20 November there are 234 of 365 days.
    assert (table.long.rows[0]["previous"], table.long.rows[0]["basis"]) == (D(23400), "pro-rata")


def test_total_and_ranks_are_marked_where_one_client_is_pro_rata():
    ledger = a_ledger(stated=STATED, counted=COUNTED)
    table = pivot(ledger, "revenue", period=period(), group="client").wide
    shown = [line.split() for line in lines(table, "table")]
    assert shown[2] == ["stated", "40,000.00", "~32,400.00", "~23.5", "%"]
    assert shown[3] == ["counted", "1,000.00", "500.00", "100.0", "%"]
    assert shown[4] == ["Total", "41,000.00", "~32,900.00", "~24.6", "%"]
    assert table.notes[-1] == (
        "~ before that (2025): the stated year by its days, with no season in it (stated)"
    )
    ranked = rank(ledger, by="revenue", period=period())
    assert [line.split()[-1] for line in lines(ranked, "table")][2:] == ["~1", "~2"]
    assert [row["basis"] for row in ranked.rows] == ["pro-rata", None]
    assert [row["rank_basis"] for row in ranked.rows] == ["pro-rata", "pro-rata"]
    assert ranked.notes[-1] == table.notes[-1]


def test_ranks_by_growth_are_marked_with_its_values():
    ranked = rank(a_ledger(stated=STATED, counted=COUNTED), by="growth", period=period())
    shown = [line.split() for line in lines(ranked, "table", columns=["rank", "client", "value"])]
    assert shown[2:] == [["~1", "counted", "100.0", "%"], ["~2", "stated", "~23.5", "%"]]


def test_a_share_of_a_margin_is_of_what_is_known_too():
    bare = a_client(sold(40000, cost=30000), years=[{"year": 2025, "revenue": D(36500)}])
    ledger = a_ledger(bare=bare, stated=STATED)
    table = pivot(ledger, "margin", period=period())
    (row,) = table.long.rows
    assert (row["previous"], row["previous_known"], row["change"]) == (None, D(6480), None)
    assert "~6,480.00, without 1 stated year" in "\n".join(lines(table.wide, "table"))


def test_strict_loyalty_and_targets_keep_their_rules():
    ledger = a_ledger(stated=STATED, counted=COUNTED)
    (row,) = pivot(ledger, "revenue", period=period(), strict=True).long.rows
    assert (row["previous"], row["change"], row["basis"]) == (None, None, None)
    states = {row["client"]: row for row in loyalty(ledger, period=period()).rows}
    assert (states["stated"]["state"], states["stated"]["previous"]) == ("kept", None)
    aim = {"year": 2026, "revenue": D(50000)}
    aimed = a_client(sold(40000), years=[LAST_YEAR], targets=[aim])
    (target,) = targets(a_ledger(aimed=aimed), period=period()).rows
    assert target["expected_by_now"] == D("44383.56")


def test_the_summary_marks_what_it_compares_with():
    page, notes = summary(a_ledger(stated=STATED, counted=COUNTED), period=period())
    assert page["revenue"] == {
        "value": D(41000), "previous": D(32900), "change": D("0.2462"), "basis": "pro-rata"
    }  # fmt: skip
    assert page["margin"]["basis"] == "pro-rata"
    assert "41,000.00 (before: ~32,900.00, ~+24.6 %)" in "\n".join(summary_lines(page, "en"))
    assert any(note.startswith("~ before that (2025)") for note in notes)
