"""Logging a visit, a call or any other contact."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from clientfile.errors import InvalidError, ItemNotFoundError, NotFoundError
from clientfile.errors.suggest import fold
from clientfile.records.change import Change
from clientfile.records.contact_match import may_reach
from clientfile.records.edits import Append, Data, Edit
from clientfile.records.ids import (
    INTERACTIONS,
    PEOPLE,
    MakeId,
    find_person,
    fresh_id,
    new_person_id,
    orders,
    people,
    person_name,
    present_person,
    used_ids,
    was_gone,
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
    client: str,
    data: Data,
    fields: Data,
    *,
    command: str,
    make_id: MakeId,
    newcomers: Mapping[str, Data] | None = None,
) -> Change:
    """Append the interaction that `fields` describe, named as in the record, `date` and `kind` set.

    `with` and a promise's `to` may hold what was typed for a person; a promise without one is to
    the only person present, if it was one alone. A name of `with` that is one of the `newcomers`
    (by what was typed, with what is known of them) is added to the people. Ids are given to the
    interaction and to its promises, questions and next action where they have none. Raises
    ItemNotFoundError or AmbiguousItemError for a person or an order, InvalidError for a person who
    had left by then and for a promise, question or next action that says nothing.
    """
    used = used_ids(data)
    interaction = {"id": fresh_id(used, make_id), **fields}
    day = date.fromisoformat(str(interaction["date"]))
    meant, added = _newcomers(data, newcomers or {}, used, day)
    known = _with_people(data, added)
    if typed := interaction.get("with"):
        there = [meant.get(name) or _present(known, name, day) for name in typed]
        interaction["with"] = list(dict.fromkeys(there))
    refuse_unknown_orders(data, interaction.get("orders", []))
    if listed := interaction.get("promises"):
        present = interaction.get("with", [])
        interaction["promises"] = [
            _addressed(_item(known, item, "promise", used, make_id), present) for item in listed
        ]
    if listed := interaction.get("questions"):
        interaction["questions"] = [
            _item(known, item, "question", used, make_id) for item in listed
        ]
    if "next" in interaction:
        interaction["next"] = _item(known, interaction["next"], "next action", used, make_id)
    ordered = {key: interaction[key] for key in KEYS if key in interaction}
    ordered |= {key: value for key, value in interaction.items() if key not in ordered}
    edits: list[Edit] = [Append(PEOPLE, tuple(added))] if added else []
    names = [str(person["id"]) for person in added]
    return Change(
        command=command,
        subject=f"{client}: {_told(ordered)}",
        records={client: [*edits, Append(INTERACTIONS, (ordered,))]},
        done=f"{client}: {_told(ordered)}{_newcomers_told(names)}",
        ids=[*_new_ids(ordered), *names],
        details=_details(ordered),
    )


def _present(data: Data, name: str, day: date) -> str:
    try:
        return str(present_person(data, name, day)["id"])
    except ItemNotFoundError as error:
        new = "" if may_reach(name) else f'; for somebody new: --with-new "{name}"'
        raise NotFoundError(f"{error}{new}") from None


def _newcomers(
    data: Data, newcomers: Mapping[str, Data], used: set[str], day: date
) -> tuple[dict[str, str], list[Data]]:
    """The ids of newcomers by what was typed, and those of them who are to be added.

    Somebody who is there by the very name is no newcomer (any more). New ids go into `used`.
    """
    meant: dict[str, str] = {}
    added: list[Data] = []
    for typed, fields in newcomers.items():
        person = _namesake([*people(data), *added], person_name(fields), day)
        if person is not None and fields.get("function", person.get("function")) != person.get(
            "function"
        ):
            raise InvalidError(
                f"{person_name(person)} is there already as {person['id']}, with another function: "
                f"--with {person['id']}"
            )
        if person is None:
            person = {"id": new_person_id(person_name(fields), used), **fields}
            used.add(str(person["id"]))
            added.append(person)
        meant[typed] = str(person["id"])
    return meant, added


def _namesake(everyone: list[Data], name: str, day: date) -> Data | None:
    """Who bears the very name and was there on that day."""
    same = (person for person in everyone if fold(person_name(person)) == fold(name))
    return next((person for person in same if not was_gone(person, day)), None)


def _with_people(data: Data, added: list[Data]) -> Data:
    """The record as it is with these people in it."""
    return {**data, "contacts": {**data.get("contacts", {}), "people": [*people(data), *added]}}


def _newcomers_told(names: list[str]) -> str:
    if not names:
        return ""
    return f" ({', '.join(names)} {'is a new contact' if len(names) == 1 else 'are new contacts'})"


def refuse_unknown_orders(data: Data, refs: list[str]) -> None:
    """Raise ItemNotFoundError for an order that the record does not have."""
    known = [str(order.get("ref")) for order in orders(data)]
    for ref in refs:
        if ref not in known:
            raise ItemNotFoundError(ref, "business.orders", known)


def _item(data: Data, item: Any, word: str, used: set[str], make_id: MakeId) -> Data:
    """A promise, question or next action with an id; it may be given as its text alone."""
    fields = dict(item) if isinstance(item, dict) else {"what": str(item)}
    if not str(fields.get("what", "")).strip():
        raise InvalidError(f"a {word} needs a text: write what it is about")
    if "to" in fields:
        fields["to"] = str(find_person(data, str(fields["to"]), present=True)["id"])
    identifier = fields.pop("id", None) or fresh_id(used, make_id)
    return {"id": identifier, **fields}


def _addressed(promise: Data, present: list[str]) -> Data:
    """A promise with whom it concerns: where nobody is named, the only one who was there."""
    return {"to": present[0], **promise} if len(present) == 1 else promise


def _told(interaction: Data) -> str:
    day = date.fromisoformat(str(interaction["date"])).isoformat()
    people = interaction.get("with", [])
    unreached = ", no answer" if interaction.get("reached") is False else ""
    company = f" with {', '.join(people)}" if people else ""
    return f"{interaction['kind']} on {day}{company}{unreached}"


def _details(interaction: Data) -> list[str]:
    """Each promise and the next action with its day, so that a day that was not seen is missed."""
    promises = [
        f"{'their' if promise.get('whose') == 'theirs' else 'our'} promise{_whom(promise)}: "
        f"{promise['what']} " + (f"by {promise['due']}" if "due" in promise else "(no date)")
        for promise in interaction.get("promises", [])
    ]
    following = interaction.get("next")
    if not following:
        return promises
    day = f"on {following['date']}" if "date" in following else "(no date)"
    return [*promises, f"next: {following['what']} {day}"]


def _whom(promise: Data) -> str:
    if "to" not in promise:
        return ""
    return f" {'by' if promise.get('whose') == 'theirs' else 'to'} {promise['to']}"


def _new_ids(interaction: Data) -> list[str]:
    inner = [*interaction.get("promises", []), *interaction.get("questions", [])]
    inner += [interaction["next"]] if "next" in interaction else []
    return [str(interaction["id"]), *(str(item["id"]) for item in inner)]
