"""Two sets of changes to one text, brought together line by line where they lie apart."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

Hunk = tuple[int, int, Sequence[str]]
"""Lines `start` to `end` of the base, and those that stand in their place."""


def merged_text(base: str, ours: str, theirs: str) -> str | None:
    """`ours` with the lines changed that `theirs` changed of `base`; None where both changed the
    same ones, or put something in at the same place.
    """
    lines, mine, other = (text.splitlines(keepends=True) for text in (base, ours, theirs))
    hunks = sorted([*_hunks(lines, mine), *_hunks(lines, other)], key=lambda hunk: hunk[:2])
    if any(_overlap(one, next_) for one, next_ in itertools.pairwise(hunks)):
        return None
    result: list[str] = []
    place = 0
    for start, end, new in hunks:
        result += [*lines[place:start], *new]
        place = end
    return "".join([*result, *lines[place:]])


def _hunks(base: Sequence[str], other: Sequence[str]) -> Iterator[Hunk]:
    matcher = SequenceMatcher(None, base, other, autojunk=False)
    for kind, start, end, from_, to in matcher.get_opcodes():
        if kind != "equal":
            yield start, end, other[from_:to]


def _overlap(one: Hunk, other: Hunk) -> bool:
    """Whether two hunks, the first beginning no later, change the same lines, or both put lines
    in at the same place: which of them come first would be a guess.
    """
    return one[1] > other[0] or one[0] == one[1] == other[0] == other[1]
