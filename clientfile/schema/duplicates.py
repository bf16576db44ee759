"""Items that are twice in a list, and ids that are twice in a record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from clientfile.records.edits import Data, Path
from clientfile.records.problems import Finding
from clientfile.schema.messages import quote_value
from clientfile.schema.walk import Place, walk_places

# What an id names, by the last two keys of its place; all of these share one set a record.
_NAMED: dict[tuple[str, ...], str] = {
    ("people", "id"): "a person",
    ("interactions", "id"): "an interaction",
    ("promises", "id"): "a promise",
    ("questions", "id"): "a question",
    ("next", "id"): "a next action",
    ("orders", "ref"): "an order",
}


def duplicate_findings(data: Data) -> list[Finding]:
    """A finding at the second and every further item that another one is the same as.

    Tolerates data of any structure: what is no list or mapping where one belongs is passed over.
    """
    walked = walk_places(data)
    return [*_same_ids(walked), *_same_items(walked)]


def _same_ids(walked: Sequence[Place]) -> Iterator[Finding]:
    used: dict[str, str] = {}
    for path, kind, value, _ in walked:
        what = _NAMED.get(kind[-2:])
        if what is None or not isinstance(value, str):
            continue
        if value in used:
            yield Finding(path, "duplicate", _id_twice(value, used[value]))
        used.setdefault(value, what)


def _id_twice(value: str, what: str) -> str:
    return (
        f"{quote_value(value)} is already the id of {what} in this record: give one of them "
        "another (people, interactions, promises, questions, next actions and order refs share "
        "one set)"
    )


def _same_items(walked: Sequence[Place]) -> Iterator[Finding]:
    for path, _, value, shape in walked:
        ours = shape.identity and (path[-1], shape.identity[0]) not in _NAMED
        if ours and isinstance(value, list):
            yield from _repeated(value, shape.identity, path)


def _repeated(items: list[Any], identity: tuple[str, ...], path: Path) -> Iterator[Finding]:
    seen: dict[tuple[Any, ...], int] = {}
    for place, item in enumerate(items):
        name = _name(item, identity)
        if name is None:
            continue
        if name in seen:
            message = _item_twice(name, identity, seen[name] + 1)
            yield Finding((*path, place), "duplicate", message)
        seen.setdefault(name, place)


def _name(item: Any, identity: tuple[str, ...]) -> tuple[Any, ...] | None:
    """What makes the item the same as another; None where its first part is absent or no value."""
    if not isinstance(item, dict) or item.get(identity[0]) is None:
        return None
    name = tuple(item.get(key) for key in identity)
    return name if all(isinstance(part, str | int | None) for part in name) else None


def _item_twice(name: tuple[Any, ...], identity: tuple[str, ...], first: int) -> str:
    values = " and ".join(
        f"{key} {quote_value(part)}"
        for key, part in zip(identity, name, strict=True)
        if part is not None
    )
    return f"{values} is in this list already, as its item {first}: make one entry of the two"
