"""Matching an e-mail address or a telephone number with the client or person it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from clientfile.errors.suggest import fold
from clientfile.records.edits import Data, at
from clientfile.records.typed.phones import (
    forms_of,
    has_number,
    has_part,
    parse_part,
    parse_phone,
    written_numbers,
)

LINES = ("phone", "mobile", "fax")
"""The fields that contain telephone numbers."""
_ADDRESSES = ("email",)
# What may stand between two addresses of a field, or about one.
_APART = re.compile(r"[\s,;/|<>()]+|mailto:", re.IGNORECASE)
_WORD = re.compile(r"\w+")


def may_reach(query: str) -> bool:
    """Whether a query may be an e-mail address or a telephone number."""
    return "@" in query or parse_phone(query) is not None


def may_reach_in_part(query: str) -> bool:
    """Whether a query may be an e-mail address, or a telephone number or a part of one."""
    return "@" in query or bool(parse_part(query)) or parse_phone(query) is not None


def region_of(data: Data, folder_country: str = "") -> str:
    """The country of a record's numbers that name none: that of its address, else the folder's."""
    return str(at(data, ("identity", "address", "country")) or folder_country)


def reaches(query: str, holder: Any, region: str = "") -> bool:
    """Whether an e-mail address or a telephone number reaches a company or a person: at their own,
    at their assistant's, or at the one that they have had since they left.
    """
    if "@" in query:
        return any(has_address(text, query) for text in _values(holder, _ADDRESSES))
    number = parse_phone(query)
    if number is None:
        return False
    return any(has_number(text, number, region) for text in _values(holder, LINES))


def reaches_in_part(query: str, holder: Any, region: str = "") -> bool:
    """The same of a part of a number too, four digits at least."""
    if reaches(query, holder, region):
        return True
    part = "" if "@" in query else parse_part(query)
    return bool(part) and any(has_part(text, part, region) for text in _values(holder, LINES))


def has_address(text: str, query: str) -> bool:
    """Whether one of the e-mail addresses of a field is the one that is looked for."""
    return fold(query.strip()) in map(fold, addresses_in(text))


def addresses_in(text: str) -> list[str]:
    """The e-mail addresses of a field, which may have several."""
    return [address for address in _APART.split(text) if address]


def _values(holder: Any, keys: tuple[str, ...]) -> Iterator[str]:
    if isinstance(holder, dict):
        for part in (holder, holder.get("assistant"), holder.get("left")):
            if isinstance(part, dict):
                yield from (str(part[key]) for key in keys if key in part)


def reach_text(holders: Iterable[Any], names: Iterable[str], region: str) -> str:
    """What the cache keeps of a client, to tell which records a query may reach.

    A line each: every form of the numbers of its `holders`, their addresses, and those of its
    `names` in which a query of digits or an address may be found.
    """
    lines: dict[str, None] = {}
    for holder in holders:
        for text in _values(holder, LINES):
            for number in written_numbers(text):
                lines |= dict.fromkeys(forms_of(number, region))
        lines |= dict.fromkeys(map(fold, _values(holder, _ADDRESSES)))
    lines |= dict.fromkeys(fold(name) for name in names if re.search(r"[0-9@]", name))
    return "\n".join(lines)


def may_be_reached(query: str, text: str) -> bool:
    """Whether a query may fit the client of a `reach_text`; where it does not, it never does."""
    number, part = parse_phone(query), parse_part(query)
    if "@" not in query and ((number and number.tail in text) or (part and part in text)):
        return True
    return all(word in text for word in _WORD.findall(fold(query)))
