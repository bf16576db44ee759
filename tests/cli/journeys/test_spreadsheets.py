"""Listings for a spreadsheet: every one as a workbook and as a csv, and where neither can be."""

from __future__ import annotations

import io
import os

import pytest

from clientfile.console import session
from clientfile.reports.registry import TABLES

calamine = pytest.importorskip("python_calamine")

STRESS = os.environ.get("HYPOTHESIS_PROFILE") == "stress"
# Those that need an argument.
WORDS = {
    "find": ["find", "oven"],
    "products --not-bought": ["products", "--not-bought", "kervelec"],
}


def test_every_listing_is_a_workbook_with_the_rows_of_its_csv(examples):
    for name in [*TABLES][:: 1 if STRESS else 4]:
        words = WORDS.get(name, name.split())
        result, code = examples.attempt(*words, "-f", "xlsx")
        assert code == 0, (name, result.err)
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(result.raw))
        rows = book.get_sheet_by_index(0).to_python()
        plain = examples.run(*words, "--for-spreadsheet").raw
        assert plain.startswith(b"\xef\xbb\xbf"), name
        assert plain.count(b"\r\n") == len(rows), name


def test_french_has_its_words_in_a_workbook_and_its_signs_in_a_csv(examples):
    raw = examples.run("--lang", "fr", "list", "-f", "xlsx").raw
    head = calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_index(0)
    assert "Nom" in head.to_python()[0]
    csv = examples.run("--lang", "fr", "rank", "--for-spreadsheet", "--columns", "client,value")
    assert csv.raw.decode("utf-8-sig").startswith("client;value\r\n")
    assert "," in csv.out.splitlines()[1]


@pytest.mark.parametrize(
    "words",
    [
        ["list", "-f", "json", "--for-spreadsheet"],
        ["due", "-f", "ics", "--for-spreadsheet"],
        ["revenue", "--chart", "--for-spreadsheet"],
        ["revenue", "--chart", "-f", "xlsx"],
        ["margin", "kervelec", "--explain", "--for-spreadsheet"],
        ["margin", "kervelec", "--explain", "-f", "xlsx"],
    ],
)
def test_what_says_nothing_together_is_refused(examples, words):
    examples.run(*words, code=2)


def test_no_workbook_is_written_onto_a_terminal(examples, monkeypatch):
    monkeypatch.setattr(session.Session, "on_terminal", True)
    result = examples.run("list", "-f", "xlsx", code=2)
    assert result.out == ""
    assert "add > FILE.xlsx" in result.err
