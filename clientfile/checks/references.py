"""Findings about references within a record: to its people and to its orders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clientfile.errors.suggest import nearest
from clientfile.records.edits import Data, at
from clientfile.records.ids import PEOPLE, orders, people
from clientfile.records.problems import Finding
from clientfile.schema.messages import quote_value
from clientfile.schema.walk import Place

_TO_A_PERSON = {
    ("contacts", "interactions", "with"),
    ("contacts", "interactions", "promises", "to"),
    ("contacts", "people", "left", "successor"),
    ("contacts", "people", "past_posts", "successor"),
    ("contacts", "people", "replaces"),
    ("contacts", "people", "assistant", "person"),
}
_TO_AN_ORDER = {("contacts", "interactions", "orders")}
_MOST_LISTED = 8
_LONGEST_ID = 64


def broken_reference_findings(data: Data, places: Sequence[Place]) -> Iterator[Finding]:
    """An error for every reference to a person or an order that the record lacks."""
    persons = [person["id"] for person in people(data) if isinstance(person.get("id"), str)]
    refs = [order["ref"] for order in orders(data) if isinstance(order.get("ref"), str)]
    person_ids, order_refs = frozenset(persons), frozenset(refs)
    for path, kind, value, _ in places:
        if not isinstance(value, str):
            continue
        if kind in _TO_A_PERSON and value not in person_ids:
            message = unknown_reference_message("person", value, persons, "this record")
            yield Finding(path, "unknown-person", message)
        elif kind in _TO_AN_ORDER and value not in order_refs:
            message = unknown_reference_message("order", value, refs, "this record")
            yield Finding(path, "unknown-order", message)


def self_reference_findings(data: Data, places: Sequence[Place]) -> Iterator[Finding]:
    """A warning for every person who refers to themselves."""
    for path, kind, value, _ in places:
        own = kind in _TO_A_PERSON and path[:2] == PEOPLE
        if own and isinstance(value, str) and value == at(data, (*path[:3], "id")):
            message = f"{quote_value(value)} is this very person: name another one"
            yield Finding(path, "self-reference", message, "warning")


def unknown_reference_message(what: str, name: str, names: list[str], where: str) -> str:
    """The message for a reference to a person, an order or a client that does not exist.

    `names` are the existing ones, `where` is the place that lacks it.
    """
    start = f"no {what} in {where} is called {quote_value(name)}: "
    names = [name for name in names if name.isprintable()]
    near = nearest(name[:_LONGEST_ID], names)
    if near:
        return f"{start}did you mean {' or '.join(near)}?"
    if not names or len(names) > _MOST_LISTED:
        return f"{start}add the {what}, or take the reference away"
    return f"{start}there {'is' if len(names) == 1 else 'are'} {', '.join(names)}"
