"""Names of clients and people: ids from names, and matching a name by parts of its words."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from itertools import count

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

    Letters of other scripts are written in Latin ones: "Хлебный Дом" gives `khlebnyy-dom`.
    `fallback` is the id where no letter or digit is left, and the prefix of a name that Windows
    reserves (`con` gives `client-con`). The caller makes the id unique.
    """
    name_id = _joined_words(text)[:_LONGEST_ID].strip("-") or fallback
    return f"{fallback}-{name_id}" if name_id in _DEVICES else name_id


def _joined_words(text: str) -> str:
    folded = fold(text)
    if _has_other_letters(folded):
        # Imported where a name has other letters.
        from anyascii import anyascii

        folded = fold(anyascii(folded)).replace("'", "")
    return "-".join(re.findall(r"[a-z0-9]+", folded))


def _has_other_letters(folded: str) -> bool:
    return not folded.isascii() and any(c.isalnum() and not c.isascii() for c in folded)


def has_own_slug(text: str) -> bool:
    """Whether the id that is made from a name is that of names alike alone: none of it is cut, and
    none of its letters is of another script.
    """
    return not _has_other_letters(fold(text)) and len(_joined_words(text)) <= _LONGEST_ID


def numbered_ids(stem: str) -> Iterator[str]:
    """An id, then the same with numbers: `paul-martin`, `paul-martin-2` …"""
    yield stem
    for number in count(2):
        ending = f"-{number}"
        yield f"{stem[: _LONGEST_ID - len(ending)].rstrip('-')}{ending}"


def free_id(stem: str, used: Container[str]) -> str:
    """The first of the numbered ids that is not used."""
    return next(each for each in numbered_ids(stem) if each not in used)


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
