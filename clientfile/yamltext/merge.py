"""Three-way merge of text, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

Hunk = tuple[int, int, Sequence[str]]
"""Lines `start` to `end` of the base, and the lines that replace them."""


@dataclass(frozen=True)
class TextMerge:
    """The merged text, and whether it contains all changes."""

    text: str
    complete: bool


def merge_texts(base: str, ours: str, theirs: str) -> TextMerge:
    """`ours` with the line changes that `theirs` made to `base`, except those that overlap ours."""
    lines, mine, other = (text.splitlines(keepends=True) for text in (base, ours, theirs))
    our_hunks = list(_hunks(lines, mine))
    their_hunks = list(_hunks(lines, other))
    apart = [hunk for hunk in their_hunks if not any(_overlap(hunk, own) for own in our_hunks)]
    result: list[str] = []
    position = 0
    for start, end, new in sorted([*our_hunks, *apart], key=lambda hunk: hunk[:2]):
        result += [*lines[position:start], *new]
        position = end
    return TextMerge("".join([*result, *lines[position:]]), len(apart) == len(their_hunks))


def _hunks(base: Sequence[str], other: Sequence[str]) -> Iterator[Hunk]:
    matcher = SequenceMatcher(None, base, other, autojunk=False)
    for kind, start, end, from_, to in matcher.get_opcodes():
        if kind != "equal":
            yield start, end, other[from_:to]


def _overlap(one: Hunk, other: Hunk) -> bool:
    """Whether two hunks change the same lines, or insert lines at the same place: their order there
    would be a guess.
    """
    first, second = sorted((one, other), key=lambda hunk: hunk[:2])
    return first[1] > second[0] or first[0] == first[1] == second[0] == second[1]
