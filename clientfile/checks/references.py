"""Findings about references within a record: to its people and to its orders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clientfile.errors.suggest import alternatives, nearest
from clientfile.language import _, ngettext
from clientfile.records.edits import Data, at
from clientfile.records.ids import PEOPLE, orders, people
from clientfile.records.problems import Finding
from clientfile.records.references import TO_A_PERSON, TO_AN_ORDER
from clientfile.schema.messages import quote_value
from clientfile.schema.walk import Place

_MOST_LISTED = 8
_LONGEST_ID = 64


def broken_reference_findings(data: Data, places: Sequence[Place]) -> Iterator[Finding]:
    """An error for every reference to a person or an order that the record lacks."""
    persons = [person["id"] for person in people(data) if isinstance(person.get("id"), str)]
    refs = [order["ref"] for order in orders(data) if isinstance(order.get("ref"), str)]
    person_ids, order_refs = frozenset(persons), frozenset(refs)
    for path, kind, value, __ in places:
        if not isinstance(value, str):
            continue
        if kind in TO_A_PERSON and value not in person_ids:
            message = unknown_person(value, persons)
            yield Finding(path, "unknown-person", message)
        elif kind in TO_AN_ORDER and value not in order_refs:
            message = _unknown_order(value, refs)
            yield Finding(path, "unknown-order", message)


def self_reference_findings(data: Data, places: Sequence[Place]) -> Iterator[Finding]:
    """A warning for every person who refers to themselves."""
    for path, kind, value, __ in places:
        own = kind in TO_A_PERSON and path[:2] == PEOPLE
        if own and isinstance(value, str) and value == at(data, (*path[:3], "id")):
            message = _("{person} is this very person: name another one", person=quote_value(value))
            yield Finding(path, "self-reference", message, "warning")


def unknown_person(name: str, names: list[str], client: str = "") -> str:
    """The message for a person whom a record lacks, or whom the record of `client` lacks.

    `names` are the ids of those that it has.
    """
    hint = _existing(name, names) or _("add the person, or take the reference away")
    if client:
        return _(
            "no person in {client} is called {name}: {hint}",
            client=client,
            name=quote_value(name),
            hint=hint,
        )
    return _("no person in this record is called {name}: {hint}", name=quote_value(name), hint=hint)


def unknown_client(name: str, names: list[str]) -> str:
    """The message for a client whom the folder lacks; `names` are the ids of those it has."""
    hint = _existing(name, names) or _("add the client, or take the reference away")
    return _("no client in this folder is called {name}: {hint}", name=quote_value(name), hint=hint)


def _unknown_order(name: str, names: list[str]) -> str:
    hint = _existing(name, names) or _("add the order, or take the reference away")
    return _("no order in this record is called {name}: {hint}", name=quote_value(name), hint=hint)


def _existing(name: str, names: list[str]) -> str:
    """The nearest of the names, or all if these are few; "" where neither is a help."""
    names = [name for name in names if name.isprintable()]
    if near := nearest(name[:_LONGEST_ID], names):
        return _("did you mean {words}?", words=alternatives(near))
    if not names or len(names) > _MOST_LISTED:
        return ""
    return ngettext("there is {names}", "there are {names}", len(names), names=", ".join(names))
