"""Promises, next actions, reminders: done, cancelled; questions: answered; orders: cancelled."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from clientfile.changes.fields import shorten_value
from clientfile.changes.reminders import done_reminder
from clientfile.errors import InvalidError, NoMatchError, UsageError
from clientfile.errors.suggest import alternatives, fold
from clientfile.language import Message, _, ngettext, pgettext
from clientfile.language.quantities import day as as_day
from clientfile.records.change import Change
from clientfile.records.edits import Data, Edit, Path, Put, at
from clientfile.records.ids import all_items, find_by_id, find_item, is_open_reminder, items
from clientfile.records.names import matches_name

_ANY = {
    "promises": _("a promise"),
    "next": _("a next action"),
    "reminders": _("a reminder"),
    "questions": _("a question"),
    "orders": _("an order"),
}
_THE = {
    "promises": _("the promise"),
    "next": _("the next action"),
    "reminders": _("the reminder"),
    "questions": _("the question"),
    "orders": _("the order"),
    "people": _("the person"),
    "interactions": _("the interaction"),
}


def done(client: str, data: Data, typed: str, day: date) -> Change:
    """Record that a promise, a next action or a reminder was done on `day`; `typed` names it.

    Raises NoMatchError for anything else, InvalidError for one that was cancelled, or done on
    another day.
    """
    path, kind = _resolve(data, typed, ("promises", "next", "reminders"), _not_done)
    if kind == "reminders":
        return done_reminder(client, data, path, _id_or_place(at(data, path), path), day)
    return _close(client, data, path, kind, "done", "cancelled", day)


def cancel(client: str, data: Data, typed: str, day: date) -> Change:
    """Cancel a promise, a next action or a reminder on `day`, or an order; `typed` names it.

    Raises NoMatchError for anything else, InvalidError for one that is done.
    """
    kinds = ("promises", "next", "reminders", "orders")
    path, kind = _resolve(data, typed, kinds, _not_cancelled)
    if kind == "reminders":
        # One that recurs was done before and is still to come: only its end is an end.
        done_key = "done" if "every" in at(data, path) else "last_done"
        return _close(client, data, path, kind, "cancelled", done_key, day)
    if kind != "orders":
        return _close(client, data, path, kind, "cancelled", "done", day)
    order = at(data, path)
    summary = _("{client}: order {ref} cancelled", client=client, ref=order["ref"])
    paid = len(items(order, "payments"))
    kept = ngettext(
        "{count} payment of it stays in the record",
        "{count} payments of it stay in the record",
        paid,
    )
    edits: list[Edit] = [Put((*path, "status"), "cancelled")]
    return Change("cancel", summary, {client: edits}, summary, details=[kept] if paid else [])


def answer(client: str, data: Data, typed: str, text: str, day: date) -> Change:
    """Record the answer of a question on `day`; `typed` names the question.

    Raises NoMatchError for what is no question, InvalidError for an empty text and for a question
    with another answer.
    """
    path = _resolve(data, typed, ("questions",), _not_answered)[0]
    question = at(data, path)
    if not text.strip():
        raise InvalidError(_("an answer needs a text: answer CLIENT/ID TEXT"))
    recorded = question.get("answer")
    if recorded and recorded != text:
        raise InvalidError(
            _(
                "{question} is answered already ({answer}): to correct it: "
                "clientfile set {client}/{question} answer TEXT",
                question=question["id"],
                answer=shorten_value(recorded),
                client=client,
            )
        )
    summary = _(
        "{client}: question {question} answered ({what})",
        client=client,
        question=question["id"],
        what=shorten_value(question["what"]),
    )
    edits: list[Edit] = [Put((*path, "answer"), text)]
    if not question.get("answered"):
        edits.insert(0, Put((*path, "answered"), day.isoformat()))
    return Change("answer", summary, {client: edits}, summary, ids=[str(question["id"])])


def _close(
    client: str, data: Data, path: Path, kind: str, key: str, other: str, day: date
) -> Change:
    """Set `key` (done or cancelled) to a day, unless `other` is set."""
    item = at(data, path)
    name = _id_or_place(item, path)
    if item.get(other):
        raise InvalidError(
            _(
                "{sentence}: if that is wrong: clientfile unset {client}/{item} {key}",
                sentence=_closed_since(name, other, str(item[other])),
                client=client,
                item=name,
                key=other,
            )
        )
    if item.get(key, day.isoformat()) != day.isoformat():
        raise InvalidError(
            _(
                "{sentence}: to correct it: clientfile set {client}/{item} {key} {date}",
                sentence=_closed_since(name, key, str(item[key])),
                client=client,
                item=name,
                key=key,
                date=day.isoformat(),
            )
        )
    summary = _describe_end(client, kind, name, key, day, shorten_value(item["what"]))
    command = "done" if key == "done" else "cancel"
    edit = Put((*path, key), day.isoformat())
    return Change(command, summary, {client: [edit]}, summary, ids=[name])


def _closed_since(name: str, key: str, day: str) -> Message:
    if key in ("done", "last_done"):
        return _("{item} is done since {day}", item=name, day=as_day(day))
    return _("{item} is cancelled since {day}", item=name, day=as_day(day))


def _describe_end(client: str, kind: str, name: str, key: str, day: date, what: str) -> Message:
    values = {"client": client, "item": name, "day": day, "what": what}
    if kind == "promises":
        if key == "done":
            return _("{client}: promise {item} done on {day} ({what})", **values)
        return _("{client}: promise {item} cancelled on {day} ({what})", **values)
    if kind == "reminders":
        return _("{client}: reminder {item} cancelled on {day} ({what})", **values)
    if key == "done":
        return _("{client}: next action {item} done on {day} ({what})", **values)
    return _("{client}: next action {item} cancelled on {day} ({what})", **values)


def _id_or_place(item: Data, path: Path) -> str:
    return str(item.get("id") or item_name(path))


def item_name(path: Path) -> str:
    """The name of an item without an id in a message: its place, or its key."""
    return f"#{path[-1] + 1}" if isinstance(path[-1], int) else str(path[-1])


def _resolve(
    data: Data, typed: str, kinds: tuple[str, ...], refusal: Callable[[str, str, str], Message]
) -> tuple[Path, str]:
    """The path of the item that was typed, and its kind, which is one of `kinds`.

    Raises NoMatchError for another kind, with the sentence that `refusal` makes of what was typed,
    of what it is, and of what to type instead.
    """
    path = _find(data, typed, kinds)
    kind = _kind_of(path)
    if kind in kinds:
        return path, kind
    within = _items_within(at(data, path), kinds) if kind == "interactions" else []
    hint = (
        _("it holds {items}", items=", ".join(within))
        if within
        else _("name {items} by its id", items=alternatives([_ANY[each] for each in kinds]))
    )
    raise NoMatchError(refusal(typed, _THE[kind], hint))


def _not_done(typed: str, item: str, hint: str) -> Message:
    return _("{typed!r} is {item}, which can't be done: {hint}", typed=typed, item=item, hint=hint)


def _not_cancelled(typed: str, item: str, hint: str) -> Message:
    return _(
        "{typed!r} is {item}, which can't be cancelled: {hint}", typed=typed, item=item, hint=hint
    )


def _not_answered(typed: str, item: str, hint: str) -> Message:
    return _(
        "{typed!r} is {item}, which can't be answered: {hint}", typed=typed, item=item, hint=hint
    )


def _find(data: Data, typed: str, kinds: tuple[str, ...]) -> Path:
    """The path of an item by its id, else of the one open item whose text is what is typed, or has
    its words, else of a person.

    Raises UsageError where nothing is typed, NoMatchError where nothing matches, each with the
    open items; NoMatchError with those that match where several do.
    """
    still_open = [
        path for __, path in all_items(data) if _kind_of(path) in kinds and _is_open(at(data, path))
    ]
    if not typed:
        raise UsageError(
            _("which one? write CLIENT/ID: open are {items}", items=_list_items(data, still_open))
        )
    if (path := find_by_id(data, typed)) is not None:
        return path
    matches = _having_words(data, typed, still_open)
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise NoMatchError(
            _(
                "{typed!r} fits {count} of what is open: {items}; write one id",
                typed=typed,
                count=len(matches),
                items=_list_items(data, matches),
            )
        )
    try:
        return find_item(data, typed)
    except NoMatchError:
        raise NoMatchError(
            _(
                "{typed!r} is none of what is open: {items}",
                typed=typed,
                items=_list_items(data, still_open),
            )
        ) from None


def _having_words(data: Data, typed: str, paths: Iterable[Path]) -> list[Path]:
    """The items whose text has the typed words; those alone whose text is just that, if any."""
    texts = {path: str(at(data, path).get("what", "")) for path in paths}
    equal = [path for path, text in texts.items() if fold(text) == fold(typed)]
    return equal or [path for path, text in texts.items() if matches_name(typed, text)]


def _kind_of(path: Path) -> str:
    return str(path[-2]) if isinstance(path[-1], int) else str(path[-1])


def _is_open(item: Data) -> bool:
    over = ("done", "cancelled", "answered", "answer")
    if "last_done" in item:
        return is_open_reminder(item)
    return item.get("status") != "cancelled" and not any(item.get(key) for key in over)


def _list_items(data: Data, paths: Iterable[Path]) -> str:
    """Items, each by its id with its text."""
    lines = []
    for path in paths:
        item = at(data, path)
        text = shorten_value(item.get("what") or item.get("date"))
        lines.append(f"{item.get('ref') or _id_or_place(item, path)} ({text})")
    return ", ".join(lines) or pgettext("of what is open", "none")


def _items_within(interaction: Any, kinds: tuple[str, ...]) -> list[str]:
    """The items of these kinds in an interaction, each by its id with its text."""
    held = [each for kind in kinds for each in items(interaction, kind)]
    if "next" in kinds and isinstance(interaction.get("next"), dict):
        held.append(interaction["next"])
    return [f"{each.get('id')} ({shorten_value(each.get('what'))})" for each in held]
