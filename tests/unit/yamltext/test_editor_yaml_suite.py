"""Every valid document of yaml-test-suite below an `x-` key: set, unset, appended to, dropped from;
right by a second parser, or refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import yaml

from clientfile.errors import EditRefusedError
from clientfile.records.edits import Append, Drop, Edit, Path, Put, apply_edits
from clientfile.yamltext.editor import edit_text
from tests.support.yaml_suite import wrapped
from tests.unit.yamltext.test_yaml_suite import SHAPE, WRAPPED, read_case


def parts(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Every part of a value, the value itself first."""
    yield path, value
    pairs = value.items() if isinstance(value, dict) else ()
    pairs = enumerate(value) if isinstance(value, list) else pairs
    for step, inner in pairs:
        yield from parts(inner, (*path, step))


def edits_of(path: Path, value: Any) -> Iterator[Edit]:
    if isinstance(value, str):
        yield Put(path, "a: b # c")
        yield Put(path, "two\nlines")
    elif isinstance(value, list) and isinstance(path[-1], int):
        return  # no record has a list within a list
    elif isinstance(value, list):
        yield Append(path, ("a: b",))
        yield Append(path, ({"k": "v"},))
    else:
        yield Put((*path, "new"), "a: b")
    if len(path) > 1:
        yield Drop(path)


def as_text(value: Any) -> Any:
    """A value without what is empty, which a record takes for absent."""
    if isinstance(value, dict):
        return {
            key: as_text(each) for key, each in value.items() if as_text(each) not in ("", {}, [])
        }
    return [as_text(each) for each in value] if isinstance(value, list) else str(value)


def test_every_document_is_edited_rightly_or_not_at_all(record_property):
    counts: Counter[str] = Counter()
    wrong = []
    for case in WRAPPED:
        text = wrapped(case.text)
        reading = read_case(text, SHAPE)
        data = reading.data or {}
        assert (
            edit_text(reading, [Put((key,), value) for key, value in data.items()], SHAPE) == text
        )
        for path, value in parts(data.get("x-keep"), ("x-keep",)):
            for change in edits_of(path, value) if value not in ({}, [], None) else ():
                try:
                    after = edit_text(reading, [change], SHAPE)
                except EditRefusedError:
                    counts["refused"] += 1
                    continue
                counts["right"] += 1
                if read_case(after, SHAPE).data != apply_edits(data, [change]):
                    wrong.append((case.name, change, text, after))
                if _other_parser_differs(case.text, text, after, data, change):
                    wrong.append((case.name, "by another parser", change, text, after))
    record_property("guarantee", f"editor, yaml-test-suite: {len(WRAPPED)} documents, "
                    f"{sum(counts.values())} edits, {counts['refused']} refused, "
                    f"wrong {len(wrong)}")  # fmt: skip
    assert wrong == []
    assert counts["right"] > 2 * counts["refused"]


def _other_parser_differs(case: str, text: str, after: str, data: Any, change: Edit) -> bool:
    """Whether PyYAML's own parser, where it agrees on the text before, reads another text after."""
    try:
        if as_text(yaml.load(text, yaml.BaseLoader)) != as_text(data):
            return False
    except yaml.YAMLError:
        return False
    return as_text(yaml.load(after, yaml.BaseLoader)) != as_text(apply_edits(data, [change]))


def test_set_and_unset_restore_every_document(record_property):
    restored = refused = 0
    for case in WRAPPED:
        text = wrapped(case.text)
        text += "" if text.endswith("\n") else "\n"
        reading = read_case("identity:\n  name: Acme\n" + text, SHAPE)
        for path in (("identity", "status"), ("x-other",)):
            try:
                between = edit_text(reading, [Put(path, "a: b")], SHAPE)
                back = edit_text(read_case(between, SHAPE), [Drop(path)], SHAPE)
            except EditRefusedError:
                refused += 1
                continue
            assert back == reading.text, case.name
            restored += 1
    record_property("guarantee", f"editor, yaml-test-suite: {restored} set and unset to the byte, "
                    f"{refused} refused")  # fmt: skip
    assert restored > 10 * refused
