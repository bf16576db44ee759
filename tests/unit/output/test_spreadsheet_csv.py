"""A csv for a spreadsheet: its separator and decimal sign, its bytes, and no formulas."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientfile.output.render import file_content
from clientfile.output.spreadsheet_csv import style_of, without_formula
from clientfile.output.table import Column, Table

COLUMNS = [Column("name", "Name"), Column("value", "Revenue", "money"), Column("tags", "", "list")]
ROWS: list[dict[str, Any]] = [
    {"name": 'Léa; "Cie"', "value": Decimal("1250.50"), "tags": ["a", "b"]},
    {"name": "=HYPERLINK(1)", "value": Decimal("-3"), "tags": ["@x"]},
    {"name": "two\nlines", "value": None},
]


def content(language: str, rows: list[dict[str, Any]] = ROWS) -> bytes:
    return file_content(Table(COLUMNS, rows), "csv", style=style_of(language))


def test_french_has_semicolons_and_decimal_commas() -> None:
    assert (
        content("fr")
        == (
            "\ufeffname;value;tags\r\n"
            '"Léa; ""Cie""";1250,50;a, b\r\n'
            "'=HYPERLINK(1);-3;'@x\r\n"
            '"two\nlines";;\r\n'
        ).encode()
    )


def test_english_has_commas_and_decimal_points() -> None:
    head = '\ufeffname,value,tags\r\n"Léa; ""Cie""",1250.50,"a, b"\r\n'
    assert content("en").startswith(head.encode())


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+33 2 61 91 33 05", "'+33 2 61 91 33 05"),
        ("-5", "-5"),
        ("-5,25", "-5,25"),
        ("-5-1", "'-5-1"),
        ("@SUM(1)", "'@SUM(1)"),
        ("  =1", "'  =1"),
        ("\t=1", "'\t=1"),
        ("\n=1", "'\n=1"),
        ("＝1", "'＝1"),
        ("'=1", "''=1"),
        ("'a", "'a"),
        ("'01000", "''01000"),
        ("a=1", "a=1"),
        ("", ""),
    ],
)
def test_no_cell_is_computed(text: str, cell: str) -> None:
    assert without_formula(text) == cell


@given(st.text() | st.text("'=+-@\t 12,"))
def test_the_apostrophe_can_be_taken_off_again(text: str) -> None:
    cell = without_formula(text)
    rest = cell[1:]
    assert cell == text or (cell[0] == "'" and rest == text and without_formula(rest) == cell)


@given(st.lists(st.tuples(st.text(), st.decimals(-(10**9), 10**9, places=2)), max_size=4))
def test_a_spreadsheet_reads_every_row_and_amount(rows: list[tuple[str, Decimal]]) -> None:
    data = content("fr", [{"name": name, "value": value} for name, value in rows])
    text = data.decode("utf-8-sig")
    cells = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[1:]
    assert [Decimal(row[1].replace(",", ".")) for row in cells] == [value for _, value in rows]
    assert all(row[0][:1] not in ("=", "+", "@", "\t") for row in cells)
