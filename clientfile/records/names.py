"""Names of clients and people: ids from names, and matching a name by parts of its words."""

from __future__ import annotations

import re

from clientfile.errors.suggest import fold
from clientfile.language import _

ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
"""The form of an id; `is_id` also excludes file names that Windows reserves."""

_LONGEST_ID = 64
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul"]
    + [f"{port}{number}" for port in ("com", "lpt") for number in range(10)]
)


def slug(text: str, fallback: str = "client") -> str:
    """An id from a name: "Boulangerie du Marché" gives `boulangerie-du-marche`.

    `fallback` is the id where no Latin letter or digit is left, and the prefix of a name that
    Windows reserves (`con` gives `client-con`). The caller makes the id unique.
    """
    words = re.findall(r"[a-z0-9]+", fold(text))
    name_id = "-".join(words)[:_LONGEST_ID].strip("-") or fallback
    return f"{fallback}-{name_id}" if name_id in _DEVICES else name_id


def is_id(text: str) -> bool:
    """Whether `text` can be the id of a client, a person or another part of a record."""
    return bool(ID.fullmatch(text)) and text not in _DEVICES


def matches_name(query: str, text: str) -> bool:
    """Whether `text` contains every word of `query`, in the same order, case and accents aside.

    `boul mart` matches "Boulangerie Martin", `mart boul` does not. An empty query matches all.
    """
    folded, start = fold(text), 0
    for word in fold(query).split():
        place = folded.find(word, start)
        if place < 0:
            return False
        start = place + len(word)
    return True


def quoted(text: str, longest: int = 60) -> str:
    """`text` in the quotes of the language, for a message, cut after `longest` characters."""
    return _('"{text}"', text=text if len(text) <= longest else text[: longest - 1] + "…")
