"""Promises, next actions and questions: done, cancelled, answered; orders: cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from clientfile.changes.fields import shorten_value
from clientfile.errors import InvalidError, NoMatchError, UsageError
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
    """Record that a promise or a next action was done on `day`; `typed` names it.

    Raises NoMatchError for anything else, InvalidError for one that was cancelled, or done on
    another day.
    """
    path, kind = _resolve(data, typed, ("promises", "next"), "done")
    return _close(client, data, path, kind, "done", "cancelled", day)


def cancel(client: str, data: Data, typed: str, day: date) -> Change:
    """Cancel a promise or a next action on `day`, or an order; `typed` names it.

    Raises NoMatchError for anything else, InvalidError for one that is done.
    """
    path, kind = _resolve(data, typed, ("promises", "next", "orders"), "cancelled")
    if kind != "orders":
        return _close(client, data, path, kind, "cancelled", "done", day)
    order = at(data, path)
    summary = f"{client}: order {order['ref']} cancelled"
    paid = len(items(order, "payments"))
    details = [f"{paid} payment{'s' * (paid > 1)} of it stay in the record"] if paid else []
    edits: list[Edit] = [Put((*path, "status"), "cancelled")]
    return Change("cancel", summary, {client: edits}, summary, details=details)


def answer(client: str, data: Data, typed: str, text: str, day: date) -> Change:
    """Record the answer of a question on `day`; `typed` names the question.

    Raises NoMatchError for what is no question, InvalidError for an empty text and for a question
    with another answer.
    """
    path, _ = _resolve(data, typed, ("questions",), "answered")
    question = at(data, path)
    if not text.strip():
        raise InvalidError("an answer needs a text: answer CLIENT/ID TEXT")
    recorded = question.get("answer")
    if recorded and recorded != text:
        raise InvalidError(
            f"{question['id']} is answered already ({shorten_value(recorded)}): to correct it: "
            f"clientfile set {client}/{question['id']} answer TEXT"
        )
    what = shorten_value(question["what"])
    summary = f"{client}: question {question['id']} answered ({what})"
    edits: list[Edit] = [Put((*path, "answer"), text)]
    if not question.get("answered"):
        edits.insert(0, Put((*path, "answered"), day.isoformat()))
    return Change("answer", summary, {client: edits}, summary, ids=[str(question["id"])])


def _close(
    client: str, data: Data, path: Path, kind: str, key: str, other: str, day: date
) -> Change:
    """Set `key` (done or cancelled) to a day, unless `other` is set."""
    item = at(data, path)
    name = str(item.get("id") or item_name(path))
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
    what = shorten_value(item["what"])
    summary = f"{client}: {_WORDS[kind]} {name} {key} on {day.isoformat()} ({what})"
    command = "done" if key == "done" else "cancel"
    edit = Put((*path, key), day.isoformat())
    return Change(command, summary, {client: [edit]}, summary, ids=[name])


def item_name(path: Path) -> str:
    """The name of an item without an id in a message: its place, or its key."""
    return f"#{path[-1] + 1}" if isinstance(path[-1], int) else str(path[-1])


def _resolve(data: Data, typed: str, kinds: tuple[str, ...], what: str) -> tuple[Path, str]:
    """The path of the item that was typed, and its kind, which is one of `kinds`.

    `what` says in a message what was to be done with it. Raises NoMatchError for another kind.
    """
    path = _find(data, typed, kinds)
    kind = _kind_of(path)
    if kind in kinds:
        return path, kind
    within = _items_within(at(data, path), kinds) if kind == "interactions" else []
    words = " or ".join(f"a{'n' * (_WORDS[k][0] in 'aeio')} {_WORDS[k]}" for k in kinds)
    hint = f"it holds {', '.join(within)}" if within else f"name {words} by its id"
    raise NoMatchError(f"{typed!r} is the {_WORDS.get(kind, kind)}, which can't be {what}: {hint}")


def _find(data: Data, typed: str, kinds: tuple[str, ...]) -> Path:
    """The path of an item by its id, else of the one open item whose text has the typed words.

    Raises UsageError where nothing is typed, NoMatchError where nothing matches, each with the
    open items.
    """
    paths = {name: path for name, path in all_items(data) if _kind_of(path) in kinds}
    if not typed:
        raise UsageError(f"which one? write CLIENT/ID: open are {_list_open(data, paths)}")
    try:
        return find_item(data, typed)
    except NoMatchError:
        still_open = [path for path in paths.values() if _is_open(at(data, path))]
        matches = [
            path for path in still_open if matches_name(typed, str(at(data, path).get("what", "")))
        ]
        if len(matches) == 1:
            return matches[0]
        raise NoMatchError(
            f"{typed!r} is none of what is open: {_list_open(data, paths)}"
        ) from None


def _kind_of(path: Path) -> str:
    return str(path[-2]) if isinstance(path[-1], int) else str(path[-1])


def _is_open(item: Data) -> bool:
    over = ("done", "cancelled", "answered", "answer")
    return item.get("status") != "cancelled" and not any(item.get(key) for key in over)


def _list_open(data: Data, paths: Mapping[str, Path]) -> str:
    """The open items, each by its id with its text."""
    lines = []
    for name, path in paths.items():
        item = at(data, path)
        if _is_open(item):
            lines.append(f"{name} ({shorten_value(item.get('what') or item.get('date'))})")
    return ", ".join(lines) or "none"


def _items_within(interaction: Any, kinds: tuple[str, ...]) -> list[str]:
    """The items of these kinds in an interaction, each by its id with its text."""
    held = [each for kind in kinds for each in items(interaction, kind)]
    if "next" in kinds and isinstance(interaction.get("next"), dict):
        held.append(interaction["next"])
    return [f"{each.get('id')} ({shorten_value(each.get('what'))})" for each in held]
