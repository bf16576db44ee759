"""Warnings at the door: who of the folder may be the client, or the person, that has just come."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from clientfile.console.session import Session
from clientfile.language import Lines, Message, _, ngettext
from clientfile.records.edits import Data

if TYPE_CHECKING:
    from clientfile.records.likeness.profile import Traits
    from clientfile.records.likeness.score import Likeness

MOST = 20
"""So many warnings of one import are told, the rest counted."""


def warn_of_clients(session: Session, client: str, data: Data) -> list[Message]:
    """A sentence for each client that a new one may be, whose record will be `data`."""
    from clientfile.figures.likeness import CLIENT_LIKENESS, CLIENT_TEXT
    from clientfile.records.likeness.profile import client_profile, common_words

    new = client_profile(client, data)
    texts, __ = session.open_ledger().extracts(CLIENT_TEXT)
    words = common_words(new)
    others = [
        each
        for name, text in texts.items()
        if any(word in text for word in words)
        for each in CLIENT_LIKENESS.decode(text, name, "")
    ]
    return _warnings(new, others)


def warn_of_people(session: Session, client: str, person: Data) -> list[Message]:
    """A sentence for each person of the folder that a new one of a client may be."""
    from clientfile.figures.likeness import PEOPLE_LIKENESS, PEOPLE_TEXT
    from clientfile.records.likeness.profile import common_words, person_profile

    new = person_profile(client, person)
    texts, __ = session.open_ledger().extracts(PEOPLE_TEXT)
    words = common_words(new)
    others = [
        each
        for name, text in texts.items()
        if any(word in text for word in words)
        for each in PEOPLE_LIKENESS.decode(text, name, "")
        if each.name != new.name
    ]
    return _warnings(new, others)


def _warnings(new: Traits, others: Collection[Traits]) -> list[Message]:
    if not others:
        return []
    # rapidfuzz is imported where there is somebody to compare with.
    from clientfile.records.likeness.score import likeness, nearest

    return [_warning(new, each, likeness(new, each)) for each in nearest(new, others)[:MOST]]


def warn_of_import(records: Mapping[str, Data], opened: Mapping[str, Data]) -> Iterator[Message]:
    """The same of all clients that an import opened, at most so many; `records` are those before.

    Those of the file are compared with one another, too.
    """
    if not opened:
        return
    from clientfile.records.likeness.profile import client_profile
    from clientfile.records.likeness.score import alike_pairs

    everyone = [client_profile(name, data) for name, data in {**records, **opened}.items()]
    pairs = [
        (one, other, found) if one.name in opened else (other, one, found)
        for one, other, found in alike_pairs(everyone)
        if one.name in opened or other.name in opened
    ]
    yield from (_warning(*each) for each in pairs[:MOST])
    if len(pairs) > MOST:
        yield ngettext(
            "and {count} more that looks like another client: clientfile duplicates",
            "and {count} more that look like another client: clientfile duplicates",
            len(pairs) - MOST,
        )


def _warning(new: Traits, other: Traits, found: Likeness) -> Message:
    names = {
        "new": new.name,
        "other": other.name,
        "reasons": Lines(_reasons(found.reasons), ", "),
    }
    if new.company and new.company != other.company:
        return _(
            "{new} is like {other} ({reasons}): clientfile link {new} {other}, or: clientfile "
            "not-duplicates {new} {other}",
            **names,
        )
    return _(
        "{new} is like {other} ({reasons}): clientfile merge {other} {new}, or: clientfile "
        "not-duplicates {new} {other}",
        **names,
    )


def _reasons(words: Iterable[str]) -> list[str]:
    from clientfile.reports.duplicates import REASONS

    return [REASONS[word] for word in words]
