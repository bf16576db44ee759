"""The people of a client: a new contact, and who follows when one changes jobs."""

from __future__ import annotations

from clientfile.errors import InvalidError
from clientfile.records.change import Change
from clientfile.records.edits import Append, Data
from clientfile.records.ids import PEOPLE, new_person_id, people, person_name, used_ids


def add_contact(client: str, data: Data, person: Data) -> Change:
    """Add `person` (fields as in the record) to the people of a client.

    The id is made from the name where none is given. Raises InvalidError for someone who is
    there already, and for nobody (no last name).
    """
    if not str(person.get("last_name", "")).strip():
        raise InvalidError('a contact needs a name: add-contact CLIENT "Jean Dupont"')
    used = used_ids(data)
    identifier = str(person.get("id") or new_person_id(person_name(person), set()))
    if identifier in used:
        raise InvalidError(
            f"{client} already has {identifier!r}: change it with: clientfile set "
            f"{client}/{identifier} FIELD VALUE\nor give a namesake an id of their own by: --id"
        )
    added = {"id": identifier, **{key: value for key, value in person.items() if key != "id"}}
    return Change(
        command="add-contact",
        subject=f"{client}: {identifier} added",
        records={client: [Append(PEOPLE, (added,))]},
        done=f"{client}: added {person_name(added)} ({identifier})",
        ids=[identifier],
    )


def place_of(data: Data, identifier: str) -> int:
    """The place (from 0) of a person in the record's list."""
    return [person.get("id") for person in people(data)].index(identifier)
