"""Where parts of a record stand in its text: where an entry begins, ends, and the next may go.

libyaml's own ends are of no use for blocks, since they take in the blank lines and comments that
follow: what is here is derived from the last child.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from clientfile.records.edits import Path
from clientfile.yamltext import nodes
from clientfile.yamltext.emitter import Layout
from clientfile.yamltext.indentation import indentation
from clientfile.yamltext.nodes import MappingNode, Node, ScalarNode, SequenceNode

_COLON = re.compile(r"\s*:")
_BLANK = re.compile(r"[ \t]*")
_BLANK_LINE = re.compile(r"\n[ \t]*\r?\n")
_BEFORE_MARK = ("", " ", "\n", "{", "[", ",")
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*")


@dataclass(frozen=True)
class Slot:
    """A value in the collection that holds it: its place among the nodes there, and its key."""

    holder: MappingNode | SequenceNode
    place: int
    key: ScalarNode | None
    value: Node


@dataclass(frozen=True)
class TextDocument:
    """A text to edit, with its nodes and its habits.

    `around` are the collections that hold the place of an edit, the record first; `literal` is
    whether text of several lines may become a literal block.
    """

    text: str
    root: MappingNode | None
    newline: str
    literal: bool
    around: tuple[MappingNode | SequenceNode, ...] = ()

    def around_path(self, path: Path) -> TextDocument:
        """The same page for an edit at a path."""
        found = trail(self.root, path)
        holders = [slot.holder for slot in found]
        inner = found[-1].value if found else self.root
        if isinstance(inner, MappingNode | SequenceNode):
            holders.append(inner)
        return replace(self, around=tuple(holders))

    @cached_property
    def habit(self) -> Layout:
        """How new lines are written there."""
        step, sequence = indentation(self.around)
        return Layout(step, sequence, self.newline, self.literal)

    def line_start(self, index: int) -> int:
        """The beginning of the line that holds an index."""
        return self.text.rfind("\n", 0, index) + 1

    def line_end(self, index: int) -> int:
        """The end of the line that holds an index, before its line break."""
        end = self.text.find("\n", index)
        if end < 0:
            return len(self.text)
        return end - 1 if end > index and self.text[end - 1] == "\r" else end

    def next_line(self, index: int) -> int:
        """The beginning of the line after the one that holds an index."""
        end = self.text.find("\n", index)
        return len(self.text) if end < 0 else end + 1

    def is_blank(self, start: int, end: int) -> bool:
        """Whether nothing but white space stands there."""
        return not self.text[start:end].strip()


def open_text(text: str, root: MappingNode | None, *, literal: bool) -> TextDocument:
    """The page of a text; `literal` as the caller allows it, and the text's own end."""
    newline = "\r\n" if 2 * text.count("\r\n") > text.count("\n") else "\n"
    return TextDocument(text, root, newline, literal and (text.endswith("\n") or not text))


def slots(node: MappingNode | SequenceNode) -> list[Slot]:
    """All values of a collection."""
    if isinstance(node, MappingNode):
        return [Slot(node, place, key, value) for place, (key, value) in enumerate(node.entries)]
    return [Slot(node, place, None, child) for place, child in enumerate(node.children)]


def slot_of(node: MappingNode | SequenceNode, place: int) -> Slot:
    """The value at a place among the nodes of a collection; a negative one counts from its end."""
    place %= part_count(node)
    if isinstance(node, MappingNode):
        return Slot(node, place, *node.entries[place])
    return Slot(node, place, None, node.children[place])


def part_count(node: MappingNode | SequenceNode) -> int:
    """How many values a collection has, empty ones included."""
    return len(node.entries if isinstance(node, MappingNode) else node.children)


def trail(root: MappingNode | None, path: Path) -> list[Slot]:
    """The values along a path, as far as they are there.

    A scalar that stands for a list of one is both the list and its only item.
    """
    found: list[Slot] = []
    node: Node | None = root
    for step in path:
        slot = _below(node, step) or (found[-1] if _is_list_of_one(node, step) else None)
        if slot is None:
            break
        found.append(slot)
        node = slot.value
    return found


def content_end(page: TextDocument, node: Node) -> int:
    """Where what a node says ends; blank lines and comments after it are not its own."""
    while isinstance(node, MappingNode | SequenceNode) and not node.flow:
        last = slot_of(node, -1)
        if _is_nothing(last.value):
            return max(after_indicator(page, last), node.start + 1)
        node = last.value
    if isinstance(node, ScalarNode) and node.style in ("literal", "folded"):
        return _block_end(page, node)
    return node.end


def slot_end(page: TextDocument, slot: Slot) -> int:
    """Where an entry or item ends, one without a value included."""
    if _is_nothing(slot.value):
        return after_indicator(page, slot)
    return content_end(page, slot.value)


def slot_start(page: TextDocument, slot: Slot) -> int:
    """Where an entry or item begins: at its key, at the `?` before that, or at its dash."""
    if slot.key is None:
        return dash(page, slot) if not slot.holder.flow else slot.value.start
    mark = slot.key.start - 1
    while page.text[mark : mark + 1] == " ":
        mark -= 1
    if page.text[mark : mark + 1] == "?" and page.text[mark - 1 : mark] in _BEFORE_MARK:
        return mark
    return slot.key.start


def dash(page: TextDocument, slot: Slot) -> int:
    """Where the dash of a block list's item is."""
    holder = slot.holder
    if slot.place == 0:
        return holder.start
    line = "\n" + " " * holder.column + "-"
    return page.text.rfind(line, holder.start, slot.value.start + 1) + len(line) - 1


def after_indicator(page: TextDocument, slot: Slot) -> int:
    """Where a value may begin: right after the colon or the dash, or the key that has no colon."""
    if slot.key is None:
        return dash(page, slot) + 1
    colon = _COLON.match(page.text, slot.key.end)
    return colon.end() if colon else slot.key.end


def has_colon(page: TextDocument, slot: Slot) -> bool:
    """Whether an entry's key is followed by its colon."""
    return slot.key is not None and bool(_COLON.match(page.text, slot.key.end))


def block_header(page: TextDocument, node: ScalarNode) -> int:
    """The end of a block scalar's `|-` or the like."""
    header = _BLOCK_HEADER.match(page.text, node.start)
    return header.end() if header else node.start


def separated(page: TextDocument, node: MappingNode | SequenceNode) -> bool:
    """Whether the parts of a collection stand apart by blank lines."""
    parts = slots(node)
    return len(parts) > 1 and all(
        _BLANK_LINE.search(page.text, slot_end(page, one), slot_start(page, other))
        for one, other in itertools.pairwise(parts)
    )


def after_own_comments(page: TextDocument, end: int, column: int) -> int:
    """The end of the last comment line that follows directly and is deeper than a column."""
    position = page.line_end(end)
    while (start := page.next_line(position)) < len(page.text):
        if _comment_column(page, start) <= column:
            break
        position = page.line_end(start)
    return position


def insertion_point(page: TextDocument, slot: Slot, *, last: bool) -> int:
    """The end of the line after which a new neighbour of a slot goes.

    Comments deeper than the slot belong to it, even after blank lines; at the end of a mapping so
    do those in its own column that follow directly.
    """
    column = slot.holder.column
    position = page.line_end(slot_end(page, slot))
    start, direct = page.next_line(position), True
    while start < len(page.text):
        end = page.line_end(start)
        comment = _comment_column(page, start)
        own = last and direct and slot.key is not None and comment == column
        if comment > column or own:
            position = end
        elif page.is_blank(start, end):
            direct = False
        else:
            break
        start = page.next_line(start)
    return position


def _below(node: Node | None, step: str | int) -> Slot | None:
    if isinstance(node, MappingNode) and isinstance(step, str):
        for place, (key, _) in enumerate(node.entries):
            if key.value == step:
                return slot_of(node, place)
    if isinstance(node, SequenceNode) and isinstance(step, int):
        held: Sequence[int] = range(len(node.children))
        if node.gaps:
            held = [place for place in held if not nodes.is_absent(node.children[place])]
        return slot_of(node, held[step]) if step < len(held) else None
    return None


def _is_list_of_one(node: Node | None, step: str | int) -> bool:
    return isinstance(node, ScalarNode) and not node.absent and step == 0


def _is_nothing(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.end == node.start


def _comment_column(page: TextDocument, start: int) -> int:
    """The column of a comment that is alone on its line, -1 where the line is no comment."""
    blank = _BLANK.match(page.text, start)
    first = blank.end() if blank else start
    return first - start if page.text[first : first + 1] == "#" else -1


def _block_end(page: TextDocument, node: ScalarNode) -> int:
    written = page.text[node.start : node.end]
    header = page.text[node.start : block_header(page, node)]
    if "+" in header:
        return page.line_end(max(node.start, node.end - 1)) if written.endswith("\n") else node.end
    return node.start + len(written.rstrip())
