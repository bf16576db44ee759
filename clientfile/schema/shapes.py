"""The record's shape, compiled from the packaged schema by the standard library.

Every run reads records under it, so nothing here imports a validator.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from clientfile.language import Term
from clientfile.records.shape import NO_TITLE, Kind, Shape
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
        words=_words(node),
        required=tuple(node.get("required", ())),
        format=node.get("format", ""),
        unit=node.get("x-unit", ""),
        toward=node.get("x-toward", "past"),
        merging=node.get("x-merge", ""),
        title=_title(node),
    )


def _title(node: Node) -> Term:
    """The field's title, with those of other languages: `x-title-fr` is the French one."""
    title = node.get("title", "")
    return Term(title, _by_language(node, "x-title-")) if title else NO_TITLE


def _words(node: Node) -> dict[str, Term]:
    """The words of an enumeration by value, with those of other languages in the same order:
    `x-enum-fr` has the French ones.
    """
    choices = node.get("enum", ())
    lists = _by_language(node, "x-enum-")
    if not lists:
        return {}
    return {
        choice: Term(choice, {language: words[place] for language, words in lists.items()})
        for place, choice in enumerate(choices)
    }


def _by_language(node: Node, prefix: str) -> dict[str, Any]:
    return {key[len(prefix) :]: value for key, value in node.items() if key.startswith(prefix)}


def _kind(type_: str | list[str]) -> Kind:
    """The kind of a type. A range (`50-99`) has two types, the first for plain digits."""
    return _KINDS[type_ if isinstance(type_, str) else type_[0]]


def _below(node: Any, home: str) -> Shape | None:
    return _shape(node, home) if isinstance(node, dict) else None
