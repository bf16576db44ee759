"""Logging a visit, a call or any other contact."""

from __future__ import annotations

from datetime import date
from typing import Any

from clientfile.changes import Change
from clientfile.errors import InvalidError, ItemNotFound
from clientfile.records.edits import Append, Data
from clientfile.records.ids import (
    INTERACTIONS,
    MakeId,
    find_person,
    fresh_id,
    orders,
    present_person,
    used_ids,
)

KEYS = (
    "id",
    "date",
    "kind",
    "purpose",
    "reached",
    "with",
    "salesperson",
    "summary",
    "agreements",
    "orders",
    "promises",
    "questions",
    "brought",
    "competitors",
    "next",
)


def add_interaction(
    client: str, data: Data, fields: Data, *, command: str, make_id: MakeId
) -> Change:
    """Append the interaction that `fields` describe, named as in the record, `date` and `kind` set.

    `with` and a promise's `to` may hold what was typed for a person. Ids are given to the
    interaction and to its promises, questions and next action where they have none.
    Raises ItemNotFound or SeveralItems for a person or an order, InvalidError for a person who
    had left by then and for a promise, question or next action that says nothing.
    """
    used = used_ids(data)
    interaction = {"id": fresh_id(used, make_id), **fields}
    if typed := interaction.get("with"):
        day = date.fromisoformat(str(interaction["date"]))
        there = [str(present_person(data, name, day)["id"]) for name in typed]
        interaction["with"] = list(dict.fromkeys(there))
    _refuse_unknown_orders(data, interaction.get("orders", []))
    for key, word in (("promises", "promise"), ("questions", "question")):
        if listed := interaction.get(key):
            interaction[key] = [_item(data, item, word, used, make_id) for item in listed]
    if "next" in interaction:
        interaction["next"] = _item(data, interaction["next"], "next action", used, make_id)
    ordered = {key: interaction[key] for key in KEYS if key in interaction}
    ordered |= {key: value for key, value in interaction.items() if key not in ordered}
    return Change(
        command=command,
        subject=f"{client}: {_told(ordered)}",
        records={client: [Append(INTERACTIONS, (ordered,))]},
        done=f"{client}: {_told(ordered)}",
        ids=_new_ids(ordered),
        details=_details(ordered),
    )


def _refuse_unknown_orders(data: Data, refs: list[str]) -> None:
    known = [str(order.get("ref")) for order in orders(data)]
    for ref in refs:
        if ref not in known:
            raise ItemNotFound(ref, "business.orders", known)


def _item(data: Data, item: Any, word: str, used: set[str], make_id: MakeId) -> Data:
    """A promise, question or next action with an id; it may be given as its text alone."""
    fields = dict(item) if isinstance(item, dict) else {"what": str(item)}
    if not str(fields.get("what", "")).strip():
        raise InvalidError(f"a {word} needs a text: write what it is about")
    if "to" in fields:
        fields["to"] = str(find_person(data, str(fields["to"]), present=True)["id"])
    identifier = fields.pop("id", None) or fresh_id(used, make_id)
    return {"id": identifier, **fields}


def _told(interaction: Data) -> str:
    day = date.fromisoformat(str(interaction["date"])).isoformat()
    people = interaction.get("with", [])
    unreached = ", no answer" if interaction.get("reached") is False else ""
    company = f" with {', '.join(people)}" if people else ""
    return f"{interaction['kind']} on {day}{company}{unreached}"


def _details(interaction: Data) -> list[str]:
    """Each promise and the next action with its day, so that a day that was not seen is missed."""
    promises = [
        f"{'their' if promise.get('whose') == 'theirs' else 'our'} promise: {promise['what']} "
        + (f"by {promise['due']}" if "due" in promise else "(no date)")
        for promise in interaction.get("promises", [])
    ]
    following = interaction.get("next")
    if not following:
        return promises
    day = f"on {following['date']}" if "date" in following else "(no date)"
    return [*promises, f"next: {following['what']} {day}"]


def _new_ids(interaction: Data) -> list[str]:
    inner = [*interaction.get("promises", []), *interaction.get("questions", [])]
    inner += [interaction["next"]] if "next" in interaction else []
    return [str(interaction["id"]), *(str(item["id"]) for item in inner)]
