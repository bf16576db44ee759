"""A person changes jobs: the departure, the successor and the new client's record as one Change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from clientfile.changes.departure import (
    Departure,
    arrival,
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
    the folder has it. A second call adds what the record lacks. Raises NoSuchItemError for the
    person, InvalidError where the departure contradicts the record, UsageError where an option
    lacks its partner.
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
    subject = _subject(client, person, departure, follower)
    opened = any(isinstance(change, NewRecord) for change in records.values())
    notes = _notes(departure, follower, opened)
    if not departure.stays:
        notes += _open_promises(data, person, follower)
    ids = [follower.id] if follower and follower.is_new else []
    return Change("successor", subject, records, subject + notes, ids)


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
        raise UsageError("--stays needs the new post: --to-function FUNCTION")
    path = person_path(data, person)
    numbers = [
        Put((*path, key), departure.left[key])
        for key in ("phone", "email")
        if departure.left.get(key, person.get(key)) != person.get(key)
    ]
    if is_recorded(person, departure):
        posts = items(person, "past_posts")
        _refuse_another_day(person, departure, posts[-1].get("until"))
        if follower and "successor" not in posts[-1]:
            last = (*path, "past_posts", len(posts) - 1)
            return [Put((*last, "successor"), follower.person["id"]), *numbers]
        return [*numbers]
    post = past_post(person, str(departure.left["date"]))
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
            f"{person_name(person)} changed posts on {recorded}, as the record has it: "
            f"to correct it: clientfile edit CLIENT/{person['id']}"
        )


def _subject(client: str, person: Data, departure: Departure, follower: Successor | None) -> str:
    who, day = person["id"], departure.left["date"]
    if is_recorded(person, departure):
        by = f", {follower.id} succeeds" if follower and follower.is_new else ""
        return f"{client}: what is known of the change of {who} completed{by}"
    if departure.stays:
        what = f"{who} becomes {departure.left.get('to_function')}"
    else:
        where = departure.left.get("to_client") or departure.left.get("to_company")
        post = departure.left.get("to_function")
        what = f"{who} left" + (f" for {where}" if where else f" ({post})" if post else "")
    by = f", {follower.id} succeeds" if follower else ""
    return f"{client}: {what} on {day}{by}"


def _notes(departure: Departure, follower: Successor | None, opened: bool) -> str:
    """What the user reads after the commit's subject."""
    notes = []
    if follower:
        kind = "a new contact" if follower.is_new else "a colleague"
        notes.append(f"{follower.id} is {kind}")
    if opened:
        name = departure.left["to_company"]
        notes.append(f"{departure.left['to_client']} was opened as a prospect, named {name}")
    return f" ({'; '.join(notes)})" if notes else ""


def _open_promises(data: Data, person: Data, follower: Successor | None) -> str:
    """How many of our open promises to the person pass to somebody else."""
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
    count = f"{len(promises)} open promise" + ("s" if len(promises) > 1 else "")
    whom = follower.id if follower else "a successor"
    goes = "goes" if len(promises) == 1 else "go"
    return f" ({count} to {person['id']} {goes} to {whom})"
