"""The people of a brief: those in the room, with what to know of each, and those who left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from clientfile.figures.activity import Diary
from clientfile.records.edits import Data, at
from clientfile.records.ids import people, person_name

_PLAIN = ("title", "function", "department", "responsibility", "phone", "mobile", "email", "notes")
_DECISION = ("role", "scope", "limit")
_PROFILE = ("character", "behaviour", "habits", "focus", "passions", "negotiation_style",
            "psychology")  # fmt: skip
# Whoever decides stands first.
_ROLES = ("decides", "buys", "influences", "advises", "uses", "blocks")


def present_people(
    data: Data, diary: Diary, today: date, those: Sequence[str]
) -> list[dict[str, Any]]:
    """Those who are there, by their power; only `those` (ids) where any are named, as they are."""
    there = {person.id for person in diary.people if person.is_there(today)}
    known = {str(person["id"]): person for person in people(data)}
    chosen = list(dict.fromkeys(those)) or [name for name in known if name in there]
    if not those:
        chosen.sort(key=lambda name: _power(known[name]))
    return [_person(data, known[name], diary, today) for name in chosen]


def former_people(data: Data, today: date) -> list[dict[str, Any]]:
    """Those who left, the last one first: when, where to, and who follows."""
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
    role = at(person, ("decision", "role"))
    return _ROLES.index(role) if role in _ROLES else len(_ROLES)


def _person(data: Data, person: Data, diary: Diary, today: date) -> dict[str, Any]:
    met = [each.day for each in diary.meetings
           if each.reached and each.day <= today and person["id"] in each.people]  # fmt: skip
    return {
        "person": person["id"],
        "name": person_name(person),
        **{key: person.get(key) for key in _PLAIN},
        **{key: at(person, ("decision", key)) for key in _DECISION},
        **{key: at(person, ("profile", key)) for key in _PROFILE},
        "assistant": _assistant(data, person.get("assistant"), diary, today),
        "since": person.get("since"),
        "replaces": person.get("replaces"),
        "cadence": person.get("cadence"),
        "last_contact": max(met, default=None),
        # Who is here has not left yet.
        "leaves": at(person, ("left", "date")),
    }


def _assistant(data: Data, told: Data | None, diary: Diary, today: date) -> dict[str, Any] | None:
    """The assistant's name and how to reach them, also where they are one of the people: of those,
    whoever has taken over from one who left.
    """
    if not told:
        return None
    now = diary.now_in_charge(told.get("person"), today)
    if now != told.get("person"):
        told = {"person": now}
    known = [each for each in people(data) if each["id"] == now]
    own: Data = known[0] if known else {}
    return {
        "person": told.get("person"),
        "name": told.get("name") or (person_name(own) if own else None),
        "phone": told.get("phone") or own.get("phone") or own.get("mobile"),
        "email": told.get("email") or own.get("email"),
        "notes": told.get("notes") or own.get("notes"),
    }
