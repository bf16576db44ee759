"""What a merge must come to, worked out from docs/record-format.md and not from the program.

A folder is flattened to leaves, path → text. Items of lists stand under what makes two of them the
same, clients under `x-track` or, new ones, their name, and references say what they lead to, so
that a renamed client or a renumbered item has the paths that it had.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

LeafPath = tuple[str, ...]
Leaves = Mapping[LeafPath, str]
THERE = "there"
_BY_ID = ("interactions", "promises", "questions", "reminders", "on_account")
_IDENTITIES = {
    **dict.fromkeys(_BY_ID, ("id",)),
    "orders": ("ref",),
    "years": ("year",),
    "targets": ("year",),
    "purchases": ("year",),
    "competitors": ("name",),
    "products": ("product", "year"),
}
_OF_PEOPLE = ("with", "to", "person", "successor", "replaces")
_OF_PEOPLE_ELSEWHERE = ("came_from", "same_as")
_OF_CLIENTS = ("group", "to_client")
REFERENCES = {*_OF_PEOPLE, *_OF_PEOPLE_ELSEWHERE, *_OF_CLIENTS, "shared"}
"""The keys of fields whose leaf has another text than the record."""
_EARLIEST, _LATEST = ("done", "answered", "opened"), ("snoozed_until", "last_done")


def leaves_of(records: Mapping[str, Any]) -> dict[LeafPath, str]:
    """Every leaf of a folder."""
    names = {client: track_of(client, data) for client, data in records.items()}
    people = {
        f"{client}/{person['id']}": _full_name(person)
        for client, data in records.items()
        for person in _people(data)
    }
    found: dict[LeafPath, str] = {(name,): THERE for name in names.values()}
    for client, data in records.items():
        found.update(_Flattened(client, names, people).mapping(data, (names[client],)))
    return found


def track_of(client: str, data: Mapping[str, Any]) -> str:
    """What a client is followed by, whatever its id."""
    identity = data.get("identity") or {}
    # Another client may get the id of one that was renamed, and its name with it.
    new = f"new {identity.get('name') or client}"
    return str(identity.get("x-track") or new).lower()


def _people(data: Mapping[str, Any]) -> list[Any]:
    people = (data.get("contacts") or {}).get("people") or []
    return [person for person in people if isinstance(person, dict) and "id" in person]


def _full_name(person: Mapping[str, Any]) -> str:
    return " ".join(str(person.get(key, "")) for key in ("first_name", "last_name")).strip().lower()


class _Flattened:
    """The walk over one record."""

    def __init__(self, client: str, names: Mapping[str, str], people: Mapping[str, str]) -> None:
        self.client, self.names, self.people = client, names, people

    def mapping(self, data: Mapping[str, Any], path: LeafPath) -> Iterator[tuple[LeafPath, str]]:
        for key, value in data.items():
            yield from self.value(key, value, path)

    def value(self, key: str, value: Any, path: LeafPath) -> Iterator[tuple[LeafPath, str]]:
        if isinstance(value, dict):
            own = (*path, key)
            if key == "next" and value.get("id"):
                own = (*own, value["id"])
                yield own, THERE
            yield from self.mapping(value, own)
        elif isinstance(value, list):
            yield from self.items(key, value, path)
        elif value != "" and key not in ("id", "x-track"):
            yield (*path, key), self.reference(key, value)

    def items(self, key: str, items: list[Any], path: LeafPath) -> Iterator[tuple[LeafPath, str]]:
        seen: Counter[str] = Counter()
        for item in items:
            name = self.name(key, item)
            seen[name] += 1
            own = (*path, key, name if seen[name] == 1 else f"{name}~{seen[name]}")
            yield own, THERE
            if isinstance(item, dict) and not name.startswith("="):
                yield from self.mapping(item, own)

    def name(self, key: str, item: Any) -> str:
        """What an item is the same by; one that is compared as a whole begins with `=`."""
        if not isinstance(item, dict):
            return f"={self.reference(key, str(item))}"
        if key == "people" and "id" in item:
            return _full_name(item)
        if key == "orders" and item.get("notes", "").startswith("word"):
            return f"order {item['notes']}"
        identity = _IDENTITIES.get(key, ("",))
        if identity[0] in item:
            return " ".join(str(item.get(each, "")) for each in identity)
        return "=" + json.dumps(item, sort_keys=True)

    def reference(self, key: str, value: str) -> str:
        """A value, or what it leads to where it names a person or a client."""
        if key in _OF_PEOPLE:
            return self.people.get(f"{self.client}/{value}", value)
        if key in _OF_CLIENTS:
            return self.names.get(value, value)
        if key in _OF_PEOPLE_ELSEWHERE and value in self.people:
            return f"{self.names[value.partition('/')[0]]}/{self.people[value]}"
        if key == "shared":
            client, _, interaction = value.partition("/")
            return f"{self.names.get(client, client)}/{interaction}"
        return value


def wrong_leaves(
    base: Leaves, ours: Leaves, theirs: Leaves, outcome: Leaves
) -> dict[LeafPath, str]:
    """The leaves of an outcome that aren't what both sides come to, each with a line.

    Leaves that both sides set to different values are left to `contested`.
    """
    back = revived(base, ours, theirs)
    wrong = {}
    for path in sorted({*base, *ours, *theirs, *outcome}):
        b, o, t, r = (side.get(path) for side in (base, ours, theirs, outcome))
        side = next((side for prefix, side in back.items() if path[: len(prefix)] == prefix), None)
        if side is not None:
            allowed = {side.get(path)}
        elif o == t or t == b:
            allowed = {o}
        elif o == b:
            allowed = {t}
        else:
            allowed = _settled(path, o, t)
        if r not in allowed:
            wrong[path] = f"{'.'.join(path)}: base {b}, ours {o}, theirs {t}, outcome {r}"
    return wrong


def _settled(path: LeafPath, ours: str | None, theirs: str | None) -> set[str | None]:
    """What may become of a leaf that both sides changed differently."""
    if ours and theirs and path[-1] in _EARLIEST:
        return {min(ours, theirs)}
    if ours and theirs and path[-1] in _LATEST:
        return {max(ours, theirs)}
    if path[-2:] == ("identity", "status") and {ours, theirs} == {"client", "former"}:
        return {"former"}
    return {ours, theirs}


def revived(base: Leaves, ours: Leaves, theirs: Leaves) -> dict[LeafPath, Leaves]:
    """The items that one side removed and the other changed, with the side that changed them."""
    found: dict[LeafPath, Leaves] = {}
    for path, value in sorted(base.items()):
        if value != THERE or is_below(path, found):
            continue
        for gone, stays in ((ours, theirs), (theirs, ours)):
            if path not in gone and path in stays and below(path, stays) != below(path, base):
                found[path] = stays
    return found


def is_below(path: LeafPath, items: Iterable[LeafPath]) -> bool:
    """Whether a leaf is in one of some items, or is one."""
    return any(path[: len(item)] == item for item in items)


def below(path: LeafPath, leaves: Leaves) -> dict[LeafPath, str]:
    """The leaves of an item."""
    return {each: value for each, value in leaves.items() if each[: len(path)] == path}


def contested(base: Leaves, ours: Leaves, theirs: Leaves) -> set[LeafPath]:
    """The leaves that both sides changed, and differently."""
    return {
        path
        for path in {*base, *ours, *theirs}
        if len({base.get(path), ours.get(path), theirs.get(path)}) == 3
        and len(_settled(path, ours.get(path), theirs.get(path))) > 1
    }
