"""The schema files, and what a validator that is not ours makes of the bundle."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from check_jsonschema import main as validate
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from clientfile.records.shape import Shape
from clientfile.records.typed.currencies import CODES
from clientfile.schema.bundle import bundle, editor_form
from clientfile.schema.files import CHAPTERS, load_document
from clientfile.schema.shapes import record_shape
from clientfile.schema.validate import structure_findings
from clientfile.schema.walk import walk_places
from clientfile.yamltext.reader import read
from tests.support.paths import DATA, ROOT

POSITIVE = sorted((DATA / "positive").glob("*.yaml"))
NEGATIVE = sorted((DATA / "negative").glob("*.yaml"))
FILES = ("client", "common", *CHAPTERS)

# What JSON Schema has no word for: items that are twice, and ranges that end below their start.
OURS_ALONE = {"person-twice", "one-set-of-ids", "year-twice", "product-twice", "range-inverted"}

# The YAML 1.2 reader at hand has no reading of a lone `=`.
READ_BY_OTHERS = [path for path in POSITIVE if path.stem != "equals-sign"]


def data_of(path: Path) -> Any:
    return read(path.read_bytes(), record_shape(), file=path.name).data


def check_jsonschema(*arguments: str | Path) -> Result:
    """The validator's command line, within this process: a start of its own is dear."""
    return CliRunner().invoke(validate, [*map(str, arguments)])


def written(folder: Path, name: str, value: Any) -> Path:
    path = folder / name
    path.write_text(json.dumps(value, default=as_json), encoding="utf-8")
    return path


def as_json(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value.isoformat()


def nodes(node: Any, name: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every property of a schema document with its key."""
    if isinstance(node, dict):
        for key, part in node.get("properties", {}).items():
            yield key, part
        for key, part in node.items():
            if isinstance(part, dict | list):
                yield from nodes(part, key)
    elif isinstance(node, list):
        for part in node:
            yield from nodes(part)


@pytest.mark.parametrize("make", [bundle, editor_form])
def test_another_validator_takes_it_for_a_schema(make: Any, tmp_path: Path) -> None:
    done = check_jsonschema("--check-metaschema", written(tmp_path, "schema.json", make()))
    assert done.exit_code == 0, done.output


def test_another_validator_accepts_what_good_records_hold(tmp_path: Path) -> None:
    schema = written(tmp_path, "schema.json", bundle())
    good = [written(tmp_path, f"{path.stem}.data.json", data_of(path)) for path in POSITIVE]
    done = check_jsonschema("--schemafile", schema, *good)
    assert done.exit_code == 0, done.output


def test_another_validator_refuses_what_ours_refuses(tmp_path: Path) -> None:
    schema = written(tmp_path, "schema.json", bundle())
    read_ones = {path.stem: data for path in NEGATIVE if (data := data_of(path)) is not None}
    ours = {name for name, data in read_ones.items() if structure_findings(data)}
    files = [written(tmp_path, f"{name}.case.json", data) for name, data in read_ones.items()]
    done = check_jsonschema("-o", "json", "--schemafile", schema, *files)
    report = json.loads(done.stdout)
    theirs = {Path(error["filename"]).name.removesuffix(".case.json") for error in report["errors"]}
    assert len(ours) > 40
    assert theirs == ours - OURS_ALONE
    assert ours >= OURS_ALONE


def test_an_editor_reading_yaml_1_2_accepts_every_good_record(tmp_path: Path) -> None:
    schema = written(tmp_path, "schema.json", editor_form())
    done = check_jsonschema("--schemafile", schema, *READ_BY_OTHERS)
    assert done.exit_code == 0, done.output


def test_an_editor_reading_yaml_1_1_accepts_every_good_record(tmp_path: Path) -> None:
    schema = written(tmp_path, "schema.json", editor_form())
    seen = [
        written(tmp_path, f"{path.stem}.seen.json", yaml.load(path.read_bytes(), OldLoader))
        for path in POSITIVE
    ]
    done = check_jsonschema("--schemafile", schema, *seen)
    assert done.exit_code == 0, done.output


class OldLoader(yaml.SafeLoader):
    """PyYAML itself has no reading of `=`, which YAML 1.1 gives a type of its own."""


OldLoader.add_constructor("tag:yaml.org,2002:value", OldLoader.construct_yaml_str)


WRONG = (
    "identity: {name: A, status: prospekt}",
    "identity: {name: A, status: client, telephone: '1'}",
    "identity: {name: A, status: client, client_since: 20/11/2026}",
    "identity: {name: A, status: client, group: Big Group}",
    "identity: {name: A, status: client, address: {country: FRA}}",
    "identity: {name: A, status: client, size: {headcount: many}}",
    "identity: {name: A, status: client, address: [Lyon]}",
    "identity: {status: client}",
)


def test_an_editor_still_marks_what_is_wrong(tmp_path: Path) -> None:
    schema = written(tmp_path, "schema.json", editor_form())
    files = {tmp_path / f"record-{number}.yaml": text for number, text in enumerate(WRONG)}
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    done = check_jsonschema("-o", "json", "--schemafile", schema, *files)
    marked = {Path(error["filename"]).name for error in json.loads(done.stdout)["errors"]}
    assert [text for path, text in files.items() if path.name not in marked] == []


def test_every_field_says_what_it_is_for_in_both_languages() -> None:
    for name in FILES:
        for key, node in nodes(load_document(name)):
            for word in ("title", "x-title-fr", "description"):
                assert node.get(word), f"{name}: {key} has no {word}"


def test_every_value_has_an_example_or_its_choices() -> None:
    for name in FILES:
        for key, node in nodes(load_document(name)):
            if not_plain(node):
                continue
            assert node.get("examples") or node.get("enum"), f"{name}: {key}"


def not_plain(node: dict[str, Any]) -> bool:
    refers = node.get("$ref", "")
    entries = node.get("type") == "array" and "x-identity" in node
    return (
        node.get("type") == "object"
        or entries
        or refers.endswith(("json", "/address", "/assistant", "/decision"))
    )


def test_examples_are_what_their_own_field_takes() -> None:
    defs = bundle()["$defs"]
    for key, node in nodes(bundle()):
        validator = Draft202012Validator({**node, "$defs": defs})
        for example in node.get("examples", ()):
            assert validator.is_valid(example), f"{key}: {example}"


def test_every_enumeration_has_its_words_in_french() -> None:
    for name in (*CHAPTERS, "client"):
        for key, node in nodes(load_document(name)):
            if "enum" in node:
                words = node.get("x-enum-fr", ())
                assert len(words) == len(node["enum"]), f"{name}: x-enum-fr of {key}"


def test_dates_alone_are_sought_on_one_side_of_today() -> None:
    for name in FILES:
        for key, node in nodes(load_document(name)):
            if "x-toward" in node:
                assert node["x-toward"] in ("past", "future", "either"), f"{name}: {key}"
                assert node.get("$ref", "").endswith("/date"), f"{name}: {key} is no date"


def test_codes_of_countries_and_currencies() -> None:
    common = load_document("common")["$defs"]
    assert common["currency"]["enum"] == list(CODES)
    countries = common["country"]["enum"]
    assert countries == sorted(set(countries))
    assert len(countries) == 249
    assert {"FR", "NO", "GB", "DE", "CH", "RE"} <= set(countries)


def test_no_top_level_key_stands_in_two_chapters() -> None:
    keys = [key for name in CHAPTERS for key in load_document(name)["properties"]]
    assert len(keys) == len(set(keys))


def test_no_stored_key_is_a_boolean_to_yaml_1_1() -> None:
    for name in FILES:
        for key, _ in nodes(load_document(name)):
            assert isinstance(yaml.safe_load(key), str), key


def test_no_definition_hides_another_in_the_bundle() -> None:
    names = [key for name in FILES for key in load_document(name).get("$defs", {})]
    assert len(names) == len(set(names))
    assert not set(names) & set(CHAPTERS)


def test_every_mapping_takes_own_keys_and_no_others() -> None:
    for node in mappings(bundle()):
        assert node["patternProperties"] == {"^x-": True}
        assert "additionalProperties" in node


def mappings(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if node.get("type") == "object":
            yield node
        for part in node.values():
            yield from mappings(part)


def test_one_record_of_the_cases_uses_every_key_of_the_schema() -> None:
    data = data_of(DATA / "positive" / "every-key.yaml")
    used = {kind for _, kind, _, _ in walk_places(data)}
    missing = set(keys_of_shape(record_shape(), ())) - used
    assert missing == set(), "tests/data/positive/every-key.yaml has every key once"


def test_the_page_of_the_record_names_every_key() -> None:
    page = (ROOT / "docs" / "record-format.md").read_text("utf-8")
    words = set(re.findall(r"[a-z_0-9]+", page))
    missing = [path for path in keys_of_shape(record_shape(), ()) if path[-1] not in words]
    assert missing == [], "docs/record-format.md says nothing of them"


def keys_of_shape(shape: Shape, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for key, part in shape.fields.items():
        yield (*path, key)
        yield from keys_of_shape(part, (*path, key))
    if shape.item:
        yield from keys_of_shape(shape.item, path)


def test_shared_parts_are_never_changed_by_making_a_bundle() -> None:
    before = json.dumps([load_document(name) for name in FILES])
    editor_form()
    bundle()
    assert json.dumps([load_document(name) for name in FILES]) == before
