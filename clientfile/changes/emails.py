"""E-mails: files one as an interaction with the people of a client who wrote or received it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from clientfile.changes.interactions import add_interaction
from clientfile.errors import NoMatchError
from clientfile.errors.suggest import list_some
from clientfile.language import _
from clientfile.records.change import Change
from clientfile.records.client_match import ClientIndex
from clientfile.records.contact_match import has_address
from clientfile.records.edits import Data, at
from clientfile.records.ids import MakeId, interactions, people
from clientfile.records.posts import was_there

MESSAGE_ID = "x-message-id"
"""The key of an interaction that says which message it is."""


def clients_of(records: Mapping[str, Data], addresses: Sequence[str], day: date) -> list[str]:
    """The clients whom the addresses reach: their people of that day, else the companies."""
    by_person = [client for client, data in records.items() if people_reached(data, addresses, day)]
    return by_person or [
        client
        for client, data in records.items()
        if any(has_address(str(at(data, ("identity", "email"))), each) for each in addresses)
    ]


def people_reached(data: Data, addresses: Sequence[str], day: date) -> list[str]:
    """The ids of the people with one of the addresses who were there on that day."""
    return [
        str(person["id"])
        for person in people(data)
        if was_there(person, day)
        and any(has_address(str(person.get("email", "")), each) for each in addresses)
    ]


def only_client(clients: Sequence[str]) -> str:
    """The one client of an e-mail. Raises NoMatchError where there are several."""
    if len(clients) > 1:
        ids = list_some(sorted(clients))
        raise NoMatchError(
            _(
                "this e-mail is of several clients: {ids}; name one: clientfile add-email CLIENT",
                ids=ids,
            )
        )
    return clients[0]


def refuse_unknown(records: Mapping[str, Data], name: str, address: str) -> None:
    """Raise NoMatchError for the address of nobody, with the nearest client by its domain."""
    client = ClientIndex(records).find([], [address])
    if client:
        raise NoMatchError(
            _(
                "nobody has the address {address}; {client} has its domain: "
                'clientfile add-contact {client} "{name}" --email {address}, or file it there by: '
                "clientfile add-email {client}",
                address=address,
                client=client,
                name=name or "NAME",
            )
        )
    raise NoMatchError(
        _(
            "nobody has the address {address}, and no client its domain: "
            "clientfile add-email CLIENT files it at a client",
            address=address,
        )
    )


def add_email(client: str, data: Data, fields: Data, message_id: str, *, make_id: MakeId) -> Change:
    """File an e-mail with `fields`, named as in the record; one that is filed already is not again.

    Raises as `add_interaction` does.
    """
    if message_id and any(each.get(MESSAGE_ID) == message_id for each in interactions(data)):
        subject = _("{client}: this e-mail is filed already", client=client)
        return Change(command="add-email", subject=subject, records={}, done=subject)
    known = {MESSAGE_ID: message_id} if message_id else {}
    return add_interaction(client, data, {**fields, **known}, command="add-email", make_id=make_id)
