"""Contacts with a person at other clients, where they are too: they count for that person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from clientfile.figures.activity import Activity, Meeting
from clientfile.records.references import linked_groups


def contacts_elsewhere(
    activities: Mapping[str, Activity], today: date
) -> dict[str, dict[str, list[Meeting]]]:
    """The contacts up to today with each linked person at their other clients, by client and by the
    person's id; `activities` are those of all clients. People without a link are left out.
    """
    links = {
        f"{client}/{person.id}": person.same_as
        for client, activity in activities.items()
        for person in activity.people
        if person.same_as
    }
    found: dict[str, dict[str, list[Meeting]]] = {}
    for name, others in linked_groups(links).items():
        client, _, person = name.partition("/")
        met = [each for other in others for each in _contacts(activities, other, today)]
        found.setdefault(client, {})[person] = met
    return found


def _contacts(activities: Mapping[str, Activity], name: str, today: date) -> list[Meeting]:
    client, _, person = name.partition("/")
    if client not in activities:
        return []
    return [
        each
        for each in activities[client].meetings
        if each.is_contact and each.day <= today and person in each.people
    ]
