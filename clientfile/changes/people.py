"""The people of a client: adding a contact."""

from __future__ import annotations

from itertools import islice, takewhile

from clientfile.changes.clients import likely_doubles
from clientfile.errors import InvalidError
from clientfile.language import _
from clientfile.records.change import Change
from clientfile.records.edits import Append, Data, Path
from clientfile.records.ids import PEOPLE, new_person_id, people, person_name, used_ids
from clientfile.records.names import numbered_ids


def add_contact(client: str, data: Data, person: Data) -> Change:
    """Add `person` (fields as in the record) to the people of a client.

    The id is made from the name where `person` has none; those whose names make the same are told.
    Raises InvalidError for an id that the record has already, and for a person without a last name.
    """
    if not str(person.get("last_name", "")).strip():
        raise InvalidError(_('a contact needs a name: add-contact CLIENT "Jean Dupont"'))
    used = used_ids(data)
    identifier = str(person.get("id") or new_person_id(person_name(person), used))
    if identifier in used:
        raise InvalidError(
            _(
                "{client} already has {person!r}: change it with: clientfile set "
                "{client}/{person} FIELD VALUE\nor give a namesake an id of their own by: --id",
                client=client,
                person=identifier,
            )
        )
    entry = {"id": identifier, **{key: value for key, value in person.items() if key != "id"}}
    return Change(
        command="add-contact",
        subject=_("{client}: {item} added", client=client, item=identifier),
        records={client: [Append(PEOPLE, (entry,))]},
        done=_(
            "{client}: added {person} ({id})",
            client=client,
            person=person_name(entry),
            id=identifier,
        ),
        ids=[identifier],
        details=likely_doubles(person_name(entry), _alike(data, identifier, entry)),
    )


def _alike(data: Data, identifier: str, person: Data) -> dict[str, str]:
    """The names of the people with the numbered ids before a person's, by id."""
    names = {str(other.get("id")): person_name(other) for other in people(data)}
    numbered = numbered_ids(new_person_id(person_name(person), set()))
    before = islice(takewhile(lambda each: each != identifier, numbered), len(names))
    return {each: names[each] for each in before if each in names}


def person_path(data: Data, person: Data) -> Path:
    """The path of a person's entry in the record, found by the id."""
    ids = [other.get("id") for other in people(data)]
    return (*PEOPLE, ids.index(str(person["id"])))
