"""Clients: opens the record of a new one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from clientfile.errors import InvalidError
from clientfile.records.change import Change, NewRecord
from clientfile.records.edits import Data


def new_client(client: str, data: Data, ids: Collection[str], today: date) -> Change:
    """Open the record `client` with `data`; a prospect's `prospect_since` is today by default.

    `ids` are those of the folder. Raises InvalidError where `client` is one of them.
    """
    if client in ids:
        raise InvalidError(
            f"{client!r} is already in the folder: show it with: clientfile show {client}\n"
            "or give the new one an id of its own by: --id"
        )
    identity = dict(data.get("identity", {}))
    identity.setdefault("status", "prospect")
    if identity["status"] == "prospect":
        identity.setdefault("prospect_since", today.isoformat())
    name = identity.get("name", client)
    return Change(
        command="new",
        subject=f"{client}: {identity['status']} opened",
        records={client: NewRecord({**data, "identity": identity})},
        done=f"{client}: opened {name}",
    )
