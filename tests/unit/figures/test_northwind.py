"""Two folders of real orders, whose right answers somebody else computed with SQL."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest

from clientfile.figures.results import figures_of
from clientfile.records.client import client_of
from clientfile.records.fiscal_year import CALENDAR_YEAR
from clientfile.records.settings import Settings
from clientfile.records.typed.periods import newest_year, parse_period
from clientfile.reports.rank import rank
from tests.support.full_scan import RecordsLedger
from tests.support.paths import DATA

TODAY = date(2026, 11, 23)
DOLLARS = Settings(currency="USD")


def rows(path):
    with (DATA / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def clients_of(path, names):
    """The clients of a file of order lines; `names` says what its columns are called."""
    orders = defaultdict(dict)
    for row in rows(path):
        client, ref = row[names["client"]].lower(), row[names["order"]]
        order = {"ref": ref, "date": row[names["date"]], "lines": []}
        line = {"product": row[names["product"]]}
        line["quantity"] = Decimal(row[names["quantity"]])
        line["unit_price"] = Decimal(row[names["price"]])
        line["discount"] = f"{Decimal(row[names['discount']]) * 100:f}%"
        if "cost" in names:
            line["unit_cost"] = Decimal(row[names["cost"]])
        orders[client].setdefault(ref, order)["lines"].append(line)
    return {
        client: client_of(
            client,
            {
                "identity": {"name": client, "status": "client"},
                "business": {"orders": list(found.values())},
            },
        )
        for client, found in orders.items()
    }


@pytest.fixture(scope="module")
def northwind():
    names = {"client": "CustomerID", "order": "OrderID", "date": "OrderDate"}
    names |= {"product": "ProductName", "quantity": "Quantity"}
    names |= {"price": "UnitPrice", "discount": "Discount"}
    return clients_of("northwind/order_lines.csv", names)


@pytest.fixture(scope="module")
def northwind2010():
    names = {"client": "customer_id", "order": "order_id", "date": "order_date"}
    names |= {"product": "product_name", "quantity": "quantity"}
    names |= {"price": "unit_price", "discount": "discount", "cost": "standard_cost"}
    return clients_of("northwind2010/order_lines.csv", names)


def year(client, label):
    return figures_of(client, parse_period(label, TODAY, CALENDAR_YEAR), DOLLARS, TODAY)


def test_every_customer_and_year_equals_the_truth(northwind):
    truth = rows("northwind/truth/revenue_by_customer_year.csv")
    assert len(truth) == 234
    for row in truth:
        figures = year(northwind[row["CustomerID"].lower()], row["year"])
        assert figures.revenue == Decimal(row["net_line_rounded"]), row
        assert figures.list_value == Decimal(row["gross"]), row
        assert (figures.orders, figures.lines) == (int(row["orders"]), int(row["lines"])), row


def test_every_order_equals_the_truth(northwind):
    figures = [year(client, "all") for client in northwind.values()]
    orders = {
        order.order.ref: order for of in figures for part in of.parts for order in part.orders
    }
    for row in rows("northwind/truth/order_totals.csv"):
        assert orders[row["OrderID"]].net == Decimal(row["net_line_rounded"]), row
    assert len(orders) == 830


@pytest.mark.parametrize(
    ("label", "total"),
    [("1997", "617085.35"), ("1996", "208083.99"), ("1998", "440623.95"), ("all", "1265793.29")],
)
def test_the_whole_folder_adds_up(northwind, label, total):
    table = rank(
        RecordsLedger(list(northwind.values()), DOLLARS, TODAY),
        by="revenue",
        period=parse_period(label, TODAY, CALENDAR_YEAR),
    )
    assert sum(row["value"] for row in table.rows) == Decimal(total)


def test_customers_rank_as_the_truth_ranks_them(northwind):
    period = parse_period("all", TODAY, CALENDAR_YEAR)
    ledger = RecordsLedger(list(northwind.values()), DOLLARS, TODAY)
    table = rank(ledger, by="revenue", period=period)
    truth = {
        row["CustomerID"].lower(): int(row["rank_by_net"])
        for row in rows("northwind/truth/customer_summary.csv")
        if row["CustomerID"].lower() in northwind
    }
    assert {row["client"]: row["rank"] for row in table.rows} == truth
    assert all(row["margin"] is None for row in table.rows)


def test_the_newest_year_with_orders_is_the_default(northwind, northwind2010):
    for clients, label in ((northwind, "1998"), (northwind2010, "2006")):
        years = RecordsLedger(list(clients.values()), DOLLARS, TODAY).years()
        assert newest_year(years, TODAY, CALENDAR_YEAR).label == label


def test_margins_equal_the_truth_once_its_costs_are_rounded(northwind2010):
    cents: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows("northwind2010/order_lines.csv"):
        cost = Decimal(row["quantity"]) * Decimal(row["standard_cost"])
        cents[row["customer_id"]] += cost.quantize(Decimal("0.01"), ROUND_HALF_UP)
    truth = rows("northwind2010/truth/revenue_margin_by_customer_year.csv")
    assert len(truth) == len(northwind2010) == 15
    for row in truth:
        figures = year(northwind2010[row["customer_id"]], row["year"])
        assert figures.revenue == Decimal(row["revenue"]), row
        assert figures.cost == cents[row["customer_id"]], row
        # A line's rounding moves a cost by half a cent at most.
        assert abs(figures.cost - Decimal(row["cost"])) <= Decimal("0.005") * figures.lines, row
        assert figures.margin == Decimal(row["revenue"]) - cents[row["customer_id"]], row


def test_northwind2010_adds_up(northwind2010):
    figures = [year(client, "2006") for client in northwind2010.values()]
    assert sum(of.revenue for of in figures) == Decimal("68137.00")
    assert sum(of.orders for of in figures) == 40
    assert all(of.cost_coverage == 1 for of in figures)
