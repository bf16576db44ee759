"""Duplicates: items that a list has twice, and ids that a record has twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from clientfile.errors.suggest import enumeration
from clientfile.language import _
from clientfile.records.edits import Data, Path
from clientfile.records.problems import Finding
from clientfile.schema.messages import quote_value
from clientfile.schema.walk import Place, walk_places

# The owner of an id, by the last two keys of its kind. All of these share one set of ids a record.
_ID_OWNERS: dict[tuple[str, ...], str] = {
    ("people", "id"): _("a person"),
    ("interactions", "id"): _("an interaction"),
    ("promises", "id"): _("a promise"),
    ("questions", "id"): _("a question"),
    ("next", "id"): _("a next action"),
    ("reminders", "id"): _("a reminder"),
    ("orders", "ref"): _("an order"),
    ("on_account", "id"): _("money on account"),
}


def duplicate_findings(data: Data) -> list[Finding]:
    """A finding at the second and every further occurrence of an item or an id.

    Tolerates data of any structure: values of the wrong type are skipped.
    """
    places = walk_places(data)
    return [*_same_ids(places), *_same_items(places)]


def _same_ids(places: Sequence[Place]) -> Iterator[Finding]:
    used: dict[str, str] = {}
    for path, kind, value, __ in places:
        what = _ID_OWNERS.get(kind[-2:])
        if what is None or not isinstance(value, str):
            continue
        if value in used:
            yield Finding(path, "duplicate", _id_twice(value, used[value]))
        used.setdefault(value, what)


def _id_twice(value: str, what: str) -> str:
    return _(
        "{value} is already the id of {what} in this record: give one of them another "
        "(people, interactions, promises, questions, next actions, reminders, order refs and "
        "money on account share one set)",
        value=quote_value(value),
        what=what,
    )


def _same_items(places: Sequence[Place]) -> Iterator[Finding]:
    for path, __, value, shape in places:
        comparable = shape.identity and (path[-1], shape.identity[0]) not in _ID_OWNERS
        if comparable and isinstance(value, list):
            yield from _repeated(value, shape.identity, path)


def _repeated(items: list[Any], identity: tuple[str, ...], path: Path) -> Iterator[Finding]:
    seen: dict[tuple[Any, ...], int] = {}
    for place, item in enumerate(items):
        identity_values = _identity(item, identity)
        if identity_values is None:
            continue
        if identity_values in seen:
            message = _item_twice(identity_values, identity, seen[identity_values] + 1)
            yield Finding((*path, place), "duplicate", message)
        seen.setdefault(identity_values, place)


def _identity(item: Any, identity: tuple[str, ...]) -> tuple[Any, ...] | None:
    """The values that identify an item; None where the first is absent, or one is no scalar."""
    if not isinstance(item, dict) or item.get(identity[0]) is None:
        return None
    identity_values = tuple(item.get(key) for key in identity)
    return (
        identity_values
        if all(isinstance(part, str | int | None) for part in identity_values)
        else None
    )


def _item_twice(identity_values: tuple[Any, ...], identity: tuple[str, ...], first: int) -> str:
    values = [
        f"{key} {quote_value(part)}"
        for key, part in zip(identity, identity_values, strict=True)
        if part is not None
    ]
    return _(
        "{values} is in this list already, as its item {place}: make one entry of the two",
        values=enumeration(values),
        place=first,
    )
