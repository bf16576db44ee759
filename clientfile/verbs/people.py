"""The people of a client: a new contact, and who follows when one changes jobs."""

from __future__ import annotations

from clientfile.changes import Change
from clientfile.errors import InvalidError
from clientfile.records.edits import Append, Data
from clientfile.records.ids import PEOPLE, people, person_id, person_name, used_ids

# How people are addressed, in the languages around us.
_TITLES = frozenset(
    {"m", "mm", "mme", "mmes", "mlle", "mr", "mrs", "ms", "miss", "dr", "docteur", "pr", "prof"}
    | {"me", "maître", "herr", "frau", "hr", "fr", "ing", "dipl-ing", "sr", "sra", "sig", "dott"}
    | {"dhr", "mevr"}
)


def split_name(name: str) -> Data:
    """Title, first and last name as typed: `Jean Dupont`, `Mme Jeanne de la Tour`, `DUPONT Jean`,
    `Dupont, Jean`.

    A family name in capitals, or before a comma, is taken as such; else the first word is the
    first name. One word alone is the last name.
    """
    words = name.split()
    titles: list[str] = []
    while len(words) > 1 and words[0].rstrip(".").casefold() in _TITLES:
        titles.append(words.pop(0))
    titled = {"title": " ".join(titles)} if titles else {}
    return titled | _first_and_last(words)


def _first_and_last(words: list[str]) -> Data:
    last, comma, first = " ".join(words).partition(",")
    if comma and last.strip() and first.strip():
        return {"first_name": first.strip(), "last_name": last.strip()}
    capitals = [word for word in words if len(word.rstrip(".")) > 1 and word.isupper()]
    if len(words) < 2:
        return {"last_name": " ".join(words)}
    if capitals and len(capitals) < len(words):
        others = [word for word in words if word not in capitals]
        return {"first_name": " ".join(others), "last_name": " ".join(capitals)}
    return {"first_name": words[0], "last_name": " ".join(words[1:])}


def add_contact(client: str, data: Data, person: Data) -> Change:
    """Add `person` (fields as in the record) to the people of a client.

    The id is made from the name where none is given. Raises InvalidError for someone who is
    there already, and for nobody (no last name).
    """
    if not str(person.get("last_name", "")).strip():
        raise InvalidError('a contact needs a name: add-contact CLIENT "Jean Dupont"')
    used = used_ids(data)
    identifier = str(person.get("id") or person_id(person_name(person), set()))
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
