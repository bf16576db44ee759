"""Turns one small edit into splices of the text: the spans that change, and their new text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from clientfile.errors import EditRefusedError
from clientfile.language import _
from clientfile.records.edits import Append, Edit, Insert, Path, Put
from clientfile.records.paths import shape_at
from clientfile.records.shape import Shape
from clientfile.yamltext import spans
from clientfile.yamltext.emitter import (
    emit,
    entry_lines,
    flow_text,
    item_lines,
    scalar_form,
    value_form,
)
from clientfile.yamltext.flow import drop_from_flow, insert_in_flow, writes_json
from clientfile.yamltext.nodes import MappingNode, ScalarNode, SequenceNode, is_absent
from clientfile.yamltext.spans import Slot, TextDocument

Splice = tuple[int, int, str]
"""Start and end (indexes into the text), and the new text between them."""


def apply_splices(text: str, splices: Iterable[Splice]) -> str:
    """The text with the splices applied, which must not overlap."""
    parts = []
    position = 0
    for start, end, new in sorted(splices, key=lambda splice: splice[:2]):
        parts += [text[position:start], new]
        position = end
    return "".join([*parts, text[position:]])


def plan_splices(document: TextDocument, edit: Edit, shape: Shape) -> list[Splice]:
    """The splices of one small edit; `shape` is that of the whole record.

    Raises EditRefusedError where the text can't be edited in place.
    """
    if isinstance(edit, Put):
        return _put(document, edit.path, edit.value, shape)
    if isinstance(edit, Append):
        return _append(document, edit.path, list(edit.values), shape)
    if isinstance(edit, Insert):
        return _insert_items(document, edit.path, list(edit.values), shape)
    return _drop(document, edit.path)


def _put(document: TextDocument, path: Path, value: Any, shape: Shape) -> list[Splice]:
    trail = spans.trail(document.root, path)
    rest = path[len(trail) :]
    if trail and (not rest or is_absent(trail[-1].value)):
        holder = path[: len(path) - len(rest)]
        return _set_value(document, trail[-1], _nest(rest, value), shape_at(shape, holder))
    container = trail[-1].value if trail else document.root
    inner_shape = shape_at(shape, path[: len(trail)])
    key, new = path[len(trail)], _nest(rest[1:], value)
    if container is None:
        return _put_first(document, {str(key): new}, shape)
    if not isinstance(container, MappingNode) or not isinstance(key, str):
        raise EditRefusedError(
            _("nothing can be put in on line {line}: edit it by hand", line=container.line)
        )
    if trail and not container.entries and _may_become_block(document, trail[-1]):
        return _set_value(document, trail[-1], {key: new}, inner_shape)
    return _add_key(document, container, key, new, inner_shape)


def _nest(steps: Sequence[str | int], value: Any) -> Any:
    for step in reversed(steps):
        value = {step: value}
    return value


def _put_first(document: TextDocument, data: dict[str, Any], shape: Shape) -> list[Splice]:
    """The first keys of a record without keys, after its comments."""
    newline = document.newline
    end = len(document.text)
    gap = newline if document.text and not document.text.endswith("\n") else ""
    return [(end, end, gap + emit(data, shape, newline=newline))]


def _append(document: TextDocument, path: Path, values: list[Any], shape: Shape) -> list[Splice]:
    trail = spans.trail(document.root, path)
    if len(trail) < len(path) or is_absent(trail[-1].value):
        return _put(document, path, values, shape)
    slot = trail[-1]
    node, inner_shape = slot.value, shape_at(shape, path)
    if isinstance(node, ScalarNode):
        return _set_value(document, slot, [node.value, *values], inner_shape)
    if not isinstance(node, SequenceNode):
        raise EditRefusedError(
            _("line {line}: a mapping stands where a list is due", line=node.line)
        )
    if not node.children and _may_become_block(document, slot):
        return _set_value(document, slot, values, inner_shape)
    if node.flow:
        quoted = writes_json(document.around)
        texts = [flow_text(value, inner_shape.child(0), quoted=quoted) for value in values]
        return insert_in_flow(document, node, texts, len(node.children) - 1)
    return _add_items(document, node, values, inner_shape, len(node.children))


def _insert_items(
    document: TextDocument, path: Path, values: list[Any], shape: Shape
) -> list[Splice]:
    """New items before the one that has their index; as the last they are appended."""
    trail = spans.trail(document.root, path)
    if len(trail) < len(path):
        return _append(document, path[:-1], values, shape)
    slot, list_shape = trail[-1], shape_at(shape, path[:-1])
    node = slot.holder
    if not isinstance(node, SequenceNode):
        value = slot.value.value if isinstance(slot.value, ScalarNode) else None
        return _set_value(document, slot, [*values, value], list_shape)
    if node.flow:
        quoted = writes_json(document.around)
        texts = [flow_text(value, list_shape.child(0), quoted=quoted) for value in values]
        return insert_in_flow(document, node, texts, slot.index - 1)
    return _add_items(document, node, values, list_shape, slot.index)


def _add_items(
    document: TextDocument, node: SequenceNode, values: list[Any], shape: Shape, index: int
) -> list[Splice]:
    """New items of a block list, of which the first has an index among the nodes; `shape` is that
    of the list.
    """
    blank = [""] if spans.has_blank_lines_between(document, node) else []
    lines = [
        line
        for value in values
        for line in blank + item_lines(value, shape.child(0), node.column, document.layout)
    ]
    if index == 0:
        return _add_first(document, node, [*lines[len(blank) :], *blank])
    is_last = index == len(node.children)
    position = spans.insertion_point(document, spans.slot_of(node, index - 1), last=is_last)
    return [_insert(document, position, lines)]


def _add_first(document: TextDocument, node: SequenceNode, lines: list[str]) -> list[Splice]:
    """New lines above the first item of a block list and the comments above that."""
    start = document.line_start(node.start)
    if not document.is_blank(start, node.start):
        # The first dash follows something else on its line.
        text = document.newline.join(lines).lstrip(" ")
        return [(node.start, node.start, text + document.newline + " " * node.column)]
    while start and spans.is_comment(document, above := document.line_start(start - 1)):
        start = above
    return [(start, start, "".join(line + document.newline for line in lines))]


def _may_become_block(document: TextDocument, slot: Slot) -> bool:
    """Whether an empty `[]` or `{}` may become a block: on its key's line, without comments."""
    node = slot.value
    inside = document.is_blank(node.start + 1, node.end - 1)
    on_line = document.line_end(spans.after_indicator(document, slot)) >= node.end
    return inside and on_line and isinstance(slot.holder, MappingNode) and not slot.holder.flow


def _add_key(
    document: TextDocument, node: MappingNode, key: str, value: Any, shape: Shape
) -> list[Splice]:
    """A new entry of a mapping; `shape` is the mapping's."""
    index = _index_before(node, key, shape)
    if node.flow:
        text = flow_text({key: value}, shape, quoted=writes_json(document.around))[1:-1]
        return insert_in_flow(document, node, [text], index)
    lines = entry_lines(key, value, shape.child(key), node.column, document.layout)
    is_second_chapter = node is document.root and len(node.entries) == 1 and isinstance(value, dict)
    if spans.has_blank_lines_between(document, node) or is_second_chapter:
        lines.insert(0, "")
    previous = spans.slot_of(node, index)
    last = index == len(node.entries) - 1
    return [_insert(document, spans.insertion_point(document, previous, last=last), lines)]


def _index_before(node: MappingNode, key: str, shape: Shape) -> int:
    """The index of the entry after which a new key is inserted."""
    order = list(shape.fields)
    if key in order:
        before = {name: rank for rank, name in enumerate(order[: order.index(key)])}
        present = [
            (before[name.value], index)
            for index, (name, _) in enumerate(node.entries)
            if name.value in before
        ]
        if present:
            return max(present)[1]
    return len(node.entries) - 1


def _insert(document: TextDocument, position: int, lines: list[str]) -> Splice:
    newline = document.newline
    return position, position, "".join(newline + line for line in lines)


def _set_value(document: TextDocument, slot: Slot, value: Any, shape: Shape) -> list[Splice]:
    """Replace the value of a slot; `shape` is the value's."""
    old = slot.value
    hint = old.style if isinstance(old, ScalarNode) and old.end > old.start else None
    if slot.holder.flow:
        quoted = writes_json(document.around)
        return _set_in_flow(document, slot, flow_text(value, shape, style_hint=hint, quoted=quoted))
    if slot.key is not None and not spans.has_colon(document, slot):
        raise EditRefusedError(
            _("line {line}: write this key with a colon first", line=slot.key.line)
        )
    head, body = _form(document, slot, value, shape, hint)
    if slot.key is None and not head:
        return _set_block_item(document, slot, value, shape)
    if old.end == old.start:
        after = spans.after_indicator(document, slot)
        return [(after, after, head), _insert(document, document.line_end(after), body)]
    if isinstance(old, ScalarNode) and old.style in ("literal", "folded"):
        return _set_block_scalar(document, slot, old, head, body)
    return _set_other(document, slot, head, body)


def _form(
    document: TextDocument, slot: Slot, value: Any, shape: Shape, hint: str | None
) -> tuple[str, list[str]]:
    column = slot.holder.column
    if slot.key is None and isinstance(value, dict | list):
        lines = item_lines(value, shape, column, document.layout)
        if len(lines) > 1 or lines[0].endswith(":"):
            return "", lines
        return lines[0][column + 1 :], []
    if isinstance(value, dict | list):
        return value_form(value, shape, column, document.layout)
    indent = column + (2 if slot.key is None else document.layout.step)
    return scalar_form(value, shape, indent, document.layout, hint)


def _set_in_flow(document: TextDocument, slot: Slot, text: str) -> list[Splice]:
    old = slot.value
    if old.end > old.start:
        return [(old.start, old.end, text)]
    after = spans.after_indicator(document, slot)
    colon = "" if spans.has_colon(document, slot) else ":"
    return [(after, after, f"{colon} {text}")]


def _set_block_item(document: TextDocument, slot: Slot, value: Any, shape: Shape) -> list[Splice]:
    start, end = spans.dash(document, slot), spans.slot_end(document, slot)
    lines = item_lines(value, shape, slot.holder.column, document.layout)
    return [(start, end, lines[0].strip()), _insert(document, document.line_end(end), lines[1:])]


def _set_block_scalar(
    document: TextDocument, slot: Slot, old: ScalarNode, head: str, body: list[str]
) -> list[Splice]:
    """Replace a literal or folded block; a comment after its header stays."""
    start = old.start if head else spans.after_indicator(document, slot)
    below = document.line_end(old.start)
    end = max(below, spans.content_end(document, old))
    return [
        (start, spans.block_header(document, old), head.lstrip()),
        (below, end, _insert(document, end, body)[2]),
    ]


def _set_other(document: TextDocument, slot: Slot, head: str, body: list[str]) -> list[Splice]:
    old = slot.value
    after, end = spans.after_indicator(document, slot), spans.content_end(document, old)
    below = document.line_end(after)
    block = not isinstance(old, ScalarNode) and not old.flow
    insertion = _insert(document, document.line_end(end), body)
    if head and not (block and old.start > below):
        return [(old.start, end, head.lstrip()), insertion]
    start = below if old.start > below else after
    return [(after, after, head), (start, end, ""), insertion]


def _drop(document: TextDocument, path: Path) -> list[Splice]:
    trail = spans.trail(document.root, path)
    slot = trail[-1]
    if len(trail) > 1 and slot is trail[-2]:
        return _set_value(document, slot, [], Shape("any"))
    parent = trail[-2] if len(trail) > 1 else None
    if slot.holder.flow:
        return drop_from_flow(document, slot)
    if spans.part_count(slot.holder) == 1:
        return _drop_last(document, slot, parent)
    return _drop_block(document, slot)


def _drop_last(document: TextDocument, slot: Slot, parent: Slot | None) -> list[Splice]:
    """Drop the only part of a collection; the empty collection and its comments stay."""
    if parent is None:
        return _drop_lines(document, slot)
    empty = "{}" if isinstance(slot.holder, MappingNode) else "[]"
    after = spans.after_indicator(document, parent)
    if slot.holder.start > document.line_end(after):
        return [(after, after, f" {empty}"), *_drop_lines(document, slot)]
    return [(slot.holder.start, spans.slot_end(document, slot), empty)]


def _drop_block(document: TextDocument, slot: Slot) -> list[Splice]:
    start = spans.slot_start(document, slot)
    if document.is_blank(document.line_start(start), start):
        return _drop_lines(document, slot)
    end = document.line_end(spans.slot_end(document, slot))
    following = spans.slot_of(slot.holder, slot.index + 1)
    next_start = spans.slot_start(document, following)
    if document.is_blank(end, next_start):
        return [(start, next_start, "")]
    return [(start, end, "")]


def _drop_lines(document: TextDocument, slot: Slot) -> list[Splice]:
    """Drop whole lines with their comments, and a blank line where two would meet."""
    start = document.line_start(spans.slot_start(document, slot))
    last = spans.after_own_comments(document, spans.slot_end(document, slot), slot.holder.column)
    end = document.next_line(last)
    ends_open = end == len(document.text) and not document.text.endswith("\n")
    before = _blank_lines_before(document, slot, start)
    is_last = slot.index == spans.part_count(slot.holder) - 1
    if before < start and (is_last or end == len(document.text) or _blank_at(document, end)):
        start = before
    if ends_open and start > 0 and not _ends_in_block(document, slot, start):
        start -= len(document.newline)
    return [(start, end, "")]


def _ends_in_block(document: TextDocument, slot: Slot, end: int) -> bool:
    """Whether the text up to `end` ends in a block scalar, before a slot, whose line break counts.

    libyaml omits the last line break of a block where the file has none: the block would say
    something else.
    """
    if slot.index == 0:
        return False
    leaf = spans.last_leaf(spans.slot_of(slot.holder, slot.index - 1).value)
    if not isinstance(leaf, ScalarNode) or leaf.style not in ("literal", "folded"):
        return False
    header = document.text[leaf.start : spans.block_header(document, leaf)]
    return "-" not in header and document.is_blank(spans.content_end(document, leaf), end)


def _blank_lines_before(document: TextDocument, slot: Slot, start: int) -> int:
    """The start of the blank line that separates a slot from the one before, else `start`."""
    if slot.index == 0 or start == 0:
        return start
    before = spans.slot_end(document, spans.slot_of(slot.holder, slot.index - 1))
    above = document.line_start(start - 1)
    return above if above > before and document.is_blank(above, start) else start


def _blank_at(document: TextDocument, start: int) -> bool:
    return document.is_blank(start, document.line_end(start))
