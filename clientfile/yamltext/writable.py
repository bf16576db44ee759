"""What is wrong with a value that is to be written, found before any text is touched."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from clientfile.records.edits import Append, Edit, Path, Put
from clientfile.records.shape import Kind, Shape
from clientfile.yamltext.scalars import scalar_text
from clientfile.yamltext.source import control_character
from clientfile.yamltext.values import MAX_DIGITS, parse_scalar

_DUE: dict[Kind, str] = {
    "mapping": "fields",
    "list": "a list",
    "text": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "any": "text",
}


def misfits(edit: Edit, shape: Shape) -> Iterator[tuple[Path, str]]:
    """The paths of what an edit would write that the file could not say, each with the reason.

    `shape` is that of what stands at the edit's path; an appended item has its place among
    `edit.values`. Text is never wrong under another type: it is written quoted, and the schema
    tells of it.
    """
    if isinstance(edit, Put):
        yield from _misfits(edit.value, shape, edit.path)
    elif isinstance(edit, Append):
        yield from _misfits(list(edit.values), shape, edit.path)


def _misfits(value: Any, shape: Shape, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _misfits(inner, shape.child(key), (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _misfits(inner, shape.child(place), (*path, place))
    elif reason := _wrong_text(value, shape) if isinstance(value, str) else _wrong(value, shape):
        yield path, reason


def _wrong_text(value: str, shape: Shape) -> str:
    if not value:
        return "an empty text is no value: take the field away instead"
    if wrong := control_character(value):
        return wrong
    if any("\ud800" <= character <= "\udfff" for character in value):
        return "the value holds bytes that are not UTF-8: type it again"
    return "a list is due here, not a single text" if _is_list_of_texts(shape) else ""


def _wrong(value: Any, shape: Shape) -> str:
    text = scalar_text(value, shape)
    if not _is_list_of_texts(shape) and parse_scalar(text, shape.kind, plain=True) == value:
        return ""
    digits = sum(character.isdigit() for character in text)
    if digits > MAX_DIGITS and shape.kind in ("integer", "number"):
        return f"{text} has more than {MAX_DIGITS} digits: write a number that has fewer"
    kind = "a number" if isinstance(value, Decimal) else "a whole number"
    held = "true or false" if isinstance(value, bool) else kind
    return f"the value {text} is of the wrong type: {held}, where {_DUE[shape.kind]} is due"


def _is_list_of_texts(shape: Shape) -> bool:
    return shape.kind == "list" and shape.item is not None and shape.item.kind == "text"
