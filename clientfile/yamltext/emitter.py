"""Emits YAML text as a person would write it: keys in the schema's order, two spaces, blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clientfile.records.edits import Data
from clientfile.records.shape import Shape
from clientfile.yamltext.scalars import key_text, plain_ok, scalar_text

SHORT_LIST = 60
"""The most characters of a list of plain texts on one line."""

_DASH = 2


@dataclass(frozen=True)
class TextLayout:
    """The layout of a file: `step` is the indentation of a nested mapping in columns, `sequence`
    that of a list below its key, `newline` the line end.

    `literal` is whether text of several lines may be written as a literal block.
    """

    step: int = 2
    sequence: int = 2
    newline: str = "\n"
    literal: bool = True


def emit(data: Data, shape: Shape, *, newline: str = "\n", step: int = 2) -> str:
    """The text of a whole record, with a blank line between its chapters."""
    layout = TextLayout(step=step, sequence=step, newline=newline)
    chapters = [
        newline.join(entry_lines(key, data[key], shape.child(key), 0, layout))
        for key in keys_in_order(data, shape)
    ]
    return (2 * newline).join(chapters) + (newline if chapters else "")


def keys_in_order(data: Mapping[str, Any], shape: Shape) -> list[str]:
    """The keys of a mapping in the order of writing: the schema's, then others, `x-` last."""
    rank = {key: place for place, key in enumerate(shape.fields)}
    return sorted(data, key=lambda key: (key.startswith("x-"), rank.get(key, len(rank))))


def entry_lines(key: str, value: Any, shape: Shape, indent: int, layout: TextLayout) -> list[str]:
    """The lines of a key and its value; `shape` is the value's, `indent` the key's column."""
    head, body = value_form(value, shape, indent, layout)
    return [f"{' ' * indent}{key_text(key)}:{head}", *body]


def value_form(value: Any, shape: Shape, indent: int, layout: TextLayout) -> tuple[str, list[str]]:
    """A value as the text after its key's colon, and the lines below."""
    if isinstance(value, dict) and value:
        return "", mapping_lines(value, shape, indent + layout.step, layout)
    if isinstance(value, list) and value and not _is_short(value):
        return "", sequence_lines(value, shape, indent + layout.sequence, layout)
    if isinstance(value, dict | list):
        return " " + flow_text(value, shape), []
    return scalar_form(value, shape, indent + layout.step, layout)


def scalar_form(
    value: Any, shape: Shape, indent: int, layout: TextLayout, style_hint: str | None = None
) -> tuple[str, list[str]]:
    """A scalar as the text after its key's colon, and the lines below, at column `indent`."""
    text = scalar_text(
        value, shape, style_hint=style_hint, indent=" " * indent, literal=layout.literal
    )
    head, *body = text.split("\n")
    return " " + head, body


def mapping_lines(value: Data, shape: Shape, indent: int, layout: TextLayout) -> list[str]:
    """The lines of a mapping that is not empty."""
    return [
        line
        for key in keys_in_order(value, shape)
        for line in entry_lines(key, value[key], shape.child(key), indent, layout)
    ]


def sequence_lines(
    values: Sequence[Any], shape: Shape, indent: int, layout: TextLayout
) -> list[str]:
    """The lines of the items of a list; `shape` is the list's, `indent` the dashes' column."""
    item = shape.child(0)
    return [line for value in values for line in item_lines(value, item, indent, layout)]


def item_lines(value: Any, shape: Shape, indent: int, layout: TextLayout) -> list[str]:
    """The lines of one item, the first beginning with its dash; `shape` is the item's."""
    inner = indent + _DASH
    if isinstance(value, dict) and value:
        lines = mapping_lines(value, shape, inner, layout)
    elif isinstance(value, list) and value and not _is_short(value):
        lines = sequence_lines(value, shape, inner, layout)
    elif isinstance(value, dict | list):
        lines = [" " * inner + flow_text(value, shape)]
    else:
        head, body = scalar_form(value, shape, inner, layout)
        lines = [" " * inner + head[1:], *body]
    return [f"{' ' * indent}- {lines[0][inner:]}", *lines[1:]]


def flow_text(
    value: Any, shape: Shape, *, style_hint: str | None = None, quoted: bool = False
) -> str:
    """A value on one line: `{id: x, tags: [a, b]}`; `quoted` puts keys and texts in quotes."""
    if isinstance(value, dict):
        entries = (
            f"{key_text(key, flow=True, quoted=quoted)}: "
            + flow_text(value[key], shape.child(key), quoted=quoted)
            for key in keys_in_order(value, shape)
        )
        return "{" + ", ".join(entries) + "}"
    if isinstance(value, list):
        items = (flow_text(item, shape.child(0), quoted=quoted) for item in value)
        return "[" + ", ".join(items) + "]"
    return scalar_text(value, shape, flow=True, style_hint="double" if quoted else style_hint)


def _is_short(values: list[Any]) -> bool:
    """Whether a list is written on one line: plain texts, short together."""
    if not all(isinstance(value, str) and plain_ok(value, flow=True) for value in values):
        return False
    return len(", ".join(values)) <= SHORT_LIST
