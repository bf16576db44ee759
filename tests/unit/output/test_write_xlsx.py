"""A workbook of a table: every value as what it is, read back by another library."""

from __future__ import annotations

import io
import sys
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientfile.errors import UsageError
from clientfile.output.render import file_content
from clientfile.output.table import Column, Table

calamine = pytest.importorskip("python_calamine")

COLUMNS = [
    Column("name", "Name"),
    Column("value", "Revenue", "money"),
    Column("share", "Share", "ratio"),
    Column("day", "Day", "date"),
    Column("lost", "Lost", "flag"),
    Column("tags", "Tags", "list"),
]
ROW: dict[str, Any] = {
    "name": "=1+1",
    "value": Decimal("1250.50"),
    "share": Decimal("0.2535"),
    "day": "2026-11-20",
    "lost": True,
    "tags": ["https://example.org", "b"],
}


def content(rows: list[dict[str, Any]], language: str = "en") -> bytes:
    return file_content(Table(COLUMNS, rows, currency="EUR"), "xlsx", language=language)


def read(data: bytes) -> list[list[Any]]:
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    rows: list[list[Any]] = book.get_sheet_by_index(0).to_python()
    return rows


def test_numbers_dates_and_texts_are_what_they_are() -> None:
    head, row = read(content([ROW]))
    assert head == ["Name", "Revenue (EUR)", "Share", "Day", "Lost", "Tags"]
    assert row == [
        "=1+1", 1250.5, 0.2535, date(2026, 11, 20), "yes", "https://example.org, b",
    ]  # fmt: skip


def test_headings_and_words_are_those_of_the_reader() -> None:
    head, row = read(content([ROW], "fr"))
    assert head[1] == "Revenue (€)"
    assert row[4] == "oui"


def test_no_text_is_a_formula_or_a_link() -> None:
    with zipfile.ZipFile(io.BytesIO(content([ROW]))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


def test_a_number_that_a_spreadsheet_would_round_is_a_text() -> None:
    [__, row] = read(content([{"value": Decimal("12345678901234567.89")}]))
    assert row[1] == "12345678901234567.89"


def test_a_text_that_a_cell_would_cut_is_refused() -> None:
    with pytest.raises(UsageError, match="32,767 characters at most: take csv"):
        content([{"name": "x" * 40_000}])


def test_without_the_package_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(UsageError, match=r"pip install 'clientfile\[xlsx\]'"):
        content([ROW])


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "name": st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"])),
                "value": st.decimals(-(10**12), 10**12, places=2),
                "day": st.dates(date(1900, 3, 1)),
            }
        ),
        min_size=1,
        max_size=4,
    )
)
def test_amounts_are_exact(rows: list[dict[str, Any]]) -> None:
    cells = read(content(rows))[1:]
    assert len(cells) == len(rows)
    for row, shown in zip(rows, cells, strict=True):
        assert Decimal(repr(shown[1])) == row["value"]
        assert shown[3] == row["day"]
