"""Traits of a client or a person: what it may be recognised by, in a form that compares fast."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from clientfile.errors.suggest import fold
from clientfile.records.contact_match import addresses_in
from clientfile.records.edits import Data
from clientfile.records.ids import people, person_name
from clientfile.records.likeness.names import company_words, own_domain
from clientfile.records.references import DISTINCT, linked_people
from clientfile.records.typed.phones import written_numbers

_LINES = ("phone", "mobile", "fax")
_REGISTERS = ("siren", "siret", "vat")
_FIRST_DIGITS = re.compile(r"\d+\w?")


@dataclass(frozen=True, slots=True)
class Traits:
    """What a client or a person is recognised by; texts are folded, absent ones empty.

    name     -- `client` of a client, `client/person` of a person
    first    -- the first name of a person
    last     -- the last name, or the words of a company's name
    number   -- of the street
    lines    -- the last digits of telephone numbers
    company  -- of a person, the client's id
    registers -- SIREN, SIRET and VAT numbers, each after its kind (`siren 732829320`)
    others   -- who it is known not to be, or to be at another client: names
    title    -- the name as it is written
    """

    name: str
    first: str = ""
    last: str = ""
    number: str = ""
    street: str = ""
    place: str = ""
    city: str = ""
    postcode: str = ""
    region: str = ""
    lines: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    domain: str = ""
    company: str = ""
    registers: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    title: str = ""


def client_profile(client: str, data: Data) -> Traits:
    """The profile of a client, from its record."""
    identity: Data = data.get("identity") or {}
    email = str(identity.get("email", ""))
    site = str(identity.get("website", ""))
    registration = identity.get("registration") or {}
    return Traits(
        client,
        last=company_words(str(identity.get("name", ""))),
        lines=_tails(identity),
        emails=_emails(identity),
        domain=own_domain(site) or own_domain(email),
        registers=tuple(
            f"{key} {re.sub(r'[^0-9A-Z]', '', str(registration[key]).upper())}"
            for key in _REGISTERS
            if registration.get(key)
        ),
        others=tuple(identity.get(DISTINCT, ())),
        title=str(identity.get("name", "")),
        **_address(identity.get("address")),
    )


def person_profiles(client: str, data: Data) -> Iterator[Traits]:
    """The profiles of the people of a client, from its record."""
    return (person_profile(client, each) for each in people(data) if each.get("id"))


def person_profile(client: str, person: Data) -> Traits:
    """The profile of one person of a client."""
    arrived = [person["came_from"]] if "came_from" in person else []
    return Traits(
        f"{client}/{person.get('id', '')}",
        first=_plain(person.get("first_name")),
        last=_plain(person.get("last_name")),
        lines=_tails(person),
        emails=_emails(person),
        company=client,
        others=(*person.get(DISTINCT, ()), *linked_people(person), *arrived),
        title=person_name(person),
        **_address(person.get("address")),
    )


def _address(address: Any) -> dict[str, Any]:
    address = address if isinstance(address, dict) else {}
    street = _plain(address.get("street"))
    number = _FIRST_DIGITS.search(street)
    return {
        "number": number[0] if number else "",
        "street": _FIRST_DIGITS.sub("", street, count=1).strip() if number else street,
        "place": _plain(address.get("street2")),
        "city": _plain(address.get("city")),
        "postcode": _plain(address.get("postcode")),
        "region": _plain(address.get("region")),
    }


def _plain(text: object) -> str:
    return " ".join(re.findall(r"\w+", fold(str(text)))) if text else ""


def _tails(holder: Data) -> tuple[str, ...]:
    """The last digits of the numbers of a company or a person, each once."""
    numbers = (
        number for key in _LINES if key in holder for number in written_numbers(str(holder[key]))
    )
    return tuple(dict.fromkeys(number.tail for number in numbers))


def _emails(holder: Data) -> tuple[str, ...]:
    return tuple(map(fold, addresses_in(str(holder["email"])))) if "email" in holder else ()


def common_words(traits: Traits) -> list[str]:
    """Parts of texts of which one at least stands in the traits of whoever is alike."""
    words = [*traits.lines, *traits.emails, *(each.split()[1] for each in traits.registers)]
    words += [traits.domain] if traits.domain else []
    for name in (traits.first if traits.company else "", traits.last):
        words += [word[:4] for word in name.split() if len(word) > 1]
    return words


def are_set_apart(one: Traits, other: Traits) -> bool:
    """Whether a record says that two are not the same, or says already how they are."""
    return other.name in one.others or one.name in other.others


def encode_profile(profile: Traits) -> list[Any]:
    """A profile as values of JSON, for `decode_profile`: without the client's id, since a record
    that is renamed stays the same.
    """
    own = replace(profile, name=profile.name.partition("/")[2], company="")
    return [getattr(own, name) for name in Traits.__slots__]


def decode_profile(client: str, cells: list[Any]) -> Traits:
    """The profile of `encode_profile`, of a client or a person of it."""
    person = cells[0]
    values: list[Any] = [tuple(each) if isinstance(each, list) else each for each in cells[1:]]
    profile = Traits(client, *values)
    return replace(profile, name=f"{client}/{person}", company=client) if person else profile
