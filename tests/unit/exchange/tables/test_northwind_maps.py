"""The maps of examples/, over the data that they are for."""

from __future__ import annotations

import csv
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from clientfile.schema.validate import structure_findings
from tests.support.import_planning import Records, actions, applied, planned, skipped
from tests.support.paths import DATA, EXAMPLES

CENT = Decimal("0.01")


MAPS = {"northwind": "northwind", "northwind2010": "northwind/2010"}


def step(folder: str, kind: str, file: str, records: Records) -> tuple[Any, Records]:
    toml = (EXAMPLES / MAPS[folder] / f"{kind}.toml").read_text(encoding="utf-8")
    made = planned((DATA / folder / file).read_bytes(), toml, records, currency="USD")
    return made, applied(made, records)


@pytest.fixture(scope="module", params=["northwind", "northwind2010"])
def folder(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def imported(folder: str) -> Records:
    _, records = step(folder, "customers", "customers.csv", {})
    _, records = step(folder, "orders", "order_lines.csv", records)
    return records


def truth(path: str) -> list[dict[str, str]]:
    with (DATA / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lines_of(records: Records) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (client, order["ref"], line)
        for client, data in records.items()
        for order in data.get("business", {}).get("orders", ())
        for line in order["lines"]
    ]


def net(line: dict[str, Any]) -> Decimal:
    off = Decimal(line.get("discount", "0%").removesuffix("%"))
    return line["quantity"] * line["unit_price"] * (100 - off) / 100


def test_northwind_gives_91_clients_and_tells_the_two_junk_rows() -> None:
    made, records = step("northwind", "customers", "customers.csv", {})
    assert actions(made) == {"created": 91, "skipped": 2}
    told = 'CompanyName is "IT", which [skip] leaves out'
    assert skipped(made) == {85: told, 86: told}
    rows = truth("northwind/customers.csv")
    wanted = {row["CustomerID"].lower() for row in rows if row["CompanyName"] != "IT"}
    assert set(records) == wanted


def test_a_northwind_customer_whole() -> None:
    _, records = step("northwind", "customers", "customers.csv", {})
    assert records["anatr"] == {
        "identity": {
            "name": "Ana Trujillo Emparedados y helados",
            "status": "client",
            "address": {
                "street": "Avda. de la Constitución 2222",
                "postcode": "05021",
                "city": "México D.F.",
                "country": "MX",
            },
            "phone": "(5) 555-4729",
            "fax": "(5) 555-3745",
        },
        "contacts": {
            "people": [
                {
                    "id": "ana-trujillo",
                    "first_name": "Ana",
                    "last_name": "Trujillo",
                    "function": "Owner",
                }
            ]
        },
    }
    assert list(records["anatr"]["identity"]) == ["name", "status", "address", "phone", "fax"]
    castro = records["prini"]["contacts"]["people"][0]
    assert (castro["first_name"], castro["last_name"]) == ("Isabel", "de Castro")


def test_importing_again_changes_nothing(folder: str, imported: Records) -> None:
    for kind, file in (("customers", "customers.csv"), ("orders", "order_lines.csv")):
        made, after = step(folder, kind, file, imported)
        assert set(actions(made)) <= {"unchanged", "skipped"}
        assert made.changes == {}
        assert after == imported


def test_records_are_valid(imported: Records) -> None:
    assert {client: structure_findings(data) for client, data in imported.items()} == {
        client: [] for client in imported
    }


def test_northwind_lines_add_up_to_the_order_totals() -> None:
    _, records = step("northwind", "customers", "customers.csv", {})
    _, records = step("northwind", "orders", "order_lines.csv", records)
    nets: dict[tuple[str, str], Decimal] = {}
    for client, ref, line in lines_of(records):
        cents = net(line).quantize(CENT, ROUND_HALF_UP)
        nets[client, ref] = nets.get((client, ref), Decimal(0)) + cents
    wanted = {
        (row["CustomerID"].lower(), row["OrderID"]): Decimal(row["net_line_rounded"])
        for row in truth("northwind/truth/order_totals.csv")
    }
    assert nets == wanted
    assert sum(nets.values()) == Decimal("1265793.29")


def test_northwind_2010_adds_up_with_its_costs() -> None:
    _, records = step("northwind2010", "customers", "customers.csv", {})
    _, records = step("northwind2010", "orders", "order_lines.csv", records)
    lines = [line for _, _, line in lines_of(records)]
    assert sum(map(net, lines)) == Decimal("68137.00")
    assert sum(line["quantity"] * line["unit_cost"] for line in lines) == Decimal("51064.1875")
    assert len(records) == 29
    first = records["company-1"]["business"]["orders"][0]["lines"][0]
    assert first["x-product-code"] == "NWTB-1"


def test_freight_and_days_of_every_order() -> None:
    _, records = step("northwind", "customers", "customers.csv", {})
    _, records = step("northwind", "orders", "order_lines.csv", records)
    orders = {
        o["ref"]: o
        for data in records.values()
        for o in data.get("business", {"orders": ()})["orders"]
    }
    for row in truth("northwind/truth/order_totals.csv"):
        order = orders[row["OrderID"]]
        assert order["date"] == row["order_date"]
        assert order.get("delivered", "") == row["shipped_date"]
        assert order["freight"] == Decimal(row["freight"])


def test_the_data_stand_with_their_licences() -> None:
    for name in ("northwind", "northwind2010"):
        assert Path(DATA / name / "LICENSE").read_text(encoding="utf-8").strip()
