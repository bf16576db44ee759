"""Guests of a visit: people of other clients, as `--with CLIENT/PERSON` names them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from clientfile.console.session import Session
from clientfile.records.edits import Data

Guests = Mapping[str, list[str]]
"""The names of the people of other clients who were there, as typed, by client."""


def is_guest(name: str) -> bool:
    """Whether a name says of which client the person is."""
    client, slash, person = name.partition("/")
    return bool(client and slash and person)


def split_guests(
    session: Session, client: str, fields: Data, newcomers: Collection[str] = ()
) -> tuple[Data, Guests]:
    """The fields of an interaction with the people of the client alone, and its guests.

    `newcomers` are names of new contacts, which are nobody's elsewhere. Raises NoMatchError and
    AmbiguousClientError for a client.
    """
    from clientfile.store.cache.lookup import find_client, split_target

    present: list[str] = []
    guests: dict[str, list[str]] = {}
    for name in map(str, fields.get("with", [])):
        if name in newcomers or not is_guest(name):
            present.append(name)
            continue
        typed, person = split_target(name)
        other = find_client(session.folder, typed)
        (present if other == client else guests.setdefault(other, [])).append(person)
    if not guests and present == fields.get("with", []):
        return fields, {}
    own = {key: value for key, value in fields.items() if key != "with"}
    return own | ({"with": present} if present else {}), guests
