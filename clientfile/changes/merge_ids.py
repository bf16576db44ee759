"""Which items of two records are the same one, and the ids of the others in the joined record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from clientfile.records.edits import Data, Path, at
from clientfile.records.ids import (
    INTERACTIONS,
    ON_ACCOUNT,
    ORDERS,
    all_items,
    interactions,
    people,
    used_ids,
)
from clientfile.records.merge.collisions import colliding_ids
from clientfile.records.names import free_id
from clientfile.records.references import linked_people
from clientfile.records.shared_visits import visit_name

_MONEY = (ORDERS, ON_ACCOUNT)
"""The lists whose items are never one: each is money that counts."""


def joined_ids(client: str, data: Data, other: str, other_data: Data) -> dict[str, str]:
    """The ids that items of the client `other` get in the record of `client`, where they are new.

    An item that is the same as one there gets the id of that one; one whose id is another item's
    there gets a free one.
    """
    same = dict(_same_people(client, data, other, other_data))
    same |= dict(_same_visits(client, data, other, other_data))
    here, differing = dict(all_items(data)), colliding_ids({}, [other_data], data)
    used = used_ids(data) | used_ids(other_data)
    ids = dict(same)
    for name, path in all_items(other_data):
        if not name or name in same or name not in here:
            continue
        is_free = name not in differing and name not in same.values() and not _is_money(path)
        if is_free and _holder(other_data, path, ids) == _holder(data, here[name], {}):
            continue
        ids[name] = free_id(name, used)
        used.add(ids[name])
    return ids


def linked_pairs(client: str, data: Data, other: str, other_data: Data) -> dict[str, str]:
    """The people of `other` who are people of `client` by what the records say of them, or went
    from one to the other: each id with that at `client`.
    """
    return dict(_same_people(client, data, other, other_data))


def _same_people(
    client: str, data: Data, other: str, other_data: Data
) -> Iterator[tuple[str, str]]:
    passed: set[str] = set()
    for person in people(other_data):
        name = str(person.get("id", ""))
        for namesake in people(data):
            here = str(namesake.get("id", ""))
            if here not in passed and (
                _names(person, f"{client}/{here}") or _names(namesake, f"{other}/{name}")
            ):
                passed.add(here)
                yield name, here
                break


def _names(person: Data, name: str) -> bool:
    return name in linked_people(person) or person.get("came_from") == name


def _same_visits(
    client: str, data: Data, other: str, other_data: Data
) -> Iterator[tuple[str, str]]:
    """The interactions of `other` that were at `client` too."""
    visits = {
        visit_name(client, each): str(each["id"]) for each in interactions(data) if "id" in each
    }
    for each in interactions(other_data):
        if "id" in each and (here := visits.pop(visit_name(other, each), None)):
            yield str(each["id"]), here


def _is_money(path: Path) -> bool:
    return path[: len(ORDERS)] in _MONEY


def _holder(data: Data, path: Path, ids: Mapping[str, str]) -> str:
    """The id of the interaction that holds a promise, a question or a next action; "" of others."""
    if path[: len(INTERACTIONS)] != INTERACTIONS or len(path) == len(INTERACTIONS) + 1:
        return ""
    holder = str(at(data, (*path[: len(INTERACTIONS) + 1], "id")) or "")
    return ids.get(holder, holder)
