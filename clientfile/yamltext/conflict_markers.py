"""Writes git's conflict markers around the lines at which two versions of a record differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from clientfile.yamltext.nodes import MappingNode, Node, ScalarNode
from clientfile.yamltext.parsed import ParsedRecord

MARKER_SIZE = 7
"""The signs of a marker, unless git's attribute `conflict-marker-size` says otherwise."""


@dataclass(frozen=True)
class MarkerStyle:
    """The names of both sides behind the markers, and how many signs a marker has."""

    ours: str
    theirs: str
    size: int = MARKER_SIZE


Span = tuple[int, int]
"""The first line of a part, from 0, and the line after its last one."""


def mark_differences(ours: ParsedRecord, theirs: ParsedRecord, style: MarkerStyle) -> str:
    """The text of `ours` with markers around each run of lines at which `theirs` differs.

    Both are outcomes of one merge, one with our value and one with theirs at each conflict. Lines
    of one text are not parted: markers within quoted text would be text. `ours` and `theirs` must
    differ.
    """
    sides = [_lines(record.text) for record in (ours, theirs)]
    newline = "\r\n" if sides[0] and sides[0][0].endswith("\r\n") else "\n"
    result: list[str] = []
    for is_same, mine, others in _runs(sides, [_long_texts(record) for record in (ours, theirs)]):
        if is_same:
            result += mine
            continue
        result += [
            f"{'<' * style.size} {style.ours}{newline}",
            *_ended(mine, newline),
            f"{'=' * style.size}{newline}",
            *_ended(others, newline),
            f"{'>' * style.size} {style.theirs}{newline}",
        ]
    return "".join(result)


def _lines(text: str) -> list[str]:
    """The lines with their ends; only a line feed ends a line."""
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _ended(lines: Sequence[str], newline: str) -> list[str]:
    """The lines, of which the last may have been the file's and without an end."""
    return [line if line.endswith("\n") else line + newline for line in lines]


def _runs(
    sides: Sequence[Sequence[str]], units: Sequence[Sequence[Span]]
) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    """Runs of lines that both sides have, and of lines that differ: whether they are the same, and
    those of either side.
    """
    ours, theirs = sides
    pairs = _pairs_outside(_equal_pairs(ours, theirs), units)
    last = (0, 0)
    for pair in [*pairs, (len(ours), len(theirs))]:
        if last != pair:
            yield False, ours[last[0] : pair[0]], theirs[last[1] : pair[1]]
        if pair[0] < len(ours):
            yield True, [ours[pair[0]]], [theirs[pair[1]]]
        last = (pair[0] + 1, pair[1] + 1)


def _equal_pairs(ours: Sequence[str], theirs: Sequence[str]) -> list[tuple[int, int]]:
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    return [
        (block.a + offset, block.b + offset) for block in blocks for offset in range(block.size)
    ]


def _pairs_outside(
    pairs: list[tuple[int, int]], units: Sequence[Sequence[Span]]
) -> list[tuple[int, int]]:
    """The pairs of equal lines that are in no unit of either side in which a line differs."""
    while True:
        equal = [{pair[side] for pair in pairs} for side in (0, 1)]
        torn = [
            {
                line
                for start, end in units[side]
                if not equal[side].issuperset(range(start, end))
                for line in range(start, end)
            }
            for side in (0, 1)
        ]
        left = [pair for pair in pairs if pair[0] not in torn[0] and pair[1] not in torn[1]]
        if len(left) == len(pairs):
            return pairs
        pairs = left


def _long_texts(record: ParsedRecord) -> list[Span]:
    """The lines of each value that is text of several lines, with the line of its key."""
    spans = []
    for scalar in _scalars(record.nodes()):
        end = scalar.line + record.text.count("\n", scalar.start, scalar.end)
        if record.text[scalar.end - 1 : scalar.end] == "\n":
            end -= 1
        if end > scalar.line:
            spans.append((scalar.line - 1, end))
    return spans


def _scalars(root: Node | None) -> Iterator[ScalarNode]:
    pending: list[Node] = [root] if root else []
    while pending:
        node = pending.pop()
        if isinstance(node, ScalarNode):
            yield node
        elif isinstance(node, MappingNode):
            pending += [part for entry in node.entries for part in entry]
        else:
            pending += node.children


@dataclass(frozen=True)
class MarkedSides:
    """The texts on both sides of the markers, and the base's where the markers show it."""

    ours: str
    theirs: str
    base: str | None


def split_sides(text: str) -> MarkedSides | None:
    """The sides of a text with conflict markers; None for a text without any, and for one in which
    a marker is missing.
    """
    sides: dict[str, list[str]] = {"<": [], "=": [], "|": []}
    inside, size, has_base = "", 0, True
    for line in _lines(text):
        sign, count = _marker(line)
        if not inside and sign == "<":
            inside, size, shows_base = "<", count, False
        elif inside and count == size and sign in _NEXT[inside]:
            has_base = has_base and (shows_base or sign != "=" or inside == "|")
            shows_base = shows_base or sign == "|"
            inside = "" if sign == ">" else sign
        elif inside and count == size:
            return None
        else:
            for lines in [sides[inside]] if inside else sides.values():
                lines.append(line)
    if inside or not size:
        return None
    ours, theirs, base = ("".join(sides[sign]) for sign in "<=|")
    return MarkedSides(ours, theirs, base if has_base else None)


_NEXT = {"<": "|=", "|": "=", "=": ">"}
"""The marker that may follow in a conflict, by the last one."""
_MARKER = re.compile(r"(<{7,}|\|{7,}|>{7,})(?: [^\n]*)?\r?\n?|(={7,})\r?\n?")


def _marker(line: str) -> tuple[str, int]:
    """The sign of a marker and how often it stands there; "" for another line."""
    match = _MARKER.fullmatch(line)
    signs = (match[1] or match[2]) if match else ""
    return signs[:1], len(signs)
