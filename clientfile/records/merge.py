"""Three-way merge of a record's data, part by part.

Items of a list are matched by the shape's identity: ids, refs, years, names. Items of other lists
are compared whole: an item that both sides changed can't be told from two, and is a conflict.
Of a day that `Shape.keeps_earliest` the earlier one stands.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from clientfile.records.conflict import ABSENT, Conflict
from clientfile.records.edits import Data
from clientfile.records.paths import quote_segment
from clientfile.records.shape import Shape


@dataclass
class RecordMerge:
    """The merged data, and what both sides changed differently: there `data` has our value."""

    data: Data
    conflicts: list[Conflict] = field(default_factory=list)


def merge_records(base: Data, ours: Data, theirs: Data, shape: Shape) -> RecordMerge:
    """`ours` with the changes that `theirs` made to `base`."""
    merge = RecordMerge({})
    merge.data = _mappings(base, ours, theirs, shape, (), merge.conflicts)
    return merge


def _part(
    base: Any,
    ours: Any,
    theirs: Any,
    shape: Shape,
    where: tuple[str, ...],
    conflicts: list[Conflict],
) -> Any:
    """A merged value of a mapping; an absent mapping or list counts as an empty one."""
    if theirs == base or ours == theirs:
        return ours
    if ours == base:
        return theirs
    if shape.keeps_earliest and isinstance(ours, str) and isinstance(theirs, str):
        return min(ours, theirs)
    sides = (base, ours, theirs)
    result: Any
    if all(side is ABSENT or isinstance(side, dict) for side in sides):
        one, two, three = ({} if side is ABSENT else side for side in sides)
        result = _mappings(one, two, three, shape, where, conflicts)
    elif all(side is ABSENT or isinstance(side, list) for side in sides):
        old, mine, other = ([] if side is ABSENT else side for side in sides)
        result = _lists(old, mine, other, shape, where, conflicts)
    else:
        conflicts.append(Conflict(".".join(where), "value", base, ours, theirs))
        return ours
    return result if result or theirs is not ABSENT else ABSENT


def _mappings(
    base: Data,
    ours: Data,
    theirs: Data,
    shape: Shape,
    where: tuple[str, ...],
    conflicts: list[Conflict],
) -> Data:
    result = {}
    for key in [*ours, *(key for key in theirs if key not in ours)]:
        value = _part(
            base.get(key, ABSENT),
            ours.get(key, ABSENT),
            theirs.get(key, ABSENT),
            shape.child(key),
            (*where, quote_segment(key)),
            conflicts,
        )
        if value is not ABSENT:
            result[key] = value
    return result


def _lists(
    base: list[Any],
    ours: list[Any],
    theirs: list[Any],
    shape: Shape,
    where: tuple[str, ...],
    conflicts: list[Conflict],
) -> list[Any]:
    old, mine, other = (_by_name(items, shape) for items in (base, ours, theirs))
    result: dict[str, Any] = {}
    for name in _in_order(mine, other):
        sides = (old.get(name, ABSENT), mine.get(name, ABSENT), other.get(name, ABSENT))
        value = _item(*sides, shape.child(0), (*where, _address_segment(name)), conflicts)
        if value is not ABSENT:
            result[name] = value
    # An item compared whole that neither side has any more: both changed it.
    lost = [
        name
        for name, item in old.items()
        if name not in other and name not in mine and not _has_identity(item, shape)
    ]
    conflicts += [
        Conflict(".".join((*where, _address_segment(name))), "item", old[name], ABSENT, ABSENT)
        for name in lost
    ]
    return list(result.values())


def _item(
    base: Any,
    ours: Any,
    theirs: Any,
    shape: Shape,
    where: tuple[str, ...],
    conflicts: list[Conflict],
) -> Any:
    """A merged item of a list; unlike a value of a mapping, an absent item is not an empty one."""
    if theirs == base or ours == theirs:
        return ours
    if ours == base:
        return theirs
    if all(isinstance(side, dict) for side in (base, ours, theirs)):
        return _mappings(base, ours, theirs, shape, where, conflicts)
    conflicts.append(Conflict(".".join(where), "item", base, ours, theirs))
    return ours


def _in_order(mine: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """All names: ours in our order, each of theirs after the one that it follows there."""
    order = list(mine)
    before = None
    for name in other:
        if name not in mine:
            order.insert(order.index(before) + 1 if before is not None else 0, name)
        before = name
    return order


def _by_name(items: list[Any], shape: Shape) -> dict[str, Any]:
    """Items by their identity and a count, which distinguishes repeated ones."""
    named: dict[str, Any] = {}
    seen: Counter[str] = Counter()
    for item in items:
        name = _name(item, shape)
        seen[name] += 1
        named[f"{name}\0{seen[name]}"] = item
    return named


def _has_identity(item: Any, shape: Shape) -> bool:
    """Whether an item has the identity of its shape, and is not compared whole."""
    first = shape.identity[0] if shape.identity else ""
    return isinstance(item, dict) and item.get(first) is not None


def _name(item: Any, shape: Shape) -> str:
    if _has_identity(item, shape):
        parts = (item.get(key) for key in shape.identity)
        return " ".join(str(part) for part in parts if part is not None)
    return json.dumps(item, default=str, sort_keys=True)


def _address_segment(name: str) -> str:
    return quote_segment(name.partition("\0")[0][:40])
