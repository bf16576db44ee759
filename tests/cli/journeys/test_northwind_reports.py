"""Northwind's reports through the command line, against what SQL made of its source."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from statistics import mean, median

import pytest

from tests.support.paths import EXAMPLES, ROOT
from tests.support.runner import CliRunner

DATA = ROOT / "tests" / "data"
MAPS = EXAMPLES / "northwind"
YEARS = ("1996", "1997", "1998")


def rows(path: str) -> list[dict[str, str]]:
    with (DATA / path).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def json_rows(runner: CliRunner, *words: str) -> list[dict]:
    return json.loads(runner.run(*words, "-f", "json").out, parse_float=Decimal)


def imported(parent: Path, data: str, maps: Path) -> CliRunner:
    CliRunner(parent).run("init", "clients")
    runner = CliRunner(parent / "clients")
    for kind, file in (("customers", "customers.csv"), ("orders", "order_lines.csv")):
        runner.run("import", kind, str(DATA / data / file), "--map", str(maps / f"{kind}.toml"))
    return runner


@pytest.fixture(scope="module")
def northwind(tmp_path_factory) -> CliRunner:
    return imported(tmp_path_factory.mktemp("northwind"), "northwind", MAPS)


@pytest.fixture(scope="module")
def northwind2010(tmp_path_factory) -> CliRunner:
    return imported(tmp_path_factory.mktemp("northwind2010"), "northwind2010", MAPS / "2010")


def by_rep_and_year() -> dict[tuple[str, str], Decimal]:
    return {
        (row["rep"], row["year"]): Decimal(row["net_line_rounded"])
        for row in rows("northwind/truth/sales_rep_totals.csv")
    }


def test_revenue_by_customer_and_year(northwind):
    found = json_rows(northwind, "revenue", "--group", "client", "--per", "year", "--period", "all")
    made = {(row["group"], row["period"]): row["value"] for row in found if row["value"]}
    assert made == {
        (row["CustomerID"].lower(), row["year"]): Decimal(row["net_line_rounded"])
        for row in rows("northwind/truth/revenue_by_customer_year.csv")
        if Decimal(row["net_line_rounded"])
    }


def test_revenue_by_salesperson_and_year(northwind):
    found = json_rows(northwind, "revenue", "--group", "owner", "--per", "year", "--period", "all")
    made = {(row["group"], row["period"]): row["value"] for row in found if row["value"]}
    assert made == by_rep_and_year()
    assert len(made) == 27


@pytest.mark.parametrize("year", YEARS)
def test_owners_of_a_year(northwind, year):
    found = json_rows(northwind, "owners", "--period", year)
    made = {row["owner"]: row["revenue"] for row in found if row["owner"] != "(nobody)"}
    assert made == {rep: net for (rep, of), net in by_rep_and_year().items() if of == year}
    [nobody] = [row for row in found if row["owner"] == "(nobody)"]
    assert (nobody["clients"], nobody["revenue"]) == (91, 0)


@pytest.mark.parametrize("year", YEARS)
def test_each_customer_s_salespeople(northwind, year):
    truth = defaultdict(Decimal)
    for row in rows("northwind/truth/order_totals.csv"):
        if row["order_date"].startswith(year):
            truth[row["CustomerID"].lower()] += Decimal(row["net_line_rounded"])
    for client in ("quick", "ernsh", "alfki"):
        found = json_rows(northwind, "owners", "--period", year, "--where", f"client={client}")
        assert sum(row["revenue"] for row in found) == truth[client]


def test_years_and_the_whole(northwind):
    found = json_rows(northwind, "revenue", "--per", "year", "--period", "all")
    assert [(row["period"], row["value"]) for row in found if row["value"]] == [
        ("1996", Decimal("208083.99")), ("1997", Decimal("617085.35")),
        ("1998", Decimal("440623.95")),
    ]  # fmt: skip
    [whole] = json_rows(northwind, "revenue", "--period", "all")
    assert whole["value"] == Decimal("1265793.29")


def test_every_customer_and_month(northwind):
    truth = defaultdict(Decimal)
    for row in rows("northwind/truth/order_totals.csv"):
        truth[row["CustomerID"].lower(), row["order_date"][:7]] += Decimal(row["net_line_rounded"])
    made = {}
    for year in YEARS:
        found = json_rows(
            northwind, "revenue", "--group", "client", "--per", "month", "--period", year
        )
        made |= {(row["group"], row["period"]): row["value"] for row in found if row["value"]}
    assert made == {key: net for key, net in truth.items() if net}
    assert len(made) > 600


def test_last_order_and_the_days_between_orders(northwind):
    ordered = defaultdict(set)
    for row in rows("northwind/truth/order_totals.csv"):
        ordered[row["CustomerID"].lower()].add(date.fromisoformat(row["order_date"]))
    truth = {row["CustomerID"].lower(): row for row in rows("northwind/truth/customer_summary.csv")}
    found = {row["client"]: row for row in json_rows(northwind, "loyalty", "--period", "1998")}
    assert len(found) == 91
    for client, row in found.items():
        days = sorted(ordered[client])
        assert row["last_order"] == (truth[client]["last_order"] or None if days else None)
        gaps = [(b - a).days for a, b in pairwise(days)]
        assert row["interval_days"] == (median(gaps) if len(days) >= 3 else None), client
        if len(days) > 1 and len(days) == int(truth[client]["orders"]):
            # SQL's average is of the same days.
            assert round(mean(gaps), 2) == pytest.approx(
                float(truth[client]["avg_days_between_orders"]), abs=0.011
            )


def test_who_bought_in_1998_and_1997(northwind):
    bought = defaultdict(set)
    for row in rows("northwind/truth/revenue_by_customer_year.csv"):
        bought[row["year"]].add(row["CustomerID"].lower())
    found = {
        row["client"]: row["state"] for row in json_rows(northwind, "loyalty", "--period", "1998")
    }
    here = {client for client, state in found.items() if state in ("kept", "new", "late")}
    assert here == bought["1998"]
    assert {c for c, state in found.items() if state == "kept"} <= bought["1997"]
    assert {c for c, state in found.items() if state == "new"} == (
        bought["1998"] - bought["1997"] - {c for c, state in found.items() if state == "late"}
    )
    assert {c for c, state in found.items() if state == "never"} == set(found) - set().union(
        *bought.values()
    )


def test_categories_within_half_a_cent_a_line(northwind):
    truth = defaultdict(Decimal)
    for row in rows("northwind/truth/revenue_by_customer_category.csv"):
        truth[row["CategoryName"]] += Decimal(row["net_exact"])
    lines = defaultdict(int)
    for row in rows("northwind/order_lines.csv"):
        lines[row["CategoryName"]] += 1
    found = json_rows(northwind, "revenue", "--group", "category", "--period", "all")
    assert {row["group"] for row in found} == set(truth)
    for row in found:
        assert abs(row["value"] - truth[row["group"]]) <= Decimal("0.005") * lines[row["group"]]
    assert sum(row["value"] for row in found) == Decimal("1265793.29")


def test_northwind_2010_by_salesperson(northwind2010):
    truth = {
        row["rep"]: Decimal(row["revenue"])
        for row in rows("northwind2010/truth/sales_rep_totals.csv")
    }
    found = json_rows(northwind2010, "owners", "--period", "2006")
    assert {row["owner"]: row["revenue"] for row in found if row["owner"] != "(nobody)"} == truth
    made = json_rows(northwind2010, "revenue", "--group", "owner", "--period", "2006")
    assert {row["group"]: row["value"] for row in made} == truth


def test_northwind_2010_margins_by_product_add_up(northwind2010):
    [whole] = json_rows(northwind2010, "margin", "--period", "2006")
    found = json_rows(northwind2010, "margin", "--group", "product", "--period", "2006")
    assert sum(row["value"] for row in found) == whole["value"]
    products = json_rows(northwind2010, "products", "--period", "2006")
    assert sum(row["margin"] for row in products) == whole["value"]
    assert sum(row["revenue"] for row in products) == Decimal("68137.00")
