"""Where a person who changes jobs goes: the field `left`, and the record of the new client."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from clientfile.changes.namesakes import find_arrived
from clientfile.changes.people import person_path
from clientfile.errors import InvalidError, NoMatchError, NoSuchClientError, UsageError
from clientfile.language import _
from clientfile.language.quantities import day
from clientfile.records.change import NewRecord
from clientfile.records.edits import Append, Data, Edit, Put
from clientfile.records.ids import (
    PEOPLE,
    find_person,
    items,
    new_person_id,
    person_name,
    used_ids,
)
from clientfile.records.names import is_id, slug
from clientfile.records.posts import has_left, shifted, was_gone


@dataclass(frozen=True)
class Departure:
    """A change of jobs, as the command line describes it.

    `left` holds fields named as in the record (`date`, `to_company`, `to_function`, `to_client`,
    `phone`, `email`); `stays` means a new post in the same company. `successor` is the typed name
    of the person who follows, `fields` are the successor's fields. `dated` is true where the user
    typed the date, false where it defaults to `today`.

    `arriving_as` says who the person is at the client they go to: an id there, or NEW. `also` are
    the entries at other clients (`client/person`) that the person leaves on the same day.
    `left.date` is the last day of who leaves; of who `stays`, it is the first day in the new post.
    """

    left: Data
    dated: bool = False
    stays: bool = False
    successor: str = ""
    fields: Data = field(default_factory=dict)
    today: date = date.max
    arriving_as: str = ""
    also: tuple[str, ...] = ()

    @property
    def day(self) -> date:
        """The day of the change of jobs, as typed."""
        return date.fromisoformat(str(self.left["date"]))


def resolve_destination(
    typed: str, company: str, ids: Collection[str], find_client: Callable[[str], str]
) -> str:
    """The id of the client that a person goes to: one of the folder's `ids`, or a new one.

    `typed` is what the user calls the client, `company` the company's name, empty where none was
    typed. `find_client` resolves a typed client and raises NoSuchClientError. A text that is near
    to a client of the folder opens a new record only with a company's name. Raises NoMatchError
    where `typed` names no client and can't be a new id, InvalidError where the company is in the
    folder under another id.
    """
    try:
        return find_client(typed)
    except NoSuchClientError as error:
        if not is_id(typed) or (error.nearest and not company):
            raise NoMatchError(
                _("{reason}; to open a new one: --to-client ID --to NAME", reason=str(error))
            ) from None
    if company and slug(company) in ids:
        raise InvalidError(
            _(
                "{company} is in the folder already: write --to-client {client}",
                company=company,
                client=slug(company),
            )
        )
    return typed


def with_destination(left: Data, client: str, *, is_new: bool) -> Data:
    """The fields of `left` with the client that the person goes to.

    A new client needs a name for its record: without `to_company` it is made from the id.
    """
    left = {**left, "to_client": client}
    return {"to_company": _name_from_id(client), **left} if is_new else left


def _name_from_id(client: str) -> str:
    return " ".join(word.capitalize() for word in client.split("-"))


def refuse_contradictions(client: str, person: Data, departure: Departure) -> None:
    """Raise InvalidError or UsageError for a departure that contradicts itself or the record."""
    if departure.stays and was_gone(person, departure.day):
        raise InvalidError(_("{person} has left: leave --stays out", person=person_name(person)))
    elsewhere = [key for key in ("to_company", "to_client") if key in departure.left]
    if departure.stays and elsewhere:
        raise UsageError(
            _("--stays is a new post in the same company: leave --to and --to-client out")
        )
    if departure.left.get("to_client") == client:
        raise UsageError(
            _(
                "--to-client {client} is where the person works: for a new post there write "
                "--stays --to-function POST",
                client=client,
            )
        )


def is_recorded(person: Data, departure: Departure) -> bool:
    """Whether the record has this change of jobs already."""
    if departure.stays:
        same_function = person.get("function") == departure.left.get("to_function")
        return same_function and bool(items(person, "past_posts"))
    return has_left(person)


def day_of_change(person: Data, departure: Departure) -> str:
    """The day of the change of jobs (YYYY-MM-DD): the recorded one, else the departure's."""
    recorded = (person.get("left") or {}).get("date")
    if departure.stays and is_recorded(person, departure):
        recorded = first_day_in_post(person)
    return str(recorded or departure.left["date"])


def first_day_in_post(person: Data) -> str | None:
    """The first day of the present post of a person who had others before; None if unknown."""
    return person.get("since") or shifted(items(person, "past_posts")[-1].get("until"), 1)


def recorded_successor(person: Data, departure: Departure) -> Any:
    """The id of the successor that the record names for this change of jobs; None without one."""
    if not is_recorded(person, departure):
        return None
    if departure.stays:
        return items(person, "past_posts")[-1].get("successor")
    return person["left"].get("successor")


def leave_edits(data: Data, person: Data, departure: Departure, successor: str) -> list[Edit]:
    """The edits that put `left` into the person's entry; recorded values stay.

    `successor` is an id, empty where nobody follows. Raises InvalidError for a value that
    contradicts the recorded one.
    """
    recorded = person.get("left") or {}
    left = dict(departure.left)
    if departure.dated and recorded.get("date", left["date"]) != left["date"]:
        raise InvalidError(
            _(
                "{person} left on {day}, as the record has it: "
                "to correct it: clientfile set CLIENT/{id} left.date {date}",
                person=person_name(person),
                day=day(str(recorded["date"])),
                id=person["id"],
                date=left["date"],
            )
        )
    if successor:
        left["successor"] = successor
    for key, value in left.items():
        if key != "date":
            refuse_other_value(person, f"left.{key}", recorded.get(key, value), value)
    path = person_path(data, person)
    if not recorded:
        return [Put((*path, "left"), left)]
    return [Put((*path, "left", key), left[key]) for key in left if key not in recorded]


def refuse_other_value(person: Data, address: str, recorded: Any, value: Any) -> None:
    """Raise InvalidError where a person's field at `address` is recorded with another value."""
    if recorded != value:
        raise InvalidError(
            _(
                "{address} of {person} is already {recorded!r}: to correct it: "
                "clientfile set CLIENT/{person} {address} …",
                address=address,
                person=person["id"],
                recorded=recorded,
            )
        )


def arrival(
    client: str, person: Data, departure: Departure, record: Data | None
) -> Sequence[Edit] | NewRecord:
    """The change of the record of the client that the person goes to; opened for `record` None.

    The person's entry there is completed where there is one, else added; see `find_arrived`, also
    for what it raises.
    """
    entry = _entry_on_arrival(client, person, departure)
    if record is None:
        identity = {"name": departure.left["to_company"], "status": "prospect"}
        identity["prospect_since"] = entry["since"]
        newcomer = {"id": new_person_id(person_name(person), set()), **entry}
        return NewRecord({"identity": identity, "contacts": {"people": [newcomer]}})
    other = find_arrived(departure.left["to_client"], record, entry, departure.arriving_as)
    if other is not None:
        path = person_path(record, other)
        return [Put((*path, key), entry[key]) for key in entry if key not in other]
    identifier = new_person_id(person_name(person), used_ids(record))
    return [Append(PEOPLE, ({"id": identifier, **entry},))]


def settle_arrival(client: str, data: Data, typed: str, departure: Departure, record: Data) -> None:
    """Raise UnsettledNamesakeError where the person may or may not be one of those whom the record
    of the new client has. `typed` is the person of `client` as the user named them.
    """
    arrival(client, find_person(data, typed), departure, record)


def _entry_on_arrival(client: str, person: Data, departure: Departure) -> Data:
    names = ("first_name", "last_name", "title")
    entry: Data = {key: person[key] for key in names if key in person}
    if function := departure.left.get("to_function"):
        entry["function"] = function
    entry |= {key: departure.left[key] for key in ("phone", "email") if key in departure.left}
    entry |= {key: person[key] for key in ("social",) if key in person}
    since = day_of_change(person, departure)
    return entry | {"since": since, "came_from": f"{client}/{person['id']}"}
