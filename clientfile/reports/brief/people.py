"""The people of a brief: those who work there, and those who left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from clientfile.figures.activity import Activity
from clientfile.records.edits import Data, at
from clientfile.records.ids import people, person_name
from clientfile.records.other_entries import OtherEntry, own_fields, with_other_entries

_PLAIN = ("title", "function", "department", "responsibility", "phone", "mobile", "email", "notes")
_DECISION = ("role", "scope", "limit")
_PROFILE = ("character", "behaviour", "habits", "focus", "passions", "negotiation_style",
            "psychology")  # fmt: skip
# By power: whoever decides stands first.
_ROLES = ("decides", "buys", "influences", "advises", "uses", "blocks")


OtherEntries = Mapping[str, Sequence[OtherEntry]]
"""The entries of people at other clients, by the person's id."""


def present_people(
    data: Data,
    activity: Activity,
    today: date,
    attendees: Sequence[str],
    others: OtherEntries | None = None,
) -> list[dict[str, Any]]:
    """People who work there today, by their power. Where `attendees` (ids) are named: those alone,
    in that order, whether they still work there or not. What `others` know of them is read too.
    """
    others = others or {}
    working = {person.id for person in activity.people if person.is_there(today)}
    by_id = {str(person["id"]): person for person in people(data)}
    chosen = list(dict.fromkeys(attendees)) or [name for name in by_id if name in working]
    if not attendees:
        chosen.sort(key=lambda name: _power(by_id[name]))
    return [_person(data, by_id[name], activity, today, others.get(name, ())) for name in chosen]


def former_people(data: Data, today: date) -> list[dict[str, Any]]:
    """People who left before `today`, the last one first: when, where to, and the successor."""
    left = [each for each in people(data) if each.get("left")]
    left = [each for each in left if str(at(each, ("left", "date")) or "") < today.isoformat()]
    left.sort(key=lambda each: str(at(each, ("left", "date")) or ""), reverse=True)
    names = {str(each["id"]): person_name(each) for each in people(data)}
    keys = ("to_company", "to_function", "to_client", "phone", "email", "successor")
    return [
        {
            "person": each["id"],
            "name": person_name(each),
            "function": each.get("function"),
            "date": at(each, ("left", "date")),
            **{key: at(each, ("left", key)) for key in keys},
            "successor_name": names.get(str(at(each, ("left", "successor")))),
        }
        for each in left
    ]


def _power(person: Data) -> int:
    """The rank of a person's role; an unknown role comes last."""
    role = at(person, ("decision", "role"))
    return _ROLES.index(role) if role in _ROLES else len(_ROLES)


def _person(
    data: Data, person: Data, activity: Activity, today: date, others: Sequence[OtherEntry]
) -> dict[str, Any]:
    person = with_other_entries(person, others)
    contact_days = [each.last_contact for each in others if each.is_present and each.last_contact]
    contact_days += [
        meeting.day
        for meeting in activity.meetings
        if meeting.reached_somebody and meeting.day <= today and person["id"] in meeting.people
    ]
    return {
        "person": person["id"],
        "name": person_name(person),
        **{key: person.get(key) for key in _PLAIN},
        **{key: at(person, ("decision", key)) for key in _DECISION},
        **{key: at(person, ("profile", key)) for key in _PROFILE},
        "assistant": _assistant(data, person.get("assistant"), activity, today),
        "since": person.get("since"),
        "replaces": person.get("replaces"),
        "cadence": person.get("cadence"),
        "last_contact": max(contact_days, default=None),
        # A day still to come: whoever is listed works there today.
        "leaves": at(person, ("left", "date")),
        "known_from": [_other_entry(each) for each in others],
    }


def _other_entry(entry: OtherEntry) -> dict[str, Any]:
    """What another client's record knows of a person, and of the newest contact there."""
    newest = entry.contacts[0] if entry.contacts else {}
    return {
        "client": entry.client,
        "name": entry.name,
        "person": entry.person,
        "is_there_too": entry.is_present,
        "fields": [path[-1] for path in own_fields(entry.fields)],
        "contacts": len(entry.contacts),
        "last_contact": entry.last_contact,
        "last_summary": newest.get("summary"),
    }


def _assistant(
    data: Data, entry: Data | None, activity: Activity, today: date
) -> dict[str, Any] | None:
    """An assistant's name and how to reach them, completed from their own entry where they are one
    of the client's people. Where they left, it is their successor.
    """
    if not entry:
        return None
    current = activity.now_in_charge(entry.get("person"), today)
    if current != entry.get("person"):
        entry = {"person": current}
    person: Data = next((each for each in people(data) if each["id"] == current), {})
    return {
        "person": entry.get("person"),
        "name": entry.get("name") or (person_name(person) if person else None),
        "phone": entry.get("phone") or person.get("phone") or person.get("mobile"),
        "email": entry.get("email") or person.get("email"),
        "notes": entry.get("notes") or person.get("notes"),
    }
