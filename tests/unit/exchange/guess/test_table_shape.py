"""Where a header stands below a preamble, and rows end above a footer."""

from __future__ import annotations

import csv
import io

import pytest

from clientfile.exchange.guess.table_shape import find_end, find_header
from tests.support.exported_tables import exported_tables

LINKEDIN = """\
Notes:
"When exporting your connection data, you may notice that some of the email addresses are missing."

First Name,Last Name,URL,Email Address,Company,Position,Connected On
Ada,Lovelace,https://www.linkedin.com/in/ada,,Acme,Engineer,28 Sep 2026
"""
PIPEDRIVE = """\
How to use this file,,,
"Fill in one row for each organization, and do not change the header",,,
Organization - Name,Organization - Owner,Organization - City,Organization - Label
Acme,Claire,Lyon,VIP
"""
EXCEL = """\
Fichier clients,,,
,,,Mis à jour le 12/03/2026
Raison sociale,Adresse,CP,Ville
Acme,12 rue X,69001,Lyon
Beta,3 rue Y,01000,Bourg
"""
UNKNOWN = """\
Liste
Farbe,Größe,Menge
rot,M,12
blau,L,3
"""
SALESFORCE = """\
First Name,Last Name,Account Name,Account Owner
Ada,Lovelace,Acme,Claire
Grace,Hopper,Beta,Paul


Grand Totals (2 records)

Confidential Information - Do Not Distribute
"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."
"""


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize(
    ("text", "line"),
    [(LINKEDIN, 3), (PIPEDRIVE, 2), (EXCEL, 2), (UNKNOWN, 1), (SALESFORCE, 0)],
    ids=["LinkedIn", "Pipedrive", "Excel", "unknown", "Salesforce"],
)
def test_the_header_is_below_what_is_written_above_it(text, line):
    assert find_header(rows_of(text)) == line


@pytest.mark.parametrize("table", exported_tables(), ids=lambda table: table.name)
def test_the_header_of_a_system_is_the_first_row(table):
    assert find_header([list(table.header), *table.rows()]) == 0


def test_a_table_without_a_header_has_none():
    assert find_header([["Acme", "a@b.example", "12"], ["Beta", "c@d.example", "3,5"]]) == -1
    assert find_header([]) == -1
    assert find_header([["x"], ["y"]]) == -1


def test_a_footer_is_what_has_one_cell_a_row_at_the_end():
    header, *rows = rows_of(SALESFORCE)
    assert find_end(rows, len(header)) == 2
    assert find_end(rows[:2], len(header)) == 2
    # A table whose rows may have one cell has no footer.
    assert find_end([["a"], ["b", "c", "d"], ["e"]], 3) == 3
    assert find_end([["a", ""], ["b", ""]], 2) == 2
