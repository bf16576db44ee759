"""The map of a file of which nothing is known."""

from __future__ import annotations

import pytest

from clientfile.errors import InvalidError
from clientfile.exchange.guess.table_guess import guess_table, headings_of
from clientfile.schema.shapes import record_shape
from tests.support.exported_tables import exported_tables

FRENCH = (
    "Prénom;Nom;Société;Téléphone (bureau);Titre\r\nJeanne;Petit;Müller;04 74 00 00 01;Gérante\r\n"
)


def test_the_encoding_of_a_french_spreadsheet_is_said_in_the_map():
    guess, table = guess_table(FRENCH.encode("cp1252"), "a.csv", record_shape())
    assert (guess.system, guess.settings, table.delimiter) == (
        "Outlook", {"encoding": "cp1252"}, ";",
    )  # fmt: skip
    assert table.rows[0].cells["Société"] == "Müller"
    guess, __ = guess_table(FRENCH.encode(), "a.csv", record_shape())
    assert guess.settings == {}


def test_a_file_that_is_no_table_is_refused_as_that():
    with pytest.raises(InvalidError, match="empty"):
        guess_table(b"", "a.csv", record_shape())
    with pytest.raises(InvalidError, match="NUL"):
        guess_table(b"a;b\n\0;x\n", "a.csv", record_shape())


def test_a_column_that_stands_twice_has_one_heading():
    assert headings_of(["Titre", "Nom", "Titre#2", "x#2"]) == ("Titre", "Nom", "Titre", "x#2")


@pytest.mark.parametrize("table", exported_tables(), ids=lambda table: table.name)
def test_the_file_of_a_system_is_guessed_as_its_table(table):
    lines = [";".join(f'"{cell}"' for cell in row) for row in (table.header, *table.rows())]
    guess, read = guess_table("\n".join(lines).encode(), "a.csv", record_shape())
    assert headings_of(read.header) == tuple(cell.strip() for cell in table.header)
    assert [column.column for column in guess.columns] == list(read.header)
