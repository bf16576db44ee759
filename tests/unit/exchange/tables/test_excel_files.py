"""The worked example of docs/import.md, over files as a French Excel writes them."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from clientfile.schema.validate import structure_findings
from tests.support.import_planning import Records, actions, applied, planned
from tests.support.paths import ROOT

NBSP = "\u00a0"


def blocks(language: str) -> list[str]:
    page = (ROOT / "docs/import.md").read_text(encoding="utf-8")
    example = page.split("## An export from Excel", 1)[1].split("\n## ", 1)[0]
    return re.findall(rf"```{language}\n(.*?)```", example, re.DOTALL)


def as_excel_writes(text: str) -> bytes:
    # With the empty rows that it leaves below a table.
    rows = [*text.splitlines(), ";" * text.splitlines()[0].count(";")]
    return "".join(f"{row}\r\n" for row in rows).encode("cp1252")


def imported() -> Records:
    records: Records = {}
    for table, toml in zip(blocks("csv"), blocks("toml"), strict=True):
        made = planned(as_excel_writes(table), toml, records)
        assert set(actions(made)) <= {"created", "changed"}
        records = applied(made, records)
        assert planned(as_excel_writes(table), toml, records).changes == {}
    return records


def test_the_customers_of_the_example() -> None:
    records = imported()
    assert set(records) == {"c001", "c002"}
    assert [structure_findings(data) for data in records.values()] == [[], []]
    assert records["c001"]["identity"] == {
        "name": "Boulangerie du Marché",
        "status": "client",
        "client_since": "2019-03-15",
        "address": {
            "street": "12 rue des Halles",
            "postcode": "01000",
            "city": "Bourg-en-Bresse",
            "country": "FR",
        },
        "phone": "04 74 00 00 01",
        "size": {"headcount": 12},
    }
    assert records["c001"]["business"]["potential"]["amount"] == Decimal("1250.50")
    assert [each["id"] for each in records["c001"]["contacts"]["people"]] == ["jeanne-petit"]
    assert records["c002"]["identity"]["address"]["street"] == "Hauptstraße 5; Hof"
    assert "contacts" not in records["c002"]


def test_the_orders_of_the_example() -> None:
    assert imported()["c001"]["business"]["orders"] == [
        {
            "ref": "V-1001",
            "date": "2026-01-05",
            "lines": [
                {
                    "product": "Four à pain",
                    "quantity": 2,
                    "unit_price": Decimal("1250.50"),
                    "discount": "12%",
                },
                {"product": "Pelle", "quantity": 10, "unit_price": Decimal("8.40")},
            ],
        }
    ]


def test_the_files_hold_what_excel_writes() -> None:
    customers, orders = blocks("csv")
    assert f"1{NBSP}250,50 €" in customers
    assert f"12{NBSP}%" in orders


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_saved_as_unicode_the_map_needs_no_encoding(encoding: str) -> None:
    toml = blocks("toml")[0].replace('encoding = "cp1252"\n', "")
    made = planned(blocks("csv")[0].replace("\n", "\r\n").encode(encoding), toml)
    assert actions(made) == {"created": 2}


def test_no_convention_need_be_told_where_the_file_proves_it() -> None:
    toml = blocks("toml")[0]
    for key in ("delimiter", "decimal", "dates"):
        toml = re.sub(rf"^{key} = .*\n", "", toml, flags=re.MULTILINE)
    made = planned(as_excel_writes(blocks("csv")[0]), toml)
    assert (made.format.delimiter, made.format.decimal, made.format.dates) == (";", ",", "dmy")
    assert actions(made) == {"created": 2}
