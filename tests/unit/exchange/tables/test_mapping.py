"""MAP.toml: what is read, and every way in which it is refused."""

from __future__ import annotations

import pytest

from clientfile.errors import UsageError
from clientfile.exchange.tables.kinds import ORDERS, PEOPLE, RECORD
from clientfile.exchange.tables.mapping import parse_map
from clientfile.schema.shapes import record_shape

TOP = 'kind = "customers"\nclient = "Id"\n'


def test_the_map_of_the_reference() -> None:
    mapping = parse_map(
        """
        kind = "customers"
        encoding = "cp1252"
        delimiter = ";"
        decimal = ","
        dates = "dmy"
        client = { column = "Code", lower = true }
        [fields]
        "identity.name" = "Raison sociale"
        "identity.status" = { value = "client" }
        "identity.address.country" = { column = "Country", map = { Germany = "DE" } }
        "identity.notes" = { template = "{Region} / {Secteur}" }
        [skip]
        "CompanyName" = ["IT"]
        """,
        record_shape(),
    )
    assert mapping.kind == "customers"
    assert (mapping.encoding, mapping.delimiter) == ("cp1252", ";")
    assert (mapping.decimal, mapping.dates) == (",", "dmy")
    assert mapping.columns == (
        "Code", "Raison sociale", "Country", "Region", "Secteur", "CompanyName",
    )  # fmt: skip
    assert mapping.skip == {"CompanyName": {"IT"}}
    assert mapping.fields[0].address == "identity.name"


def test_a_path_is_parted_at_the_list_that_it_runs_through() -> None:
    people = (
        TOP + '[fields]\n"identity.size.headcount" = "H"\n"contacts.people.social.linkedin" = "L"'
    )
    head, social = parse_map(people, record_shape()).fields
    assert (head.home, head.inner) == (RECORD, ("identity", "size", "headcount"))
    assert (social.home, social.inner) == (PEOPLE, ("social", "linkedin"))
    orders = 'kind = "orders"\nclient = "Id"\n[fields]\n"business.orders.ref" = "R"'
    assert parse_map(orders, record_shape()).fields[0].home == ORDERS


REFUSED = {
    "kind = ": "it is no TOML",
    'kind = "costumers"\nclient = "Id"': "kind is 'costumers': did you mean customers?",
    TOP + "colour = 1": "'colour' is no key of a map",
    TOP + "delimitr = ';'": "did you mean delimiter?",
    TOP + "delimiter = ';;'": "delimiter must be one character",
    TOP + "decimal = 'x'": "decimal must be '.' or ','",
    TOP + "dates = 'dym'": "dates must be 'dmy' or 'mdy' or 'ymd'",
    TOP + "encoding = 3": "encoding must be text",
    'kind = "customers"\n[fields]\n"identity.name" = "N"': "client is missing",
    'kind = "customers"\nclient = {value = "x"}\n[fields]\n"identity.name" = "N"': "from a column",
    TOP: "[fields] is missing",
    TOP + "[fields]": "[fields] is missing",
    TOP + '[fields]\n"identity.nmae" = "N"': "did you mean identity.name",
    TOP + '[fields]\n"name" = "N"': "lacks its chapter: write identity.name",
    TOP + '[fields]\n"size.headcount" = "N"': "write identity.size.headcount",
    TOP + '[fields]\nidentity.name = "N"': "identity is no single value",
    TOP + '[fields]\n"identity.name.first" = "N"': "is no path of a record",
    TOP + '[fields]\n"identity.address" = "N"': "write identity.address.street",
    TOP + '[fields]\n"contacts.people.social" = "N"': "write contacts.people.social.NAME",
    TOP + '[fields]\n"identity..name" = "N"': "is no path of a record",
    TOP + '[fields]\n"business.competitors.name" = "N"': "can't be imported from a table",
    TOP + '[fields]\n"business.orders.ref" = "N"': "belongs into a map of kind orders",
    TOP + '[fields]\n"identity.name" = 3': "write a column",
    TOP + '[fields]\n"identity.name" = "N"\n"\\"identity\\".name" = "M"': "stands twice: keep one",
    TOP + '[fields]\n"identity.name" = {value = 1e999999999}': "is no single value",
    TOP + '[fields]\n"identity.name" = {}': "one of column, value, template and join",
    TOP + '[fields]\n"identity.name" = {column = "a", value = "b"}': "one of column, value",
    TOP + '[fields]\n"identity.name" = {value = "b", lower = true}': "nothing stands beside it",
    TOP + '[fields]\n"identity.name" = {column = ""}': "column must be text",
    TOP + '[fields]\n"identity.name" = {colum = "a"}': "did you mean column?",
    TOP + '[fields]\n"identity.name" = {template = "x"}': "must name columns in braces",
    TOP + '[fields]\n"identity.name" = {template = "{a} {"}': "must name columns in braces",
    TOP + '[fields]\n"identity.name" = {column = "a", match = "("}': "is no regular expression",
    TOP + '[fields]\n"identity.name" = {column = "a", match = "a"}': "must have a group",
    TOP + '[fields]\n"identity.name" = {column = "a", map = 3}': "map must be a table",
    TOP + '[fields]\n"identity.name" = {column = "a", map = {b = []}}': "is no single value",
    TOP + '[fields]\n"identity.name" = {column = "a", lower = 1}': "lower must be true or false",
    TOP + '[fields]\n"identity.name" = {column = "a", as = "fraction"}': "as is for percentages",
    TOP + '[fields]\n"identity.name" = {column = "a", as = "x"}': 'as must be "fraction"',
    TOP + '[fields]\n"identity.status" = {value = "customer"}': "is none of prospect, client",
    TOP + '[fields]\n"identity.address.country" = {column = "a", map = {UK = "XX"}}': "ISO 3166-1",
    TOP + '[fields]\n"identity.client_since" = {value = "2024-02-30"}': "is no day of the calendar",
    TOP + '[fields]\n"identity.name" = "N"\n[skip]\nA = {b = 1}': "is no single value",
    TOP + 'skip = 1\n[fields]\n"identity.name" = "N"': "[skip] must be a table",
    'kind = "orders"\nclient = "Id"\n[fields]\n"business.orders.date" = "D"': (
        "business.orders.ref is missing"
    ),
    'kind = "orders"\nclient = "Id"\n[fields]\n"business.orders.ref" = "R"\n'
    '"business.orders.lines.product" = "P"\n"business.orders.lines.unit_price" = "U"': (
        "business.orders.lines.quantity is missing"
    ),
    'kind = "results"\nclient = "Id"\n[fields]\n"results.years.revenue" = "R"': (
        "results.years.year is missing"
    ),
    'kind = "contacts"\nclient = "Id"\n[fields]\n"contacts.people.phone" = "P"': (
        "contacts.people.last_name is missing"
    ),
}


@pytest.mark.parametrize("text", REFUSED)
def test_a_map_that_can_not_be_followed_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as refusal:
        parse_map(text, record_shape(), name="my.toml")
    assert str(refusal.value).startswith("my.toml: ")
    assert REFUSED[text] in str(refusal.value)


def test_a_map_for_something_else_is_refused() -> None:
    with pytest.raises(UsageError, match="a map for customers, and orders are to be imported"):
        parse_map(TOP + '[fields]\n"identity.name" = "N"', record_shape(), kind="orders")


def test_the_command_tells_the_kind_where_the_map_does_not() -> None:
    text = 'client = "Id"\n[fields]\n"identity.name" = "N"'
    assert parse_map(text, record_shape(), kind="customers").kind == "customers"


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, "a = " + "9" * 5000])
def test_toml_that_is_too_much_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="it is"):
        parse_map(text, record_shape())
