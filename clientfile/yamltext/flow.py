"""Edits within `[…]` and `{…}`, on one line or over several."""

from __future__ import annotations

import re

from clientfile.errors import EditRefused
from clientfile.yamltext import spans
from clientfile.yamltext.nodes import MappingNode, SequenceNode
from clientfile.yamltext.spans import Page, Slot

_COMMA = re.compile(r"\s*,")
_REST_OF_LINE = re.compile(r"[ \t]*(,?)[ \t]*(#.*?)?(?=\r?\n)")


def insert_in_flow(
    page: Page, node: MappingNode | SequenceNode, texts: list[str], place: int
) -> list[tuple[int, int, str]]:
    """New parts after the one at `place`, or as the first where there is none."""
    if page.text[node.start] not in "[{":
        raise EditRefused(f"line {node.line}: write this mapping in braces first")
    if place < 0:
        return _insert_first(page, node, texts)
    previous = spans.slots(node)[place]
    end = spans.slot_end(page, previous)
    rest = _REST_OF_LINE.match(page.text, end)
    start = spans.slot_start(page, previous)
    own_line = page.is_blank(page.line_start(start), start)
    if rest and own_line:
        return _insert_lines(page, start, end, rest, texts)
    gap = " " if page.text[end - 1] == ":" else ""
    return [(end, end, gap + "".join(f", {text}" for text in texts))]


def drop_from_flow(page: Page, slot: Slot) -> list[tuple[int, int, str]]:
    """A part away, with the comma that set it apart, and with its line where it had its own."""
    parts = spans.slots(slot.holder)
    start, end = spans.slot_start(page, slot), spans.slot_end(page, slot)
    comma = _COMMA.match(page.text, end)
    after = comma.end() if comma else end
    if comma and page.is_blank(page.line_start(start), start):
        rest = _REST_OF_LINE.match(page.text, end)
        if rest:
            return [(page.line_start(start), page.next_line(rest.end()), "")]
    if len(parts) == 1:
        return [(start, after, "")]
    if slot.place == len(parts) - 1:
        before = spans.slot_end(page, parts[slot.place - 1])
        return _without_comments(page, before, start, end)
    following = spans.slot_start(page, parts[slot.place + 1])
    if "#" in page.text[after:following]:
        return [(start, after, "")]
    return [(start, following, "")]


def _without_comments(page: Page, before: int, start: int, end: int) -> list[tuple[int, int, str]]:
    """The last part away: its comma too, but no comment between the two."""
    if "#" not in page.text[before:start]:
        return [(before, end, "")]
    return [(start, end, "")]


def _insert_first(
    page: Page, node: MappingNode | SequenceNode, texts: list[str]
) -> list[tuple[int, int, str]]:
    inside = (node.start + 1, node.end - 1)
    if page.is_blank(*inside):
        return [(*inside, ", ".join(texts))]
    return [(inside[0], inside[0], ", ".join(texts) + " ")]


def _insert_lines(
    page: Page, start: int, end: int, rest: re.Match[str], texts: list[str]
) -> list[tuple[int, int, str]]:
    """New parts on lines of their own, below the line of the part before them."""
    indent = page.text[page.line_start(start) : start]
    comma = bool(rest[1])
    lines = [page.habit.newline + indent + text for text in texts]
    below = ",".join(lines) + ("," if comma else "")
    added = (rest.end(), rest.end(), below)
    return [added] if comma else [(end, end, ","), added]
