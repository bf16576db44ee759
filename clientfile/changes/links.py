"""One person at two clients: a link that both records have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from clientfile.changes.fields import outermost_empty
from clientfile.changes.people import person_path
from clientfile.errors import InvalidError
from clientfile.language import _
from clientfile.records.change import Change
from clientfile.records.edits import Append, Data, Drop, Edit, Path, at
from clientfile.records.ids import PEOPLE, find_person, people
from clientfile.records.references import SAME_AS, linked_people


def link(first: str, data: Data, person: str, second: str, other: Data, namesake: str) -> Change:
    """Record that a `person` of the client `first` and a `namesake` of the client `second` are one.

    `data` and `other` are the clients' records; people are named as `find_person` takes them, which
    says what is raised. Raises InvalidError for one person twice, and for two people of one record.
    """
    here, there = find_person(data, person), find_person(other, namesake)
    names = {"person": f"{first}/{here['id']}", "other": f"{second}/{there['id']}"}
    if first == second and here["id"] == there["id"]:
        raise InvalidError(_("{person} is one person already", **names))
    if first == second:
        raise InvalidError(
            _(
                "{person} and {other} are in one record: keep one of them, and take the other "
                "away with: clientfile remove",
                **names,
            )
        )
    summary = _("{person} and {other} are one person", **names)
    return Change(
        "link",
        summary,
        {
            first: _link_edits(data, here, names["other"]),
            second: _link_edits(other, there, names["person"]),
        },
        summary,
    )


def _link_edits(data: Data, person: Data, name: str) -> list[Edit]:
    if name in linked_people(person):
        return []
    return [Append((*person_path(data, person), SAME_AS), (name,))]


def severed_links(client: str, data: Data, path: Path) -> Iterator[tuple[str, str]]:
    """The links that end where the part at `path` is removed: each the name of the person of the
    client, and that of the person at another client (`client/person`).
    """
    if path[: len(PEOPLE)] != PEOPLE or path[len(PEOPLE) + 1 : len(PEOPLE) + 2] != (SAME_AS,):
        return
    person: Data = at(data, path[: len(PEOPLE) + 1]) or {}
    value = at(data, path)
    for name in value if isinstance(value, list) else [value]:
        yield f"{client}/{person.get('id')}", str(name)


def with_other_sides(
    removal: Change, records: Mapping[str, Data], links: Sequence[tuple[str, str]]
) -> Change:
    """The removal with the links taken out of the other records too, of those in `records`."""
    edits: dict[str, list[Edit]] = {}
    for name, other in links:
        client, _slash, person = other.partition("/")
        if client in records and client not in removal.records:
            edits.setdefault(client, []).extend(unlink_edits(records[client], person, name))
    return replace(removal, records={**removal.records, **edits})


def unlink_edits(data: Data, person: str, name: str) -> list[Edit]:
    """The edits that take `name` out of the links of a person of the record (an id)."""
    for place, each in enumerate(people(data)):
        if each.get("id") == person and name in linked_people(each):
            path: Path = (*PEOPLE, place, SAME_AS, linked_people(each).index(name))
            return [Drop(outermost_empty(data, path))]
    return []
