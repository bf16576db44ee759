"""Clients: opens the record of a new one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from clientfile.errors import InvalidError
from clientfile.errors.suggest import fold
from clientfile.language import _
from clientfile.records.change import Change, NewRecord
from clientfile.records.edits import Data
from clientfile.schema.shapes import record_shape


def new_client(
    client: str,
    data: Data,
    ids: Collection[str],
    today: date,
    alike: Mapping[str, str] | None = None,
) -> Change:
    """Open the record `client` with `data`; a prospect's `prospect_since` is today by default.

    `alike` are the names, by id, of clients whose names make the same id: they are told. `ids` are
    those of the folder. Raises InvalidError where `client` is one of them.
    """
    if client in ids:
        raise InvalidError(
            _(
                "{client!r} is already in the folder: show it with: clientfile show {client}\n"
                "or give the new one an id of its own by: --id",
                client=client,
            )
        )
    identity = dict(data.get("identity", {}))
    identity.setdefault("status", "prospect")
    if identity["status"] == "prospect":
        identity.setdefault("prospect_since", today.isoformat())
    status = record_shape().child("identity").child("status").word(str(identity["status"]))
    return Change(
        command="new",
        subject=_("{client}: {status} opened", client=client, status=status),
        records={client: NewRecord({**data, "identity": identity})},
        done=_("{client}: opened {name}", client=client, name=identity.get("name", client)),
        details=likely_doubles(str(identity.get("name", client)), alike or {}),
    )


def likely_doubles(name: str, others: Mapping[str, str]) -> list[str]:
    """A line for each of the `others`, names by id, that may be who has just been added."""
    return [
        _(
            "{id} is called {name} too: if that is the same, take this back: clientfile undo",
            id=identifier,
            name=other,
        )
        if fold(other) == fold(name)
        else _("{id} is {name}: the id of the new one has a number", id=identifier, name=other)
        for identifier, other in others.items()
    ]
