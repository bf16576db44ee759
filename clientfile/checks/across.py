"""What is wrong between the records of a folder: references to other clients, and doubles."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from clientfile.checks.references import unknown_reference
from clientfile.records.edits import Data, Path, at
from clientfile.records.ids import people
from clientfile.records.names import fold
from clientfile.records.problems import Finding
from clientfile.registers import compact
from clientfile.schema.sentences import shown
from clientfile.schema.walk import keys_of, places

_TO_A_CLIENT = {("identity", "group"), ("contacts", "people", "left", "to_client")}
_CAME_FROM = ("contacts", "people", "came_from")
_REGISTRATION: Path = ("identity", "registration")


def folder_findings(
    records: Mapping[str, Data], unread: Collection[str] = ()
) -> dict[str, list[Finding]]:
    """What is wrong between records, by client: the clients that have nothing are left out.

    `records` are by id; `unread` are the ids of records that are there but could not be used,
    so that a reference to one of them is not told as leading nowhere.
    """
    found: dict[str, list[Finding]] = {}
    known = sorted({*records, *unread})
    for client, data in records.items():
        if mine := list(_lost_references(client, data, records, known)):
            found[client] = mine
    for client, finding in _doubles(records):
        found.setdefault(client, []).append(finding)
    return found


def _lost_references(
    client: str, data: Data, records: Mapping[str, Data], known: list[str]
) -> Iterator[Finding]:
    for path, value, _ in places(data):
        kind = keys_of(path)
        if not isinstance(value, str):
            continue
        if kind in _TO_A_CLIENT:
            yield from _lost_client(path, value, client, known)
        elif kind == _CAME_FROM and "/" in value:
            yield from _lost_person(path, value, records, known)


def _lost_client(path: Path, name: str, client: str, known: list[str]) -> Iterator[Finding]:
    if name == client:
        message = f"{shown(name)} is this very client: name another one"
        yield Finding(path, "self-reference", message)
    elif name not in known:
        message = unknown_reference("client", name, known, "this folder")
        yield Finding(path, "unknown-client", message)


def _lost_person(
    path: Path, value: str, records: Mapping[str, Data], known: list[str]
) -> Iterator[Finding]:
    client, _, person = value.partition("/")
    if client not in known:
        message = unknown_reference("client", client, known, "this folder")
        yield Finding(path, "unknown-client", message)
    elif client in records:
        ids = [str(one["id"]) for one in people(records[client]) if "id" in one]
        if person not in ids:
            message = unknown_reference("person", person, ids, client)
            yield Finding(path, "unknown-person", message)


def _doubles(records: Mapping[str, Data]) -> Iterator[tuple[str, Finding]]:
    """A warning at each of several clients that seem to be one."""
    for key in ("siren", "siret", "vat"):
        by_number: dict[str, list[str]] = {}
        for client, data in records.items():
            if number := _number(data, key):
                by_number.setdefault(number, []).append(client)
        for clients in by_number.values():
            if key == "siret" or not _are_establishments(clients, records):
                yield from _one_of_several(clients, (*_REGISTRATION, key), f"this {key.upper()}")
    by_name: dict[tuple[str, str], list[str]] = {}
    for client, data in records.items():
        if name := _name_and_city(data):
            by_name.setdefault(name, []).append(client)
    for clients in by_name.values():
        yield from _one_of_several(clients, ("identity", "name"), "this name and city")


def _one_of_several(clients: list[str], path: Path, what: str) -> Iterator[tuple[str, Finding]]:
    for client in clients if len(clients) > 1 else ():
        others = " and ".join(other for other in clients if other != client)
        has = "has" if len(clients) == 2 else "have"
        message = f"{others} {has} {what} too: is it the same client twice?"
        yield client, Finding(path, "double", message, "warning")


def _are_establishments(clients: list[str], records: Mapping[str, Data]) -> bool:
    """One company's sites share its SIREN and VAT number; each has a SIRET of its own."""
    sirets = [_number(records[client], "siret") for client in clients]
    return all(sirets) and len(set(sirets)) == len(sirets)


def _number(data: Data, key: str) -> str:
    value: Any = at(data, (*_REGISTRATION, key))
    return compact(value) if isinstance(value, str) else ""


def _name_and_city(data: Data) -> tuple[str, str] | None:
    name, city = at(data, ("identity", "name")), at(data, ("identity", "address", "city"))
    if not isinstance(name, str) or not fold(name):
        return None
    return fold(name), fold(city) if isinstance(city, str) else ""
