"""A conflict in words: which part of which record, and its values as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientfile.errors import UsageError
from clientfile.language import Lines, pgettext
from clientfile.language.quantities import day
from clientfile.records.conflict import ABSENT
from clientfile.records.diff import Difference, differences
from clientfile.records.item_label import item_label
from clientfile.records.paths import split_address
from clientfile.records.shape import ANY, Shape
from clientfile.records.titled_path import TitledPath
from clientfile.schema.shapes import record_shape
from clientfile.store.sync.outcome import Authorship, FolderConflict

_MOST, _MOST_DIFFERENCES = 60, 3


def shape_of(address: str) -> Shape:
    """The shape of the part at an address; any for what the schema does not know."""
    shape = record_shape()
    for segment in _segments(address):
        shape = _child(shape, segment)
    return shape


def part_title(conflict: FolderConflict) -> str:
    """The part within its item, or within its chapter, by titles: `Address › City`; of an item as
    a whole, the title of its list; "" of the whole record.
    """
    shape, titles = record_shape(), list[str]()
    for segment in _segments(conflict.address):
        title = shape.fields[segment].title if segment in shape.fields else ""
        titles.append(title or segment)
        shape = _child(shape, segment)
    own = titles[-len(_segments(conflict.item)) :] if conflict.item else titles
    # The name of the item, and that of the chapter, is read beside it.
    inner = own[1:] or (titles[-2:-1] if own != titles else own)
    return TitledPath(" › ".join(map(str, inner)), inner)


def _segments(address: str) -> tuple[str, ...]:
    try:
        return split_address(address) if address else ()
    except UsageError:
        return (address,)


def _child(shape: Shape, segment: str) -> Shape:
    return shape.child(0 if shape.kind == "list" else segment)


def value_words(value: Any, shape: Shape, base: Any = ABSENT) -> str:
    """A value of a conflict in a few words; of a mapping with a `base`, what differs from that."""
    if value is ABSENT:
        return pgettext("a value that a side of a conflict took away", "(nothing)")
    if isinstance(value, Mapping) and isinstance(base, Mapping) and value != base:
        changed = differences(dict(base), dict(value), shape)
        first = [_new_value(each) for each in changed[:_MOST_DIFFERENCES]]
        return Lines([*first, *(["…"] if len(changed) > _MOST_DIFFERENCES else [])], "; ")
    if isinstance(value, list):
        return Lines((item_label(each, shape.child(0), _MOST) for each in value), "; ")
    return item_label(value, shape, _MOST)


def _new_value(change: Difference) -> str:
    value = ABSENT if change.after is None else change.after
    return Lines([change.short, value_words(value, ANY)], ": ")


def side_words(side: Authorship) -> str:
    """Who wrote a value, and when."""
    return Lines([side.author, day(side.day.isoformat())], ", ") if side.author else ""
