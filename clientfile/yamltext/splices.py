"""One small edit of a text as splices: the spans that change, and what stands there then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from clientfile.errors import EditRefusedError
from clientfile.records.edits import Append, Edit, Path, Put
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
"""From where to where (indexes into the text), and the new text there."""


def apply_splices(text: str, splices: Iterable[Splice]) -> str:
    """The text with its splices in place; they must not overlap."""
    parts = []
    position = 0
    for start, end, new in sorted(splices, key=lambda splice: splice[:2]):
        parts += [text[position:start], new]
        position = end
    return "".join([*parts, text[position:]])


def plan_splices(page: TextDocument, edit: Edit, shape: Shape) -> list[Splice]:
    """What one small edit changes in a page; `shape` is the whole record's.

    Raises EditRefusedError where the text does not let it be done in place.
    """
    if isinstance(edit, Put):
        return _put(page, edit.path, edit.value, shape)
    if isinstance(edit, Append):
        return _append(page, edit.path, list(edit.values), shape)
    return _drop(page, edit.path)


def _put(page: TextDocument, path: Path, value: Any, shape: Shape) -> list[Splice]:
    found = spans.trail(page.root, path)
    rest = path[len(found) :]
    if found and (not rest or is_absent(found[-1].value)):
        holder = path[: len(path) - len(rest)]
        return _set_value(page, found[-1], _nested(rest, value), shape_at(shape, holder))
    container = found[-1].value if found else page.root
    held = shape_at(shape, path[: len(found)])
    key, new = path[len(found)], _nested(rest[1:], value)
    if container is None:
        return _begin(page, {str(key): new}, shape)
    if not isinstance(container, MappingNode) or not isinstance(key, str):
        raise EditRefusedError(f"nothing can be put in on line {container.line}: edit it by hand")
    if found and not container.entries and _opens_to_block(page, found[-1]):
        return _set_value(page, found[-1], {key: new}, held)
    return _add_key(page, container, key, new, held)


def _nested(steps: Sequence[str | int], value: Any) -> Any:
    for step in reversed(steps):
        value = {step: value}
    return value


def _begin(page: TextDocument, data: dict[str, Any], shape: Shape) -> list[Splice]:
    """The first keys of a record that has none: after what comments there are."""
    newline = page.newline
    end = len(page.text)
    gap = newline if page.text and not page.text.endswith("\n") else ""
    return [(end, end, gap + emit(data, shape, newline=newline))]


def _append(page: TextDocument, path: Path, values: list[Any], shape: Shape) -> list[Splice]:
    found = spans.trail(page.root, path)
    if len(found) < len(path) or is_absent(found[-1].value):
        return _put(page, path, values, shape)
    slot = found[-1]
    node, held = slot.value, shape_at(shape, path)
    if isinstance(node, ScalarNode):
        return _set_value(page, slot, [node.value, *values], held)
    if not isinstance(node, SequenceNode):
        raise EditRefusedError(f"line {node.line}: a mapping stands where a list is due")
    if not node.children and _opens_to_block(page, slot):
        return _set_value(page, slot, values, held)
    if node.flow:
        quoted = writes_json(page.around)
        texts = [flow_text(value, held.child(0), quoted=quoted) for value in values]
        return insert_in_flow(page, node, texts, len(node.children) - 1)
    lines: list[str] = []
    blank = [""] if spans.separated(page, node) else []
    for value in values:
        lines += blank + item_lines(value, held.child(0), node.column, page.habit)
    return [_inserted(page, spans.insertion_point(page, spans.slot_of(node, -1), last=True), lines)]


def _opens_to_block(page: TextDocument, slot: Slot) -> bool:
    """Whether an empty `[]` or `{}` gives way to a block: on its key's line, nothing within."""
    node = slot.value
    inside = page.is_blank(node.start + 1, node.end - 1)
    on_line = page.line_end(spans.after_indicator(page, slot)) >= node.end
    return inside and on_line and isinstance(slot.holder, MappingNode) and not slot.holder.flow


def _add_key(
    page: TextDocument, node: MappingNode, key: str, value: Any, shape: Shape
) -> list[Splice]:
    """A new entry of a mapping; `shape` is the mapping's."""
    place = _place_of_key(node, key, shape)
    if node.flow:
        text = flow_text({key: value}, shape, quoted=writes_json(page.around))[1:-1]
        return insert_in_flow(page, node, [text], place)
    lines = entry_lines(key, value, shape.child(key), node.column, page.habit)
    first_chapters = node is page.root and len(node.entries) == 1 and isinstance(value, dict)
    if spans.separated(page, node) or first_chapters:
        lines.insert(0, "")
    previous = spans.slot_of(node, place)
    last = place == len(node.entries) - 1
    return [_inserted(page, spans.insertion_point(page, previous, last=last), lines)]


def _place_of_key(node: MappingNode, key: str, shape: Shape) -> int:
    """The place of the entry after which a new key goes."""
    order = list(shape.fields)
    if key in order:
        before = {name: rank for rank, name in enumerate(order[: order.index(key)])}
        present = [
            (before[name.value], place)
            for place, (name, _) in enumerate(node.entries)
            if name.value in before
        ]
        if present:
            return max(present)[1]
    return len(node.entries) - 1


def _inserted(page: TextDocument, position: int, lines: list[str]) -> Splice:
    newline = page.newline
    return position, position, "".join(newline + line for line in lines)


def _set_value(page: TextDocument, slot: Slot, value: Any, shape: Shape) -> list[Splice]:
    """Another value in a slot; `shape` is the value's."""
    old = slot.value
    hint = old.style if isinstance(old, ScalarNode) and old.end > old.start else None
    if slot.holder.flow:
        quoted = writes_json(page.around)
        return _set_in_flow(page, slot, flow_text(value, shape, style_hint=hint, quoted=quoted))
    if slot.key is not None and not spans.has_colon(page, slot):
        raise EditRefusedError(f"line {slot.key.line}: write this key with a colon first")
    head, body = _form(page, slot, value, shape, hint)
    if slot.key is None and not head:
        return _set_block_item(page, slot, value, shape)
    if old.end == old.start:
        after = spans.after_indicator(page, slot)
        return [(after, after, head), _inserted(page, page.line_end(after), body)]
    if isinstance(old, ScalarNode) and old.style in ("literal", "folded"):
        return _set_block_scalar(page, slot, old, head, body)
    return _set_other(page, slot, head, body)


def _form(
    page: TextDocument, slot: Slot, value: Any, shape: Shape, hint: str | None
) -> tuple[str, list[str]]:
    column = slot.holder.column
    if slot.key is None and isinstance(value, dict | list):
        lines = item_lines(value, shape, column, page.habit)
        return (
            ("", lines)
            if len(lines) > 1 or lines[0].endswith(":")
            else (
                lines[0][column + 1 :],
                [],
            )
        )
    if isinstance(value, dict | list):
        return value_form(value, shape, column, page.habit)
    indent = column + (2 if slot.key is None else page.habit.step)
    return scalar_form(value, shape, indent, page.habit, hint)


def _set_in_flow(page: TextDocument, slot: Slot, text: str) -> list[Splice]:
    old = slot.value
    if old.end > old.start:
        return [(old.start, old.end, text)]
    after = spans.after_indicator(page, slot)
    colon = "" if spans.has_colon(page, slot) else ":"
    return [(after, after, f"{colon} {text}")]


def _set_block_item(page: TextDocument, slot: Slot, value: Any, shape: Shape) -> list[Splice]:
    start, end = spans.dash(page, slot), spans.slot_end(page, slot)
    lines = item_lines(value, shape, slot.holder.column, page.habit)
    return [(start, end, lines[0].strip()), _inserted(page, page.line_end(end), lines[1:])]


def _set_block_scalar(
    page: TextDocument, slot: Slot, old: ScalarNode, head: str, body: list[str]
) -> list[Splice]:
    """In place of a literal or folded block; a comment after its header stays."""
    start = old.start if head else spans.after_indicator(page, slot)
    below = page.line_end(old.start)
    end = max(below, spans.content_end(page, old))
    return [
        (start, spans.block_header(page, old), head.lstrip()),
        (below, end, _inserted(page, end, body)[2]),
    ]


def _set_other(page: TextDocument, slot: Slot, head: str, body: list[str]) -> list[Splice]:
    old = slot.value
    after, end = spans.after_indicator(page, slot), spans.content_end(page, old)
    below = page.line_end(after)
    block = not isinstance(old, ScalarNode) and not old.flow
    insertion = _inserted(page, page.line_end(end), body)
    if head and not (block and old.start > below):
        return [(old.start, end, head.lstrip()), insertion]
    start = below if old.start > below else after
    return [(after, after, head), (start, end, ""), insertion]


def _drop(page: TextDocument, path: Path) -> list[Splice]:
    found = spans.trail(page.root, path)
    slot = found[-1]
    if len(found) > 1 and slot is found[-2]:
        return _set_value(page, slot, [], Shape("any"))
    parent = found[-2] if len(found) > 1 else None
    if slot.holder.flow:
        return drop_from_flow(page, slot)
    if spans.part_count(slot.holder) == 1:
        return _drop_last(page, slot, parent)
    return _drop_block(page, slot)


def _drop_last(page: TextDocument, slot: Slot, parent: Slot | None) -> list[Splice]:
    """The only part of a collection: an empty one is left, and the comments around it."""
    if parent is None:
        return _drop_lines(page, slot)
    empty = "{}" if isinstance(slot.holder, MappingNode) else "[]"
    after = spans.after_indicator(page, parent)
    if slot.holder.start > page.line_end(after):
        return [(after, after, f" {empty}"), *_drop_lines(page, slot)]
    return [(slot.holder.start, spans.slot_end(page, slot), empty)]


def _drop_block(page: TextDocument, slot: Slot) -> list[Splice]:
    start = spans.slot_start(page, slot)
    if page.is_blank(page.line_start(start), start):
        return _drop_lines(page, slot)
    end = page.line_end(spans.slot_end(page, slot))
    following = spans.slot_of(slot.holder, slot.place + 1)
    next_start = spans.slot_start(page, following)
    if page.is_blank(end, next_start):
        return [(start, next_start, "")]
    return [(start, end, "")]


def _drop_lines(page: TextDocument, slot: Slot) -> list[Splice]:
    """Whole lines, with the comments that belong to them, and a blank line where two would meet."""
    start = page.line_start(spans.slot_start(page, slot))
    last = spans.after_own_comments(page, spans.slot_end(page, slot), slot.holder.column)
    end = page.next_line(last)
    ends_open = end == len(page.text) and not page.text.endswith("\n")
    before = _blank_lines_before(page, slot, start)
    is_last = slot.place == spans.part_count(slot.holder) - 1
    if before < start and (is_last or end == len(page.text) or _blank_at(page, end)):
        start = before
    if ends_open and start > 0:
        start -= len(page.newline)
    return [(start, end, "")]


def _blank_lines_before(page: TextDocument, slot: Slot, start: int) -> int:
    """The beginning of the blank line before a slot, where it parts the slot from another."""
    if slot.place == 0 or start == 0:
        return start
    before = spans.slot_end(page, spans.slot_of(slot.holder, slot.place - 1))
    above = page.line_start(start - 1)
    return above if above > before and page.is_blank(above, start) else start


def _blank_at(page: TextDocument, start: int) -> bool:
    return page.is_blank(start, page.line_end(start))
