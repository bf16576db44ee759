"""Parses the data of an ordinary record, without places: the fast path of reports.

This pass handles what most records consist of, and gives up at the first sign of anything else:
`reader.read` takes over then. For the records that it parses, its data are those of `read`.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from clientfile.records.edits import Data
from clientfile.records.shape import ANY, Shape
from clientfile.yamltext.events import MAX_LEVELS, EventSource, garbage_collection_paused
from clientfile.yamltext.values import ABSENT, parse_scalar

# Signs of what `read` has to check: forbidden or invisible characters, marks and directives,
# comments that may cut a text short, conflict markers, `?` in braces. One pattern for all of them
# would take five times as long: most records have no sign of the rarer ones.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_LINES = r"(?:<<<<<<<|=======|>>>>>>>|[|]{7}|%|---|[.]{3})"
_FIRST_LINE, _LATER_LINE = re.compile(_LINES), re.compile(rf"\n{_LINES}")
_BY_CHARACTER = {
    "\r": re.compile("\r(?!\n)"),
    "#": re.compile(r"[ \t]#[^\s]"),
    "?": re.compile(r"[\[{,]\s*[?]"),
}
_MARKS = re.compile("[&*!]")


class _UnusualRecordError(Exception):
    """The record has something that `read` has to check."""


def read_fast(source: bytes, shape: Shape, max_bytes: int) -> Data | None:
    """The data of a record's bytes under its shape; None for a record that `read` has to parse."""
    text = usual_text(source, max_bytes)
    if text is None:
        return None
    with garbage_collection_paused():
        return parse_usual(text, shape)


def usual_text(source: bytes, max_bytes: int) -> str | None:
    """The text of a record's bytes; None where a sign in it says that `read` has to check it."""
    if len(source) > max_bytes:
        return None
    try:
        text = source.decode()
    except UnicodeDecodeError:
        return None
    return None if _is_unusual(text) else text


def parse_usual(text: str, shape: Shape) -> Data | None:
    """The data of a text that has no unusual sign; None where `read` has to parse it all the same.

    The garbage collector is to be paused meanwhile.
    """
    try:
        return _data(text, shape)
    except (_UnusualRecordError, yaml.YAMLError):
        return None


def _is_unusual(text: str) -> bool:
    if _FORBIDDEN.search(text) or _FIRST_LINE.match(text) or _LATER_LINE.search(text):
        return True
    return any(sign in text and found.search(text) for sign, found in _BY_CHARACTER.items())


def _data(text: str, shape: Shape) -> Data | None:
    next_event = EventSource(text if text.endswith("\n") else text + "\n").next
    has_marks, escapes = _MARKS.search(text) is not None, "\\" in text
    scalar, mapping, sequence = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent
    map_end, list_end = yaml.MappingEndEvent, yaml.SequenceEndEvent
    root: Data = {}
    collection: Any = None  # the open collection
    fields: dict[str, Shape] | None = None  # its keys in the schema; None in a list
    own = shape  # the open collection's shape
    key: str | None = None
    names: dict[str, str] = {}  # each key once: the items of a list share their keys
    below = shape  # the shape of the next value
    outer: list[tuple[Any, dict[str, Shape] | None, Shape, str | None, Shape]] = []
    documents = 0
    while True:
        event = next_event()
        kind = type(event)
        if kind is scalar:
            value = event.value
            if collection is None or (
                has_marks and (event.anchor is not None or event.tag is not None)
            ):
                raise _UnusualRecordError
            if fields is not None and key is None:
                if not value or value in collection or value == "<<" or not value.isprintable():
                    raise _UnusualRecordError
                key = names.setdefault(value, value)
                below = fields.get(value) or own.child(value)
                continue
            if below.kind != "text" or not value or (escapes and event.style == '"'):
                value = _parse_value(value, below, event)
            if fields is None:
                if collection and value[:1].isdigit() and str(collection[-1])[-1:].isdigit():
                    # A decimal comma may have split one item.
                    raise _UnusualRecordError
                collection.append(value)
            else:
                collection[key] = value
                key = None
        elif kind is mapping or kind is sequence:
            if event.anchor is not None or event.tag is not None or len(outer) == MAX_LEVELS:
                raise _UnusualRecordError
            new: Any = {} if kind is mapping else []
            if collection is None:
                if kind is sequence or documents != 1:
                    raise _UnusualRecordError
                new = root
            elif fields is None:
                collection.append(new)
            elif key is None:
                raise _UnusualRecordError
            else:
                collection[key] = new
            outer.append((collection, fields, own, key, below))
            collection, own, key = new, below if len(outer) > 1 else shape, None
            if kind is mapping:
                fields = own.fields
            else:
                fields, below = None, own.item or ANY
                if event.flow_style and own.kind != "list":
                    raise _UnusualRecordError
        elif kind is map_end or kind is list_end:
            collection, fields, own, key, below = outer.pop()
            if fields is None:
                below = own.item or ANY
            key = None
        elif kind is yaml.StreamEndEvent:
            return root if documents == 1 and root else None
        elif kind is yaml.DocumentStartEvent:
            documents += 1
            if documents > 1 or event.tags:
                raise _UnusualRecordError
        elif kind is yaml.AliasEvent:
            raise _UnusualRecordError


def _parse_value(value: str, shape: Shape, event: Any) -> Any:
    """The value of a scalar other than plain text under a text field.

    Raises _UnusualRecordError for one that `read` reports.
    """
    kind = shape.kind
    if not value or (event.style == '"' and not value.isprintable()):
        raise _UnusualRecordError
    if kind == "list":
        if shape.item is None or shape.item.kind != "text":
            raise _UnusualRecordError
        return [value]
    parsed = parse_scalar(value, kind, plain=not event.style)
    if parsed is ABSENT:
        raise _UnusualRecordError
    return parsed
