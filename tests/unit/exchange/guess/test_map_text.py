"""A guessed map as text: TOML that says what was guessed, the same for everybody."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientfile.exchange.guess.guess import guess_map
from clientfile.exchange.guess.map_guess import ColumnGuess, MapGuess
from clientfile.exchange.guess.map_text import format_map
from clientfile.exchange.tables.header import column_names
from clientfile.exchange.tables.mapping import parse_map
from clientfile.schema.shapes import record_shape
from tests.support.exported_tables import exported_tables, other_tables


@pytest.mark.parametrize(
    "table", [*exported_tables(), *other_tables()], ids=lambda table: table.name
)
def test_the_text_is_the_guess(table):
    guess = guess_map(table.header, table.rows(), record_shape())
    read = tomllib.loads(format_map(guess, table.header))
    assert read["kind"] == guess.kind
    assert read["fields"] == guess.fields
    assert read.get("client", "") == guess.client
    assert read.get("skip", {}) == {name: list(values) for name, values in guess.skip.items()}
    assert tuple(read.get("key", ())) == guess.key


@pytest.mark.parametrize(
    "table",
    [*exported_tables(), *other_tables()],
    ids=lambda table: table.name,
)
def test_the_text_is_a_map(table):
    guess = guess_map(table.header, table.rows(), record_shape())
    # Maps of people with their companies, of interactions and payments are still to come.
    if guess.kind not in ("customers", "orders", "results") or guess.lacking:
        return
    mapping = parse_map(format_map(guess, table.header), record_shape())
    assert mapping.kind == guess.kind
    assert {field.address for field in mapping.fields} == set(guess.fields)
    assert set(mapping.columns) <= set(column_names(table.header))
    assert mapping.key == guess.key


def test_a_line_says_why_and_shows_values():
    header = ["Raison sociale", "Ville", "Tel", "Couleur", "Téléphone"]
    text = format_map(guess_map(header, [["Acme", "Lyon", "", "bleu", ""]], record_shape()), header)
    assert text.splitlines() == [
        'kind = "customers"',
        'header = ["Raison sociale", "Ville", "Tel", "Couleur", "Téléphone"]',
        'client = { column = "Raison sociale", slug = true }',
        "",
        "[fields]",
        '"identity.name" = "Raison sociale"  # its heading: Acme',
        '"identity.address.city" = "Ville"  # its heading: Lyon',
        '# "identity.phone" = "Tel"',
        '# one of "Tel", "Téléphone"',
        "",
        "# Columns that are left out:",
        '# "Tel": Tel, Téléphone are all identity.phone',
        '# "Couleur": the heading is not known',
        '# "Téléphone": Tel, Téléphone are all identity.phone',
    ]


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_heading_and_any_value_make_toml(heading, value):
    column = ColumnGuess(heading, "field", value, "identity.name", (value,))
    other = ColumnGuess(value, "unknown", heading)
    guess = MapGuess(
        heading,
        "customers",
        (column, other),
        {"identity.name": heading},
        client={"column": heading, "slug": True},
        skip={heading: (value,)},
    )
    text = format_map(guess, [heading, value])
    encodable = text.encode(errors="replace").decode()
    assert tomllib.loads(encodable)["kind"] == "customers"
