"""A fast yes or no to a record's structure, compiled from the schema by the standard library.

Nearly every record conforms. This check takes a tenth of the time of a validator with messages, and
saves importing one. `validate` explains what it refuses; a test compares the two.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any

from clientfile.schema import suggestions
from clientfile.schema.bundle import bundle
from clientfile.schema.files import Node

Test = Callable[[Any], bool]

_FORMAT_ERRORS = {"date": suggestions.why_no_day, "range": suggestions.swapped_range}


def accepts(data: Any) -> bool:
    """Whether the data conform to the schema; duplicate items are not checked."""
    return _record_test()(data)


def is_finite_number(value: Any) -> bool:
    """Whether a value is a finite number; a boolean is none."""
    if isinstance(value, Decimal):
        return value.is_finite()
    return isinstance(value, int | float) and not isinstance(value, bool)


@cache
def _record_test() -> Test:
    schema = bundle()
    return _test(schema, schema["$defs"])


def _test(node: Node, defs: Node) -> Test:
    if "$ref" in node:
        return _test(defs[node["$ref"].rpartition("/")[2]], defs)
    types = [node["type"]] if isinstance(node["type"], str) else node["type"]
    tests = [_test_of_type(each, node, defs) for each in types]
    return tests[0] if len(tests) == 1 else lambda value: any(test(value) for test in tests)


def _test_of_type(kind: str, node: Node, defs: Node) -> Test:
    if kind == "object":
        return _mapping_test(node, defs)
    if kind == "array":
        return _list_test(node, defs)
    if kind == "string":
        return _text_test(node)
    if kind == "boolean":
        return lambda value: isinstance(value, bool)
    return _number_test(node, _is_integer if kind == "integer" else is_finite_number)


def _mapping_test(node: Node, defs: Node) -> Test:
    fields = {key: _test(part, defs) for key, part in node.get("properties", {}).items()}
    required = node.get("required", ())
    rest = node["additionalProperties"]
    other: Test = _test(rest, defs) if isinstance(rest, dict) else lambda _: False

    def test(value: Any) -> bool:
        return (
            isinstance(value, dict)
            and all(key in value for key in required)
            and all(
                str(key).startswith("x-") or fields.get(key, other)(part)
                for key, part in value.items()
            )
        )

    return test


def _list_test(node: Node, defs: Node) -> Test:
    item = _test(node["items"], defs)
    return lambda value: isinstance(value, list) and all(map(item, value))


def _text_test(node: Node) -> Test:
    choices = frozenset(node.get("enum", ()))
    pattern = re.compile(node["pattern"]) if "pattern" in node else None
    format_error = _FORMAT_ERRORS.get(node.get("format", ""))

    def test(value: Any) -> bool:
        return (
            isinstance(value, str)
            and (not choices or value in choices)
            and (pattern is None or pattern.fullmatch(value) is not None)
            and (format_error is None or format_error(value) is None)
        )

    return test


def _number_test(node: Node, is_kind: Test) -> Test:
    least, most = node.get("minimum"), node.get("maximum")

    def test(value: Any) -> bool:
        return (
            is_kind(value) and (least is None or value >= least) and (most is None or value <= most)
        )

    return test


def _is_integer(value: Any) -> bool:
    """Whether a value is an integer to JSON Schema, as 12.0 is. A Decimal is none: its text had a
    point.
    """
    if isinstance(value, float):
        return value.is_integer()
    return isinstance(value, int) and not isinstance(value, bool)
