"""Edits within `[…]` and `{…}`, on one line or over several."""

from __future__ import annotations

import re
from collections.abc import Sequence

from clientfile.errors import EditRefusedError
from clientfile.yamltext import spans
from clientfile.yamltext.nodes import MappingNode, ScalarNode, SequenceNode
from clientfile.yamltext.spans import Slot, TextDocument

_COMMA = re.compile(r"\s*,")
_REST_OF_LINE = re.compile(r"[ \t]*(,?)[ \t]*(#.*?)?(?=\r?\n)")


def writes_json(around: Sequence[MappingNode | SequenceNode]) -> bool:
    """Whether new keys and text there go into double quotes, as those around are.

    `around` are the collections that hold the place, the record first: the nearest keys in braces
    tell, or where there are none the items of the list in brackets.
    """
    flow = [node for node in reversed(around) if node.flow]
    for node in flow:
        holders = [node] if isinstance(node, MappingNode) else node.children
        keys = [pair[0] for one in holders if isinstance(one, MappingNode) for pair in one.entries]
        if keys:
            return all(key.style == "double" for key in keys)
    items = flow[0].children if flow and isinstance(flow[0], SequenceNode) else []
    return bool(items) and all(
        isinstance(child, ScalarNode) and child.style == "double" for child in items
    )


def insert_in_flow(
    page: TextDocument, node: MappingNode | SequenceNode, texts: list[str], place: int
) -> list[tuple[int, int, str]]:
    """New parts after the one at `place`, or as the first where there is none."""
    if page.text[node.start] not in "[{":
        raise EditRefusedError(f"line {node.line}: write this mapping in braces first")
    if place < 0:
        return _insert_first(page, node, texts)
    previous = spans.slot_of(node, place)
    end = spans.slot_end(page, previous)
    rest = _REST_OF_LINE.match(page.text, end)
    start = spans.slot_start(page, previous)
    own_line = page.is_blank(page.line_start(start), start)
    if rest and own_line:
        return _insert_lines(page, start, end, rest, texts)
    gap = " " if page.text[end - 1] == ":" else ""
    return [(end, end, gap + "".join(f", {text}" for text in texts))]


def drop_from_flow(page: TextDocument, slot: Slot) -> list[tuple[int, int, str]]:
    """A part away, with the comma that set it apart, and with its line where it had its own."""
    count = spans.part_count(slot.holder)
    start, end = spans.slot_start(page, slot), spans.slot_end(page, slot)
    comma = _COMMA.match(page.text, end)
    after = comma.end() if comma else end
    if comma and page.is_blank(page.line_start(start), start):
        rest = _REST_OF_LINE.match(page.text, end)
        if rest:
            return [(page.line_start(start), page.next_line(rest.end()), "")]
    if count == 1:
        return [(start, after, "")]
    if slot.place == count - 1:
        before = spans.slot_end(page, spans.slot_of(slot.holder, slot.place - 1))
        return _without_comments(page, before, start, end)
    following = spans.slot_start(page, spans.slot_of(slot.holder, slot.place + 1))
    if "#" in page.text[after:following]:
        return [(start, after, "")]
    return [(start, following, "")]


def _without_comments(
    page: TextDocument, before: int, start: int, end: int
) -> list[tuple[int, int, str]]:
    """The last part away: its comma too, but no comment between the two."""
    if "#" not in page.text[before:start]:
        return [(before, end, "")]
    return [(start, end, "")]


def _insert_first(
    page: TextDocument, node: MappingNode | SequenceNode, texts: list[str]
) -> list[tuple[int, int, str]]:
    inside = (node.start + 1, node.end - 1)
    if page.is_blank(*inside):
        return [(*inside, ", ".join(texts))]
    return [(inside[0], inside[0], ", ".join(texts) + " ")]


def _insert_lines(
    page: TextDocument, start: int, end: int, rest: re.Match[str], texts: list[str]
) -> list[tuple[int, int, str]]:
    """New parts on lines of their own, below the line of the part before them."""
    indent = page.text[page.line_start(start) : start]
    comma = bool(rest[1])
    lines = [page.newline + indent + text for text in texts]
    below = ",".join(lines) + ("," if comma else "")
    if comma:
        return [(rest.end(), rest.end(), below)]
    if rest.end() == end:
        return [(end, end, "," + below)]
    return [(end, end, ","), (rest.end(), rest.end(), below)]
