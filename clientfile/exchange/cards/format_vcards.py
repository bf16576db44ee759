"""The people of records as vCards, of version 4.0 (RFC 6350) or 3.0 (RFC 2426).

icalendar escapes and folds: the lines of both formats are alike. A person's card has a UID that is
the same in every export, so that an address book takes a later file for the same people. What a
record says about a person's character, and pictures, are in no card.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from icalendar import Component, vAdr, vN, vOrg, vText

from clientfile.records.edits import Data, at
from clientfile.records.ids import people, person_name
from clientfile.records.posts import person_on, was_gone

# What may be the type of a property: others are no names of a network.
_WORD = re.compile("[A-Za-z0-9-]+")
VERSIONS = ("4", "3")
"""The versions of vCard that can be written, the usual one first."""
_NUMBERS = (("phone", ("work", "voice")), ("mobile", ("cell",)), ("fax", ("work", "fax")))


def format_vcards(
    records: Iterable[tuple[str, Data]], today: date, version: str = VERSIONS[0]
) -> Iterator[str]:
    """A card for each person who is at a client today: lines up to 75 bytes that end in CR LF."""
    for client, record in records:
        for person in people(record):
            if not was_gone(person, today):
                card = _VCardBuilder(version)
                card.fill(client, record, person_on(person, today))
                yield card.text


class _VCard(Component):
    name = "VCARD"


class _VCardBuilder:
    """One card, filled from a person of a record."""

    def __init__(self, version: str) -> None:
        self._is_fourth = version == "4"
        self._component = _VCard()
        self._add("version", f"{version}.0")

    @property
    def text(self) -> str:
        """The lines of the card."""
        return bytes(self._component.to_ical(sorted=False)).decode()

    def fill(self, client: str, record: Data, person: Data) -> None:
        """Add what an address book holds of a person."""
        company = str(at(record, ("identity", "name")) or client)
        # Without it a reader of version 4 takes a UID for a link.
        as_text = {"value": "text"} if self._is_fourth else {}
        self._component.add("uid", vText(f"{client}/{person['id']}"), parameters=as_text)
        if self._is_fourth:
            self._add("kind", "individual")
        self._add("fn", person_name(person))
        name = [person.get(key, "") for key in ("last_name", "first_name", "", "title", "")]
        self._component.add("n", vN(name))
        department = person.get("department")
        self._component.add("org", vOrg([company, department] if department else [company]))
        self._add("title", person.get("function"))
        self._add("role", person.get("responsibility"))
        self._add_reach(person)
        self._add_address(person.get("address") or at(record, ("identity", "address")))
        self._add("url", at(record, ("identity", "website")))
        self._add("note", person.get("notes"))

    def _add_reach(self, person: Data) -> None:
        for key, kinds in _NUMBERS:
            self._add("tel", person.get(key), kinds)
        self._add("email", person.get("email"), ("work",) if self._is_fourth else ("internet",))
        for network, name in (person.get("social") or {}).items():
            self._add("x-socialprofile", name, (network,) if _WORD.fullmatch(network) else ())

    def _add_address(self, address: Data | None) -> None:
        if not address:
            return
        keys = ("", "street2", "street", "city", "region", "postcode", "country")
        parts = [str(address.get(key, "")) for key in keys]
        self._component.add("adr", vAdr(parts), parameters=self._types(("work",)))

    def _add(self, name: str, value: Any, kinds: tuple[str, ...] = ()) -> None:
        if value:
            self._component.add(name, vText(str(value)), parameters=self._types(kinds))

    def _types(self, kinds: tuple[str, ...]) -> dict[str, Any]:
        # Version 3 knows them in capitals, and so do the programs that read no other.
        words = list(kinds) if self._is_fourth else [kind.upper() for kind in kinds]
        return {"type": words} if words else {}
