"""Headings of columns as they are compared, and the names of columns that stand twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from clientfile.errors.suggest import fold

# What a form or a program adds to a heading: an asterisk of what is required, a colon, quotes.
_ADDED = re.compile(r"^[\s\"'«»*]+|[\s\"'«»*:.]+$")
_ENTITY = re.compile(
    r"^(?:organi[sz]ation|person|personne|activity|activite|account|contact|company|compte) - "
)


def normalize(heading: str) -> str:
    """A heading for comparing: no case, no accents, nothing that a form adds at its ends."""
    return _ADDED.sub("", fold(heading))


def without_entity(heading: str) -> str:
    """A normalized heading without the word for its table, as in `person - e-mail`."""
    return _ENTITY.sub("", heading)


def numbered_headings(header: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Each heading, normalized, with its number among those that are the same, from 1."""
    seen: Counter[str] = Counter()
    for heading in header:
        name = normalize(heading)
        seen[name] += 1
        yield name, seen[name]
