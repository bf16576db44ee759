"""Tables of systems that nothing is known of: headings that are clear, and no more."""

from __future__ import annotations

import pytest

from clientfile.exchange.guess.guess import guess_map
from clientfile.schema.shapes import record_shape
from tests.support.exported_tables import ExportedTable, other_tables

TABLES = other_tables()


@pytest.mark.parametrize("table", TABLES, ids=[table.name for table in TABLES])
def test_what_is_clear_is_guessed_and_nothing_else(table: ExportedTable):
    guess = guess_map(table.header, table.rows(), record_shape())
    found = {column.column: column.path or (column.role if column.role == "client" else "")
             for column in guess.columns if column.role in ("field", "client")}  # fmt: skip
    expected = {c: p for c, p in zip(table.header, table.places, strict=True) if p}
    assert (guess.kind, found) == (table.kind, expected)
    assert guess.system == ""


def test_a_heading_that_may_be_a_rate_is_a_number_only_with_its_values():
    def vat_of(*values: str) -> str:
        rows = [["SARL X", "12 rue Y", "Lyon", value] for value in values]
        guess = guess_map(["Raison sociale", "Adresse", "Ville", "TVA"], rows, record_shape())
        return guess.columns[3].path if guess.columns[3].role == "field" else ""

    assert vat_of("FR40303265045") == "identity.registration.vat"
    assert vat_of("20,00", "5,5") == ""
    assert vat_of() == ""
