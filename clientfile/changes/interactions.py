"""Interactions: adds a visit, a call or any other contact with a client."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from clientfile.errors import AmbiguousItemError, InvalidError, NoMatchError, NoSuchItemError
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

_KEYS = (
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
    """Append the interaction with `fields`, named as in the record; `date` and `kind` are required.

    `with` and a promise's `to` may hold typed names of people. A promise without `to` concerns the
    only person present, where one person was. A typed name of `with` that is a key of `newcomers`
    adds that person (fields as in the record) to the contacts. The interaction, its promises, its
    questions and its next action get ids where they have none.

    Raises NoSuchItemError or AmbiguousItemError for a person or an order, InvalidError for a
    person who had left by then and for a promise, question or next action without a text.
    """
    used = used_ids(data)
    interaction = {"id": fresh_id(used, make_id), **fields}
    day = date.fromisoformat(str(interaction["date"]))
    ids, added = _add_newcomers(data, newcomers or {}, used, day)
    everyone = _with_people(data, added)
    if names := interaction.get("with"):
        present = [ids.get(name) or _present_id(everyone, name, day) for name in names]
        interaction["with"] = list(dict.fromkeys(present))
    refuse_unknown_orders(data, interaction.get("orders", []))
    interaction |= _resolve_items(everyone, interaction, used, make_id)
    interaction = _sort_keys(interaction)
    edits: list[Edit] = [Append(PEOPLE, tuple(added))] if added else []
    new_ids = [str(person["id"]) for person in added]
    summary = f"{client}: {_summary(interaction)}"
    return Change(
        command=command,
        subject=summary,
        records={client: [*edits, Append(INTERACTIONS, (interaction,))]},
        done=f"{summary}{_new_contacts(new_ids)}",
        ids=[*_ids_in(interaction), *new_ids],
        details=_details(interaction),
    )


def _resolve_items(data: Data, interaction: Data, used: set[str], make_id: MakeId) -> Data:
    """The promises, questions and next action of an interaction with ids and people's ids."""
    fields: Data = {}
    if promises := interaction.get("promises"):
        present = interaction.get("with", [])
        fields["promises"] = [
            _with_recipient(_resolve_item(data, item, "promise", used, make_id), present)
            for item in promises
        ]
    if questions := interaction.get("questions"):
        fields["questions"] = [
            _resolve_item(data, item, "question", used, make_id) for item in questions
        ]
    if "next" in interaction:
        fields["next"] = _resolve_item(data, interaction["next"], "next action", used, make_id)
    return fields


def _sort_keys(interaction: Data) -> Data:
    """The interaction with its keys in the order of the schema, others last."""
    first = {key: interaction[key] for key in _KEYS if key in interaction}
    return first | {key: value for key, value in interaction.items() if key not in first}


def complete_interaction(fields: Data, kind: str, today: date, salesperson: str) -> Data:
    """The fields of an interaction with defaults for `date`, `kind` and `salesperson`.

    An empty `salesperson` is no default.
    """
    complete = {"date": today.isoformat(), "kind": kind, **fields}
    if "salesperson" not in fields and salesperson:
        complete["salesperson"] = salesperson
    return complete


def unknown_people(data: Data, names: Iterable[str]) -> list[str]:
    """The typed names that match nobody in the record."""
    return [name for name in names if _fits_nobody(data, name)]


def _fits_nobody(data: Data, name: str) -> bool:
    try:
        find_person(data, name, present=True)
    except NoSuchItemError:
        return True
    except AmbiguousItemError:
        return False
    return False


def refuse_absent_people(data: Data, names: Iterable[str], day: date) -> None:
    """Raise InvalidError for a person who had left by `day`, AmbiguousItemError for a name that
    matches several.

    Unknown names pass: they may be new contacts.
    """
    for name in names:
        if not _fits_nobody(data, name):
            present_person(data, name, day)


def _present_id(data: Data, name: str, day: date) -> str:
    try:
        return str(present_person(data, name, day)["id"])
    except NoSuchItemError as error:
        new = "" if may_reach(name) else f'; for somebody new: --with-new "{name}"'
        raise NoMatchError(f"{error}{new}") from None


def _add_newcomers(
    data: Data, newcomers: Mapping[str, Data], used: set[str], day: date
) -> tuple[dict[str, str], list[Data]]:
    """The ids of newcomers by their typed names, and the entries to add to the contacts.

    A newcomer whose very name is in the record is not added again. New ids go into `used`.
    """
    ids: dict[str, str] = {}
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
        ids[typed] = str(person["id"])
    return ids, added


def _namesake(everyone: list[Data], name: str, day: date) -> Data | None:
    """The person of this very name who had not left by `day`."""
    same = (person for person in everyone if fold(person_name(person)) == fold(name))
    return next((person for person in same if not was_gone(person, day)), None)


def _with_people(data: Data, added: list[Data]) -> Data:
    """The record's data with these people added."""
    return {**data, "contacts": {**data.get("contacts", {}), "people": [*people(data), *added]}}


def _new_contacts(ids: list[str]) -> str:
    if not ids:
        return ""
    return f" ({', '.join(ids)} {'is a new contact' if len(ids) == 1 else 'are new contacts'})"


def refuse_unknown_orders(data: Data, refs: list[str]) -> None:
    """Raise NoSuchItemError for an order that the record does not have."""
    recorded = [str(order.get("ref")) for order in orders(data)]
    for ref in refs:
        if ref not in recorded:
            raise NoSuchItemError(ref, "business.orders", recorded)


def _resolve_item(data: Data, item: Any, word: str, used: set[str], make_id: MakeId) -> Data:
    """A promise, question or next action with an id; `item` is its fields, or its text alone.

    `word` names its kind in the message for an empty text.
    """
    fields = dict(item) if isinstance(item, dict) else {"what": str(item)}
    if not str(fields.get("what", "")).strip():
        raise InvalidError(f"a {word} needs a text: write what it is about")
    if "to" in fields:
        fields["to"] = str(find_person(data, str(fields["to"]), present=True)["id"])
    identifier = fields.pop("id", None) or fresh_id(used, make_id)
    return {"id": identifier, **fields}


def _with_recipient(promise: Data, present: list[str]) -> Data:
    """The promise with the only person present as `to`, where it has none."""
    return {"to": present[0], **promise} if len(present) == 1 else promise


def _summary(interaction: Data) -> str:
    day = date.fromisoformat(str(interaction["date"])).isoformat()
    names = interaction.get("with", [])
    unreached = ", no answer" if interaction.get("reached") is False else ""
    company = f" with {', '.join(names)}" if names else ""
    return f"{interaction['kind']} on {day}{company}{unreached}"


def _details(interaction: Data) -> list[str]:
    """Each promise and the next action with its day: the user sees which day was understood."""
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


def _ids_in(interaction: Data) -> list[str]:
    inner = [*interaction.get("promises", []), *interaction.get("questions", [])]
    inner += [interaction["next"]] if "next" in interaction else []
    return [str(interaction["id"]), *(str(item["id"]) for item in inner)]
