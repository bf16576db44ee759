"""What an entry of a map makes of the cells of a row."""

from __future__ import annotations

from typing import Any

import pytest

from clientfile.exchange.tables.expressions import UnmappableError, parse_source
from tests.support.import_planning import applied, planned


def text_of(entry: Any, **cells: str) -> str:
    return parse_source(entry).text(cells)


@pytest.mark.parametrize(
    ("entry", "cells", "text"),
    [
        ({"join": ["A", "B"]}, {"A": "x", "B": "y"}, "x, y"),
        ({"join": ["A", "B"]}, {"A": "", "B": "y"}, "y"),
        ({"join": ["A", "B"]}, {"A": "x", "B": "x"}, "x"),
        ({"join": ["A", "B"]}, {"A": "", "B": ""}, ""),
        ({"join": ["A", "B"], "with": " "}, {"A": "12", "B": "rue X"}, "12 rue X"),
        ({"join": ["A", "B"], "with": ""}, {"A": "a", "B": "b"}, "ab"),
        ({"column": "A", "without": "B"}, {"A": "Jean Dupont", "B": "Jean"}, "Dupont"),
        ({"column": "A", "without": "B"}, {"A": "DUPONT Jean", "B": "jean"}, "DUPONT"),
        ({"column": "A", "without": "B"}, {"A": "Dupont", "B": "Jean"}, "Dupont"),
        ({"column": "A", "without": "B"}, {"A": "Jean", "B": "Jean"}, "Jean"),
        ({"column": "A", "without": "B"}, {"A": "Jeanne Dupont", "B": "Jean"}, "Jeanne Dupont"),
        ({"column": "A", "without": "B"}, {"A": "Jean Dupont", "B": ""}, "Jean Dupont"),
        ({"column": "A", "part": "first_name"}, {"A": "Mme Jeanne de la Tour"}, "Jeanne"),
        ({"column": "A", "part": "last_name"}, {"A": "Mme Jeanne de la Tour"}, "de la Tour"),
        ({"column": "A", "part": "title"}, {"A": "Mme Jeanne de la Tour"}, "Mme"),
        ({"column": "A", "part": "first_name"}, {"A": "Dupont"}, ""),
        ({"column": "A", "map": {"1": "client", "*": "keep"}}, {"A": "1"}, "client"),
        ({"column": "A", "map": {"1": "client", "*": "keep"}}, {"A": "prospect"}, "prospect"),
        ({"column": "A", "split": ","}, {"A": " , "}, ""),
    ],
)
def test_what_is_made_of_cells(entry, cells, text):
    assert text_of(entry, **cells) == text


def test_the_columns_of_an_entry_are_all_that_it_reads():
    assert parse_source({"join": ["A", "B"]}).columns == ("A", "B")
    assert parse_source({"column": "A", "without": "B"}).columns == ("A", "B")


def test_a_word_that_a_map_lacks_is_told_unless_it_keeps_the_others():
    with pytest.raises(UnmappableError):
        text_of({"column": "A", "map": {"1": "client"}}, A="2")


@pytest.mark.parametrize(
    ("entry", "what"),
    [
        ({"join": []}, "list of columns"),
        ({"join": "A"}, "list of columns"),
        ({"join": ["A", 1]}, "list of columns"),
        ({"join": ["A"], "column": "B"}, "one of column"),
        ({"column": "A", "with": "; "}, "between the columns"),
        ({"join": ["A"], "with": 1}, "with must be text"),
        ({"column": "A", "part": "surname"}, "part must be"),
        ({"column": "A", "split": ""}, "split must be text"),
        ({"column": "A", "map": {"*": "drop"}}, 'says only "keep"'),
        ({"value": "x", "split": ";"}, "nothing stands beside"),
        ({}, "one of column, value, template and join"),
    ],
)
def test_an_entry_that_says_nothing_clear_is_refused(entry, what):
    with pytest.raises(ValueError, match=what):
        parse_source(entry)


MAP = """
kind = "customers"
header = ["Id", "Name", "Tags", "Street", "Street 2", "Contact", "Status"]
key = ["Id"]
client = { column = "Name", slug = true }
[fields]
"identity.name" = "Name"
"identity.tags" = { column = "Tags", split = ";" }
"identity.address.street" = { join = ["Street", "Street 2"], with = "\\n" }
"identity.status" = { column = "Status", map = { "1" = "client", "*" = "keep" } }
"contacts.people.first_name" = { column = "Contact", part = "first_name" }
"contacts.people.last_name" = { column = "Contact", part = "last_name" }
"""
ROWS = """\
Id,Name,Tags,Street,Street 2,Contact,Status
7,Acme,vip; salon ;,12 High St,Unit 3,Ann Lee,1
8,Beta,,,Unit 4,,Prospect
"""


def test_a_whole_map_of_them_makes_records_and_again_changes_nothing():
    records = applied(planned(ROWS, MAP))
    assert records["acme"]["identity"] == {
        "name": "Acme",
        "tags": ["vip", "salon"],
        "status": "client",
        "address": {"street": "12 High St\nUnit 3"},
    }
    [person] = records["acme"]["contacts"]["people"]
    assert (person["first_name"], person["last_name"]) == ("Ann", "Lee")
    assert records["beta"]["identity"]["status"] == "prospect"
    assert "contacts" not in records["beta"]
    assert planned(ROWS, MAP, records).changes == {}


def test_a_key_that_is_no_column_is_refused():
    with pytest.raises(Exception, match="no column 'Nr'"):
        planned(ROWS, MAP.replace('key = ["Id"]', 'key = ["Nr"]'))
