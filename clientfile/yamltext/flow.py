"""Splices within flow collections, `[…]` and `{…}`, on one line or over several."""

from __future__ import annotations

import re
from collections.abc import Sequence

from clientfile.errors import EditRefusedError
from clientfile.language import _
from clientfile.yamltext import spans
from clientfile.yamltext.nodes import MappingNode, ScalarNode, SequenceNode
from clientfile.yamltext.spans import Slot, TextDocument

_COMMA = re.compile(r"\s*,")
_REST_OF_LINE = re.compile(r"[ \t]*(,?)[ \t]*(#.*?)?(?=\r?\n)")


def writes_json(around: Sequence[MappingNode | SequenceNode]) -> bool:
    """Whether new keys and texts are written in double quotes, like the ones around.

    `around` are the collections that contain the place of an edit, the record first. The nearest
    keys in braces decide, or without any the items of the list in brackets.
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
    document: TextDocument, node: MappingNode | SequenceNode, texts: list[str], index: int
) -> list[tuple[int, int, str]]:
    """Insert parts after the one at `index`, or as the first for a negative index."""
    if document.text[node.start] not in "[{":
        raise EditRefusedError(_("line {line}: write this mapping in braces first", line=node.line))
    if index < 0:
        return _insert_first(document, node, texts)
    previous = spans.slot_of(node, index)
    end = spans.slot_end(document, previous)
    rest = _REST_OF_LINE.match(document.text, end)
    start = spans.slot_start(document, previous)
    own_line = document.is_blank(document.line_start(start), start)
    if rest and own_line:
        return _insert_lines(document, start, end, rest, texts)
    gap = " " if document.text[end - 1] == ":" else ""
    return [(end, end, gap + "".join(f", {text}" for text in texts))]


def drop_from_flow(document: TextDocument, slot: Slot) -> list[tuple[int, int, str]]:
    """Drop a part with its comma, and with its line where it stands alone on it."""
    count = spans.part_count(slot.holder)
    start, end = spans.slot_start(document, slot), spans.slot_end(document, slot)
    comma = _COMMA.match(document.text, end)
    after = comma.end() if comma else end
    if comma and document.is_blank(document.line_start(start), start):
        rest = _REST_OF_LINE.match(document.text, end)
        if rest:
            return [(document.line_start(start), document.next_line(rest.end()), "")]
    if count == 1:
        return [(start, after, "")]
    if slot.index == count - 1:
        before = spans.slot_end(document, spans.slot_of(slot.holder, slot.index - 1))
        return _without_comments(document, before, start, end)
    following = spans.slot_start(document, spans.slot_of(slot.holder, slot.index + 1))
    if "#" in document.text[after:following]:
        return [(start, after, "")]
    return [(start, following, "")]


def _without_comments(
    document: TextDocument, before: int, start: int, end: int
) -> list[tuple[int, int, str]]:
    """Drop the last part and the comma before it, unless a comment stands between the two."""
    if "#" not in document.text[before:start]:
        return [(before, end, "")]
    return [(start, end, "")]


def _insert_first(
    document: TextDocument, node: MappingNode | SequenceNode, texts: list[str]
) -> list[tuple[int, int, str]]:
    inside = (node.start + 1, node.end - 1)
    if document.is_blank(*inside):
        return [(*inside, ", ".join(texts))]
    start = spans.slot_start(document, spans.slot_of(node, 0)) if spans.part_count(node) else 0
    line = document.line_start(start)
    if line > node.start and document.is_blank(line, start):
        indent, below = document.text[line:start], document.next_line(node.start)
        return [(below, below, "".join(f"{indent}{text},{document.newline}" for text in texts))]
    ending = ", " if spans.part_count(node) else " "
    return [(inside[0], inside[0], ", ".join(texts) + ending)]


def _insert_lines(
    document: TextDocument, start: int, end: int, rest: re.Match[str], texts: list[str]
) -> list[tuple[int, int, str]]:
    """Insert parts on lines of their own, below the line of the part before them."""
    indent = document.text[document.line_start(start) : start]
    comma = bool(rest[1])
    lines = [document.newline + indent + text for text in texts]
    below = ",".join(lines) + ("," if comma else "")
    if comma:
        return [(rest.end(), rest.end(), below)]
    if rest.end() == end:
        return [(end, end, "," + below)]
    return [(end, end, ","), (rest.end(), rest.end(), below)]
