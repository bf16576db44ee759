"""Headings that name a field by themselves, whichever system wrote them: exact, never nearly so."""

from __future__ import annotations

import pkgutil
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from clientfile.exchange.guess.headings import normalize, without_entity

CLIENT_CODE, CLIENT_NAME = "client.code", "client.name"
"""Places that are no fields: the columns by which a row names its client."""
WHOLE_NAME = "contacts.people.name"
"""The place of a person's whole name: no field, but two or three of them."""
WHOSE = "whose."
"""What a path begins with that is the company's or a person's."""


@dataclass(frozen=True)
class Alias:
    """The headings of one field in tables of some kinds, normalized.

    It holds where one of `beside` is in the header too, if there are any, and none of `unless`;
    where it must be `proved`, only with values that fit.
    """

    path: str
    kinds: frozenset[str]
    headings: frozenset[str]
    beside: frozenset[str]
    unless: frozenset[str]
    proved: bool

    def fits(self, header: Collection[str], kind: str) -> bool:
        """Whether one of its headings means the field in a table of that kind with that header."""
        if kind not in self.kinds or any(each in header for each in self.unless):
            return False
        return not self.beside or any(each in header for each in self.beside)


@cache
def load_aliases() -> tuple[Alias, ...]:
    """All aliases of the package."""
    source = pkgutil.get_data("clientfile.exchange.guess", "aliases.toml")
    assert source is not None
    return tuple(map(_alias, tomllib.loads(source.decode())["words"]))


def _alias(entry: Mapping[str, Any]) -> Alias:
    def headings(key: str) -> frozenset[str]:
        return frozenset(map(normalize, entry.get(key, ())))

    return Alias(
        path=entry["path"],
        kinds=frozenset(entry["kinds"]),
        headings=headings("headings"),
        beside=headings("beside"),
        unless=headings("unless"),
        proved=entry.get("proved", False),
    )


@cache
def _by_heading() -> dict[str, tuple[Alias, ...]]:
    headings = {heading for each in load_aliases() for heading in each.headings}
    return {
        heading: tuple(each for each in load_aliases() if heading in each.headings)
        for heading in headings
    }


def plain_headings(header: Iterable[str]) -> frozenset[str]:
    """The headings of a table, normalized, each without the word for its table in front."""
    return frozenset(without_entity(each) for each in header if each)


def find_aliases(heading: str, plain: Collection[str], kind: str) -> tuple[Alias, ...]:
    """The aliases by which a heading, normalized, means a field in a table of that kind; `plain`
    are all of its headings without the word for their table.
    """
    return tuple(
        each for each in _by_heading().get(without_entity(heading), ()) if each.fits(plain, kind)
    )


def find_kind(header: Iterable[str]) -> str:
    """The kind of table that the headings, normalized, prove; empty where they prove none."""
    plain = plain_headings(header)
    for kind, needs in _EVIDENCE:
        there = {each.path for heading in plain for each in find_aliases(heading, plain, kind)}
        if all(any(place in there for place in places) for places in needs):
            return kind
    return ""


_COMPANY = ("identity.name",)
_REGISTER = (
    CLIENT_CODE, "identity.registration.siren", "identity.registration.siret",
    "identity.registration.vat", "identity.size.headcount", "identity.legal_form",
    "identity.sector.ape", "identity.client_since", "business.potential.amount",
)  # fmt: skip
_REACHED = ("whose.phone", "whose.email", "whose.address.city", "whose.address.postcode",
            "whose.address.street", "identity.website")  # fmt: skip
_PLACED = _REACHED[2:]
_NAMES = ("contacts.people.last_name", "contacts.people.first_name", WHOLE_NAME)
_OF_PEOPLE = (*_NAMES, "contacts.people.function", "contacts.people.title",
              "contacts.people.mobile")  # fmt: skip
_LINE = "business.orders.lines."
_WHO = (CLIENT_CODE, CLIENT_NAME)
# The first kind of which each group has a place in the header.
_EVIDENCE: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    (
        "orders",
        (
            ("business.orders.ref",),
            ("business.orders.date",),
            (f"{_LINE}product",),
            (f"{_LINE}quantity",),
            (f"{_LINE}unit_price",),
            _WHO,
        ),
    ),
    (
        "payments",
        (
            ("business.orders.payments.date",),
            ("business.orders.payments.amount",),
            ("business.orders.ref", *_WHO),
        ),
    ),
    ("results", (("results.years.year",), ("results.years.revenue",), _WHO)),
    (
        "interactions",
        (
            ("contacts.interactions.date",),
            ("contacts.interactions.summary",),
            (*_WHO, *_COMPANY),
        ),
    ),
    ("customers", (_COMPANY, _REGISTER)),
    ("contacts", (_NAMES, (*_REACHED, *_COMPANY))),
    ("contacts", (_OF_PEOPLE, _OF_PEOPLE[1:], _REACHED)),
    ("customers", (_COMPANY, _PLACED)),
)
