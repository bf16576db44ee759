"""Parses the versions of a record by chapters: one that another version has too is parsed once.

A chapter begins with its key at the margin, and says the same whatever stands before and after it.
A text that runs on at the margin all the same, within quotes or braces, can't be parsed by parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from clientfile.records.edits import Data
from clientfile.records.shape import Shape
from clientfile.yamltext.events import garbage_collection_paused
from clientfile.yamltext.fast_reader import parse_usual, usual_text

_KEY_AT_THE_MARGIN = re.compile(r"^[a-z][a-z_-]*:(?=[ \r\n])", re.MULTILINE)

Chapters = Mapping[str, Data]
"""The texts of chapters, and what each says: a mapping of one key."""


def read_chapters(
    source: bytes, shape: Shape, max_bytes: int, others: Sequence[Chapters]
) -> Chapters | None:
    """The chapters of a record's bytes; None where it can't be parsed by chapters.

    Their data together are those of `read_fast`. They share what `others` have: nobody may change
    them in place.
    """
    text = usual_text(source, max_bytes)
    if text is None:
        return None
    chapters: dict[str, Data] = {}
    keys: set[str] = set()
    with garbage_collection_paused():
        for chapter in _split(text):
            parsed = (other[chapter] for other in others if chapter in other)
            data = next(parsed, None) or parse_usual(chapter, shape)
            if data is None or len(data) != 1 or not keys.isdisjoint(data):
                return None
            chapters[chapter] = data
            keys.update(data)
    return chapters or None


def join_chapters(chapters: Chapters) -> Data:
    """The data of a record."""
    return {key: value for data in chapters.values() for key, value in data.items()}


def _split(text: str) -> Iterator[str]:
    """The texts of the chapters. A comment goes with the one before it, at first with the next."""
    starts = [match.start() for match in _KEY_AT_THE_MARGIN.finditer(text)]
    for start, end in pairwise([0, *starts[1:], len(text)] if starts else ()):
        yield text[start:end]
