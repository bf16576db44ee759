"""What is known of a person from their entries at other clients, where they were or are too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from clientfile.records.edits import Data, at
from clientfile.records.ids import interactions, people
from clientfile.records.interactions import reached_somebody
from clientfile.records.references import linked_people

FindRecord = Callable[[str], Data | None]
"""Finds the data of a client's record; None where the folder has none."""

_SINGLE = ("mobile", "social")
PROFILE = "profile"


@dataclass(frozen=True)
class OtherEntry:
    """A person's entry at another client: what it adds, and the contacts there.

    `fields` are those that neither the person's own entry nor a nearer one has: `mobile`, `social`,
    and the keys of `profile`. `contacts` are the interactions that reached the person there, the
    newest first. `is_present` is true where the person still is there too, by a link.
    """

    client: str
    name: str
    person: str
    fields: Data
    contacts: Sequence[Data]
    is_present: bool

    @property
    def last_contact(self) -> date | None:
        """The day of the newest contact there."""
        return date.fromisoformat(str(self.contacts[0]["date"])) if self.contacts else None


def other_entries(
    client: str, person: Data, find_record: FindRecord, today: date
) -> list[OtherEntry]:
    """The entries of a client's person at other clients, the nearest first: who they are too
    (`same_as`), then where they came from, and before. Contacts after today are left out.
    """
    own = f"{client}/{person.get('id')}"
    known = own_fields(person)
    entries: list[OtherEntry] = []
    for place, entry, data, is_present in _references(own, person, find_record):
        fields = {key: value for key, value in own_fields(entry).items() if key not in known}
        known = {**fields, **known}
        entries.append(
            OtherEntry(
                place,
                str(at(data, ("identity", "name"))),
                str(entry["id"]),
                _nested(fields),
                _contacts(data, str(entry["id"]), today),
                is_present,
            )
        )
    return entries


def with_other_entries(person: Data, entries: Sequence[OtherEntry]) -> Data:
    """The person with the fields that the other entries add."""
    known = own_fields(person)
    for entry in entries:
        known = {**own_fields(entry.fields), **known}
    return {**person, **_nested(known)} if entries else person


def own_fields(entry: Data) -> dict[tuple[str, ...], Any]:
    """The fields of an entry that go with the person, by their paths in it."""
    single = {(key,): entry[key] for key in _SINGLE if key in entry}
    profile: Any = entry.get(PROFILE) or {}
    return single | {(PROFILE, key): value for key, value in profile.items()}


def _nested(fields: dict[tuple[str, ...], Any]) -> Data:
    nested: Data = {key[0]: value for key, value in fields.items() if len(key) == 1}
    profile = {key[1]: value for key, value in fields.items() if len(key) > 1}
    return nested | ({PROFILE: profile} if profile else {})


def _references(
    own: str, person: Data, find_record: FindRecord
) -> Iterator[tuple[str, Data, Data, bool]]:
    """The client, entry and record of each other entry, once, and whether it is by a link."""
    seen = {own}
    waiting = [(name, True) for name in linked_people(person)]
    waiting += [(str(person["came_from"]), False)] if "came_from" in person else []
    while waiting:
        name, is_present = waiting.pop(0)
        client, _, id_ = name.partition("/")
        data = None if name in seen else find_record(client)
        seen.add(name)
        entry = next((each for each in people(data or {}) if each.get("id") == id_), None)
        if data is None or entry is None:
            continue
        yield client, entry, data, is_present
        if is_present:
            waiting += [(other, True) for other in linked_people(entry)]
        if "came_from" in entry:
            waiting.append((str(entry["came_from"]), False))


def _contacts(data: Data, person: str, today: date) -> list[Data]:
    met = [
        each
        for each in interactions(data)
        if person in each.get("with", ())
        and reached_somebody(each)
        and str(each["date"]) <= today.isoformat()
    ]
    return sorted(met, key=lambda each: str(each["date"]), reverse=True)
