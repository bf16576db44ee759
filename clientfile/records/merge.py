"""Two sets of changes to one record, brought together part by part.

What makes two items of a list the same is the shape's: ids, refs, years, names. Items of the other
lists are compared whole: one that both sides changed can't be told from two, and is a conflict.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from clientfile.records.edits import Data
from clientfile.records.paths import quote_segment
from clientfile.records.shape import Shape

_GONE: Final = object()


@dataclass
class Merge:
    """What came of bringing changes together: the data, and the addresses that both changed
    differently. Where there are such, `data` has ours.
    """

    data: Data
    conflicts: list[str] = field(default_factory=list)


def merge_records(base: Data, ours: Data, theirs: Data, shape: Shape) -> Merge:
    """`ours` with what `theirs` changed of `base` changed too."""
    merge = Merge({})
    merge.data = _mappings(base, ours, theirs, shape, (), merge.conflicts)
    return merge


def _part(
    base: Any, ours: Any, theirs: Any, shape: Shape, where: tuple[str, ...], conflicts: list[str]
) -> Any:
    """A value of a mapping; one that holds others, and is not there, is the same as empty."""
    if theirs == base or ours == theirs:
        return ours
    if ours == base:
        return theirs
    sides = (base, ours, theirs)
    result: Any
    if all(side is _GONE or isinstance(side, dict) for side in sides):
        one, two, three = ({} if side is _GONE else side for side in sides)
        result = _mappings(one, two, three, shape, where, conflicts)
    elif all(side is _GONE or isinstance(side, list) for side in sides):
        old, mine, other = ([] if side is _GONE else side for side in sides)
        result = _lists(old, mine, other, shape, where, conflicts)
    else:
        conflicts.append(".".join(where))
        return ours
    return result if result or theirs is not _GONE else _GONE


def _mappings(
    base: Data, ours: Data, theirs: Data, shape: Shape, where: tuple[str, ...], conflicts: list[str]
) -> Data:
    result = {}
    for key in [*ours, *(key for key in theirs if key not in ours)]:
        value = _part(
            base.get(key, _GONE),
            ours.get(key, _GONE),
            theirs.get(key, _GONE),
            shape.child(key),
            (*where, quote_segment(key)),
            conflicts,
        )
        if value is not _GONE:
            result[key] = value
    return result


def _lists(
    base: list[Any],
    ours: list[Any],
    theirs: list[Any],
    shape: Shape,
    where: tuple[str, ...],
    conflicts: list[str],
) -> list[Any]:
    old, mine, other = (_by_name(items, shape) for items in (base, ours, theirs))
    result: dict[str, Any] = {}
    for name in _in_order(mine, other):
        sides = (old.get(name, _GONE), mine.get(name, _GONE), other.get(name, _GONE))
        value = _item(*sides, shape.child(0), (*where, _told(name)), conflicts)
        if value is not _GONE:
            result[name] = value
    # An item compared whole that theirs took away, and ours has no more: ours changed it too.
    lost = [
        name
        for name, item in old.items()
        if name not in other and name not in mine and not _has_name(item, shape)
    ]
    conflicts += [".".join((*where, _told(name))) for name in lost]
    return list(result.values())


def _item(
    base: Any, ours: Any, theirs: Any, shape: Shape, where: tuple[str, ...], conflicts: list[str]
) -> Any:
    """An item of a list: unlike a part, it is there or it is not."""
    if theirs == base or ours == theirs:
        return ours
    if ours == base:
        return theirs
    if all(isinstance(side, dict) for side in (base, ours, theirs)):
        return _mappings(base, ours, theirs, shape, where, conflicts)
    conflicts.append(".".join(where))
    return ours


def _in_order(mine: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """All names: ours in our order, each of the others after the one that it follows there."""
    order = list(mine)
    before = None
    for name in other:
        if name not in mine:
            order.insert(order.index(before) + 1 if before is not None else 0, name)
        before = name
    return order


def _by_name(items: list[Any], shape: Shape) -> dict[str, Any]:
    """Items by what identifies them; the same one twice is told apart by a count."""
    named: dict[str, Any] = {}
    seen: Counter[str] = Counter()
    for item in items:
        name = _name(item, shape)
        seen[name] += 1
        named[f"{name}\0{seen[name]}"] = item
    return named


def _has_name(item: Any, shape: Shape) -> bool:
    """Whether an item is told apart by fields of its own, rather than compared whole."""
    first = shape.identity[0] if shape.identity else ""
    return isinstance(item, dict) and item.get(first) is not None


def _name(item: Any, shape: Shape) -> str:
    if _has_name(item, shape):
        parts = (item.get(key) for key in shape.identity)
        return " ".join(str(part) for part in parts if part is not None)
    return json.dumps(item, default=str, sort_keys=True)


def _told(name: str) -> str:
    return quote_segment(name.partition("\0")[0][:40])
