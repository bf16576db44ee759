"""Interactions: adds a visit, a call or any other contact with a client."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from clientfile.errors import AmbiguousItemError, InvalidError, NoMatchError, NoSuchItemError
from clientfile.errors.suggest import fold
from clientfile.language import Message, _, ngettext
from clientfile.language.quantities import day as as_day
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
)
from clientfile.records.names import quoted
from clientfile.records.posts import arrival_day, arrives_after, was_gone
from clientfile.records.typed.dated_texts import unread_day
from clientfile.schema.shapes import interaction_shape

_NO_TEXT = {
    "promise": _("a promise needs a text: write what it is about"),
    "question": _("a question needs a text: write what it is about"),
    "next": _("a next action needs a text: write what it is about"),
}
_KEYS = (
    "id",
    "date",
    "kind",
    "purpose",
    "reached",
    "mailing",
    "shared",
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
    person who had left by then or came later, and for a promise, question or next action without a
    text.
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
    interaction |= _resolve_items(everyone, interaction, day, used, make_id)
    interaction = _sort_keys(interaction)
    edits: list[Edit] = [Append(PEOPLE, tuple(added))] if added else []
    new_ids = [str(person["id"]) for person in added]
    summary = _summary(client, interaction)
    return Change(
        command=command,
        subject=summary,
        records={client: [*edits, Append(INTERACTIONS, (interaction,))]},
        done=_with_new_contacts(summary, new_ids),
        ids=[*_ids_in(interaction), *new_ids],
        details=_details(interaction),
        what=_describe_contact(interaction),
    )


def _describe_contact(interaction: Data) -> Message:
    """The kind and the day of an interaction, where the same is logged at many clients."""
    kind = interaction_shape().child("kind").word(str(interaction["kind"]))
    day = date.fromisoformat(str(interaction["date"]))
    if interaction.get("mailing") is True:
        return _("{kind} on {day}, a mailing", kind=kind, day=day)
    return _("{kind} on {day}", kind=kind, day=day)


def _resolve_items(
    data: Data, interaction: Data, day: date, used: set[str], make_id: MakeId
) -> Data:
    """The promises, questions and next action of an interaction with ids and people's ids."""
    fields: Data = {}
    if promises := interaction.get("promises"):
        present = interaction.get("with", [])
        fields["promises"] = [
            _with_recipient(_resolve_item(data, item, "promise", day, used, make_id), present)
            for item in promises
        ]
    if questions := interaction.get("questions"):
        fields["questions"] = [
            _resolve_item(data, item, "question", day, used, make_id) for item in questions
        ]
    if "next" in interaction:
        fields["next"] = _resolve_item(data, interaction["next"], "next", day, used, make_id)
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
        find_person(data, name)
    except NoSuchItemError:
        return True
    except AmbiguousItemError:
        return False
    return False


def refuse_absent_people(data: Data, names: Iterable[str], day: date) -> None:
    """Raise InvalidError for a person who had left by `day` or came later, AmbiguousItemError for a
    name that matches several.

    Unknown names pass: they may be new contacts.
    """
    for name in names:
        if not _fits_nobody(data, name):
            present_person(data, name, day)


def _present_id(data: Data, name: str, day: date) -> str:
    try:
        return str(present_person(data, name, day)["id"])
    except NoSuchItemError as error:
        if may_reach(name):
            raise NoMatchError(str(error)) from None
        raise NoMatchError(
            _('{reason}; for somebody new: --with-new "{name}"', reason=str(error), name=name)
        ) from None


def _add_newcomers(
    data: Data, newcomers: Mapping[str, Data], used: set[str], day: date
) -> tuple[dict[str, str], list[Data]]:
    """The ids of newcomers by their typed names, and the entries to add to the contacts.

    A newcomer whose very name is in the record is not added again. New ids go into `used`. Raises
    InvalidError for a namesake with another function, and for one who came after `day`.
    """
    ids: dict[str, str] = {}
    added: list[Data] = []
    for typed, fields in newcomers.items():
        person = _namesake([*people(data), *added], person_name(fields), day)
        if person is not None and fields.get("function", person.get("function")) != person.get(
            "function"
        ):
            raise InvalidError(
                _(
                    "{person} is there already as {id}, with another function: --with {id}",
                    person=person_name(person),
                    id=person["id"],
                )
            )
        if person is None:
            person = {"id": new_person_id(person_name(fields), used), **fields}
            used.add(str(person["id"]))
            added.append(person)
        ids[typed] = str(person["id"])
    return ids, added


def _namesake(everyone: list[Data], name: str, day: date) -> Data | None:
    """The person of this very name who had not left by `day`.

    Raises InvalidError for one who came later: the record or the name is wrong.
    """
    same = (person for person in everyone if fold(person_name(person)) == fold(name))
    person = next((person for person in same if not was_gone(person, day)), None)
    if person is not None and arrives_after(person, day):
        raise InvalidError(
            _(
                "{name} is there already, from {arrival} on, as {id}: for a namesake: "
                "clientfile add-contact CLIENT {name!r} --id ID",
                name=name,
                arrival=as_day(str(arrival_day(person))),
                id=person["id"],
            )
        )
    return person


def _with_people(data: Data, added: list[Data]) -> Data:
    """The record's data with these people added."""
    return {**data, "contacts": {**data.get("contacts", {}), "people": [*people(data), *added]}}


def _with_new_contacts(summary: str, ids: list[str]) -> str:
    """The line for the user: the summary, and who is a new contact."""
    if not ids:
        return summary
    return ngettext(
        "{summary} ({people} is a new contact)",
        "{summary} ({people} are new contacts)",
        len(ids),
        summary=summary,
        people=", ".join(ids),
    )


def refuse_unknown_orders(data: Data, refs: list[str]) -> None:
    """Raise NoSuchItemError for an order that the record does not have."""
    recorded = [str(order.get("ref")) for order in orders(data)]
    for ref in refs:
        if ref not in recorded:
            raise NoSuchItemError(ref, "business.orders", recorded)


def _resolve_item(
    data: Data, item: Any, kind: str, day: date, used: set[str], make_id: MakeId
) -> Data:
    """A promise, question or next action with an id; `item` is its fields, or its text alone.

    Raises InvalidError for an empty text.
    """
    fields = dict(item) if isinstance(item, dict) else {"what": str(item)}
    if not str(fields.get("what", "")).strip():
        raise InvalidError(_NO_TEXT[kind])
    if "to" in fields:
        fields["to"] = str(find_person(data, str(fields["to"]), on=day)["id"])
    identifier = fields.pop("id", None) or fresh_id(used, make_id)
    return {"id": identifier, **fields}


def _with_recipient(promise: Data, present: list[str]) -> Data:
    """The promise with the only person present as `to`, where it has none."""
    return {"to": present[0], **promise} if len(present) == 1 else promise


def _summary(client: str, interaction: Data) -> Message:
    kind = interaction_shape().child("kind").word(str(interaction["kind"]))
    day, names = date.fromisoformat(str(interaction["date"])), interaction.get("with", [])
    values = {"client": client, "kind": kind, "day": day, "people": ", ".join(names)}
    if interaction.get("reached") is False:
        if names:
            return _("{client}: {kind} on {day} with {people}, no answer", **values)
        return _("{client}: {kind} on {day}, no answer", **values)
    if names:
        return _("{client}: {kind} on {day} with {people}", **values)
    return _("{client}: {kind} on {day}", **values)


def _details(interaction: Data) -> list[str]:
    """Each promise and the next action with its day: the user sees which day was understood."""
    details: list[str] = [_describe_promise(each) for each in interaction.get("promises", [])]
    following = interaction.get("next")
    if not following:
        return details
    what = following["what"]
    if "date" in following:
        day = as_day(str(following["date"]))
        return [*details, _("next: {what} on {day}", what=what, day=day)]
    if tail := unread_day(what):
        return [
            *details,
            _("next: {what} (no date: {tail} is not read as a day)", what=what, tail=quoted(tail)),
        ]
    return [*details, _("next: {what} (no date)", what=what)]


def _describe_promise(promise: Data) -> Message:
    promise_, what = _whose(promise), promise["what"]
    if "due" not in promise:
        if tail := unread_day(what):
            return _(
                "{promise}: {what} (no date: {tail} is not read as a day)",
                promise=promise_,
                what=what,
                tail=quoted(tail),
            )
        return _("{promise}: {what} (no date)", promise=promise_, what=what)
    day = as_day(str(promise["due"]))
    return _("{promise}: {what} by {day}", promise=promise_, what=what, day=day)


def _whose(promise: Data) -> Message:
    if promise.get("whose") == "theirs":
        if "to" in promise:
            return _("their promise by {person}", person=promise["to"])
        return _("their promise")
    if "to" in promise:
        return _("our promise to {person}", person=promise["to"])
    return _("our promise")


def _ids_in(interaction: Data) -> list[str]:
    inner = [*interaction.get("promises", []), *interaction.get("questions", [])]
    inner += [interaction["next"]] if "next" in interaction else []
    return [str(interaction["id"]), *(str(item["id"]) for item in inner)]
