"""Spans of a record's parts in its text: where an entry begins and ends, and the next may go.

The ends of libyaml are useless for block collections, since they include the blank lines and
comments that follow. The ends here are derived from the last child.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from clientfile.records.edits import Path
from clientfile.yamltext import nodes
from clientfile.yamltext.emitter import TextLayout
from clientfile.yamltext.indentation import indentation
from clientfile.yamltext.nodes import MappingNode, Node, ScalarNode, SequenceNode

_COLON = re.compile(r"\s*:")
_BLANK = re.compile(r"[ \t]*")
_BLANK_LINE = re.compile(r"\n[ \t]*\r?\n")
_BEFORE_MARK = ("", " ", "\n", "{", "[", ",")
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*")


@dataclass(frozen=True)
class Slot:
    """A value in its collection `holder`: its index among the nodes there, and its key."""

    holder: MappingNode | SequenceNode
    index: int
    key: ScalarNode | None
    value: Node


@dataclass(frozen=True)
class TextDocument:
    """A text to edit, with its nodes and its layout.

    `around` are the collections that contain the place of an edit, the record first. `literal` is
    whether text of several lines may be written as a literal block.
    """

    text: str
    root: MappingNode | None
    newline: str
    literal: bool
    around: tuple[MappingNode | SequenceNode, ...] = ()

    def around_path(self, path: Path) -> TextDocument:
        """The same document for an edit at a path."""
        along = trail(self.root, path)
        holders = [slot.holder for slot in along]
        inner = along[-1].value if along else self.root
        if isinstance(inner, MappingNode | SequenceNode):
            holders.append(inner)
        return replace(self, around=tuple(holders))

    @cached_property
    def layout(self) -> TextLayout:
        """The layout of new lines at the place of the edit."""
        step, sequence = indentation(self.around)
        return TextLayout(step, sequence, self.newline, self.literal)

    def line_start(self, index: int) -> int:
        """The start of the line that contains an index."""
        return self.text.rfind("\n", 0, index) + 1

    def line_end(self, index: int) -> int:
        """The end of the line that contains an index, before its line break."""
        end = self.text.find("\n", index)
        if end < 0:
            return len(self.text)
        return end - 1 if end > index and self.text[end - 1] == "\r" else end

    def next_line(self, index: int) -> int:
        """The start of the line after the one that contains an index."""
        end = self.text.find("\n", index)
        return len(self.text) if end < 0 else end + 1

    def is_blank(self, start: int, end: int) -> bool:
        """Whether the span is white space alone."""
        return not self.text[start:end].strip()


def open_text(text: str, root: MappingNode | None, *, literal: bool) -> TextDocument:
    """A text to edit. Literal blocks need the caller's permission and a final newline."""
    newline = "\r\n" if 2 * text.count("\r\n") > text.count("\n") else "\n"
    return TextDocument(text, root, newline, literal and (text.endswith("\n") or not text))


def slots(node: MappingNode | SequenceNode) -> list[Slot]:
    """The slots of all values of a collection."""
    if isinstance(node, MappingNode):
        return [Slot(node, index, key, value) for index, (key, value) in enumerate(node.entries)]
    return [Slot(node, index, None, child) for index, child in enumerate(node.children)]


def slot_of(node: MappingNode | SequenceNode, index: int) -> Slot:
    """The slot at an index among the nodes of a collection; a negative one counts from the end."""
    index %= part_count(node)
    if isinstance(node, MappingNode):
        return Slot(node, index, *node.entries[index])
    return Slot(node, index, None, node.children[index])


def part_count(node: MappingNode | SequenceNode) -> int:
    """The number of values of a collection, empty ones included."""
    return len(node.entries if isinstance(node, MappingNode) else node.children)


def trail(root: MappingNode | None, path: Path) -> list[Slot]:
    """The slots along a path, as far as they exist.

    A scalar in place of a list of one is both the list and its only item.
    """
    along: list[Slot] = []
    node: Node | None = root
    for step in path:
        slot = _below(node, step) or (along[-1] if _is_list_of_one(node, step) else None)
        if slot is None:
            break
        along.append(slot)
        node = slot.value
    return along


def last_leaf(node: Node) -> Node:
    """The last node within block collections: a scalar, or a collection in flow style."""
    while isinstance(node, MappingNode | SequenceNode) and not node.flow:
        node = slot_of(node, -1).value
    return node


def content_end(document: TextDocument, node: Node) -> int:
    """The end of a node, without the blank lines and comments after it."""
    while isinstance(node, MappingNode | SequenceNode) and not node.flow:
        last = slot_of(node, -1)
        if _is_empty(last.value):
            return max(after_indicator(document, last), node.start + 1)
        node = last.value
    if isinstance(node, ScalarNode) and node.style in ("literal", "folded"):
        return _block_end(document, node)
    return node.end


def slot_end(document: TextDocument, slot: Slot) -> int:
    """The end of an entry or item, which may have no value."""
    if _is_empty(slot.value):
        return after_indicator(document, slot)
    return content_end(document, slot.value)


def slot_start(document: TextDocument, slot: Slot) -> int:
    """The start of an entry or item: its key, the `?` before the key, or its dash."""
    if slot.key is None:
        return dash(document, slot) if not slot.holder.flow else slot.value.start
    mark = slot.key.start - 1
    while document.text[mark : mark + 1] == " ":
        mark -= 1
    if document.text[mark : mark + 1] == "?" and document.text[mark - 1 : mark] in _BEFORE_MARK:
        return mark
    return slot.key.start


def dash(document: TextDocument, slot: Slot) -> int:
    """The index of the dash of a block list's item."""
    holder = slot.holder
    if slot.index == 0:
        return holder.start
    line = "\n" + " " * holder.column + "-"
    return document.text.rfind(line, holder.start, slot.value.start + 1) + len(line) - 1


def after_indicator(document: TextDocument, slot: Slot) -> int:
    """Where a value may begin: after the colon or the dash, or after a key without colon."""
    if slot.key is None:
        return dash(document, slot) + 1
    colon = _COLON.match(document.text, slot.key.end)
    return colon.end() if colon else slot.key.end


def has_colon(document: TextDocument, slot: Slot) -> bool:
    """Whether an entry's key is followed by its colon."""
    return slot.key is not None and bool(_COLON.match(document.text, slot.key.end))


def block_header(document: TextDocument, node: ScalarNode) -> int:
    """The end of a block scalar's header (`|-`)."""
    header = _BLOCK_HEADER.match(document.text, node.start)
    return header.end() if header else node.start


def has_blank_lines_between(document: TextDocument, node: MappingNode | SequenceNode) -> bool:
    """Whether blank lines separate all parts of a collection; False for a single part."""
    parts = slots(node)
    return len(parts) > 1 and all(
        _BLANK_LINE.search(document.text, slot_end(document, one), slot_start(document, other))
        for one, other in itertools.pairwise(parts)
    )


def after_own_comments(document: TextDocument, end: int, column: int) -> int:
    """The end of the last comment line that follows directly and is deeper than a column."""
    position = document.line_end(end)
    while (start := document.next_line(position)) < len(document.text):
        if _comment_column(document, start) <= column:
            break
        position = document.line_end(start)
    return position


def insertion_point(document: TextDocument, slot: Slot, *, last: bool) -> int:
    """The end of the line after which a new neighbour of a slot is inserted.

    Comments indented deeper than the slot belong to it, even after blank lines. At the end of a
    mapping, comments in the slot's own column that follow directly belong to it too.
    """
    column = slot.holder.column
    position = document.line_end(slot_end(document, slot))
    start, direct = document.next_line(position), True
    while start < len(document.text):
        end = document.line_end(start)
        comment = _comment_column(document, start)
        belongs = last and direct and slot.key is not None and comment == column
        if comment > column or belongs:
            position = end
        elif document.is_blank(start, end):
            direct = False
        else:
            break
        start = document.next_line(start)
    return position


def is_comment(document: TextDocument, start: int) -> bool:
    """Whether a comment stands alone on the line that begins at an index."""
    return _comment_column(document, start) >= 0


def _below(node: Node | None, step: str | int) -> Slot | None:
    if isinstance(node, MappingNode) and isinstance(step, str):
        for index, (key, _) in enumerate(node.entries):
            if key.value == step:
                return slot_of(node, index)
    if isinstance(node, SequenceNode) and isinstance(step, int):
        present: Sequence[int] = range(len(node.children))
        if node.gaps:
            present = [index for index in present if not nodes.is_absent(node.children[index])]
        return slot_of(node, present[step]) if step < len(present) else None
    return None


def _is_list_of_one(node: Node | None, step: str | int) -> bool:
    return isinstance(node, ScalarNode) and not node.absent and step == 0


def _is_empty(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.end == node.start


def _comment_column(document: TextDocument, start: int) -> int:
    """The column of a comment that is alone on its line; -1 where the line is no comment."""
    blank = _BLANK.match(document.text, start)
    first = blank.end() if blank else start
    return first - start if document.text[first : first + 1] == "#" else -1


def _block_end(document: TextDocument, node: ScalarNode) -> int:
    raw = document.text[node.start : node.end]
    header = document.text[node.start : block_header(document, node)]
    if "+" in header:
        return document.line_end(max(node.start, node.end - 1)) if raw.endswith("\n") else node.end
    return node.start + len(raw.rstrip())
