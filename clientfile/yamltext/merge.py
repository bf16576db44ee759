"""Two sets of changes to one text, brought together line by line where they lie apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

Hunk = tuple[int, int, Sequence[str]]
"""Lines `start` to `end` of the base, and those that stand in their place."""


@dataclass(frozen=True)
class TextMerge:
    """The text, and whether all of the changes are in it."""

    text: str
    complete: bool


def merge_texts(base: str, ours: str, theirs: str) -> TextMerge:
    """`ours` with the lines changed that `theirs` changed of `base`, but for those that both
    changed, or where both put something in.
    """
    lines, mine, other = (text.splitlines(keepends=True) for text in (base, ours, theirs))
    kept = list(_hunks(lines, mine))
    wanted = list(_hunks(lines, other))
    apart = [hunk for hunk in wanted if not any(_overlap(hunk, own) for own in kept)]
    result: list[str] = []
    place = 0
    for start, end, new in sorted([*kept, *apart], key=lambda hunk: hunk[:2]):
        result += [*lines[place:start], *new]
        place = end
    return TextMerge("".join([*result, *lines[place:]]), len(apart) == len(wanted))


def _hunks(base: Sequence[str], other: Sequence[str]) -> Iterator[Hunk]:
    matcher = SequenceMatcher(None, base, other, autojunk=False)
    for kind, start, end, from_, to in matcher.get_opcodes():
        if kind != "equal":
            yield start, end, other[from_:to]


def _overlap(one: Hunk, other: Hunk) -> bool:
    """Whether two hunks change the same lines, or both put lines in at the same place: which of
    them come first would be a guess.
    """
    first, second = sorted((one, other), key=lambda hunk: hunk[:2])
    return first[1] > second[0] or first[0] == first[1] == second[0] == second[1]
