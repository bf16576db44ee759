"""Sheets of workbooks → rows of texts with their numbers."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest

from clientfile.errors import InvalidError
from clientfile.exchange.tables.source_table import TypedText
from clientfile.exchange.workbook.read import read_sheet
from clientfile.exchange.workbook.values import text_of
from tests.support.import_planning import applied, planned
from tests.support.workbooks import (
    ods,
    ods_blank,
    ods_row,
    ods_text,
    raw_xlsx,
    written,
    xlsx,
    zipped,
)


def rows_of(data: bytes, sheet: str = "") -> list[tuple[int, list[str]]]:
    return list(read_sheet(data, name="in.xlsx", sheet=sheet).rows)


def refusal(data: bytes, sheet: str = "") -> str:
    with pytest.raises(InvalidError) as caught:
        rows_of(data, sheet)
    return str(caught.value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1250.5, "1250.5"),
        (12.0, "12"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (73282932000074.0, "73282932000074"),
        (-4.25, "-4.25"),
        (0.0, "0"),
        (1e15, "1.00000000000000E+15"),
        (float("inf"), "#N/A"),
        (True, "true"),
        (date(2024, 3, 1), "2024-03-01"),
        (datetime(2024, 3, 1), "2024-03-01"),
        (datetime(2024, 3, 1, 14, 30), "2024-03-01 14:30:00"),
        (time(14, 30), "14:30:00"),
    ],
)
def test_what_is_no_text_is_written_as_in_a_record(value: Any, text: str) -> None:
    assert text_of(value) == text
    assert isinstance(text_of(value), TypedText)


def test_texts_stay_and_are_no_numbers() -> None:
    assert text_of(" 01000 ") == "01000"
    assert text_of("=CMD()") == "=CMD()"
    assert not isinstance(text_of("12"), TypedText)


def test_rows_have_the_numbers_that_the_spreadsheet_shows() -> None:
    data = written(lambda book: book.add_worksheet().write_row(2, 1, ["a", 1.5]))
    assert rows_of(data) == [(1, ["", ""]), (2, ["", ""]), (3, ["a", "1.5"])]


def test_an_open_document_is_read_with_its_repeated_and_trailing_cells() -> None:
    date_cell = '<table:table-cell office:value-type="date" office:date-value="2024-03-01"/>'
    data = ods(
        ods_row(ods_text("Nom"), ods_text("x", 2), ods_blank(16381))
        + ods_row(ods_text("a"), date_cell, ods_blank(16382), repeated=2)
        + ods_row(ods_blank(16384), repeated=1048573)
    )
    assert rows_of(data) == [
        (1, ["Nom", "x", "x"]),
        (2, ["a", "2024-03-01", ""]),
        (3, ["a", "2024-03-01", ""]),
    ]


def test_errors_of_formulas_and_formulas_without_a_result_are_not_empty() -> None:
    rows = (
        '<row r="2"><c r="B2"><v>1</v></c><c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c r="D2"><f>B2*2</f></c><c r="E2" t="str"><f>"a"</f><v>a</v></c></row>'
    )
    assert rows_of(raw_xlsx(rows))[1] == (2, ["1", "#N/A", "#N/A", "a"])
    error = '<table:table-cell office:value-type="string" calcext:value-type="error"/>'
    assert rows_of(ods(ods_row(ods_text("a"), error))) == [(1, ["a", "#N/A"])]


def test_the_one_sheet_with_cells_that_is_shown_is_read() -> None:
    def write(book: Any) -> None:
        book.add_worksheet("Empty")
        book.add_worksheet("Ventes").write(0, 0, "a")
        hidden = book.add_worksheet("Hidden")
        hidden.write(0, 0, "b")
        hidden.hide()

    assert read_sheet(written(write), name="x").name == "Ventes"
    assert rows_of(written(write), "hidden") == [(1, ["b"])]


def test_of_several_sheets_one_must_be_named() -> None:
    data = xlsx([["a"]], "Clients", Ventes=[["b"]])
    assert "the sheets 'Clients', 'Ventes': say which at the top of the map" in refusal(data)
    assert rows_of(data, "ventes") == [(1, ["b"])]
    assert "there is no sheet 'Vente': did you mean Ventes?" in refusal(data, "Vente")


def test_a_workbook_without_a_cell_has_no_header() -> None:
    assert refusal(xlsx([])).endswith("the workbook is empty: it has no header")


def test_what_is_no_workbook_that_can_be_read_is_told() -> None:
    assert "password, or is an old one (.xls)" in refusal(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x"
    )
    assert "no workbook that can be read" in refusal(zipped({"a.csv": "a,b\n"}))
    assert "no workbook that can be read" in refusal(zipped({"xl/workbook.bin": "x"}))


CUSTOMERS = """
kind = "customers"
sheet = "Clients"
decimal = ","
client = { column = "Code", lower = true }
[fields]
"identity.name" = "Nom"
"identity.address.postcode" = "CP"
"identity.address.country" = "Pays"
"identity.client_since" = "Depuis"
"identity.phone" = "Tel"
"business.potential.amount" = "Potentiel"
"""


def test_a_sheet_becomes_records_whatever_the_file_is_called() -> None:
    head = ["Code", "Nom", "CP", "Pays", "Depuis", "Tel", "Potentiel"]
    one = ["C1", "Un", 1000, "FR", date(2019, 3, 15), 3.36123e20, 1250.5]
    other = ["C2", "Deux", "69001", "FR", "2021-09-01", "04 74", "1 250,75"]
    made = planned(xlsx([head, one, other], "Clients", Notes=[["x"]]), CUSTOMERS)
    after = applied(made)
    assert after["c1"]["identity"]["address"] == {"postcode": "01000", "country": "FR"}
    assert after["c1"]["identity"]["client_since"] == "2019-03-15"
    assert "phone" not in after["c1"]["identity"]
    assert [str(after[c]["business"]["potential"]["amount"]) for c in after] == [
        "1250.5",
        "1250.75",
    ]
    assert made.format.description == "sheet \"Clients\", decimal ','"
