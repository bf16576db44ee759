"""Values that an edit can't write, found before any text is changed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from clientfile.language import _, pgettext
from clientfile.records.edits import Append, Edit, Insert, Path, Put
from clientfile.records.shape import Kind, Shape
from clientfile.yamltext.scalars import scalar_text
from clientfile.yamltext.source import control_character
from clientfile.yamltext.values import MAX_DIGITS, parse_scalar

_KIND_WORDS: dict[Kind, str] = {
    "mapping": _("fields"),
    "list": _("a list"),
    "text": pgettext("what is due", "text"),
    "integer": _("a whole number"),
    "number": _("a number"),
    "boolean": _("true or false"),
    "any": pgettext("what is due", "text"),
}


def misfits(edit: Edit, shape: Shape) -> Iterator[tuple[Path, str]]:
    """The paths of the values of an edit that a record can't contain, each with the reason.

    `shape` is the shape at the edit's path, of an insertion that of the list; the path of an
    appended item has its index among `edit.values`. A text under another type is no misfit: it is
    written in quotes, and the schema reports it.
    """
    if isinstance(edit, Put):
        yield from _misfits(edit.value, shape, edit.path)
    elif isinstance(edit, Append):
        yield from _misfits(list(edit.values), shape, edit.path)
    elif isinstance(edit, Insert):
        first = int(edit.path[-1])
        for place, value in enumerate(edit.values, first):
            yield from _misfits(value, shape.child(0), (*edit.path[:-1], place))


def _misfits(value: Any, shape: Shape, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _misfits(inner, shape.child(key), (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _misfits(inner, shape.child(index), (*path, index))
    elif (
        reason := _text_error(value, shape)
        if isinstance(value, str)
        else _value_error(value, shape)
    ):
        yield path, reason


def _text_error(value: str, shape: Shape) -> str:
    if not value:
        return _("an empty text is no value: take the field away instead")
    if message := control_character(value):
        return message
    if any("\ud800" <= character <= "\udfff" for character in value):
        return _("the value holds bytes that are not UTF-8: type it again")
    return _("a list is due here, not a single text") if _is_list_of_texts(shape) else ""


def _value_error(value: Any, shape: Shape) -> str:
    text = scalar_text(value, shape)
    if not _is_list_of_texts(shape) and parse_scalar(text, shape.kind, plain=True) == value:
        return ""
    digits = sum(character.isdigit() for character in text)
    if digits > MAX_DIGITS and shape.kind in ("integer", "number"):
        return _(
            "{value} has more than {most} digits: write a number that has fewer",
            value=text,
            most=MAX_DIGITS,
        )
    actual: Kind = "number" if isinstance(value, Decimal) else "integer"
    return _(
        "the value {value} is of the wrong type: {actual}, where {expected} is due",
        value=text,
        actual=_KIND_WORDS["boolean" if isinstance(value, bool) else actual],
        expected=_KIND_WORDS[shape.kind],
    )


def _is_list_of_texts(shape: Shape) -> bool:
    return shape.kind == "list" and shape.item is not None and shape.item.kind == "text"
