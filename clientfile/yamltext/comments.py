"""The comments of a record's text, each with the part that it stands with."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple

from clientfile.records.merge.parts import Names, item_names
from clientfile.records.shape import Shape
from clientfile.yamltext import spans
from clientfile.yamltext.nodes import MappingNode, Node, ScalarNode, SequenceNode, is_absent
from clientfile.yamltext.parsed import ParsedRecord
from clientfile.yamltext.spans import Slot, TextDocument

_COMMENT = re.compile(r"(?:^|(?<=[ \t]))#[^\r\n]*", re.MULTILINE)

_MOST = 1 << 60

Manner = Literal["above", "below", "beside", "end"]
"""How a comment stands with its part: on lines of its own above or below, on the part's own line,
or at the end of the file."""


@dataclass(frozen=True)
class Comment:
    """A comment as it is written, from its `#` on, and the part that it stands with."""

    text: str
    manner: Manner
    part: Names
    start: int


class PlacedPart(NamedTuple):
    """A part of a text: the index at which it starts, its column and its slot."""

    start: int
    column: int
    names: Names
    slot: Slot


@dataclass(frozen=True)
class CommentedText:
    """A text with its parts in their order, and its comments."""

    document: TextDocument
    parts: Sequence[PlacedPart]
    comments: Sequence[Comment]

    @cached_property
    def part_names(self) -> frozenset[Names]:
        """The names of all parts."""
        return frozenset(part.names for part in self.parts)

    def part(self, names: Names) -> PlacedPart | None:
        """The part of these names."""
        return next((part for part in self.parts if part.names == names), None)


def comment_texts(text: str) -> Counter[str]:
    """What may be comments of a text, without a look at what is in quotes."""
    return Counter(match[0].rstrip() for match in _COMMENT.finditer(text))


class CommentFinder:
    """Finds the comments of the versions of a record, of each once: that parses its nodes."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self._texts: dict[str, CommentedText] = {}

    def find(self, record: ParsedRecord) -> CommentedText:
        """The comments and parts of a sound record."""
        if record.text not in self._texts:
            self._texts[record.text] = find_comments(record, self.shape)
        return self._texts[record.text]


def find_comments(record: ParsedRecord, shape: Shape) -> CommentedText:
    """The comments of a sound record."""
    root = record.nodes()
    document = spans.open_text(record.text, root, literal=False)
    parts = sorted(_parts(document, root, record.data, shape, ()), key=lambda part: part[:2])
    scalars = sorted(_scalar_spans(document, root))
    starts = [part.start for part in parts]
    comments = [
        _comment(document, match[0].rstrip(), match.start(), parts, starts)
        for match in _COMMENT.finditer(record.text)
        if not _is_within(scalars, match.start())
    ]
    return CommentedText(document, parts, comments)


def _parts(
    document: TextDocument, node: Node | None, data: Any, shape: Shape, names: Names
) -> Iterator[PlacedPart]:
    """Every part below a node; `data` is the node's value."""
    if isinstance(node, MappingNode) and isinstance(data, dict):
        for slot in spans.slots(node):
            key = slot.key.value if slot.key else ""
            inner = (*names, key)
            yield _part(document, slot, inner)
            yield from _parts(document, slot.value, data.get(key), shape.child(key), inner)
    elif isinstance(node, SequenceNode) and isinstance(data, list):
        slots = [slot for slot in spans.slots(node) if not is_absent(slot.value)]
        for slot, item, name in zip(slots, data, item_names(data, shape), strict=False):
            inner = (*names, name)
            yield _part(document, slot, inner)
            yield from _parts(document, slot.value, item, shape.child(0), inner)


def _part(document: TextDocument, slot: Slot, names: Names) -> PlacedPart:
    start = spans.slot_start(document, slot)
    return PlacedPart(start, start - document.line_start(start), names, slot)


def _scalar_spans(document: TextDocument, node: Node | None) -> Iterator[tuple[int, int]]:
    if isinstance(node, ScalarNode):
        is_block = node.style in ("literal", "folded")
        # A comment may follow the header of a block.
        start = document.line_end(node.start) if is_block else node.start
        yield start, spans.content_end(document, node)
    elif isinstance(node, MappingNode):
        for key, value in node.entries:
            yield key.start, key.end
            yield from _scalar_spans(document, value)
    elif isinstance(node, SequenceNode):
        for child in node.children:
            yield from _scalar_spans(document, child)


def _is_within(scalars: Sequence[tuple[int, int]], index: int) -> bool:
    place = bisect_right(scalars, (index, _MOST)) - 1
    return place >= 0 and index < scalars[place][1]


def _comment(
    document: TextDocument,
    text: str,
    start: int,
    parts: Sequence[PlacedPart],
    starts: Sequence[int],
) -> Comment:
    line = document.line_start(start)
    following = bisect_right(starts, start)
    if not document.is_blank(line, start):
        part = parts[following - 1].names if following else ()
        return Comment(text, "beside", part, start)
    column = start - line
    after = parts[following] if following < len(parts) else None
    if after is not None and (column <= after.column or not following):
        return Comment(text, "above", after.names, start)
    if column == 0 and after is None:
        return Comment(text, "end", (), start)
    before = next((part for part in reversed(parts[:following]) if part.column <= column), None)
    return Comment(text, "below", before.names if before else (), start)
