"""Northwind taken over by the command line, against the totals computed from its source by SQL."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from tests.support.paths import EXAMPLES, ROOT
from tests.support.runner import CliRunner

DATA = ROOT / "tests" / "data"
MAPS = EXAMPLES / "northwind"
CENT = Decimal("0.01")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def ranked(runner: CliRunner, *words: str) -> dict[str, dict[str, object]]:
    told = json.loads(runner.run("rank", "-f", "json", *words).out, parse_float=Decimal)
    return {row["client"]: row for row in told}


@pytest.fixture(scope="module")
def northwind(tmp_path_factory) -> CliRunner:
    return _imported(tmp_path_factory.mktemp("northwind"), DATA / "northwind", MAPS)


@pytest.fixture(scope="module")
def northwind2010(tmp_path_factory) -> CliRunner:
    return _imported(
        tmp_path_factory.mktemp("northwind2010"), DATA / "northwind2010", MAPS / "2010"
    )


def _imported(parent: Path, data: Path, maps: Path) -> CliRunner:
    CliRunner(parent).run("init", "clients")
    runner = CliRunner(parent / "clients")
    for kind, file in (("customers", "customers.csv"), ("orders", "order_lines.csv")):
        result = runner.run("import", kind, str(data / file), "--map", str(maps / f"{kind}.toml"))
        runner.results.append(result)
    return runner


def test_93_rows_make_91_clients_and_the_junk_is_told(northwind):
    customers = northwind.results[0]
    assert "91 created, 2 skipped" in customers.out
    assert "2 rows are left out by [skip] of the map" in customers.err
    ids = northwind.run("list", "-f", "ids").out.split()
    wanted = {row["CustomerID"].lower() for row in rows(DATA / "northwind" / "customers.csv")}
    assert set(ids) == wanted - {"valon", "val2 "}
    assert len(ids) == 91


def test_postcodes_keep_their_zeros(northwind):
    assert json.loads(northwind.run("show", "anatr", "-f", "json").out)["identity"]["address"][
        "postcode"
    ] == "05021"  # fmt: skip


def test_every_client_and_year_equals_the_truth_to_the_cent(northwind):
    truth: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for row in rows(DATA / "northwind" / "truth" / "revenue_by_customer_year.csv"):
        truth[row["year"]][row["CustomerID"].lower()] = Decimal(row["net_line_rounded"])
    assert sorted(truth) == ["1996", "1997", "1998"]
    for year, wanted in truth.items():
        figures = ranked(northwind, "--period", year)
        assert {name: row["revenue"] for name, row in figures.items()} == wanted
    total = sum(row["revenue"] for row in ranked(northwind, "--period", "1997").values())
    assert total == Decimal("617085.35")
    every = sum(row["revenue"] for row in ranked(northwind, "--period", "all").values())
    assert every == Decimal("1265793.29")


def test_importing_again_changes_nothing(northwind):
    before = northwind.state()
    for kind, file in (("customers", "customers.csv"), ("orders", "order_lines.csv")):
        result = northwind.run(
            "import", kind, str(DATA / "northwind" / file), "--map", str(MAPS / f"{kind}.toml")
        )
        assert result.out == "nothing to change\n"
    assert northwind.state() == before


def test_a_dry_run_tells_every_record_and_row(northwind, tmp_path):
    CliRunner(tmp_path).run("init", "clients")
    runner = CliRunner(tmp_path / "clients")
    before = runner.state()
    result = runner.run(
        "import", "customers", str(DATA / "northwind" / "customers.csv"),
        "--map", str(MAPS / "customers.toml"), "--dry-run", "-f", "json",
    )  # fmt: skip
    actions = [row["action"] for row in json.loads(result.out)]
    assert (actions.count("created"), actions.count("skipped")) == (91, 2)
    assert runner.state() == before


def test_northwind_2010_has_its_margins(northwind2010):
    cost: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows(DATA / "northwind2010" / "order_lines.csv"):
        line = Decimal(row["quantity"]) * Decimal(row["standard_cost"])
        cost[f"company-{row['customer_id']}"] += line.quantize(CENT, ROUND_HALF_UP)
    figures = ranked(northwind2010, "--by", "margin", "--period", "2006")
    assert sum(row["revenue"] for row in figures.values()) == Decimal("68137.00")
    truth = rows(DATA / "northwind2010" / "truth" / "revenue_margin_by_customer_year.csv")
    assert len(truth) == len(figures)
    for row in truth:
        name = f"company-{row['customer_id']}"
        assert figures[name]["revenue"] == Decimal(row["revenue"])
        assert figures[name]["margin"] == Decimal(row["revenue"]) - cost[name]
