"""Which rows, in which order, and how many."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientfile.errors import UsageError
from clientfile.output.filter_syntax import parse_where
from clientfile.output.sort import arrange
from clientfile.output.table import Column, Table
from clientfile.schema.shapes import record_shape

TABLE = Table(
    [
        Column("client", "Client"),
        Column("name", "Name"),
        Column("value", "Revenue", "money"),
        Column("tags", "Tags", "list"),
        Column("day", "Day", "date"),
    ],
    [
        {"client": "a", "name": "Émile", "value": Decimal(5), "tags": ["x"], "day": "2026-01-02"},
        {"client": "b", "name": "zoé", "value": None, "tags": [], "day": date(2026, 1, 1)},
        {"client": "c", "name": "Eric", "value": Decimal(-1), "tags": ["y", "x"], "day": None},
        {"client": "d", "name": None, "value": Decimal(5), "tags": None, "day": "2025-12-31"},
    ],
    notes=["a note"],
)


def clients(table: Table) -> str:
    return "".join(row["client"] for row in table.rows)


@pytest.mark.parametrize(
    ("options", "order"),
    [
        ({}, "abcd"),
        ({"reverse": True}, "dcba"),
        ({"sort": "value"}, "cadb"),
        ({"sort": "value", "reverse": True}, "adcb"),
        ({"sort": "name"}, "acbd"),
        ({"sort": "name", "reverse": True}, "bcad"),
        ({"sort": "day"}, "dbac"),
        ({"sort": "day", "reverse": True}, "abdc"),
        ({"sort": "tags"}, "acbd"),
        ({"limit": 0}, ""),
        ({"limit": 99}, "abcd"),
        ({"sort": "value", "limit": 2}, "ca"),
        ({"where": "tag=x"}, "ac"),
        ({"where": "tags=x and value>0"}, "a"),
        ({"where": 'value=""'}, "b"),
        ({"where": "value>=5", "reverse": True, "limit": 1}, "d"),
    ],
)
def test_rows_and_their_order(options: dict[str, Any], order: str) -> None:
    if "where" in options:
        options = {**options, "where": parse_where(options["where"])}
    arranged = arrange(TABLE, **options)
    assert clients(arranged) == order
    assert (arranged.columns, arranged.notes) == (TABLE.columns, TABLE.notes)


def test_a_path_is_asked_of_the_record() -> None:
    where = parse_where("headcount>50 or client=d")
    sizes = {"a": 10, "b": "51-99"}
    arranged = arrange(
        TABLE, where, lookup=lambda row, key: sizes.get(row["client"]), record=record_shape()
    )
    assert clients(arranged) == "bd"


def test_days_are_read_as_people_type_them() -> None:
    where = parse_where("day>=yesterday")
    assert clients(arrange(TABLE, where, today=date(2026, 1, 2))) == "ab"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"sort": "nmae"}, 'no column "nmae": did you mean name?'),
        ({"where": parse_where("owner=claire")}, 'no column "owner"'),
        ({"limit": -1}, "--limit -1 is below zero"),
    ],
)
def test_what_is_not_there_is_told(options: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError) as refusal:
        arrange(TABLE, **options)
    assert told in str(refusal.value)


CELLS = st.none() | st.integers() | st.decimals(-9, 9, places=1) | st.text(max_size=3) | st.dates()


@given(st.lists(CELLS), st.booleans())
def test_sorting_keeps_every_row_and_puts_the_absent_last(cells: list[Any], reverse: bool) -> None:
    rows = [{"cell": cell, "place": place} for place, cell in enumerate(cells)]
    table = Table([Column("cell", "Cell")], rows)
    arranged = arrange(table, sort="cell", reverse=reverse).rows
    assert sorted(row["place"] for row in arranged) == list(range(len(cells)))
    absent = [row["cell"] in (None, "") for row in arranged]
    assert absent == sorted(absent)
    again = arrange(arrange(table, sort="cell", reverse=reverse), sort="cell", reverse=reverse)
    assert again.rows == arranged
