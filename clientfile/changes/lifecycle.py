"""Where we stand with a client: lost, left in peace, under another id, out of the folder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from clientfile.errors import InvalidError
from clientfile.records.change import Change, RecordChange, Removed, Renamed
from clientfile.records.edits import Data, Edit, Put, at
from clientfile.records.ids import PEOPLE, people
from clientfile.records.references import referenced_clients


def lose(client: str, data: Data, reason: str, day: date, *, dated: bool) -> Change:
    """A prospect is lost, a client gone (`former`), from `day` on; `dated` says that the user
    gave the day, rather than leaving it at today.

    Raises InvalidError where the record says so already, with another day or reason.
    """
    status = at(data, ("identity", "status"))
    became = "lost" if status in ("prospect", "lost") else "former"
    wanted = {"status": became, f"{became}_since": day.isoformat()}
    if reason:
        wanted["lost_reason"] = reason
    identity = data["identity"]
    if status == became:
        if not dated and identity.get(f"{became}_since"):
            del wanted[f"{became}_since"]
        _refuse_other(client, identity, wanted)
    told = f"{client}: {'prospect lost' if became == 'lost' else 'client gone'} on "
    told += str(identity.get(f"{became}_since", day)) + (f" ({reason})" if reason else "")
    edits: list[Edit] = [Put(("identity", key), value) for key, value in wanted.items()]
    return Change("lose", told, {client: edits}, told)


def _refuse_other(client: str, identity: Data, wanted: Mapping[str, str]) -> None:
    for key, value in wanted.items():
        if identity.get(key, value) != value:
            raise InvalidError(
                f"identity.{key} of {client} is already {identity[key]!r}: to correct it: "
                f"clientfile set {client} {key} …"
            )


def snooze(client: str, until: date, today: date) -> Change:
    """The client is not to be contacted before `until`. Raises InvalidError for a day past."""
    if until < today:
        raise InvalidError(f"{until.isoformat()} is past: --until takes a day to come")
    told = f"{client}: snoozed until {until.isoformat()}"
    edits: list[Edit] = [Put(("contacts", "snoozed_until"), until.isoformat())]
    return Change("snooze", told, {client: edits}, told)


def rename(old: str, new: str, records: Mapping[str, Data], taken: set[str]) -> Change:
    """The record `old` gets the id `new`, and what other records say of it follows.

    `records` are all that can be used, `taken` all ids. Raises InvalidError where `new` is taken.
    """
    if new in taken:
        raise InvalidError(f"{new!r} is already in the folder: choose another id for {old}")
    asked: dict[str, RecordChange] = {
        old: Renamed(new, _renamed_references(records[old], old, new))
    }
    for client, data in records.items():
        if client != old and old in referenced_clients(data):
            asked[client] = _renamed_references(data, old, new)
    others = len(asked) - 1
    told = f"{old}: renamed {new}"
    if others:
        told += f", with what {others} other record{'s' * (others > 1)} say{'s' * (others == 1)}"
    return Change("rename", f"{new}: renamed from {old}", asked, told)


def _renamed_references(data: Data, old: str, new: str) -> list[Edit]:
    edits: list[Edit] = []
    if at(data, ("identity", "group")) == old:
        edits.append(Put(("identity", "group"), new))
    for place, person in enumerate(people(data)):
        path = (*PEOPLE, place)
        if at(person, ("left", "to_client")) == old:
            edits.append(Put((*path, "left", "to_client"), new))
        came: Any = person.get("came_from")
        if isinstance(came, str) and came.partition("/")[0] == old:
            edits.append(Put((*path, "came_from"), new + came[len(old) :]))
    return edits


def remove_client(client: str, data: Data) -> Change:
    """The record goes; history keeps it."""
    name = at(data, ("identity", "name")) or client
    return Change(
        "remove-client",
        f"{client}: removed",
        {client: Removed()},
        f"{client}: removed {name} (bring it back with: clientfile undo)",
    )
