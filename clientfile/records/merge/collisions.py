"""Different items that each side added under one id: ours get another, and what names them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from clientfile.errors.suggest import fold
from clientfile.records.edits import Data, Edit, Path, Put, at
from clientfile.records.ids import (
    INTERACTIONS,
    ON_ACCOUNT,
    ORDERS,
    PEOPLE,
    all_items,
    items,
    person_name,
    used_ids,
)
from clientfile.records.names import free_id, numbered_ids
from clientfile.records.references import (
    TO_A_PERSON,
    TO_AN_ORDER,
    distinct_references,
    own_references,
    person_references,
    visit_references,
)

_Items = dict[str, tuple[Path, Data]]


def colliding_ids(base: Data, ours: Iterable[Data], theirs: Data) -> dict[str, str]:
    """The ids and order refs that are new on both sides and name two different items, each with a
    free one for ours.

    `ours` are the versions of our side, the oldest first: an item is as the last that has it.
    """
    old, other = used_ids(base), _items(theirs)
    if not other.keys() - old:
        return {}
    mine = {name: item for version in ours for name, item in _items(version).items()}
    used = {*old, *mine, *other}
    new: dict[str, str] = {}
    for name, (path, item) in mine.items():
        if name in other and name not in old and _differ(path, item, *other[name]):
            new[name] = free_id(name, used)
            used.add(new[name])
    return new


def numbered_elsewhere(base: Data, ours: Data, theirs: Data) -> dict[str, str]:
    """The ids of items of ours that theirs has under another one, since there it is another item's:
    each with the id there.
    """
    old, mine, other = _items(base), _items(ours), _items(theirs)
    found: dict[str, str] = {}
    for name in old.keys() & mine.keys() & other.keys():
        path, item = old[name]
        if _differ(path, item, *other[name]) and not _differ(path, item, *mine[name]):
            number = next(n for n in numbered_ids(name) if n not in mine)
            if number in other and not _differ(path, item, *other[number]):
                found[name] = number
    return found


def rename_items(data: Data, ids: Mapping[str, str]) -> list[Edit]:
    """The edits that give items of a record new ids, by their old ones, in all that names them."""
    places = {name: path for name, path in all_items(data) if name in ids}
    edits: list[Edit] = [
        Put((*path, "ref" if path[: len(ORDERS)] == ORDERS else "id"), ids[name])
        for name, path in places.items()
    ]
    for fields, holder in ((TO_A_PERSON, PEOPLE), (TO_AN_ORDER, ORDERS)):
        renamed = {name for name, path in places.items() if path[: len(holder)] == holder}
        if renamed:
            edits += [
                Put(path, ids[name])
                for path, name in own_references(data, fields)
                if name in renamed
            ]
    return edits


def rename_item_references(data: Data, client: str, ids: Mapping[str, str]) -> list[Edit]:
    """The edits of another record that names items of `client` (`client/item`) by their old ids."""
    return [
        Put(path, f"{client}/{ids[item]}")
        for path, name in (
            *person_references(data),
            *visit_references(data),
            *distinct_references(data),
        )
        for owner, __, item in (name.partition("/"),)
        if owner == client and item in ids
    ]


def _items(data: Data) -> _Items:
    return {name: (path, at(data, path)) for name, path in all_items(data) if name}


def _differ(path: Path, item: Data, other_path: Path, other: Data) -> bool:
    """Whether two items with one id are not the same one."""
    if item == other:
        return False
    kind = _kind(path)
    if kind != _kind(other_path):
        return True
    if kind == ORDERS:
        return _are_two_orders(item, other)
    return any(key(item) != key(other) for key in _KEYS.get(kind, (_what,)))


def _kind(path: Path) -> Path:
    """The keys along a path."""
    return tuple(step for step in path if isinstance(step, str))


def _are_two_orders(order: Data, other: Data) -> bool:
    """Whether two orders have no product in common, or differ in their day and in their lines."""
    lines, others = items(order, "lines"), items(other, "lines")
    if order.get("date") != other.get("date") and lines != others:
        return True
    products = [{line.get("product") for line in each} for each in (lines, others)]
    return all(products) and products[0].isdisjoint(products[1])


def _name(person: Data) -> str:
    return fold(person_name(person))


def _what(item: Data) -> str:
    return fold(str(item.get("what", "")))


def _field(key: str) -> Callable[[Data], Any]:
    return lambda item: item.get(key)


# What tells two items of a kind apart; those that are not here have a text.
_KEYS: dict[Path, tuple[Callable[[Data], Any], ...]] = {
    PEOPLE: (_name,),
    INTERACTIONS: (_field("date"), _field("kind")),
    ON_ACCOUNT: (_field("date"), _field("amount")),
}
