"""When a contact changes jobs: where they go, who follows, and what the successor takes over."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clientfile.changes.people import place_of
from clientfile.errors import (
    AmbiguousItemError,
    InvalidError,
    ItemNotFoundError,
    NotFoundError,
    UsageError,
)
from clientfile.errors.suggest import fold, nearest, slips
from clientfile.records.change import Change, NewRecord
from clientfile.records.edits import Append, Data, Drop, Edit, Path, Put
from clientfile.records.ids import (
    PEOPLE,
    find_person,
    has_left,
    interactions,
    items,
    new_person_id,
    people,
    person_name,
    used_ids,
)
from clientfile.records.typed.person_names import new_person, split_name

# What a successor inherits with the post, where nothing else is known of them.
_INHERITED = ("assistant", "cadence", "responsibility")


@dataclass(frozen=True)
class Departure:
    """What is known of a change of jobs.

    `left` holds fields named as in the record (`date`, `to_company`, `to_function`, `to_client`,
    `phone`, `email`); `stays` means a new post in the same company; `successor` is what was typed
    for the person who follows, `fields` what is known of them. `dated` says that the user gave
    the date, rather than leaving it at today.
    """

    left: Data
    dated: bool = False
    stays: bool = False
    successor: str = ""
    fields: Data = field(default_factory=dict)


def successor(
    client: str,
    data: Data,
    typed: str,
    departure: Departure,
    others: Mapping[str, Data],
) -> Change:
    """Record that a person changed jobs, in one change of one record, or two with `to_client`.

    `others` holds the record of `to_client` where the folder has it. Run again, it fills in what
    was not known. Raises ItemNotFoundError for the person, InvalidError where what is asked
    contradicts what is recorded, UsageError where an option lacks its partner.
    """
    person = find_person(data, typed)
    _refuse_contradictions(client, person, departure)
    follower = _follower(data, person, departure)
    edits = [
        *(_moves_up if departure.stays else _leaves)(data, person, departure, follower),
        *_takes_over(data, person, departure, follower),
    ]
    records: dict[str, Sequence[Edit] | NewRecord] = {client: edits}
    if target := departure.left.get("to_client"):
        records[target] = _arrival(client, person, departure, others.get(target))
    told = _told(client, person, departure, follower)
    opened = any(isinstance(asked, NewRecord) for asked in records.values())
    notes = _notes(departure, follower, opened)
    if not departure.stays:
        notes += _promises(data, person, follower)
    added = [str(follower.person["id"])] if follower and follower.is_new else []
    return Change("successor", told, records, told + notes, added)


def _refuse_contradictions(client: str, person: Data, departure: Departure) -> None:
    if departure.stays and has_left(person):
        raise InvalidError(f"{person_name(person)} has left: leave --stays out")
    elsewhere = [key for key in ("to_company", "to_client") if key in departure.left]
    if departure.stays and elsewhere:
        raise UsageError(
            "--stays is a new post in the same company: leave --to and --to-client out"
        )
    if departure.left.get("to_client") == client:
        raise UsageError(
            f"--to-client {client} is where the person works: for a new post there write "
            "--stays --to-function POST"
        )


@dataclass(frozen=True)
class _Follower:
    """The successor: already in the record, or new; `is_linked` where the record has them as the
    successor already, so that they took the post over long ago.
    """

    person: Data
    is_new: bool = False
    is_linked: bool = False


def _follower(data: Data, person: Data, departure: Departure) -> _Follower | None:
    known = _known_successor(person, departure)
    if not departure.successor and known is None:
        if departure.fields:
            raise UsageError(
                "--function, --phone and the like belong to the successor: name one, "
                'such as: successor CLIENT/PERSON "Marie Curie"'
            )
        return None
    found = _existing(data, departure.successor or str(known))
    if found is person:
        raise InvalidError(f"{person_name(person)} can't be their own successor")
    if known and (found is None or found.get("id") != known):
        raise InvalidError(
            f"{person_name(person)} already has the successor {known}: to correct it: "
            f"clientfile set CLIENT/{person['id']} left.successor ID"
        )
    if found is not None and known:
        return _Follower(found, is_linked=True)
    if found is not None:
        if has_left(found):
            raise InvalidError(f"{person_name(found)} has left too: name someone who is there")
        return _Follower(found)
    _refuse_near(data, departure.successor)
    newcomer = new_person(departure.successor)
    identifier = new_person_id(person_name(newcomer), used_ids(data))
    return _Follower({"id": identifier, **newcomer}, is_new=True)


def _refuse_near(data: Data, typed: str) -> None:
    """Raise NotFoundError for what is more likely a slip for a colleague than the name of somebody
    new: one word that is near to a name, or a whole name but for a letter or two.
    """
    there = [person for person in people(data) if not has_left(person)]
    meant = {person_name(person): str(person["id"]) for person in there}
    near = nearest(typed, meant) if len(typed.split()) == 1 else slips(typed, meant)
    if near:
        raise NotFoundError(
            f"{typed!r} is nobody there: did you mean {' or '.join(near)}? somebody new of such a "
            f"name is added first: clientfile add-contact CLIENT {typed!r}"
        )


def _is_told_again(person: Data, departure: Departure) -> bool:
    """Whether the record knows of this change of jobs already."""
    if departure.stays:
        there = person.get("function") == departure.left.get("to_function")
        return there and bool(items(person, "past_posts"))
    return has_left(person)


def _day(person: Data, departure: Departure) -> str:
    """The day of the change of jobs: as recorded, else as given."""
    known = (person.get("left") or {}).get("date")
    if departure.stays and _is_told_again(person, departure):
        known = items(person, "past_posts")[-1].get("until")
    return str(known or departure.left["date"])


def _known_successor(person: Data, departure: Departure) -> Any:
    if not _is_told_again(person, departure):
        return None
    if departure.stays:
        return items(person, "past_posts")[-1].get("successor")
    return person["left"].get("successor")


def _existing(data: Data, typed: str) -> Data | None:
    """The colleague meant, by id or by part of the name; None for someone new.

    Raises AmbiguousItemError where several fit.
    """
    name = split_name(typed)
    try:
        found = find_person(data, person_name(name), present=True)
    except AmbiguousItemError:
        raise
    except ItemNotFoundError:
        return next((person for person in people(data) if person.get("id") == typed), None)
    return found if _is_meant(found, typed, name) else None


def _is_meant(colleague: Data, typed: str, name: Data) -> bool:
    """Whether somebody who fits what was typed is meant: parts of several words (`Ann Kerv`) and
    another title are somebody else's.
    """
    titles = {fold(str(each.get("title", ""))).rstrip(".") for each in (colleague, name)} - {""}
    words = fold(person_name(name)).split()
    whole = set(re.split(r"\W+", fold(person_name(colleague))))
    in_parts = len(words) > 1 and not set(re.split(r"\W+", " ".join(words))) <= whole
    return colleague.get("id") == typed or not (in_parts or len(titles) > 1)


def _leaves(
    data: Data, person: Data, departure: Departure, follower: _Follower | None
) -> list[Edit]:
    """The person's own entry gets `left`; what is there already stays."""
    known = person.get("left") or {}
    wanted = dict(departure.left)
    if departure.dated and known.get("date", wanted["date"]) != wanted["date"]:
        raise InvalidError(
            f"{person_name(person)} left on {known['date']}, as the record has it: to correct it: "
            f"clientfile set CLIENT/{person['id']} left.date {wanted['date']}"
        )
    if follower:
        wanted["successor"] = follower.person["id"]
    for key, value in wanted.items():
        if key != "date" and known.get(key, value) != value:
            raise InvalidError(
                f"left.{key} of {person['id']} is already {known[key]!r}: to correct it: "
                f"clientfile set CLIENT/{person['id']} left.{key} …"
            )
    path = _path(data, person)
    if not known:
        return [Put((*path, "left"), wanted)]
    return [Put((*path, "left", key), wanted[key]) for key in wanted if key not in known]


def _moves_up(
    data: Data, person: Data, departure: Departure, follower: _Follower | None
) -> list[Edit]:
    """A new post in the same company: the old one is filed under `past_posts`."""
    new_function = departure.left.get("to_function")
    if not new_function:
        raise UsageError("--stays needs the new post: --to-function FUNCTION")
    path = _path(data, person)
    posts = items(person, "past_posts")
    reached = [
        Put((*path, key), departure.left[key])
        for key in ("phone", "email")
        if departure.left.get(key, person.get(key)) != person.get(key)
    ]
    if _is_told_again(person, departure):
        _refuse_another_day(person, departure, posts[-1].get("until"))
        if follower and "successor" not in posts[-1]:
            last = (*path, "past_posts", len(posts) - 1)
            return [Put((*last, "successor"), follower.person["id"]), *reached]
        return [*reached]
    post = _post(person, str(departure.left["date"]))
    if follower:
        post["successor"] = follower.person["id"]
    return [
        Append((*path, "past_posts"), (post,)),
        Put((*path, "function"), new_function),
        Put((*path, "since"), departure.left["date"]),
        *(Drop((*path, key)) for key in _handed_over(person, departure, follower)),
        *reached,
    ]


def _refuse_another_day(person: Data, departure: Departure, known: Any) -> None:
    if departure.dated and known and known != departure.left["date"]:
        raise InvalidError(
            f"{person_name(person)} changed posts on {known}, as the record has it: to correct it: "
            f"clientfile edit CLIENT/{person['id']}"
        )


def _handed_over(person: Data, departure: Departure, follower: _Follower | None) -> list[str]:
    """What goes with the post to the successor, and so from who stays in another one."""
    if follower is None:
        return []
    inherited = _inheritance(person, follower.person, departure)
    taken = [key for key in ("assistant", "responsibility") if key in inherited]
    return [key for key in taken if key not in {**follower.person, **departure.fields}]


def _post(person: Data, until: str) -> Data:
    """The post that a person holds until a day, as `past_posts` keeps it."""
    held: Data = {key: person[key] for key in ("function", "department") if key in person}
    begun = [person.get("since"), *(post.get("until") for post in items(person, "past_posts"))]
    if latest := max(filter(None, begun), default=None):
        held["from"] = latest
    return {**held, "until": until}


def _takes_over(
    data: Data, person: Data, departure: Departure, follower: _Follower | None
) -> list[Edit]:
    """The successor's entry: new, or completed with the post of the one who left."""
    if follower is None:
        return []
    if follower.is_linked:
        return _told_now(data, follower.person, departure.fields)
    inherited = _inheritance(person, follower.person, departure)
    wanted = {**inherited, **departure.fields, "replaces": person["id"]}
    if follower.is_new:
        if departure.dated or not _is_told_again(person, departure):
            wanted = {"since": departure.left["date"], **wanted}
        return [Append(PEOPLE, ({**follower.person, **wanted},))]
    return _steps_in(data, follower.person, wanted, departure, _day(person, departure))


def _told_now(data: Data, successor: Data, fields: Data) -> list[Edit]:
    """What was not known yet of who took over before. Raises InvalidError for what differs."""
    for key, value in fields.items():
        if successor.get(key, value) != value:
            raise InvalidError(
                f"{key} of {successor['id']} is already {successor[key]!r}: to correct it: "
                f"clientfile set CLIENT/{successor['id']} {key} …"
            )
    path = _path(data, successor)
    return [Put((*path, key), fields[key]) for key in fields if key not in successor]


def _inheritance(person: Data, heir: Data, departure: Departure) -> Data:
    """What comes with the post. Who has moved on within the company left their post behind, and
    nobody becomes their own assistant.
    """
    moved = departure.stays and _is_told_again(person, departure)
    post = items(person, "past_posts")[-1] if moved else person
    held: Data = {key: post[key] for key in ("function", "department") if key in post}
    held |= {key: person[key] for key in _INHERITED if key in person}
    if _is_assistant(person, heir):
        del held["assistant"]
    return held


def _is_assistant(person: Data, other: Data) -> bool:
    told = person.get("assistant") or {}
    named = fold(str(told.get("name", "")))
    return bool(told) and (told.get("person") == other["id"] or named == fold(person_name(other)))


def _steps_in(
    data: Data, colleague: Data, wanted: Data, departure: Departure, day: str
) -> list[Edit]:
    path = _path(data, colleague)
    edits: list[Edit] = []
    if (
        "function" in colleague
        and wanted.get("function", colleague["function"]) != (colleague["function"])
    ):
        edits += [
            Append((*path, "past_posts"), (_post(colleague, day),)),
            Put((*path, "since"), day),
        ]
    for key, value in wanted.items():
        own = key in colleague and key in _INHERITED and key not in departure.fields
        if not own and colleague.get(key) != value:
            edits.append(Put((*path, key), value))
    return edits


def _arrival(
    client: str, person: Data, departure: Departure, record: Data | None
) -> Sequence[Edit] | NewRecord:
    """The person is also opened in the record of the client they go to."""
    came_from = f"{client}/{person['id']}"
    names = ("first_name", "last_name", "title")
    arrived: Data = {key: person[key] for key in names if key in person}
    if function := departure.left.get("to_function"):
        arrived["function"] = function
    arrived |= {key: departure.left[key] for key in ("phone", "email") if key in departure.left}
    arrived |= {key: person[key] for key in ("social",) if key in person}
    day = _day(person, departure)
    arrived |= {"since": day, "came_from": came_from}
    if record is None:
        opened = {"name": departure.left["to_company"], "status": "prospect"}
        opened["prospect_since"] = day
        newcomer = {"id": new_person_id(person_name(person), set()), **arrived}
        return NewRecord({"identity": opened, "contacts": {"people": [newcomer]}})
    for place, other in enumerate(people(record)):
        if other.get("came_from") == came_from or (
            fold(person_name(other)) == fold(person_name(person)) and not has_left(other)
        ):
            path: Path = (*PEOPLE, place)
            return [Put((*path, key), arrived[key]) for key in arrived if key not in other]
    identifier = new_person_id(person_name(person), used_ids(record))
    return [Append(PEOPLE, ({"id": identifier, **arrived},))]


def _path(data: Data, person: Data) -> Path:
    return (*PEOPLE, place_of(data, str(person["id"])))


def _told(client: str, person: Data, departure: Departure, follower: _Follower | None) -> str:
    who, day = person["id"], departure.left["date"]
    if _is_told_again(person, departure):
        by = f", {follower.person['id']} succeeds" if follower and follower.is_new else ""
        return f"{client}: what is known of the change of {who} completed{by}"
    if departure.stays:
        what = f"{who} becomes {departure.left.get('to_function')}"
    else:
        where = departure.left.get("to_client") or departure.left.get("to_company")
        post = departure.left.get("to_function")
        what = f"{who} left" + (f" for {where}" if where else f" ({post})" if post else "")
    by = f", {follower.person['id']} succeeds" if follower else ""
    return f"{client}: {what} on {day}{by}"


def _notes(departure: Departure, follower: _Follower | None, opened: bool) -> str:
    """What the user is told beside the commit's subject."""
    notes = []
    if follower:
        kind = "a new contact" if follower.is_new else "a colleague"
        notes.append(f"{follower.person['id']} is {kind}")
    if opened:
        name = departure.left["to_company"]
        notes.append(f"{departure.left['to_client']} was opened as a prospect, named {name}")
    return f" ({'; '.join(notes)})" if notes else ""


def _promises(data: Data, person: Data, follower: _Follower | None) -> str:
    """How many open promises to the person are somebody else's from the day after."""
    still_open = [
        promise
        for interaction in interactions(data)
        for promise in items(interaction, "promises")
        if promise.get("to") == person["id"]
        and not promise.get("done")
        and not promise.get("cancelled")
        and promise.get("whose", "ours") == "ours"
    ]
    if not still_open:
        return ""
    count = f"{len(still_open)} open promise" + ("s" if len(still_open) > 1 else "")
    whom = follower.person["id"] if follower else "a successor"
    goes = "goes" if len(still_open) == 1 else "go"
    return f" ({count} to {person['id']} {goes} to {whom})"
