"""Three-way merge of text, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

Joined = Literal["ours-first", "theirs-first", "ours-alone"]
"""What stands where both sides inserted lines at one place."""


class Hunk(NamedTuple):
    """Lines `start` to `end` of the base, and the lines that replace them."""

    start: int
    end: int
    lines: Sequence[str]


@dataclass(frozen=True)
class TextMerge:
    """The merged text, and whether it contains all changes."""

    text: str
    complete: bool


def merge_texts(base: str, ours: str, theirs: str, *, joined: Joined = "ours-alone") -> TextMerge:
    """`ours` with the line changes that `theirs` made to `base`, except those that overlap ours.

    What both changed alike is changed once. Lines that both inserted at one place are a guess about
    their order: `joined` says which stand.
    """
    lines, mine, other = (text.splitlines(keepends=True) for text in (base, ours, theirs))
    our_hunks = list(_hunks(lines, mine))
    their_hunks = list(_hunks(lines, other))
    apart: list[Hunk] = []
    complete = True
    for hunk in their_hunks:
        overlapping = [own for own in our_hunks if _overlap(hunk, own)]
        if not overlapping:
            apart.append(hunk)
        elif overlapping == [hunk]:
            continue
        elif joined != "ours-alone" and _insert_at_one_place(overlapping, hunk):
            own = overlapping[0]
            pair = (own, hunk) if joined == "ours-first" else (hunk, own)
            both = Hunk(own.start, own.end, [*pair[0].lines, *pair[1].lines])
            our_hunks[our_hunks.index(own)] = both
        else:
            complete = False
    return TextMerge("".join(_replaced(lines, sorted([*our_hunks, *apart]))), complete)


def _replaced(lines: Sequence[str], hunks: Sequence[Hunk]) -> Iterator[str]:
    position = 0
    for hunk in hunks:
        yield from lines[position : hunk.start]
        yield from hunk.lines
        position = hunk.end
    yield from lines[position:]


def _hunks(base: Sequence[str], other: Sequence[str]) -> Iterator[Hunk]:
    """The hunks between two texts. The lines that both begin and end with are left out first: most
    of a record is the same.
    """
    first, most = 0, min(len(base), len(other))
    while first < most and base[first] == other[first]:
        first += 1
    last = 0
    while last < most - first and base[-1 - last] == other[-1 - last]:
        last += 1
    old, new = base[first : len(base) - last], other[first : len(other) - last]
    if not old or not new:
        if old or new:
            yield Hunk(first, first + len(old), new)
        return
    for kind, start, end, from_, to in SequenceMatcher(None, old, new, False).get_opcodes():
        if kind != "equal":
            yield Hunk(first + start, first + end, new[from_:to])


def _insert_at_one_place(overlapping: Sequence[Hunk], hunk: Hunk) -> bool:
    """Whether a hunk and the only one that overlaps it insert lines at the same place."""
    own = overlapping[0]
    return len(overlapping) == 1 and hunk.start == hunk.end == own.start == own.end


def _overlap(one: Hunk, other: Hunk) -> bool:
    """Whether two hunks change the same lines, or insert lines at the same place."""
    first, second = sorted((one, other), key=lambda hunk: hunk[:2])
    return first.end > second.start or first.start == first.end == second.start == second.end
