"""A person changes jobs: the departure, the successor and the new client's record as one Change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from clientfile.changes.departure import (
    Departure,
    arrival,
    first_day_in_post,
    is_recorded,
    leave_edits,
    refuse_contradictions,
)
from clientfile.changes.people import person_path
from clientfile.changes.takeover import (
    Successor,
    find_successor,
    handed_over,
    past_post,
    takeover_edits,
)
from clientfile.errors import InvalidError, UsageError
from clientfile.language import Lines, Message, _, ngettext
from clientfile.language.quantities import day as as_day
from clientfile.records.change import Change, NewRecord
from clientfile.records.edits import Append, Data, Drop, Edit, Put
from clientfile.records.ids import find_person, interactions, items, person_name


def successor(
    client: str,
    data: Data,
    typed: str,
    departure: Departure,
    others: Mapping[str, Data],
) -> Change:
    """Record that a person changed jobs, in one change of one record, or two with `to_client`.

    `typed` is the person as the user named them; `others` holds the record of `to_client` where
    the folder has it, and those of `also`. A second call adds what the record lacks. Raises
    NoSuchItemError for the person, InvalidError where the departure contradicts the record,
    UsageError where an option lacks its partner.
    """
    person = find_person(data, typed)
    refuse_contradictions(client, person, departure)
    follower = find_successor(data, person, departure)
    records: dict[str, Sequence[Edit] | NewRecord] = {
        client: [
            *_own_edits(data, person, departure, follower),
            *takeover_edits(data, person, departure, follower),
        ]
    }
    if to_client := departure.left.get("to_client"):
        records[to_client] = arrival(client, person, departure, others.get(to_client))
    for name in departure.also:
        other, __, id_ = name.partition("/")
        records[other] = _leave_elsewhere(other, others[other], id_, departure)
    subject = _subject(client, person, departure, follower)
    opened = any(isinstance(change, NewRecord) for change in records.values())
    notes = [_notes(departure, follower, opened)]
    if not departure.stays:
        notes.append(_open_promises(data, person, departure, follower))
    if departure.also:
        notes.append(_("as {others}, too", others=", ".join(departure.also)))
    sentence: str = subject
    for note in filter(None, notes):
        sentence = _("{sentence} ({note})", sentence=sentence, note=note)
    ids = [follower.id] if follower and follower.is_new else []
    return Change("successor", subject, records, sentence, ids)


def _leave_elsewhere(client: str, data: Data, person: str, departure: Departure) -> list[Edit]:
    """The edits by which the person leaves another client too, on the same day."""
    left = {key: value for key, value in departure.left.items() if value != client}
    return leave_edits(data, find_person(data, person), replace(departure, left=left), "")


def _own_edits(
    data: Data, person: Data, departure: Departure, follower: Successor | None
) -> list[Edit]:
    if departure.stays:
        return _promotion_edits(data, person, departure, follower)
    return leave_edits(data, person, departure, follower.id if follower else "")


def _promotion_edits(
    data: Data, person: Data, departure: Departure, follower: Successor | None
) -> list[Edit]:
    """The edits for a new post in the same company: the old one goes to `past_posts`."""
    new_function = departure.left.get("to_function")
    if not new_function:
        raise UsageError(_("--stays needs the new post: --to-function FUNCTION"))
    path = person_path(data, person)
    numbers = [
        Put((*path, key), departure.left[key])
        for key in ("phone", "email")
        if departure.left.get(key, person.get(key)) != person.get(key)
    ]
    if is_recorded(person, departure):
        posts = items(person, "past_posts")
        _refuse_another_day(person, departure, first_day_in_post(person))
        if follower and "successor" not in posts[-1]:
            last = (*path, "past_posts", len(posts) - 1)
            return [Put((*last, "successor"), follower.person["id"]), *numbers]
        return [*numbers]
    post = past_post(person, departure.day)
    if follower:
        post["successor"] = follower.person["id"]
    return [
        Append((*path, "past_posts"), (post,)),
        Put((*path, "function"), new_function),
        Put((*path, "since"), departure.left["date"]),
        *(Drop((*path, key)) for key in handed_over(person, departure, follower)),
        *numbers,
    ]


def _refuse_another_day(person: Data, departure: Departure, recorded: Any) -> None:
    if departure.dated and recorded and recorded != departure.left["date"]:
        raise InvalidError(
            _(
                "{person} changed posts on {day}, as the record has it: "
                "to correct it: clientfile edit CLIENT/{id}",
                person=person_name(person),
                day=as_day(str(recorded)),
                id=person["id"],
            )
        )


def _subject(client: str, person: Data, departure: Departure, follower: Successor | None) -> str:
    sentence = _describe_departure(client, person, departure)
    if follower and (follower.is_new or not is_recorded(person, departure)):
        return _("{sentence}, {person} succeeds", sentence=sentence, person=follower.id)
    return sentence


def _describe_departure(client: str, person: Data, departure: Departure) -> Message:
    left = departure.left
    where, post = left.get("to_client") or left.get("to_company"), left.get("to_function")
    day = as_day(str(left["date"]))
    values = {"client": client, "person": person["id"]}
    if is_recorded(person, departure):
        return _("{client}: what is known of the change of {person} completed", **values)
    if departure.stays:
        return _("{client}: {person} becomes {post} on {day}", **values, post=post, day=day)
    if where:
        return _("{client}: {person} left for {where} on {day}", **values, where=where, day=day)
    if post:
        return _("{client}: {person} left ({post}) on {day}", **values, post=post, day=day)
    return _("{client}: {person} left on {day}", **values, day=day)


def _notes(departure: Departure, follower: Successor | None, opened: bool) -> str:
    """What the user reads after the commit's subject."""
    notes = []
    if follower and follower.is_new:
        notes.append(_("{person} is a new contact", person=follower.id))
    elif follower:
        notes.append(_("{person} is a colleague", person=follower.id))
    if opened:
        notes.append(
            _(
                "{client} was opened as a prospect, named {name}",
                client=departure.left["to_client"],
                name=departure.left["to_company"],
            )
        )
    return Lines(notes, "; ")


def _open_promises(
    data: Data, person: Data, departure: Departure, follower: Successor | None
) -> str:
    """How many of our open promises to the person pass to somebody else; "" for none."""
    promises = [
        promise
        for interaction in interactions(data)
        for promise in items(interaction, "promises")
        if promise.get("to") == person["id"]
        and not promise.get("done")
        and not promise.get("cancelled")
        and promise.get("whose", "ours") == "ours"
    ]
    if not promises:
        return ""
    if departure.day > departure.today:
        return _promises_from_then(len(promises), person, departure, follower)
    if not follower:
        return ngettext(
            "{count} open promise to {person} goes to a successor",
            "{count} open promises to {person} go to a successor",
            len(promises),
            person=person["id"],
        )
    return ngettext(
        "{count} open promise to {person} goes to {successor}",
        "{count} open promises to {person} go to {successor}",
        len(promises),
        person=person["id"],
        successor=follower.id,
    )


def _promises_from_then(
    count: int, person: Data, departure: Departure, follower: Successor | None
) -> str:
    """How many open promises pass to somebody else on a day that is still to come."""
    values = {"person": person["id"], "day": departure.day}
    if not follower:
        return ngettext(
            "{count} open promise to {person} goes to a successor from {day} on",
            "{count} open promises to {person} go to a successor from {day} on",
            count,
            **values,
        )
    return ngettext(
        "{count} open promise to {person} goes to {successor} from {day} on",
        "{count} open promises to {person} go to {successor} from {day} on",
        count,
        **values,
        successor=follower.id,
    )
