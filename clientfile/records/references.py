"""The other clients, and the people of theirs, that a record refers to."""

from __future__ import annotations

from collections.abc import Iterator

from clientfile.records.edits import Data, Path, at
from clientfile.records.ids import PEOPLE, people

SAME_AS = "same_as"
"""The field of a person that lists who they also are, at other clients."""


def referenced_clients(data: Data) -> set[str]:
    """The ids of the clients that a record refers to: the group, and the clients that people went
    to, came from or are at too.
    """
    ids = {at(data, ("identity", "group"))}
    for person in people(data):
        ids.add(at(person, ("left", "to_client")))
    ids |= {name.partition("/")[0] for __, name in person_references(data)}
    return {name for name in ids if isinstance(name, str) and name}


def person_references(data: Data) -> Iterator[tuple[Path, str]]:
    """The path and the value (`client/person`) of each reference to a person of another client."""
    for place, person in enumerate(people(data)):
        if isinstance(person.get("came_from"), str):
            yield (*PEOPLE, place, "came_from"), person["came_from"]
        for number, name in enumerate(linked_people(person)):
            yield (*PEOPLE, place, SAME_AS, number), name


def linked_people(person: Data) -> list[str]:
    """Who a person also is, at other clients (`client/person`)."""
    names = person.get(SAME_AS)
    return [str(name) for name in names] if isinstance(names, list) else []
