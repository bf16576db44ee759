"""Each rule of how figures are made, with the arithmetic for a pencil beside it."""

from __future__ import annotations

import itertools
import os
from datetime import date
from decimal import Decimal as D

import pytest

from clientfile.errors import MissingRateError
from clientfile.figures.amounts import minor_unit, round_to_unit
from clientfile.figures.contradictions import contradictions
from clientfile.figures.rebates import RebateYear, rebate_year, rebate_years
from clientfile.figures.results import figures_of
from clientfile.records.client import client_of
from clientfile.records.fiscal_year import FiscalYearStart
from clientfile.records.owed_settings import VatRate
from clientfile.records.settings import Settings
from clientfile.records.typed.amounts import percent_factor
from clientfile.records.typed.periods import Period, newest_year, parse_period
from tests.support.full_scan import years_with_figures

STRESS = os.environ.get("HYPOTHESIS_PROFILE") == "stress"

TODAY = date(2026, 11, 23)
EURO = Settings()


def line(quantity="1", price="100", **more):
    return {"product": "Tile", "quantity": D(quantity), "unit_price": D(price), **more}


def order(day, *lines, **more):
    return {"ref": f"{day}-{len(lines)}", "date": day, "lines": list(lines), **more}


def a_client(*orders, advantages=(), years=(), interactions=(), currency=None, **identity):
    business = {"orders": list(orders), "pricing": {"advantages": list(advantages)}}
    if currency:
        business["currency"] = currency
    data = {
        "identity": {"name": "Acme", "status": "client", **identity},
        "contacts": {"interactions": list(interactions)},
        "business": business,
        "results": {"years": list(years)},
    }
    return client_of("acme", data)


def of(client, period, folder=EURO, today=TODAY, **more):
    span = parse_period(period, today, folder.fiscal_year_start)
    return figures_of(client, span, folder, today, **more)


def between(client, first, last, folder=EURO, today=TODAY):
    span = Period(date.fromisoformat(first), date.fromisoformat(last), "span")
    return figures_of(client, span, folder, today)


# Early payment, and what pays the advantages that were granted later

EARLY = {"date": "2026-02-20", "amount": D("2.40"), "reason": "early-payment"}
SKONTO = {"kind": "early-payment", "rate": "2%", "from": "2026-01-01", "until": "2026-06-30"}
REBATE = {"kind": "year-end-rebate", "rate": "3%"}


def sold(day="2026-02-10", **more):
    """100 without VAT, 120 with it, at a cost of 60."""
    return order(day, line(unit_cost=D(60)), **{"tax": D(20), **more})


def test_what_is_given_up_for_early_payment_lessens_the_margin_without_its_vat():
    figures = of(a_client(sold(settled=[EARLY])), "2026")
    # 2.40 of 120 to pay, of which 100 are without VAT.
    assert (figures.revenue, figures.later_advantages) == (D(100), D("2.00"))
    assert figures.margin == D(38)
    # On the day of its closing, with freight as a part of what is without VAT.
    client = a_client(sold(freight=D(20), tax=D(24), settled=[EARLY]))
    assert between(client, "2026-02-01", "2026-02-19").margin == D(40)
    assert between(client, "2026-02-20", "2026-02-28").margin == D("-2.00")


def test_the_vat_of_what_is_given_up_is_that_of_the_order():
    bare = order("2026-02-10", line(unit_cost=D(60)), settled=[EARLY])
    french = Settings(vat=(VatRate(date(2014, 1, 1), D("0.20"), "FR"),))
    # 2.40 of 120; nobody's VAT abroad; the client's own rate of 5.5 %, 2.40 of 105.50.
    assert of(a_client(bare), "2026", french).later_advantages == D("2.00")
    abroad = a_client(bare, address={"country": "BE"})
    assert of(abroad, "2026", french).later_advantages == D("2.40")
    own = client_of("acme", {
        "identity": {"name": "Acme", "status": "client"},
        "business": {"orders": [bare], "vat_rate": "5.5%"},
    })  # fmt: skip
    assert of(own, "2026", french).later_advantages == D("2.27")


def test_a_loss_or_a_difference_lessens_no_margin():
    for reason in ("loss", "difference", None):
        closing = {key: value for key, value in (EARLY | {"reason": reason}).items() if value}
        assert of(a_client(sold(settled=[closing])), "2026").margin == D(40)
    cancelled = a_client(sold(), sold(day="2026-02-11", status="cancelled", settled=[EARLY]))
    assert of(cancelled, "2026").margin == D(40)


def test_what_an_advantage_accrues_is_not_given_up_twice():
    granted = a_client(sold(settled=[EARLY]), advantages=[SKONTO])
    assert of(granted, "2026").margin == D(38)
    # Sold after the advantage ended: the closing itself is what it costs.
    ended = sold("2026-07-10", settled=[EARLY | {"date": "2026-07-20"}])
    assert of(a_client(sold(), ended, advantages=[SKONTO]), "2026").margin == D(40 + 40 - 2 - 2)
    # Of another kind, or in the prices already: accrued by nothing.
    for other in (REBATE | {"rate": "0%"}, SKONTO | {"applied": "invoice"}):
        assert of(a_client(sold(settled=[EARLY]), advantages=[other]), "2026").margin == D(38)


def test_a_credit_note_pays_what_accrued_and_is_no_revenue():
    note = order("2026-02-16", line(price="-2.50"), rebate=2025, tax=D("-0.50"))
    client = a_client(sold("2025-05-10"), sold(), note, advantages=[REBATE])
    assert (of(client, "2026").revenue, of(client, "2026").margin) == (D(100), D(37))
    told = rebate_year(client, 2025, EURO, TODAY)
    assert (told.accrued, told.credited, told.left) == (D("3.00"), D("2.50"), D("0.50"))
    # Seen from before the credit note, and from before the year.
    assert rebate_year(client, 2025, EURO, date(2026, 2, 15)).left == D("3.00")
    assert rebate_year(client, 2027, EURO, TODAY) == RebateYear(2027, D(0), D(0))
    # Last year's is shown while it is the last one, older ones until they are credited whole.
    assert [each.year for each in rebate_years(client, EURO, TODAY)] == [2025, 2026]
    assert [each.year for each in rebate_years(client, EURO, date(2028, 1, 1))] == [2025]


def test_what_an_early_payment_took_is_credited_of_its_advantage():
    told = rebate_year(a_client(sold(settled=[EARLY]), advantages=[SKONTO]), 2026, EURO, TODAY)
    assert (told.accrued, told.credited, told.left) == (D(2), D(2), D(0))


# Lines


def test_a_line_is_rounded_once_after_both_discounts():
    # 1.10 × 0.95 × 0.90 = 0.9405 → 0.94; rounding between, 1.05 × 0.90 = 0.945, would say 0.95.
    sold = order("2026-01-05", line("1", "1.10", discount="5%"), discount="10%")
    figures = of(a_client(sold), "2026")
    assert figures.revenue == D("0.94")
    assert (figures.list_value, figures.discounts) == (D("1.10"), D("0.16"))


@pytest.mark.parametrize(
    ("quantity", "price", "net"),
    [
        ("1", "0.005", "0.01"),
        ("-1", "0.005", "-0.01"),
        ("1", "0.025", "0.03"),
        ("1", "0.0049999", "0.00"),
        # 18 digits each: nothing is lost.
        ("999999999999999999", "999999999999999999", "999999999999999998000000000000000001"),
    ],
)
def test_halves_go_away_from_zero_and_nothing_else_is_lost(quantity, price, net):
    assert of(a_client(order("2026-01-05", line(quantity, price))), "2026").revenue == D(net)


def test_totals_are_sums_of_rounded_lines():
    # 3 × 0.005 would be 0.015 → 0.02 were it rounded at the end.
    lines = [line("1", "0.005") for _ in range(3)]
    assert of(a_client(order("2026-01-05", *lines)), "2026").revenue == D("0.03")


@pytest.mark.parametrize(
    ("percent", "left"),
    [("5%", "0.95"), ("2.5%", "0.975"), ("10%+5%", "0.855"), ("0%", "1"), ("100%+50%", "0")],
)
def test_percentages_in_a_row_each_apply_to_what_is_left(percent, left):
    assert percent_factor(percent) == D(left)


def test_a_return_takes_revenue_and_cost_back():
    sold, back = line("10", "12.50", unit_cost=D("8.20")), line("-2", "12.50", unit_cost=D("8.20"))
    figures = of(a_client(order("2026-01-05", sold), order("2026-02-05", back)), "2026")
    # 8 × 12.50 = 100; 8 × 8.20 = 65.60
    assert (figures.revenue, figures.cost, figures.margin) == (D(100), D("65.60"), D("34.40"))
    assert figures.margin_rate == D("0.3440")


def test_revenue_is_dated_by_the_invoice_else_the_order():
    client = a_client(order("2025-12-30", line(), invoiced="2026-01-02"))
    assert of(client, "2025").revenue == 0
    assert of(client, "2026").revenue == 100


def test_cancelled_and_future_orders_count_nowhere():
    client = a_client(
        order("2026-01-05", line(), status="cancelled"), order("2026-11-24", line(), line())
    )
    figures = of(client, "2026")
    assert (figures.revenue, figures.orders, figures.lines) == (0, 0, 0)
    assert figures.source is None


def test_freight_and_tax_are_no_revenue():
    client = a_client(order("2026-01-05", line(), freight=D(30), tax=D(20)))
    assert of(client, "2026").revenue == 100


def test_one_line_without_a_cost_leaves_the_margin_unknown():
    known = line(unit_cost=D(60))
    figures = of(a_client(order("2026-01-05", known, known, line())), "2026")
    assert (figures.cost, figures.margin, figures.margin_rate) == (None, None, None)
    assert (figures.lines, figures.lines_without_cost) == (3, 1)
    assert figures.cost_coverage == D("0.6667")


def test_a_cost_of_zero_is_a_cost():
    figures = of(a_client(order("2026-01-05", line(unit_cost=D(0)))), "2026")
    assert (figures.margin, figures.margin_rate) == (D(100), D(1))


def test_nothing_sold_is_nothing_but_has_no_rate():
    figures = of(a_client(), "2026")
    assert (figures.revenue, figures.margin, figures.margin_rate) == (0, 0, None)
    assert figures.cost_coverage is None


# Advantages


def test_a_discount_is_on_the_invoice_unless_said_otherwise():
    sold = order("2026-01-05", line(unit_cost=D(60)))
    on_invoice = a_client(sold, advantages=[{"kind": "discount", "rate": "5%"}])
    assert of(on_invoice, "2026").margin == 40
    later = [{"kind": "discount", "rate": "5%", "applied": "later"}]
    assert of(a_client(sold, advantages=later), "2026").margin == 35
    rebate = [{"kind": "year-end-rebate", "rate": "5%", "applied": "invoice"}]
    assert of(a_client(sold, advantages=rebate), "2026").margin == 40


def test_tiers_are_entries_that_add_up():
    # 2 % of all 1000.10 = 20.002 → 20.00; 3 % more beyond 600: 400.10 × 3 % = 12.003 → 12.00
    tiers = [
        {"kind": "year-end-rebate", "rate": "2%"},
        {"kind": "year-end-rebate", "rate": "3%", "above": D(600)},
    ]
    client = a_client(
        order("2026-01-05", line("1", "500")),
        order("2026-06-05", line("1", "500.10")),
        advantages=tiers,
    )
    assert of(client, "2026").later_advantages == D("32.00")
    # First half year: 500 × 2 %. Then the rest: the threshold is passed in June.
    assert between(client, "2026-01-01", "2026-05-31").later_advantages == D("10.00")
    assert between(client, "2026-06-01", "2026-12-31").later_advantages == D("22.00")


def test_the_base_starts_again_with_each_fiscal_year():
    tier = {"kind": "year-end-rebate", "rate": "10%", "above": D(100)}
    sold = [order("2025-12-01", line("1", "150")), order("2026-01-05", line("1", "120"))]
    assert of(a_client(*sold, advantages=[tier]), "all").later_advantages == D(5) + D(2)
    # With a fiscal year from October, both are of one year: 270 − 100.
    folder = Settings(fiscal_year_start=FiscalYearStart(10))
    assert of(a_client(*sold, advantages=[tier]), "2026", folder).later_advantages == D(17)


def test_returns_take_back_what_had_accrued_but_never_more():
    rebate = [{"kind": "year-end-rebate", "rate": "10%"}]
    client = a_client(
        order("2026-01-05", line("1")), order("2026-03-05", line("-3")), advantages=rebate
    )
    assert of(client, "2026-Q1").later_advantages == 0
    assert of(client, "2026-01").later_advantages == 10
    assert of(client, "2026-03").later_advantages == -10


def test_a_rate_counts_revenue_within_its_days():
    rebate = {"kind": "year-end-rebate", "rate": "10%", "from": "2026-02-01", "until": "2026-03-31"}
    days = ("2026-01-31", "2026-02-01", "2026-03-31", "2026-04-01")
    client = a_client(*(order(day, line()) for day in days), advantages=[rebate])
    assert of(client, "2026").later_advantages == 20


def test_a_yearly_amount_accrues_by_the_day():
    # 365 a year is 1 a day; the year is cut at 23 November, its 327th day.
    gift = {"kind": "gift", "amount": D(365), "from": "2025-01-01"}
    client = a_client(advantages=[gift])
    assert of(client, "2025").later_advantages == 365
    assert of(client, "2026").later_advantages == 327
    assert of(client, "2026-02").later_advantages == 28
    # 1000 ÷ 365: by the end of January 84.93 (84.9315), of February 161.64 (161.6438).
    rounds = a_client(advantages=[{**gift, "amount": D(1000)}])
    assert of(rounds, "2026-01").later_advantages == D("84.93")
    assert of(rounds, "2026-02").later_advantages == D("76.71")


def test_a_yearly_amount_counts_only_its_days():
    gift = {"kind": "gift", "amount": D(365), "from": "2025-12-30", "until": "2026-01-04"}
    client = a_client(advantages=[gift])
    assert of(client, "2025").later_advantages == 2
    assert of(client, "2026").later_advantages == 4


def test_a_yearly_amount_without_a_start_runs_from_the_client_s_first_fiscal_year():
    gift = {"kind": "gift", "amount": D(1200)}
    client = a_client(order("2025-06-10", line()), advantages=[gift])
    assert of(client, "2024").later_advantages == 0
    assert of(client, "2025").later_advantages == 1200
    # 1200 × 327 ÷ 365 = 1075.068
    assert of(client, "all").later_advantages == D("2275.07")


def test_a_single_amount_falls_on_its_day():
    client = a_client(advantages=[{"kind": "gift", "amount": D(250), "date": "2026-03-03"}])
    assert of(client, "2026-03").later_advantages == 250
    assert of(client, "2026-04").later_advantages == 0
    assert of(client, "2026").margin == -250
    yearly = {"kind": "gift", "amount": D(365), "date": "2026-03-03", "per": "year"}
    assert of(a_client(advantages=[yearly], client_since="2025-05-05"), "2025").revenue == 0
    assert of(a_client(advantages=[yearly], client_since="2025-05-05"), "2025").margin == -365


def test_accrual_stops_when_the_client_has_left():
    entries = [
        {"kind": "year-end-rebate", "rate": "10%"},
        {"kind": "gift", "amount": D(365), "from": "2026-01-01"},
        {"kind": "gift", "amount": D(50), "date": "2026-04-01"},
    ]
    client = a_client(
        order("2026-01-10", line()),
        order("2026-03-10", line()),
        advantages=entries,
        status="former",
        former_since="2026-01-31",
    )
    # 10 % of January's 100, and 31 days.
    assert of(client, "2026").later_advantages == 41
    assert of(client, "2026-03").later_advantages == 0


# Stated years


def test_a_stated_year_stands_for_its_orders():
    stated = {"year": 2025, "revenue": D(5000), "gross_margin": D(1500), "visits": 7}
    sold = order("2025-05-05", line("1", "4000", unit_cost=D(1)))
    figures = of(a_client(sold, years=[stated]), "2025")
    assert (figures.revenue, figures.margin, figures.visits) == (5000, 1500, 7)
    assert (figures.margin_rate, figures.source) == (D("0.3"), "stated")
    assert (figures.list_value, figures.cost, figures.later_advantages) == (None, None, None)


def test_a_stated_margin_is_made_of_stated_figures_or_not_at_all():
    sold = order("2025-05-05", line("1", "4000", unit_cost=D(1)))
    stated = {"year": 2025, "revenue": D(5000), "cost": D(3000)}
    assert of(a_client(sold, years=[stated]), "2025").margin is None
    stated["advantages"] = D(400)
    figures = of(a_client(sold, years=[stated]), "2025")
    # 5000 − 400 − 3000
    assert (figures.margin, figures.later_advantages, figures.cost) == (1600, 400, 3000)


def test_without_stated_revenue_the_orders_make_both():
    stated = {"year": 2025, "gross_margin": D(9999)}
    sold = order("2025-05-05", line(unit_cost=D(60)))
    figures = of(a_client(sold, years=[stated]), "2025")
    assert (figures.revenue, figures.margin, figures.source) == (100, 40, "orders")
    # A month without orders is then a month without revenue; a year without any is not known.
    assert of(a_client(sold, years=[stated]), "2025-07").revenue == 0
    alone = of(a_client(years=[stated]), "2025")
    assert (alone.revenue, alone.margin, alone.source) == (None, None, None)
    assert (alone.years_without_revenue, alone.unknown_years) == ((2025,), ())
    # With a longer period's orders the year is as unknown; one that cuts it has orders to use.
    longer = a_client(order("2026-05-10", line(unit_cost=D(60))), years=[stated])
    assert of(longer, "all").revenue is None
    cutting = between(longer, "2025-07-01", "2026-06-30")
    assert (cutting.revenue, cutting.margin) == (100, 40)
    assert (cutting.years_without_revenue, cutting.left_out_years) == ((2025,), ())


def test_a_period_within_a_stated_year_uses_orders_or_is_empty():
    stated = {"year": 2025, "revenue": D(5000)}
    sold = order("2025-05-05", line(unit_cost=D(60)))
    client = a_client(sold, years=[stated])
    assert of(client, "2025-Q2").revenue == 100
    empty = of(client, "2025-Q3")
    assert (empty.revenue, empty.margin, empty.later_advantages, empty.orders) == (None,) * 4
    assert empty.unknown_years == (2025,)
    assert empty.source is None
    # A longer period holds the year whole.
    assert between(client, "2024-07-01", "2026-06-30").revenue == 5000


def test_a_period_that_cuts_a_stated_year_uses_the_orders_it_has_anywhere():
    stated = [{"year": 2024, "revenue": D(7000)}, {"year": 2025, "revenue": D(5000)}]
    client = a_client(order("2026-05-10", line("4", unit_cost=D(60))), years=stated[1:])
    figures = of(client, "last-12-months", today=date(2026, 11, 20))
    assert (figures.revenue, figures.cost, figures.margin) == (400, 240, 160)
    assert (figures.orders, figures.source) == (1, "orders")
    assert (figures.left_out_years, figures.unknown_years) == ((2025,), ())
    # A gift accrues on the days that orders stand for: 31 in December and 59 up to February.
    gift = {"kind": "gift", "amount": D(365), "from": "2025-01-01"}
    granted = a_client(
        order("2026-02-10", line(unit_cost=D(0))), years=stated[1:], advantages=[gift]
    )
    assert between(granted, "2025-12-01", "2026-02-28").margin == 100 - 31 - 59
    # Orders of a year that fits whole are not in what is left of the period.
    inside = a_client(order("2025-05-10", line()), years=stated)
    held = between(inside, "2024-07-01", "2025-12-31")
    assert (held.revenue, held.unknown_years) == (None, (2024,))
    also_after = a_client(order("2025-05-10", line()), order("2026-01-10", line("3")), years=stated)
    both = between(also_after, "2024-07-01", "2026-06-30")
    assert (both.revenue, both.source, both.left_out_years) == (5300, "both", (2024,))


def test_an_order_that_does_not_count_makes_no_cut_year_known():
    cancelled = order("2026-05-10", line(), status="cancelled")
    future = order("2026-11-24", line())
    client = a_client(cancelled, future, years=[{"year": 2025, "revenue": D(5000)}])
    assert of(client, "last-12-months").revenue is None


def test_a_running_year_stands_up_to_until_and_orders_add():
    stated = {"year": 2026, "revenue": D(5000), "gross_margin": D(2000), "until": "2026-06-30"}
    before, after = order("2026-06-30", line()), order("2026-07-01", line(unit_cost=D(60)))
    figures = of(a_client(before, after, years=[stated]), "2026")
    assert (figures.revenue, figures.margin, figures.source) == (5100, 2040, "both")
    assert of(a_client(before, after, years=[stated]), "2026-Q3").revenue == 100
    assert of(a_client(before, after, years=[stated]), "2026-Q2").revenue == 100
    assert between(a_client(after, years=[stated]), "2026-01-01", "2026-06-30").revenue == 5000
    assert between(a_client(after, years=[stated]), "2026-01-02", "2026-12-31").revenue == 100
    assert between(a_client(years=[stated]), "2026-01-02", "2026-12-31").revenue is None


def test_a_running_year_without_until_gives_way_to_orders():
    stated = {"year": 2026, "revenue": D(5000), "visits": 9}
    seen = {"date": "2026-02-02", "kind": "visit"}
    sold = order("2026-07-01", line())
    orders_win = of(a_client(sold, years=[stated]), "2026")
    assert (orders_win.revenue, orders_win.source, orders_win.visits) == (100, "orders", 9)
    stated_alone = of(a_client(years=[stated], interactions=[seen]), "2026")
    assert (stated_alone.revenue, stated_alone.source, stated_alone.visits) == (5000, "stated", 9)
    # On its last day a year still runs; the day after it is over.
    client = a_client(sold, years=[stated])
    assert of(client, "2026", today=date(2026, 12, 31)).revenue == 100
    assert of(client, "2026", today=date(2027, 1, 1)).revenue == 5000


def test_stated_revenue_counts_towards_the_threshold_of_what_follows():
    stated = {"year": 2026, "revenue": D(5000), "gross_margin": D(0), "until": "2026-06-30"}
    stated["advantages"] = D(0)
    tier = {"kind": "year-end-rebate", "rate": "10%", "above": D(4900)}
    after = order("2026-07-01", line(unit_cost=D(0)))
    client = a_client(after, years=[stated], advantages=[tier])
    # 10 % of (5100 − 4900) less 10 % of (5000 − 4900), which the stated margin is after.
    assert of(client, "2026").later_advantages == 10
    # From April on the entry knows of the later order alone: below its threshold.
    from_april = a_client(after, years=[stated], advantages=[{**tier, "from": "2026-04-01"}])
    assert of(from_april, "2026").later_advantages == 0


# Visits


def test_visits_are_one_a_day_and_salesperson():
    seen = [
        {"date": "2026-02-02", "kind": "visit"},
        {"date": "2026-02-02", "kind": "visit", "salesperson": "claire"},
        {"date": "2026-02-02", "kind": "visit", "salesperson": "paul"},
        {"date": "2026-02-03", "kind": "visit"},
        {"date": "2026-02-04", "kind": "meeting"},
        {"date": "2026-11-24", "kind": "visit"},
    ]
    figures = of(a_client(order("2026-01-01", line()), interactions=seen, owner="claire"), "2026")
    assert figures.visits == 3
    # 100 ÷ 3
    assert figures.revenue_per_visit == D("33.33")


def test_without_visits_there_is_nothing_per_visit():
    figures = of(a_client(order("2026-01-01", line(unit_cost=D(1)))), "2026")
    assert (figures.visits, figures.revenue_per_visit, figures.margin_per_visit) == (0, None, None)


def test_part_of_a_year_of_stated_visits_is_counted_or_not_known():
    stated = [{"year": 2025, "visits": 12}]
    seen = [{"date": "2025-02-02", "kind": "visit"}]
    client = a_client(years=stated, interactions=seen)
    assert of(client, "2025").visits == 12
    assert of(client, "2025-Q1").visits == 1
    assert of(client, "2025-Q2").visits is None
    assert of(client, "2025-Q2").cut_visit_years == (2025,)


def test_a_period_that_cuts_stated_visits_counts_those_it_has_anywhere():
    stated = [{"year": 2025, "visits": 12}]
    client = a_client(years=stated, interactions=[{"date": "2026-02-02", "kind": "visit"}])
    figures = of(client, "last-12-months")
    assert (figures.visits, figures.cut_visit_years) == (1, (2025,))
    assert of(client, "all").visits == 13
    assert of(client, "all").cut_visit_years == ()


def test_stated_visits_win_in_a_running_year_too():
    seen = [{"date": day, "kind": "visit"} for day in ("2026-02-02", "2026-07-07", "2026-08-08")]
    stated = {"year": 2026, "visits": 9}
    assert of(a_client(years=[stated], interactions=seen), "2026").visits == 9
    until = a_client(years=[{**stated, "until": "2026-06-30"}], interactions=seen)
    assert of(until, "2026").visits == 9 + 2
    assert of(until, "2026-Q3").visits == 2


# Currencies


def test_a_period_is_converted_at_each_year_s_rate_and_rounded_once():
    folder = Settings(rates={"2025": {"USD": D("0.915")}, "2026": {"USD": D("0.925")}})
    sold = [order(f"{year}-05-05", line("5", "0.01")) for year in (2025, 2026)]
    # 0.05 × 0.915 + 0.05 × 0.925 = 0.04575 + 0.04625 = 0.092 → 0.09, not 0.05 + 0.05.
    figures = of(a_client(*sold, currency="USD"), "all", folder)
    assert figures.revenue == D("0.09")


def test_costs_and_stated_figures_are_in_the_folder_s_currency():
    folder = Settings(rates={"2026": {"USD": D("0.9")}})
    sold = order("2026-05-05", line("1", "100", unit_cost=D(60)))
    rebate = {"kind": "year-end-rebate", "rate": "10%"}
    figures = of(a_client(sold, currency="USD", advantages=[rebate]), "2026", folder)
    # 90 − 9 − 60
    assert (figures.revenue, figures.later_advantages, figures.margin) == (90, 9, 21)
    stated = [{"year": 2025, "revenue": D(500)}]
    figures = of(a_client(currency="USD", years=stated), "2025", folder)
    assert figures.revenue == 500


def test_a_year_without_a_rate_takes_the_last_earlier_one_and_says_so():
    folder = Settings(
        rates={"2023": {"USD": D("0.8")}, "2024": {"USD": D("0.9")}, "2027": {"USD": D(1)}}
    )
    client = a_client(order("2026-05-05", line()), currency="USD")
    figures = of(client, "2026", folder)
    assert figures.revenue == 90
    assert [(rate.year, rate.taken_from) for rate in figures.borrowed_rates] == [(2026, "2024")]
    with pytest.raises(MissingRateError) as caught:
        of(client, "2026", folder, strict=True)
    assert caught.value.missing == (("acme", "USD", 2026),)


def test_no_rate_at_all_names_every_year_that_lacks_one():
    sold = [order("2025-05-05", line()), order("2026-05-05", line())]
    with pytest.raises(MissingRateError) as caught:
        of(a_client(*sold, currency="USD"), "all")
    assert caught.value.missing == (("acme", "USD", 2025), ("acme", "USD", 2026))
    assert "no rate for USD in 2025 (acme)" in str(caught.value)


def test_a_client_with_nothing_to_convert_needs_no_rate():
    assert of(a_client(currency="USD"), "2026").revenue == 0


def test_amounts_have_the_decimals_of_their_currency():
    assert [minor_unit(code) for code in ("EUR", "JPY", "KWD")] == [D("0.01"), D(1), D("0.001")]
    client = a_client(order("2026-05-05", line("1", "10.5")), currency="JPY")
    assert of(client, "2026", Settings(currency="JPY")).revenue == 11
    assert round_to_unit(D("-2.5"), D(1)) == -3


# Periods of a folder


def years_of(clients, settings):
    return {year for client in clients for year in years_with_figures(client, settings, TODAY)}


def test_the_default_period_is_the_newest_year_with_figures():
    clients = [
        a_client(order("2024-05-05", line()), order("2026-05-05", line(), status="cancelled")),
        a_client(order("2026-12-05", line())),
        a_client(years=[{"year": 2027, "revenue": D(1)}, {"year": 2026, "visits": 3}]),
    ]
    assert newest_year(years_of(clients, EURO), TODAY, EURO.fiscal_year_start).label == "2024"
    stated = a_client(years=[{"year": 2025, "revenue": D(1)}])
    assert (
        newest_year(years_of([*clients, stated], EURO), TODAY, EURO.fiscal_year_start).label
        == "2025"
    )
    assert newest_year(years_of([], EURO), TODAY, EURO.fiscal_year_start).label == "2026"
    assert newest_year([], TODAY, FiscalYearStart(4)).label == "2027"


ENDS = ("0001-01-01", "0001-01-02", "9999-12-31")


@pytest.mark.parametrize(
    ("day", "month"),
    [*itertools.product(ENDS, (1, 2, 12))] if STRESS else [*zip(ENDS, (2, 1, 12), strict=True)],
)
def test_days_at_the_calendar_s_ends_break_nothing(day, month):
    sold = order(day, line(unit_cost=D(60)))
    entries = [{"kind": "gift", "amount": D(10)}, {"kind": "year-end-rebate", "rate": "10%"}]
    client = a_client(sold, advantages=entries)
    folder = Settings(fiscal_year_start=FiscalYearStart(month))
    assert of(client, "all", folder, today=date.max).revenue == 100
    assert (
        newest_year(
            years_with_figures(client, folder, date.max), date.max, folder.fiscal_year_start
        ).start
        <= date.max
    )


# What is stated against what orders make


@pytest.mark.parametrize(
    ("revenue", "differs"), [("101.01", False), ("101.02", True), ("99.01", False), ("99", True)]
)
def test_stated_and_counted_figures_may_differ_by_one_percent(revenue, differs):
    # 1 % of 101.01 is 1.0101, of 99.01 is 0.9901, of 99 is 0.99.
    client = a_client(order("2025-05-05", line()), years=[{"year": 2025, "revenue": D(revenue)}])
    found = contradictions(client, EURO, TODAY)
    assert [(one.key, one.counted) for one in found] == [("revenue", D(100))] * differs


def test_only_what_both_tell_can_contradict():
    stated = {"year": 2025, "revenue": D(100), "gross_margin": D(10), "until": "2025-06-30"}
    sold = order("2025-05-05", line(unit_cost=D(60)))
    after = order("2025-07-05", line("9", unit_cost=D(60)))
    found = contradictions(a_client(sold, after, years=[stated]), EURO, TODAY)
    assert [(one.year, one.key, one.stated, one.counted) for one in found] == [
        (2025, "gross_margin", D(10), D(40))
    ]
    assert contradictions(a_client(after, years=[stated]), EURO, TODAY) == []
    no_cost = order("2025-05-05", line())
    assert contradictions(a_client(no_cost, years=[stated]), EURO, TODAY) == []
    assert contradictions(a_client(sold, years=[stated], currency="USD"), EURO, TODAY) == []
