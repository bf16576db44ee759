"""What becomes of promises, next actions and questions, and of an order that is called off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from clientfile.changes.fields import shown
from clientfile.errors import InvalidError, NotFoundError, UsageError
from clientfile.records.change import Change
from clientfile.records.edits import Data, Edit, Path, Put, at
from clientfile.records.ids import all_items, find_item, items
from clientfile.records.names import matches_name

_WORDS = {
    "promises": "promise",
    "next": "next action",
    "questions": "question",
    "orders": "order",
    "people": "person",
    "interactions": "interaction",
}


def done(client: str, data: Data, typed: str, day: date) -> Change:
    """A promise or a next action is kept, on `day`.

    Raises NotFoundError for anything else, InvalidError for one that was cancelled, or done on
    another day.
    """
    path, kind = _item(data, typed, ("promises", "next"), "done")
    return _dated(client, data, path, kind, "done", "cancelled", day)


def cancel(client: str, data: Data, typed: str, day: date) -> Change:
    """A promise or a next action is no longer due, or an order is called off.

    Raises NotFoundError for anything else, InvalidError for one that is done.
    """
    path, kind = _item(data, typed, ("promises", "next", "orders"), "cancelled")
    if kind != "orders":
        return _dated(client, data, path, kind, "cancelled", "done", day)
    order = at(data, path)
    told = f"{client}: order {order['ref']} cancelled"
    paid = len(items(order, "payments"))
    details = [f"{paid} payment{'s' * (paid > 1)} of it stay in the record"] if paid else []
    edits: list[Edit] = [Put((*path, "status"), "cancelled")]
    return Change("cancel", told, {client: edits}, told, details=details)


def answer(client: str, data: Data, typed: str, text: str, day: date) -> Change:
    """A question that was left to study is answered, on `day`.

    Raises NotFoundError for what is no question, InvalidError for one with another answer.
    """
    path, _ = _item(data, typed, ("questions",), "answered")
    question = at(data, path)
    if not text.strip():
        raise InvalidError("an answer needs a text: answer CLIENT/ID TEXT")
    known = question.get("answer")
    if known and known != text:
        raise InvalidError(
            f"{question['id']} is answered already ({shown(known)}): to correct it: "
            f"clientfile set {client}/{question['id']} answer TEXT"
        )
    told = f"{client}: question {question['id']} answered ({shown(question['what'])})"
    edits: list[Edit] = [Put((*path, "answer"), text)]
    if not question.get("answered"):
        edits.insert(0, Put((*path, "answered"), day.isoformat()))
    return Change("answer", told, {client: edits}, told, ids=[str(question["id"])])


def _dated(
    client: str, data: Data, path: Path, kind: str, key: str, other: str, day: date
) -> Change:
    """`key` (done, cancelled) set to a day, unless `other` is."""
    item = at(data, path)
    name = str(item.get("id") or typed_place(path))
    if item.get(other):
        raise InvalidError(
            f"{name} is {other} since {item[other]}: if that is wrong: "
            f"clientfile unset {client}/{name} {other}"
        )
    if item.get(key, day.isoformat()) != day.isoformat():
        raise InvalidError(
            f"{name} is {key} since {item[key]}: to correct it: "
            f"clientfile set {client}/{name} {key} {day.isoformat()}"
        )
    told = f"{client}: {_WORDS[kind]} {name} {key} on {day.isoformat()} ({shown(item['what'])})"
    command = "done" if key == "done" else "cancel"
    edit = Put((*path, key), day.isoformat())
    return Change(command, told, {client: [edit]}, told, ids=[name])


def typed_place(path: Path) -> str:
    """What an item without an id is called in a message."""
    return f"#{path[-1] + 1}" if isinstance(path[-1], int) else str(path[-1])


def _item(data: Data, typed: str, kinds: tuple[str, ...], what: str) -> tuple[Path, str]:
    """The path of the item meant and the list that holds it.

    Raises NotFoundError for another kind.
    """
    path = _meant(data, typed, kinds)
    kind = _kind_of(path)
    if kind in kinds:
        return path, kind
    within = _within(at(data, path), kinds) if kind == "interactions" else []
    wanted = " or ".join(f"a{'n' * (_WORDS[k][0] in 'aeio')} {_WORDS[k]}" for k in kinds)
    hint = f"it holds {', '.join(within)}" if within else f"name {wanted} by its id"
    raise NotFoundError(f"{typed!r} is the {_WORDS.get(kind, kind)}, which can't be {what}: {hint}")


def _meant(data: Data, typed: str, kinds: tuple[str, ...]) -> Path:
    """The path of what is meant: an item by its id, else the one that is open and has these words.

    Raises UsageError where nothing is named, NotFoundError where nothing fits, each with those that
    are open.
    """
    known = {name: path for name, path in all_items(data) if _kind_of(path) in kinds}
    if not typed:
        raise UsageError(f"which one? write CLIENT/ID: open are {_listed(data, known)}")
    try:
        return find_item(data, typed)
    except NotFoundError:
        still = {name: path for name, path in known.items() if _is_open(at(data, path))}
        fitting = [
            p for p in still.values() if matches_name(typed, str(at(data, p).get("what", "")))
        ]
        if len(fitting) == 1:
            return fitting[0]
        raise NotFoundError(f"{typed!r} is none of what is open: {_listed(data, known)}") from None


def _kind_of(path: Path) -> str:
    return str(path[-2]) if isinstance(path[-1], int) else str(path[-1])


def _is_open(item: Data) -> bool:
    over = ("done", "cancelled", "answered", "answer")
    return item.get("status") != "cancelled" and not any(item.get(key) for key in over)


def _listed(data: Data, known: Mapping[str, Path]) -> str:
    """What is open, each by its id with its text."""
    told = []
    for name, path in known.items():
        item = at(data, path)
        if _is_open(item):
            told.append(f"{name} ({shown(item.get('what') or item.get('date'))})")
    return ", ".join(told) or "none"


def _within(interaction: Any, kinds: tuple[str, ...]) -> list[str]:
    """What an interaction holds of these kinds, by id, with its text."""
    held = [each for kind in kinds for each in items(interaction, kind)]
    if "next" in kinds and isinstance(interaction.get("next"), dict):
        held.append(interaction["next"])
    return [f"{each.get('id')} ({shown(each.get('what'))})" for each in held]
