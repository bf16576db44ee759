"""Findings about people who would be gone from one record while another record names them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from clientfile.language import _
from clientfile.records.edits import Data, at
from clientfile.records.ids import PEOPLE, people
from clientfile.records.problems import Finding
from clientfile.records.references import person_references


def lost_people(client: str, before: Data, after: Data) -> dict[str, Data]:
    """The people whom a client's record no longer has, each under `client/person`."""
    left = {str(person.get("id")) for person in people(after)}
    return {
        f"{client}/{person['id']}": person
        for person in people(before)
        if "id" in person and str(person["id"]) not in left
    }


def naming_findings(client: str, data: Data, lost: Mapping[str, Data]) -> Iterator[Finding]:
    """An error for each place of a client's record that names one of the `lost` people: where
    somebody came from them, is the same person, or went to their company and is there as them.
    """
    for path, name in person_references(data):
        if name in lost:
            message = _("it names {person}, who would be gone: take it away first", person=name)
            yield Finding(path, "named-person", message)
    arrived = {
        (name.partition("/")[0], str(person.get("came_from"))): name
        for name, person in lost.items()
    }
    for place, person in enumerate(people(data)):
        to_client = str(at(person, ("left", "to_client")))
        if arrival := arrived.get((to_client, f"{client}/{person.get('id')}")):
            message = _(
                "{person} is who went there, and would be gone: take it away first", person=arrival
            )
            yield Finding((*PEOPLE, place, "left", "to_client"), "named-person", message)
