"""Where a table begins and ends in its file, and the names of its columns."""

from __future__ import annotations

import pytest

from clientfile.errors import InvalidError, UsageError
from clientfile.exchange.guess.table_shape import find_header
from clientfile.exchange.tables.csv_file import parse_table
from clientfile.exchange.tables.header import around
from clientfile.exchange.tables.source_table import SourceTable
from tests.support.import_planning import applied, planned

LINKEDIN = """\
Notes:
"When exporting your connection data, you may notice that some addresses are missing."

First Name,Last Name,Company
Ada,Lovelace,Acme
Grace,Hopper,"Beta, Inc."
"""
FOOTER = """
"Grand Totals (2 records)"

"Confidential Information - Do Not Distribute"
"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."
"""


def table_of(text: str, *columns: str) -> SourceTable:
    return parse_table(text.encode(), name="in.csv", columns=columns)


def test_the_header_is_the_first_row_with_the_columns_of_the_map():
    table = table_of(LINKEDIN, "Company", "Last Name")
    assert table.header == ("First Name", "Last Name", "Company")
    assert [row.line for row in table.rows] == [5, 6]
    assert table.rows[1].cells["Company"] == "Beta, Inc."
    assert [str(each) for each in around(table)] == [
        "2 lines above the header are left out: Notes: …"
    ]


def test_without_a_map_the_header_is_where_it_looks_like_one():
    table = parse_table(LINKEDIN.encode(), name="in.csv", find_header=find_header)
    assert (table.header, len(table.above)) == (("First Name", "Last Name", "Company"), 2)
    with pytest.raises(InvalidError, match="looks like a header"):
        parse_table(b"a@b.example;12\nc@d.example;3\n", name="in.csv", find_header=find_header)


def test_without_the_columns_the_first_row_is_the_header_and_what_is_missing_is_told():
    table = table_of(LINKEDIN, "Firma")
    assert (table.header, table.above) == (("Notes:",), ())
    assert table_of("\n\nA,B\n1,2\n").header == ("A", "B")


def test_a_footer_is_no_row():
    table = table_of(LINKEDIN + FOOTER, "Company")
    assert len(table.rows) == 2
    assert table.below[0] == "Grand Totals (2 records)"
    assert list(around(table))[1].startswith("3 lines below the table are left out: Grand Totals")


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        # Saved again by a spreadsheet, each row has all its separators.
        ("A,B,C\n1,2,3\n,,\nTotal: 1,,\n", 1),
        # Without a blank row it may be a row that lacks the rest.
        ("A,B,C\n1,2,3\nx,,\n", 2),
        # In the middle of the table it is a row.
        ("A,B,C\n1,2,3\nx\n1,2,3\ny\n", 4),
        # A table of two columns has no footer.
        ("A,B\n1,2\nx\n", 2),
        # So many rows are no footer.
        ("A,B,C\n1,2,3\n" + "x\n" * 13, 14),
        ("A,B,C\nx\n", 1),
    ],
)
def test_what_may_be_a_row_of_the_table_is_one(text, rows):
    assert len(table_of(text).rows) == rows


MAP = """
kind = "customers"
client = { column = "Nom", slug = true }
[fields]
"identity.name" = "Nom"
"identity.notes" = "Titre#2"
"""
TWICE = "Titre,Nom,Titre\nMme,Acme,Directrice\n"


def test_the_second_column_of_a_heading_has_a_number():
    assert table_of(TWICE).header == ("Titre", "Nom", "Titre#2")
    assert applied(planned(TWICE, MAP))["acme"]["identity"]["notes"] == "Directrice"


def test_the_first_one_of_two_is_named_where_the_map_knows_of_both():
    first = '"identity.legal_form" = "Titre"\n'
    assert applied(planned(TWICE, MAP + first))["acme"]["identity"]["legal_form"] == "Mme"
    only_first = MAP.replace("Titre#2", "Titre")
    with pytest.raises(UsageError, match="has 2 columns 'Titre'"):
        planned(TWICE, only_first)
    known = 'header = ["Titre", "Nom", "Titre"]\n' + only_first
    assert applied(planned(TWICE, known))["acme"]["identity"]["notes"] == "Mme"
    with pytest.raises(UsageError, match="no column 'Titre#2'"):
        planned("Titre,Nom\nMme,Acme\n", MAP)
