"""The record's shape, compiled from the packaged schema by the standard library.

Every run reads records under it, so nothing here imports a validator.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from clientfile.records.shape import Kind, Shape
from clientfile.schema.files import Node, load_document, resolve_reference

_KINDS: dict[str, Kind] = {
    "object": "mapping",
    "array": "list",
    "string": "text",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
}


@cache
def record_shape() -> Shape:
    """The shape of a whole record: its four chapters, in the order of writing."""
    return _shape(load_document("client"), "client")


def person_shape() -> Shape:
    """The shape of one person: an item of contacts.people."""
    return _item_shape("contacts", "people")


def interaction_shape() -> Shape:
    """The shape of one interaction: an item of contacts.interactions."""
    return _item_shape("contacts", "interactions")


def order_shape() -> Shape:
    """The shape of one order: an item of business.orders."""
    return _item_shape("business", "orders")


def year_shape() -> Shape:
    """The shape of one year's stated results: an item of results.years."""
    return _item_shape("results", "years")


def _item_shape(chapter: str, list_: str) -> Shape:
    return record_shape().fields[chapter].fields[list_].child(0)


def _shape(node: Node, home: str) -> Shape:
    node, home = resolve_reference(node, home)
    return Shape(
        kind=_kind(node["type"]),
        fields={key: _shape(part, home) for key, part in node.get("properties", {}).items()},
        values=_below(node.get("additionalProperties"), home),
        item=_below(node.get("items"), home),
        identity=tuple(node.get("x-identity", ())),
        choices=tuple(node.get("enum", ())),
        choices_fr=tuple(node.get("x-enum-fr", ())),
        required=tuple(node.get("required", ())),
        format=node.get("format", ""),
        unit=node.get("x-unit", ""),
        toward=node.get("x-toward", "past"),
        title=node.get("title", ""),
        title_fr=node.get("x-title-fr", ""),
    )


def _kind(type_: str | list[str]) -> Kind:
    """The kind of a type. A range (`50-99`) has two types, the first for plain digits."""
    return _KINDS[type_ if isinstance(type_, str) else type_[0]]


def _below(node: Any, home: str) -> Shape | None:
    return _shape(node, home) if isinstance(node, dict) else None
