"""Records as tables and back: the same data, whatever a record holds."""

from __future__ import annotations

import os
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientfile.exchange.export.csv_tables import format_csv, parse_csv
from clientfile.exchange.export.format_tables import format_tables
from clientfile.exchange.export.join_records import join_records
from clientfile.exchange.export.json_records import format_records, parse_records
from clientfile.exchange.export.parse_tables import ParsedRecords, parse_tables
from clientfile.exchange.export.record_tables import FOLDER, layouts
from clientfile.output.spreadsheet_csv import style_of
from clientfile.records.edits import Data, apply_edits
from clientfile.records.shape import Shape
from clientfile.schema.shapes import record_shape
from clientfile.yamltext.reader import read
from tests.oracles.random_records import random_record
from tests.oracles.written_records import data_of
from tests.support.paths import DATA

SHAPE = record_shape()
STRESS = os.environ.get("HYPOTHESIS_PROFILE") == "stress"
EVERY_KEY = read((DATA / "positive" / "every-key.yaml").read_bytes(), SHAPE, file="").data or {}


def files_of(records: dict[str, Data], language: str = "") -> dict[str, bytes]:
    style = style_of(language) if language else None
    tables = format_tables(records.items(), SHAPE, "EUR")
    return {table.name: format_csv(table, style) for table in tables}


def parse(files: dict[str, bytes]) -> ParsedRecords:
    tables = [parse_csv(data, f"{name}.csv") for name, data in files.items() if name != FOLDER]
    return parse_tables(tables, SHAPE)


def assert_same(records: dict[str, Data], language: str = "") -> None:
    parsed = parse(files_of(records, language))
    assert parsed.faults == []
    assert parsed.records == records


def test_a_table_for_each_list_of_a_record() -> None:
    names = [layout.name for layout in layouts(SHAPE)]
    assert len(names) == len(set(names))
    assert {"clients", "people", "past_posts", "interactions", "promises", "lines"} <= set(names)
    assert max(len(layout.parents) for layout in layouts(SHAPE)) == 1


@pytest.mark.parametrize("language", ["", "en", "fr"])
def test_every_key_comes_back(language: str) -> None:
    own = {"x-own": {"deep": ["one", {"key": "two"}]}, "x-flat": "=1+1", "x-list": ["a"]}
    assert_same({"a": EVERY_KEY, "b": EVERY_KEY | own}, language)


def test_random_records_come_back() -> None:
    random = Random(17)
    for start in range(0, 4000 if STRESS else 60, 20):
        records = {f"c{start + n}": data_of(random_record(random).root) for n in range(20)}
        assert_same(records, random.choice(["", "fr"]))


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t;,\"'=[{-"))
FILLED = TEXT.filter(bool)


def values(shape: Shape, depth: int = 0) -> st.SearchStrategy[Any]:
    """Values of a shape, with lists and mappings that are empty, and texts of any characters."""
    if shape.kind == "mapping":
        keys = {key: values(below, depth + 1) for key, below in shape.fields.items()}
        own = st.dictionaries(
            FILLED.map("x-{}".format), values(Shape("any"), depth + 1), max_size=1
        )
        few = st.lists(st.sampled_from(sorted(keys)), max_size=3) if keys else st.just([])
        return few.flatmap(
            lambda chosen: st.tuples(st.fixed_dictionaries({k: keys[k] for k in chosen}), own)
        ).map(lambda pair: {**pair[0], **pair[1]})
    if shape.kind == "list":
        return st.lists(values(shape.child(0), depth + 1), max_size=2)
    if shape.kind == "any":
        return st.recursive(
            FILLED, lambda inner: st.lists(inner) | st.dictionaries(FILLED, inner), max_leaves=3
        )
    if shape.kind == "boolean":
        return st.booleans()
    if shape.kind == "number":
        return st.decimals(-(10**12), 10**12, places=2)
    if shape.kind == "integer":
        return st.integers(-(10**17), 10**17)
    return st.dates().map(str) if shape.format == "date" else FILLED


@given(values(SHAPE), st.sampled_from(["", "fr"]))
def test_whatever_a_record_holds_comes_back(data: Data, language: str) -> None:
    assert_same({"acme": data}, language)


@given(values(SHAPE))
def test_json_brings_back_whatever_a_record_holds(data: Data) -> None:
    content = "".join(format_records([("acme", data)], "EUR")).encode()
    parsed = parse_records(content, "clients.json", SHAPE, "EUR")
    assert parsed.faults == []
    assert parsed.records == {"acme": data}


def loses_nothing(before: Any, after: Any) -> bool:
    if isinstance(before, dict) and isinstance(after, dict):
        return all(key in after and loses_nothing(before[key], after[key]) for key in before)
    return not isinstance(before, list) or len(after) >= len(before)


@given(values(SHAPE), values(SHAPE))
def test_joining_removes_nothing_and_is_done_once(present: Data, exported: Data) -> None:
    change, __ = join_records({"acme": exported}, {"acme": present}, SHAPE, "a.csv")
    edits = change.records.get("acme", [])
    assert isinstance(edits, list)
    joined = apply_edits(present, edits)
    assert loses_nothing(present, joined)
    again, __ = join_records({"acme": exported}, {"acme": joined}, SHAPE, "a.csv")
    assert again.records == {}
