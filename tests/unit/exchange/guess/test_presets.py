"""The presets as data: paths that a record has, words that its fields take, no heading twice."""

from __future__ import annotations

import pytest

from clientfile.exchange.guess.aliases import CLIENT_CODE, CLIENT_NAME, WHOLE_NAME, load_aliases
from clientfile.exchange.guess.presets import NAMES, Preset, find_preset, load_presets
from clientfile.exchange.tables.mapping import KINDS
from clientfile.records.paths import split_address
from clientfile.records.shape import Shape
from clientfile.schema.shapes import record_shape
from tests.support.exported_tables import exported_tables, other_tables
from tests.support.paths import PACKAGE

PRESETS = load_presets()


def shape_of(path: str) -> Shape:
    here = record_shape()
    for key in split_address(path):
        here = here.item or here
        assert key in here.fields or here.values, path
        here = here.child(key)
    return here


def test_every_file_is_a_preset():
    files = (PACKAGE / "exchange" / "guess" / "presets").glob("*.toml")
    assert sorted(file.stem for file in files) == list(NAMES)


@pytest.mark.parametrize("preset", PRESETS, ids=NAMES)
def test_a_preset_names_fields_of_a_record_and_words_that_they_take(preset: Preset):
    for path, sources in preset.fields.items():
        shape = shape_of(path)
        shape = shape.item or shape
        for source in sources:
            words = set(source.options.get("map", {}).values()) - {"", "keep"}
            assert not shape.choices or words <= set(shape.choices), path
            assert set(source.options) <= {"map", "split", "part"}


@pytest.mark.parametrize("preset", PRESETS, ids=NAMES)
def test_a_preset_calls_only_columns_that_it_knows(preset: Preset):
    for signature in preset.signatures:
        assert signature <= preset.columns, signature - preset.columns
    used = {name for each in preset.fields.values() for source in each for name in source.columns}
    assert not used & preset.unplaced, "a column is placed and unplaced"
    if preset.doubles:
        assert {preset.doubles.anchor, *preset.doubles.before, *preset.doubles.after} <= (
            preset.columns
        )
    assert preset.kind in ("", "interactions", *KINDS)
    assert bool(preset.kind) == bool(preset.fields)


def test_each_system_of_the_contract_has_a_preset():
    assert {preset.system for preset in PRESETS} >= {
        "HubSpot", "Salesforce", "Pipedrive", "Zoho", "Dolibarr", "Odoo", "EBP", "Sage 100",
        "Outlook", "Google", "LinkedIn",
    }  # fmt: skip


@pytest.mark.parametrize("table", exported_tables(), ids=lambda table: table.name)
def test_a_table_is_recognised_as_its_system_s(table):
    preset = find_preset(table.header)
    system = table.name.split()[0]
    expected = {"Cegid": None, "Sage": "Sage 100"}.get(system, system)
    assert (preset.system if preset else None) == expected


def test_no_other_table_is_recognised():
    assert [find_preset(table.header) for table in other_tables()] == [None] * len(other_tables())


def test_every_alias_is_a_field_and_no_heading_is_two_things_at_once():
    seen: dict[tuple[str, str], str] = {}
    for alias in load_aliases():
        path = alias.path
        if path not in (CLIENT_CODE, CLIENT_NAME, WHOLE_NAME):
            names = ("identity", "contacts.people") if path.startswith("whose.") else ("",)
            for owner in names:
                shape_of(f"{owner}.{path.removeprefix('whose.')}" if owner else path)
        if alias.beside or alias.unless or path in (CLIENT_CODE, CLIENT_NAME):
            continue
        for heading in alias.headings:
            for kind in alias.kinds:
                assert seen.setdefault((heading, kind), path) == path, heading
