"""References within a record: to its people and to its orders."""

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
_SHOWN = 8
_LONGEST_ID = 64


def broken_reference_findings(data: Data, walked: Sequence[Place]) -> Iterator[Finding]:
    """An error for every reference that leads nowhere."""
    persons = [person["id"] for person in people(data) if isinstance(person.get("id"), str)]
    refs = [order["ref"] for order in orders(data) if isinstance(order.get("ref"), str)]
    for path, kind, value, _ in walked:
        if not isinstance(value, str):
            continue
        if kind in _TO_A_PERSON and value not in persons:
            message = unknown_reference_message("person", value, persons, "this record")
            yield Finding(path, "unknown-person", message)
        elif kind in _TO_AN_ORDER and value not in refs:
            message = unknown_reference_message("order", value, refs, "this record")
            yield Finding(path, "unknown-order", message)


def self_reference_findings(data: Data, walked: Sequence[Place]) -> Iterator[Finding]:
    """A warning for every reference of a person to themselves."""
    for path, kind, value, _ in walked:
        own = kind in _TO_A_PERSON and path[:2] == PEOPLE
        if own and isinstance(value, str) and value == at(data, (*path[:3], "id")):
            message = f"{quote_value(value)} is this very person: name another one"
            yield Finding(path, "self-reference", message, "warning")


def unknown_reference_message(what: str, name: str, known: list[str], where: str) -> str:
    """The sentence for a reference to a person, an order or a client that isn't there."""
    start = f"no {what} in {where} is called {quote_value(name)}: "
    known = [name for name in known if name.isprintable()]
    near = nearest(name[:_LONGEST_ID], known)
    if near:
        return f"{start}did you mean {' or '.join(near)}?"
    if not known or len(known) > _SHOWN:
        return f"{start}add the {what}, or take the reference away"
    return f"{start}there {'is' if len(known) == 1 else 'are'} {', '.join(known)}"
