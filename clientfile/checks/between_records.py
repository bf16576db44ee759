"""Findings between the records of a folder: broken references to clients, and double clients."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from clientfile.checks.references import unknown_client, unknown_person
from clientfile.checks.registers import normalize_number
from clientfile.errors.suggest import enumeration, fold
from clientfile.language import Lines, _, ngettext
from clientfile.records.edits import Data, Path, at
from clientfile.records.ids import interactions, people
from clientfile.records.problems import Finding
from clientfile.records.references import SAME_AS, SHARED
from clientfile.records.shared_visits import differing
from clientfile.schema.messages import quote_value
from clientfile.schema.shapes import interaction_shape
from clientfile.schema.walk import Place, walk_places

_TO_A_CLIENT = {("identity", "group"), ("contacts", "people", "left", "to_client")}
_TO_A_PERSON = {("contacts", "people", "came_from"), ("contacts", "people", SAME_AS)}
_MERGED = ("identity", "former_ids")
_TO_A_VISIT = ("contacts", "interactions", SHARED)
_REGISTRATION: Path = ("identity", "registration")
_NUMBERS = {
    "siren": _("this SIREN"),
    "siret": _("this SIRET"),
    "vat": _("this VAT"),
}


@dataclass(frozen=True, slots=True)
class Ties:
    """The facts of one record that findings between records need.

    `named` are the references to other clients, their people or interactions, each with its path.
    `people` are the ids of the record's own people, `numbers` its register numbers ("" for none),
    `name` its name and city, folded, or None where it has no name.
    """

    named: Sequence[tuple[Path, str]]
    people: Sequence[str]
    numbers: Mapping[str, str]
    name: tuple[str, str] | None


class _ClientIds:
    """The ids of all clients, and the message for an id that is none of them.

    Whole folders may refer to the same missing client, and finding the nearest id compares it with
    each client: so messages are cached.
    """

    def __init__(self, ids: Collection[str]) -> None:
        self.ids = ids
        self.message_for = cache(self._message_for)

    def _message_for(self, name: str) -> str:
        return unknown_client(name, sorted(self.ids))


def ties_of(data: Data, places: Sequence[Place]) -> Ties:
    """The ties of a record, from its data and all its places."""
    return Ties(
        [
            (path, value)
            for path, kind, value, __ in places
            if (kind in _TO_A_CLIENT or kind in _TO_A_PERSON or kind in (_TO_A_VISIT, _MERGED))
            and isinstance(value, str)
        ],
        [str(one["id"]) for one in people(data) if "id" in one],
        {key: _number(data, key) for key in _NUMBERS},
        _name_and_city(data),
    )


def tie_paths(ties: Ties) -> list[Path]:
    """Every path at which `tie_findings` may report."""
    numbers: list[Path] = [(*_REGISTRATION, key) for key in _NUMBERS if ties.numbers[key]]
    names: list[Path] = [("identity", "name")] if ties.name else []
    return [*(path for path, __ in ties.named), *numbers, *names]


def folder_findings(
    records: Mapping[str, Data], unread: Collection[str] = ()
) -> dict[str, list[Finding]]:
    """The findings between records, by client; clients without findings are left out.

    `records` are data by id. `unread` are the ids of records that exist but could not be read: a
    reference to one of them is not broken.
    """
    ties = {client: ties_of(data, walk_places(data)) for client, data in records.items()}
    return tie_findings(ties, lambda client: interactions(records[client]), unread)


InteractionsOf = Callable[[str], Sequence[Data]]
"""The interactions of a client that has ties."""


def tie_findings(
    ties: Mapping[str, Ties], interactions_of: InteractionsOf, unread: Collection[str] = ()
) -> dict[str, list[Finding]]:
    """The findings of `folder_findings`, from the ties of the records.

    Interactions are looked up only of clients who share a visit.
    """
    findings: dict[str, list[Finding]] = {}
    all_ids = _ClientIds({*ties, *unread})
    alike: dict[str, dict[Any, list[str]]] = {key: {} for key in (*_NUMBERS, "name")}
    for client, own in ties.items():
        lost = list(_lost_references(client, own, ties, all_ids))
        if lost := lost + list(_unlike_visits(client, own, ties, interactions_of)):
            findings[client] = lost
        for key, value in (*own.numbers.items(), ("name", own.name)):
            if value:
                alike[key].setdefault(value, []).append(client)
    for client, finding in _doubles(alike, ties):
        findings.setdefault(client, []).append(finding)
    return findings


def _lost_references(
    client: str, own: Ties, ties: Mapping[str, Ties], all_ids: _ClientIds
) -> Iterator[Finding]:
    for path, value in own.named:
        if path[:2] == _MERGED:
            yield from _merged_again(path, value, client, all_ids)
        elif path[-1] == SHARED:
            yield from _lost_client(path, value.partition("/")[0], client, all_ids)
        elif path[-1] != "came_from" and SAME_AS not in path:
            yield from _lost_client(path, value, client, all_ids)
        elif "/" in value:
            yield from _lost_person(path, value, ties, all_ids)
            if SAME_AS in path:
                yield from _one_sided_link(path, value, client, own, ties)


def _merged_again(path: Path, name: str, client: str, all_ids: _ClientIds) -> Iterator[Finding]:
    """A warning for a client that was merged into this one and is there all the same."""
    if name in all_ids.ids:
        message = _(
            "{other} is part of this record, and is in the folder: what it has may count twice: "
            "clientfile merge {client} {other}",
            other=name,
            client=client,
        )
        yield Finding(path, "merged-again", message, "warning")


def _lost_client(path: Path, name: str, client: str, all_ids: _ClientIds) -> Iterator[Finding]:
    if name == client:
        message = _("{client} is this very client: name another one", client=quote_value(name))
        yield Finding(path, "self-reference", message)
    elif name not in all_ids.ids:
        yield Finding(path, "unknown-client", all_ids.message_for(name))


def _lost_person(
    path: Path, value: str, ties: Mapping[str, Ties], all_ids: _ClientIds
) -> Iterator[Finding]:
    client, __, person = value.partition("/")
    if client not in all_ids.ids:
        yield Finding(path, "unknown-client", all_ids.message_for(client))
    elif client in ties and person not in ties[client].people:
        message = unknown_person(person, list(ties[client].people), client)
        yield Finding(path, "unknown-person", message)


def _one_sided_link(
    path: Path, value: str, client: str, own: Ties, ties: Mapping[str, Ties]
) -> Iterator[Finding]:
    """A warning for a person whom the other record does not link back, or of the same record."""
    other, __, person = value.partition("/")
    if other == client:
        message = _("{client} is this very client: name another one", client=quote_value(other))
        yield Finding(path, "self-reference", message, "warning")
    elif other in ties and person in ties[other].people:
        name = f"{client}/{_person_at(own, path)}"
        back = {
            (_person_at(ties[other], there), linked)
            for there, linked in ties[other].named
            if SAME_AS in there
        }
        if (person, name) not in back:
            message = _(
                "{other} does not say so too: clientfile link {name} {other}",
                other=value,
                name=name,
            )
            yield Finding(path, "one-sided-link", message, "warning")


def _unlike_visits(
    client: str, own: Ties, ties: Mapping[str, Ties], interactions_of: InteractionsOf
) -> Iterator[Finding]:
    """A warning for each interaction that is another client's too, where that one is missing or is
    told otherwise.
    """
    for path, value in own.named:
        other, __, identifier = value.partition("/")
        if path[-1] != SHARED or other == client or other not in ties:
            continue
        here = at(interactions_of(client), path[2:3])
        there = [each for each in interactions_of(other) if each.get("id") == identifier]
        if not there:
            message = _("{other} is no interaction: take the reference away", other=value)
            yield Finding(path, "unknown-visit", message, "warning")
        elif fields := differing(here, there[0]):
            titles = [interaction_shape().fields[key].title for key in fields]
            message = _(
                "{other} is the same visit and differs in: {fields}",
                other=value,
                fields=Lines(titles, ", "),
            )
            yield Finding(path, "unlike-visits", message, "warning")


def _person_at(ties: Ties, path: Path) -> str:
    """The id of the person whose field is at a path."""
    place = path[2]
    return ties.people[place] if isinstance(place, int) and place < len(ties.people) else ""


def _doubles(
    alike: Mapping[str, Mapping[Any, list[str]]], ties: Mapping[str, Ties]
) -> Iterator[tuple[str, Finding]]:
    """A warning at each of several clients that seem to be one client."""
    for key in _NUMBERS:
        for clients in alike[key].values():
            if len(clients) > 1 and (key == "siret" or not _are_establishments(clients, ties)):
                yield from _one_of_several(clients, (*_REGISTRATION, key), _NUMBERS[key])
    for clients in alike["name"].values():
        yield from _one_of_several(clients, ("identity", "name"), _("this name and city"))


def _one_of_several(clients: list[str], path: Path, what: str) -> Iterator[tuple[str, Finding]]:
    for client in clients if len(clients) > 1 else ():
        others = [other for other in clients if other != client]
        message = ngettext(
            "{others} has {what} too: is it the same client twice?",
            "{others} have {what} too: is it the same client twice?",
            len(others),
            others=enumeration(others),
            what=what,
        )
        yield client, Finding(path, "double", message, "warning")


def _are_establishments(clients: list[str], ties: Mapping[str, Ties]) -> bool:
    """Whether clients are sites of one company, which share its SIREN and VAT number: each has a
    SIRET of its own.
    """
    sirets = [ties[client].numbers["siret"] for client in clients]
    return all(sirets) and len(set(sirets)) == len(sirets)


def _number(data: Data, key: str) -> str:
    value: Any = at(data, (*_REGISTRATION, key))
    return normalize_number(value) if isinstance(value, str) else ""


def _name_and_city(data: Data) -> tuple[str, str] | None:
    name, city = at(data, ("identity", "name")), at(data, ("identity", "address", "city"))
    if not isinstance(name, str) or not fold(name):
        return None
    return fold(name), fold(city) if isinstance(city, str) else ""
