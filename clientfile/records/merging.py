"""Two sets of changes to one record, brought together part by part.

What makes two items of a list the same is the shape's: ids, refs, years, names; items of the other
lists are compared whole.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from clientfile.records.addresses import quote_segment
from clientfile.records.edits import Data
from clientfile.records.shape import Shape

_GONE: Final = object()


@dataclass
class Merge:
    """What came of bringing changes together: the data, and the addresses that both changed
    differently. Where there are such, `data` has ours.
    """

    data: Data
    conflicts: list[str] = field(default_factory=list)


def merged(base: Data, ours: Data, theirs: Data, shape: Shape) -> Merge:
    """`ours` with what `theirs` changed of `base` changed too."""
    merge = Merge({})
    merge.data = _merged(base, ours, theirs, shape, (), merge.conflicts)
    return merge


def _merged(
    base: Any, ours: Any, theirs: Any, shape: Shape, where: tuple[str, ...], conflicts: list[str]
) -> Any:
    if theirs == base or ours == theirs:
        return ours
    if ours == base:
        return theirs
    known = {} if base is _GONE else base
    if isinstance(ours, dict) and isinstance(theirs, dict) and isinstance(known, dict):
        return _merged_mappings(known, ours, theirs, shape, where, conflicts)
    known = [] if base is _GONE else base
    if isinstance(ours, list) and isinstance(theirs, list) and isinstance(known, list):
        return _merged_lists(known, ours, theirs, shape, where, conflicts)
    conflicts.append(".".join(where))
    return ours


def _merged_mappings(
    base: Data, ours: Data, theirs: Data, shape: Shape, where: tuple[str, ...], conflicts: list[str]
) -> Data:
    result = {}
    for key in [*ours, *(key for key in theirs if key not in ours)]:
        value = _merged(
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


def _merged_lists(
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
        value = _merged(
            old.get(name, _GONE),
            mine.get(name, _GONE),
            other.get(name, _GONE),
            shape.child(0),
            (*where, _told(name)),
            conflicts,
        )
        if value is not _GONE:
            result[name] = value
    return list(result.values())


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


def _name(item: Any, shape: Shape) -> str:
    parts = [item.get(key) for key in shape.identity] if isinstance(item, dict) else []
    if parts and parts[0] is not None:
        return " ".join(str(part) for part in parts if part is not None)
    return json.dumps(item, default=str, sort_keys=True)


def _told(name: str) -> str:
    return quote_segment(name.partition("\0")[0][:40])
