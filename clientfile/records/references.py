"""What a record refers to: its own people and orders, other clients, and people of theirs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from clientfile.records.edits import Data, Edit, Path, Put, at
from clientfile.records.ids import INTERACTIONS, PEOPLE, interactions, people

SAME_AS = "same_as"
"""The field of a person that lists who they also are, at other clients."""
DISTINCT = "distinct_from"
"""The field of a client, or of a person, that lists who it is not, however alike. It names no part
of a record that must exist.
"""
SHARED = "shared"
"""The field of an interaction that names the one of another client that it is too."""

TO_A_PERSON = frozenset(
    {
        ("contacts", "interactions", "with"),
        ("contacts", "interactions", "promises", "to"),
        ("contacts", "reminders", "person"),
        ("contacts", "people", "left", "successor"),
        ("contacts", "people", "past_posts", "successor"),
        ("contacts", "people", "replaces"),
        ("contacts", "people", "assistant", "person"),
        ("contacts", "people", "past_posts", "assistant", "person"),
    }
)
"""The keys of the fields that name a person of the record, without the indexes of lists."""
TO_AN_ORDER = frozenset(
    {("contacts", "interactions", "orders"), ("business", "orders", "credit_of")}
)
"""The keys of the fields that name an order of the record."""


def referenced_clients(data: Data) -> set[str]:
    """The ids of the clients that a record refers to: the group, the clients that people went to,
    came from or are at too, and those that a visit was at too.
    """
    ids = {at(data, ("identity", "group"))}
    for person in people(data):
        ids.add(at(person, ("left", "to_client")))
    ids |= {name.partition("/")[0] for __, name in person_references(data)}
    ids |= {name.partition("/")[0] for __, name in visit_references(data)}
    return {name for name in ids if isinstance(name, str) and name}


def visit_references(data: Data) -> Iterator[tuple[Path, str]]:
    """The path and the value (`client/id`) of each reference to an interaction of another client,
    which the one that has it is too.
    """
    for place, interaction in enumerate(interactions(data)):
        if isinstance(interaction.get(SHARED), str):
            yield (*INTERACTIONS, place, SHARED), interaction[SHARED]


def person_references(data: Data) -> Iterator[tuple[Path, str]]:
    """The path and the value (`client/person`) of each reference to a person of another client."""
    for place, person in enumerate(people(data)):
        if isinstance(person.get("came_from"), str):
            yield (*PEOPLE, place, "came_from"), person["came_from"]
        for number, name in enumerate(linked_people(person)):
            yield (*PEOPLE, place, SAME_AS, number), name


def distinct_references(data: Data) -> Iterator[tuple[Path, str]]:
    """The path and the value of each name of a client, or of a person of one (`client/person`),
    that is told apart.
    """
    for number, name in enumerate(at(data, ("identity", DISTINCT)) or ()):
        yield ("identity", DISTINCT, number), str(name)
    for place, person in enumerate(people(data)):
        for number, name in enumerate(person.get(DISTINCT) or ()):
            yield (*PEOPLE, place, DISTINCT, number), str(name)


def own_references(data: Data, fields: Collection[tuple[str, ...]]) -> Iterator[tuple[Path, str]]:
    """The path and the value of each reference of these fields to a part of the record itself."""
    for keys in sorted(fields):
        yield from _texts_at(data, keys, ())


def _texts_at(value: Any, keys: tuple[str, ...], path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts_at(item, keys, (*path, index))
    elif isinstance(value, dict) and keys and keys[0] in value:
        yield from _texts_at(value[keys[0]], keys[1:], (*path, keys[0]))
    elif isinstance(value, str) and not keys:
        yield path, value


def rename_references(data: Data, ids: Mapping[str, str]) -> list[Edit]:
    """The edits of a record that refers to clients by old ids; `ids` are the new ones by these."""
    edits: list[Edit] = []
    if new := _renamed(at(data, ("identity", "group")), ids):
        edits.append(Put(("identity", "group"), new))
    for place, person in enumerate(people(data)):
        path = (*PEOPLE, place, "left", "to_client")
        if new := _renamed(at(person, ("left", "to_client")), ids):
            edits.append(Put(path, new))
    named = (*person_references(data), *visit_references(data), *distinct_references(data))
    for path, name in named:
        if new := _renamed(name, ids):
            edits.append(Put(path, new))
    return edits


def _renamed(name: object, ids: Mapping[str, str]) -> str:
    """`client` or `client/part` under the client's new id; "" where that stays."""
    if not isinstance(name, str):
        return ""
    client, slash, part = name.partition("/")
    return f"{ids[client]}{slash}{part}" if client in ids else ""


def linked_people(person: Data) -> list[str]:
    """Who a person also is, at other clients (`client/person`)."""
    names = person.get(SAME_AS)
    return [str(name) for name in names] if isinstance(names, list) else []


def clients_followed_to(person: Data) -> set[str]:
    """The ids of the other clients where a person is too, or went."""
    went = at(person, ("left", "to_client"))
    clients = {name.partition("/")[0] for name in linked_people(person)}
    return clients | ({str(went)} if went else set())


def newcomers(records: Mapping[str, Data]) -> dict[str, list[str]]:
    """Who came from an entry of another client, by that entry (both `client/person`)."""
    found: dict[str, list[str]] = {}
    for client, data in records.items():
        for person in people(data):
            if "came_from" in person:
                origin = str(person["came_from"])
                found.setdefault(origin, []).append(f"{client}/{person.get('id')}")
    return found


def linked_groups(links: Mapping[str, Collection[str]]) -> dict[str, list[str]]:
    """Who else each person is: all that is linked, through others too, by `client/person`.

    `links` are what the entries say, by the same name; it is enough that one of two says so.
    """
    direct: dict[str, set[str]] = {}
    for name, others in links.items():
        for other in others:
            direct.setdefault(name, set()).add(other)
            direct.setdefault(other, set()).add(name)
    groups: dict[str, list[str]] = {}
    for name in direct:
        if name not in groups:
            group = _reachable(name, direct)
            groups |= {each: [other for other in group if other != each] for each in group}
    return groups


def _reachable(start: str, direct: Mapping[str, Collection[str]]) -> list[str]:
    """All that is linked with `start`, itself included, in the order of the names."""
    found, waiting = {start}, [start]
    while waiting:
        following = [each for each in direct[waiting.pop()] if each not in found]
        found.update(following)
        waiting += following
    return sorted(found)


def links_of(records: Mapping[str, Data]) -> dict[str, list[str]]:
    """Who else each linked person of the records is, as `linked_groups` has it."""
    return linked_groups(
        {
            f"{client}/{person.get('id')}": linked
            for client, data in records.items()
            for person in people(data)
            if (linked := linked_people(person))
        }
    )
