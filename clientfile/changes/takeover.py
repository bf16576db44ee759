"""What a successor takes over with a post, and who the successor is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from clientfile.changes.departure import (
    Departure,
    day_of_change,
    is_recorded,
    recorded_successor,
    refuse_other_value,
)
from clientfile.changes.people import person_path
from clientfile.errors import (
    AmbiguousItemError,
    InvalidError,
    NoMatchError,
    NoSuchItemError,
    UsageError,
)
from clientfile.errors.suggest import alternatives, fold, nearest, slips
from clientfile.language import _
from clientfile.records.edits import Append, Data, Edit, Put
from clientfile.records.ids import (
    PEOPLE,
    find_person,
    items,
    new_person_id,
    people,
    person_name,
    used_ids,
)
from clientfile.records.posts import POST, past_posts, shifted, was_gone
from clientfile.records.typed.person_names import new_person, split_name

# What a successor inherits with the post, where their entry has nothing else.
_INHERITED = ("assistant", "cadence", "responsibility")


@dataclass(frozen=True)
class Successor:
    """The person who follows: an entry of the record, or a new one.

    `is_linked` is true where the record names this person as the successor already: the post was
    taken over by an earlier change.
    """

    person: Data
    is_new: bool = False
    is_linked: bool = False

    @property
    def id(self) -> str:
        """The person's id."""
        return str(self.person["id"])


def find_successor(data: Data, person: Data, departure: Departure) -> Successor | None:
    """The successor that the departure or the record names; None where neither does.

    Raises UsageError for a successor's fields without a successor, InvalidError for a successor
    that contradicts the record, NoMatchError for a probable slip, AmbiguousItemError where
    several colleagues match.
    """
    linked = recorded_successor(person, departure)
    if not departure.successor and linked is None:
        if departure.fields:
            raise UsageError(
                _(
                    "--function, --phone and the like belong to the successor: name one, "
                    'such as: successor CLIENT/PERSON "Marie Curie"'
                )
            )
        return None
    colleague = _find_colleague(data, departure.successor or str(linked), departure.day)
    if colleague is person:
        raise InvalidError(_("{person} can't be their own successor", person=person_name(person)))
    if linked and (colleague is None or colleague.get("id") != linked):
        raise InvalidError(
            _(
                "{person} already has the successor {successor}: to correct it: "
                "clientfile set CLIENT/{id} left.successor ID",
                person=person_name(person),
                successor=linked,
                id=person["id"],
            )
        )
    if colleague is not None and linked:
        return Successor(colleague, is_linked=True)
    if colleague is not None:
        if was_gone(colleague, departure.day):
            raise InvalidError(
                _(
                    "{person} has left too: name someone who is there",
                    person=person_name(colleague),
                )
            )
        return Successor(colleague)
    return _new_successor(data, departure.successor, departure.day)


def _new_successor(data: Data, typed: str, day: date) -> Successor:
    _refuse_near(data, typed, day)
    newcomer = new_person(typed)
    identifier = new_person_id(person_name(newcomer), used_ids(data))
    return Successor({"id": identifier, **newcomer}, is_new=True)


def _refuse_near(data: Data, typed: str, day: date) -> None:
    """Raise NoMatchError for what is more likely a slip for a colleague than the name of somebody
    new: one word that is near to a name, or a whole name but for a letter or two.
    """
    present = [person for person in people(data) if not was_gone(person, day)]
    ids = {person_name(person): str(person["id"]) for person in present}
    near = nearest(typed, ids) if len(typed.split()) == 1 else slips(typed, ids)
    if near:
        raise NoMatchError(
            _(
                "{typed!r} is nobody there: did you mean {words}? somebody new of such a "
                "name is added first: clientfile add-contact CLIENT {typed!r}",
                typed=typed,
                words=alternatives(near),
            )
        )


def _find_colleague(data: Data, typed: str, day: date) -> Data | None:
    """The colleague of this id, or whose name matches; None where nobody does.

    Of several, those count who are there on `day`. Raises AmbiguousItemError where several match.
    """
    name = split_name(typed)
    try:
        colleague = find_person(data, person_name(name), on=day)
    except AmbiguousItemError:
        raise
    except NoSuchItemError:
        return next((person for person in people(data) if person.get("id") == typed), None)
    return colleague if _is_same_person(colleague, typed, name) else None


def _is_same_person(colleague: Data, typed: str, name: Data) -> bool:
    """Whether the typed name is the colleague's: parts of several words (`Ann Kerv`) and another
    title are somebody else's.
    """
    titles = {fold(str(each.get("title", ""))).rstrip(".") for each in (colleague, name)} - {""}
    words = fold(person_name(name)).split()
    whole = set(re.split(r"\W+", fold(person_name(colleague))))
    in_parts = len(words) > 1 and not set(re.split(r"\W+", " ".join(words))) <= whole
    return colleague.get("id") == typed or not (in_parts or len(titles) > 1)


def takeover_edits(
    data: Data, person: Data, departure: Departure, successor: Successor | None
) -> list[Edit]:
    """The edits of the successor's entry: a new entry, or one completed with the post."""
    if successor is None:
        return []
    if successor.is_linked:
        return _missing_fields(data, successor.person, departure.fields)
    inheritance = _inheritance(person, successor.person, departure)
    fields = {**inheritance, **departure.fields, "replaces": person["id"]}
    if successor.is_new:
        if departure.dated or not is_recorded(person, departure):
            fields = {"since": departure.left["date"], **fields}
        return [Append(PEOPLE, ({**successor.person, **fields},))]
    day = date.fromisoformat(day_of_change(person, departure))
    return _step_in(data, successor.person, fields, departure, day)


def _missing_fields(data: Data, successor: Data, fields: Data) -> list[Edit]:
    """The edits that add fields to the entry of a linked successor.

    Raises InvalidError for a field that is recorded with another value.
    """
    for key, value in fields.items():
        refuse_other_value(successor, key, successor.get(key, value), value)
    path = person_path(data, successor)
    return [Put((*path, key), fields[key]) for key in fields if key not in successor]


def _inheritance(person: Data, heir: Data, departure: Departure) -> Data:
    """The fields that come with the post.

    A person who moved within the company left their post in `past_posts`. Nobody becomes their
    own assistant.
    """
    moved = departure.stays and is_recorded(person, departure)
    post = items(person, "past_posts")[-1] if moved else person
    fields: Data = {key: post[key] for key in ("function", "department") if key in post}
    inherited = {**person, **post}
    fields |= {key: inherited[key] for key in _INHERITED if key in inherited}
    if _is_assistant(inherited, heir):
        del fields["assistant"]
    return fields


def _is_assistant(person: Data, other: Data) -> bool:
    assistant = person.get("assistant") or {}
    name = fold(str(assistant.get("name", "")))
    return bool(assistant) and (
        assistant.get("person") == other["id"] or name == fold(person_name(other))
    )


def handed_over(person: Data, departure: Departure, successor: Successor | None) -> list[str]:
    """The keys that pass to the successor with the post, and so leave a person who stays."""
    if successor is None:
        return []
    inheritance = _inheritance(person, successor.person, departure)
    keys = [key for key in ("assistant", "responsibility") if key in inheritance]
    return [key for key in keys if key not in {**successor.person, **departure.fields}]


def past_post(person: Data, following: date) -> Data:
    """The post that a person holds until the day before the `following` one begins, as an item of
    `past_posts`.
    """
    post: Data = {key: person[key] for key in POST if key in person}
    ends = [shifted(each.span.last, 1) for each in past_posts(person)]
    if begun := max(filter(None, [person.get("since"), *ends]), default=None):
        post["from"] = begun
    return {**post, "until": shifted(following, -1)}


def _step_in(
    data: Data, colleague: Data, fields: Data, departure: Departure, day: date
) -> list[Edit]:
    """The edits by which a colleague takes the post: their former one goes to `past_posts`, where
    its function is known, or where the colleague still has it.
    """
    path = person_path(data, colleague)
    changed = {
        key: value
        for key, value in fields.items()
        if colleague.get(key) != value
        and not (key in colleague and key in _INHERITED and key not in departure.fields)
    }
    edits: list[Edit] = [Put((*path, key), value) for key, value in changed.items()]
    changes_post = bool(changed.keys() & {*POST}) and day > departure.today
    if changes_post or ("function" in changed and "function" in colleague):
        edits = [
            Append((*path, "past_posts"), (past_post(colleague, day),)),
            Put((*path, "since"), day.isoformat()),
            *edits,
        ]
    return edits
