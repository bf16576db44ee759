"""Three-way merge of text, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from clientfile.yamltext.joined_lines import Joined


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


class LineMerge:
    """The changes of lines that two sides made to a text."""

    def __init__(self, base: str, first: str, second: str) -> None:
        self._lines, one, other = (text.splitlines(keepends=True) for text in (base, first, second))
        self._hunks = _slide(self._lines, list(_hunks(self._lines, one)))
        self._apart: list[Hunk] = []
        self._joins: list[tuple[Hunk, Hunk]] = []
        self.overlap = False
        for hunk in _slide(self._lines, list(_hunks(self._lines, other))):
            self._sort_in(hunk)

    @property
    def inserts_at_one_place(self) -> bool:
        """Whether both sides inserted lines at some place: their order there is a guess."""
        return bool(self._joins)

    def text(self, joined: Joined) -> str:
        """The text of the first side with the changes of the second, but those that overlap."""
        hunks = [*self._hunks, *self._apart]
        if joined != "alone":
            from clientfile.yamltext.joined_lines import join_lines

            for own, other in self._joins:
                lines = join_lines(own.lines, other.lines, joined)
                hunks[hunks.index(own)] = Hunk(own.start, own.end, lines)
        return "".join(_replaced(self._lines, sorted(hunks, key=lambda hunk: hunk[:2])))

    def _sort_in(self, hunk: Hunk) -> None:
        overlapping = [own for own in self._hunks if _overlap(hunk, own)]
        if not overlapping:
            self._apart.append(hunk)
        elif overlapping == [hunk]:
            # What both changed alike is changed once.
            return
        elif len(overlapping) == 1 and hunk[:2] == overlapping[0][:2] and hunk.start == hunk.end:
            self._joins.append((overlapping[0], hunk))
        else:
            self.overlap = True


def merge_texts(base: str, ours: str, theirs: str) -> TextMerge:
    """`ours` with the line changes that `theirs` made to `base`, except those that overlap ours."""
    merge = LineMerge(base, ours, theirs)
    return TextMerge(merge.text("alone"), not (merge.overlap or merge.inserts_at_one_place))


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


def _slide(base: Sequence[str], hunks: list[Hunk]) -> list[Hunk]:
    """The hunks with each insertion where it begins an item: lines that the text has before it or
    after it too leave its place open.
    """
    for index, hunk in enumerate(hunks):
        if hunk.start == hunk.end:
            lowest = hunks[index - 1].end if index else 0
            highest = hunks[index + 1].start if index + 1 < len(hunks) else len(base)
            hunks[index] = min(_places(base, hunk, lowest, highest), key=_rank)
    return hunks


def _places(base: Sequence[str], hunk: Hunk, lowest: int, highest: int) -> Iterator[Hunk]:
    """The places at which an insertion gives the same text."""
    lines = list(hunk.lines)
    start = hunk.start
    while start > lowest and base[start - 1] == lines[-1]:
        start -= 1
        lines = [lines[-1], *lines[:-1]]
    yield Hunk(start, start, lines)
    while start < highest and base[start] == lines[0]:
        start += 1
        lines = [*lines[1:], lines[0]]
        yield Hunk(start, start, lines)


def _rank(hunk: Hunk) -> tuple[int, int]:
    first = next((line for line in hunk.lines if line.strip()), "")
    return len(first) - len(first.lstrip(" ")), hunk.start


def _overlap(one: Hunk, other: Hunk) -> bool:
    """Whether two hunks change the same lines, or insert lines at the same place."""
    first, second = sorted((one, other), key=lambda hunk: hunk[:2])
    return first.end > second.start or first.start == first.end == second.start == second.end
