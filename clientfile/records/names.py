"""Names of clients and people: ids made from them, a name by its parts."""

from __future__ import annotations

import re

from clientfile.errors.suggest import fold

ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
"""What an id looks like; `is_id` also knows the names that no file can have everywhere."""

_LONGEST_ID = 64
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul"]
    + [f"{port}{number}" for port in ("com", "lpt") for number in range(10)]
)


def slug(text: str, fallback: str = "client") -> str:
    """An id made from a name: "Boulangerie du Marché" gives `boulangerie-du-marche`.

    `fallback` stands where no Latin letter or digit is left, and before a name that Windows
    keeps for itself (`con` gives `client-con`). It is up to the caller to make the id unique.
    """
    words = re.findall(r"[a-z0-9]+", fold(text))
    made = "-".join(words)[:_LONGEST_ID].strip("-") or fallback
    return f"{fallback}-{made}" if made in _DEVICES else made


def is_id(text: str) -> bool:
    """Whether `text` can be the id of a client, a person or another part of a record."""
    return bool(ID.fullmatch(text)) and text not in _DEVICES


def matches_name(query: str, text: str) -> bool:
    """Whether every word of `query` is a part of `text`, in the same order, case and accents aside.

    `boul mart` fits "Boulangerie Martin", `mart boul` does not. An empty query fits everything.
    """
    folded, start = fold(text), 0
    for word in fold(query).split():
        found = folded.find(word, start)
        if found < 0:
            return False
        start = found + len(word)
    return True


def quoted(text: str, longest: int = 60) -> str:
    """`text` in quotes for a message, cut where it is long."""
    return f'"{text}"' if len(text) <= longest else f'"{text[: longest - 1]}…"'
