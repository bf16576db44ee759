"""Validation of a record's structure, with findings. The only user of jsonschema.

jsonschema finds the errors; `messages` has the sentences for them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators

from clientfile.records.edits import Data, Path
from clientfile.records.problems import Finding
from clientfile.schema import malformed, messages, suggestions
from clientfile.schema.bundle import bundle
from clientfile.schema.duplicates import duplicate_findings
from clientfile.schema.fast import is_finite_number
from clientfile.schema.files import Node


def structure_findings(data: Data) -> list[Finding]:
    """Every error in the structure of a record's data, in the order of the data.

    Errors are unknown and missing keys, values of the wrong type, texts that do not match their
    format, and duplicate items. Accepts data of any structure and never raises for them.
    """
    findings = [_finding(error) for error in _validator().iter_errors(data) if _is_reported(error)]
    findings += duplicate_findings(data)
    return sorted(findings, key=lambda finding: _place(data, finding.path))


@cache
def _validator() -> Any:
    """A validator of the bundled schema whose patterns match whole texts, line breaks included."""
    types = Draft202012Validator.TYPE_CHECKER.redefine(
        "number", lambda _, value: is_finite_number(value)
    )
    keywords = {"pattern": _pattern, "required": _required, "additionalProperties": _additional}
    extend: Any = validators.extend
    validator = extend(Draft202012Validator, keywords, type_checker=types)
    formats = FormatChecker(formats=())
    formats.checks("date")(_passes(suggestions.why_no_day))
    formats.checks("range")(_passes(suggestions.swapped_range))
    return validator(bundle(), format_checker=formats)


def _passes(find_error: Callable[[str], str | None]) -> Callable[[Any], bool]:
    return lambda value: not (isinstance(value, str) and find_error(value))


def _pattern(_validator: Any, pattern: str, value: Any, _node: Node) -> Iterator[ValidationError]:
    if isinstance(value, str) and not re.fullmatch(pattern, value):
        yield ValidationError("pattern")


def _required(_validator: Any, keys: list[str], value: Any, _node: Node) -> Iterator[Any]:
    """One error for each missing key; its message is the key."""
    if isinstance(value, dict):
        yield from (ValidationError(key) for key in keys if key not in value)


def _additional(validator: Any, rest: Any, value: Any, node: Node) -> Iterator[Any]:
    """One error for each unknown key; `rest` validates the values of a mapping with free keys."""
    extras = [key for key in value if _is_extra(key, node)] if isinstance(value, dict) else []
    for key in extras:
        if rest is False:
            yield ValidationError("unknown", path=[key])
        else:
            yield from validator.descend(value[key], rest, path=key)


def _is_extra(key: Any, node: Node) -> bool:
    return key not in node.get("properties", {}) and not str(key).startswith("x-")


def _is_reported(error: ValidationError) -> bool:
    """Whether an error is reported: a list in place of a choice is a wrong type already."""
    return error.validator != "enum" or isinstance(error.instance, str)


def _finding(error: ValidationError) -> Finding:
    path: Path = tuple(error.absolute_path)
    code, sentence = _SENTENCES[str(error.validator)]
    return Finding(path, code or _code(error.schema), sentence(error))


def _code(node: Any) -> str:
    """The code of a text that does not match its format: `bad-date` …"""
    form = node.get("format", "")
    return {"": "empty", "client/person": "bad-id", "client/id": "bad-id"}.get(form, f"bad-{form}")


_SENTENCES: dict[str, tuple[str, Callable[[Any], str]]] = {
    "additionalProperties": ("unknown-key", lambda e: messages.unknown_key(e.path[-1], e.schema)),
    "required": ("missing", lambda e: messages.missing(e.message, e.schema)),
    "type": ("wrong-type", lambda e: messages.wrong_type(e.instance, e.schema)),
    "enum": ("not-a-choice", lambda e: messages.no_choice(e.instance, e.schema)),
    "pattern": ("", lambda e: malformed.misshapen(e.instance, e.schema)),
    "format": ("", lambda e: malformed.misshapen(e.instance, e.schema)),
    "minimum": ("out-of-range", lambda e: messages.out_of_range(e.instance, e.schema)),
    "maximum": ("out-of-range", lambda e: messages.out_of_range(e.instance, e.schema)),
}


def _place(data: Any, path: Path) -> tuple[int, ...]:
    """The position of `path` in the data, to sort findings in the order of the file."""
    place = []
    for step in path:
        if isinstance(data, dict):
            keys = list(data)
            place.append(keys.index(step) if step in data else len(keys))
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int):
            place.append(step)
            data = data[step]
    return tuple(place)
