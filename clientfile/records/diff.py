"""Differences between two versions of a record: rows for the history, addresses for a commit.

One walk over both versions, shown in two ways:

- `field_changes` gives the history's rows. An item is what `CLIENT/ITEM` names: a person, an
  interaction, a promise, a question, a next action, an order. An item that was added or removed
  is one row; everything else is compared field by field.
- `differences` gives addresses for the subject of a commit. Every mapping that was added or
  removed is one difference.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, Generic, TypeVar

from clientfile.errors import NoSuchItemError, UsageError
from clientfile.language import Lines, Term
from clientfile.language.quantities import Rates, day
from clientfile.records.edits import Data, Path, at
from clientfile.records.ids import all_items
from clientfile.records.item_label import item_label
from clientfile.records.paths import quote_segment, resolve
from clientfile.records.shape import ANY, Shape
from clientfile.records.titled_path import TitledPath

_ID_KEYS = (("id",), ("ref",))


@dataclass(frozen=True)
class FieldChange:
    """One changed field or item.

    `item` is the id of the innermost item that holds the field, `field` the path from that item,
    or from the record. Each is empty where there is none: a row without both is about the whole
    record. `before` or `after` is None where nothing was there. Single values and lists of single
    values stand as they are, anything else as a short text.
    """

    item: str
    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class RecordPart:
    """A part of a record to compare: an item by its id, and a field of it or of the record by its
    path. Each is "" for all.
    """

    item: str = ""
    field: str = ""

    def path_in(self, data: Data, shape: Shape) -> Path | None:
        """The concrete path of the part in one version; None where that version lacks it."""
        base = self._base(data)
        if base is None or not self.field:
            return base
        try:
            return resolve(self.field, data, shape, base)
        except (NoSuchItemError, UsageError):
            return None

    def check(self, data: Data, shape: Shape) -> bool:
        """Whether one version of the record shows that the part may exist.

        Raises UsageError for a field that no record has.
        """
        base = self._base(data)
        if base is None:
            return False
        try:
            resolve(self.field, data, shape, base)
        except NoSuchItemError:
            return False
        return True

    def _base(self, data: Data) -> Path | None:
        if not self.item:
            return ()
        return next((path for name, path in all_items(data) if name == self.item), None)


@dataclass(frozen=True)
class Difference:
    """One part that differs. `before` or `after` is None where the part was absent.

    `address` begins at the record, `short` at the innermost item of a list with an identity.
    """

    address: str
    short: str
    before: Any
    after: Any


def field_changes(
    before: Data, after: Data, shape: Shape, part: RecordPart
) -> Iterator[FieldChange]:
    """The rows of the history for `part` of a record, between two versions."""
    old, new = part.path_in(before, shape), part.path_in(after, shape)
    was = None if old is None else at(before, old)
    now = None if new is None else at(after, new)
    walk = _HistoryWalk()
    if new is not None and now is not None:
        place, own, whole = walk.locate(after, new, shape)
    elif old is not None and was is not None:
        place, own, whole = walk.locate(before, old, shape)
    else:
        return
    yield from walk.compare(was, now, own, place, whole=whole)


def changes_from(value: Any, data: Data, path: Path, shape: Shape) -> Iterator[FieldChange]:
    """The rows of the history from a value to what stands at a concrete path of a record."""
    walk = _HistoryWalk()
    place, own, whole = walk.locate(data, path, shape)
    yield from walk.compare(value, at(data, path), own, place, whole=whole)


def differences(before: Data, after: Data, shape: Shape) -> list[Difference]:
    """Every part that differs, by address; items of a list are paired by their identity."""
    return list(_AddressWalk().compare(before, after, shape, _Address(), whole=True))


_Place = TypeVar("_Place")
_Row = TypeVar("_Row")
_List = list[Any] | None
_Pairs = Iterator[tuple[int | None, int | None]]


class _Walk(ABC, Generic[_Place, _Row]):
    """The walk over two versions. A place says where the walk stands, a row what differs there.

    `whole` says of a value that it makes one row when it was added or removed.
    """

    def compare(
        self, before: Any, after: Any, shape: Shape, place: _Place, *, whole: bool
    ) -> Iterator[_Row]:
        """The rows of two values, each None where it is absent."""
        before, after = self.normalize(before), self.normalize(after)
        if before == after:
            return
        if whole and (before is None or after is None):
            yield self.row(before, after, place)
        elif _all_are(dict, before, after):
            yield from self._mappings(before or {}, after or {}, shape, place)
        elif (pairs := self._item_pairs(before, after, shape)) is not None:
            yield from self._items(before, after, pairs, shape, place)
        else:
            yield self.row(before, after, place)

    def _mappings(self, before: Data, after: Data, shape: Shape, place: _Place) -> Iterator[_Row]:
        for key in [*before, *(key for key in after if key not in before)]:
            was, now, own = before.get(key), after.get(key), shape.child(key)
            if was == now:
                continue
            old, whole = self.key_place(place, key, was, shape)
            new, whole_now = self.key_place(place, key, now, shape)
            if old != new and whole and whole_now:
                # Another next action took the place of one that has an id of its own.
                yield from self.compare(was, None, own, old, whole=True)
                yield from self.compare(None, now, own, new, whole=True)
            else:
                there = new if whole_now else old
                yield from self.compare(was, now, own, there, whole=whole or whole_now)

    def _item_pairs(self, before: Any, after: Any, shape: Shape) -> _Pairs | None:
        return self.pairs(before, after, shape) if _all_are(list, before, after) else None

    def _items(
        self, before: _List, after: _List, pairs: _Pairs, shape: Shape, place: _Place
    ) -> Iterator[_Row]:
        for was, now in pairs:
            old = before[was] if before and was is not None else None
            new = after[now] if after and now is not None else None
            if old != new:
                item, index = (new, now) if now is not None else (old, was or 0)
                own = self.item_place(place, item, shape, index)
                yield from self.compare(old, new, shape.child(0), own, whole=True)

    def normalize(self, value: Any) -> Any:
        """The value as it is compared."""
        return value

    @abstractmethod
    def pairs(self, before: _List, after: _List, shape: Shape) -> _Pairs | None:
        """The indexes of the items to compare, None for an item that one version lacks; None where
        the two lists are compared as single values.
        """

    @abstractmethod
    def item_place(self, place: _Place, item: Any, shape: Shape, index: int) -> _Place:
        """The place of an item of the list at `place`."""

    @abstractmethod
    def key_place(self, place: _Place, key: str, value: Any, shape: Shape) -> tuple[_Place, bool]:
        """The place of a value of the mapping at `place`, and whether the value is whole; `shape`
        is that of the mapping.
        """

    @abstractmethod
    def row(self, before: Any, after: Any, place: _Place) -> _Row:
        """The row of two values that differ."""


@dataclass(frozen=True)
class _Address:
    whole: tuple[str, ...] = ()
    short: tuple[str, ...] = ()


class _AddressWalk(_Walk[_Address, Difference]):
    """Differences by address. Items are paired by their identity, those without one by their
    index; a list without identities is one value.
    """

    def pairs(self, before: _List, after: _List, shape: Shape) -> _Pairs | None:
        if not shape.identity:
            return None
        old, new = (
            {self._name(item, shape, index): index for index, item in enumerate(items)}
            for items in (before or [], after or [])
        )
        names = [*old, *(name for name in new if name not in old)]
        return ((old.get(name), new.get(name)) for name in names)

    def item_place(self, place: _Address, item: Any, shape: Shape, index: int) -> _Address:
        name = self._name(item, shape, index)
        return _Address((*place.whole, name), (name,))

    def key_place(
        self, place: _Address, key: str, _value: Any, _shape: Shape
    ) -> tuple[_Address, bool]:
        name = quote_segment(str(key))
        return _Address((*place.whole, name), (*place.short, name)), True

    def row(self, before: Any, after: Any, place: _Address) -> Difference:
        return Difference(".".join(place.whole), ".".join(place.short), before, after)

    def _name(self, item: Any, shape: Shape, index: int) -> str:
        values = [item.get(key) for key in shape.identity] if isinstance(item, dict) else [None]
        if any(value is None for value in values):
            return f"#{index + 1}"
        return quote_segment(" ".join(map(str, values)))


@dataclass(frozen=True)
class _Field:
    """The path from an item, or from the record, with the titles of its fields and its shape."""

    item: str = ""
    segments: tuple[str, ...] = ()
    titles: tuple[str, ...] = field(default=(), compare=False)
    shape: Shape = field(default=ANY, compare=False)

    def below(self, segment: str, title: str, shape: Shape) -> _Field:
        return _Field(self.item, (*self.segments, segment), (*self.titles, title), shape)

    def path(self) -> TitledPath:
        """The path; its titles begin below the chapter."""
        titles = self.titles
        if not self.item and len(titles) > 1 and isinstance(titles[0], Term):
            titles = titles[1:]
        return TitledPath(".".join(self.segments), titles)


class _HistoryWalk(_Walk[_Field, FieldChange]):
    """Changes by item and field. Items without an identity are paired by their order."""

    def locate(self, data: Data, path: Path, shape: Shape) -> tuple[_Field, Shape, bool]:
        """The place at `path`, the shape there, and whether an item stands there."""
        place, whole, value = _Field(), False, data
        for step in path:
            inner = at(value, (step,))
            if isinstance(step, int):
                place, whole = self.item_place(place, inner, shape, step), True
            else:
                place, whole = self.key_place(place, step, inner, shape)
            shape, value = shape.child(step), inner
        return place, shape, whole

    def normalize(self, value: Any) -> Any:
        # An empty list or mapping means the same as an absent one.
        return None if value in ([], {}) else value

    def pairs(self, before: _List, after: _List, shape: Shape) -> _Pairs | None:
        if not _holds_mappings(before, after):
            return None
        return _pair(before or [], after or [], shape)

    def item_place(self, place: _Field, item: Any, shape: Shape, index: int) -> _Field:
        name, own = None, shape.child(0)
        if len(shape.identity) == 1 and isinstance(item, dict):
            name = item.get(shape.identity[0])
        if name is None or not str(name):
            segment = f"#{index + 1}"
        elif shape.identity in _ID_KEYS:
            return _Field(str(name), shape=own)
        else:
            segment = _quoted(name)
        return place.below(segment, segment, own)

    def key_place(self, place: _Field, key: str, value: Any, shape: Shape) -> tuple[_Field, bool]:
        own = shape.child(key)
        # A mapping with an id of its own, a next action, is an item.
        if isinstance(value, dict) and own.kind == "mapping" and "id" in own.fields:
            name = value.get("id")
            if name is not None and str(name):
                return _Field(str(name), shape=own), True
        # Where keys are free, the key says more than the schema's title.
        title = (own.title if str(key) in shape.fields else "") or str(key)
        return place.below(_quoted(key), title, own), False

    def row(self, before: Any, after: Any, place: _Field) -> FieldChange:
        values = (_brief(value, place.shape) for value in (before, after))
        return FieldChange(place.item, place.path(), *values)


def _pair(before: list[Any], after: list[Any], shape: Shape) -> _Pairs:
    """Pairs of the indexes of items, by their identity; those without one by their order."""
    old, new = _indexes(before, shape), _indexes(after, shape)
    for name in [*old, *(name for name in new if name not in old)]:
        if isinstance(name, str):
            yield old.get(name), new.get(name)
    unnamed = ([i for name, i in each.items() if isinstance(name, int)] for each in (old, new))
    yield from _pair_by_order(before, after, *unnamed)


def _pair_by_order(before: list[Any], after: list[Any], old: list[int], new: list[int]) -> _Pairs:
    """Pairs of items without an identity: equal ones at both ends are left out, the others are
    paired in their order.
    """
    while old and new and before[old[0]] == after[new[0]]:
        old, new = old[1:], new[1:]
    while old and new and before[old[-1]] == after[new[-1]]:
        old, new = old[:-1], new[:-1]
    yield from zip_longest(old, new)


def _indexes(items: list[Any], shape: Shape) -> dict[str | int, int]:
    """The indexes of items by their identity, or by the index itself where they have none."""
    named: dict[str | int, int] = {}
    for index, item in enumerate(items):
        first = item.get(shape.identity[0]) if shape.identity and isinstance(item, dict) else None
        name: str | int = index
        if first is not None:
            name = "\0".join(str(item.get(key)) for key in shape.identity)
        named[index if name in named else name] = index
    return named


def _quoted(name: Any) -> str:
    return quote_segment(str(name))


def _brief(value: Any, shape: Shape) -> Any:
    """Single values and lists of single values as they are, the rest as a short text.

    Words of the schema, days and percentages are translatable.
    """
    if isinstance(value, dict):
        return item_label(value, shape)
    if isinstance(value, list):
        item = shape.item or ANY
        if _holds_mappings(value):
            return Lines((item_label(each, item) for each in value), "; ")
        return [_brief(each, item) for each in value]
    if not isinstance(value, str):
        return value
    if shape.format == "percent":
        return Rates(value)
    return day(value) if shape.format == "date" else shape.word(value)


def _all_are(kind: type, *values: Any) -> bool:
    return all(value is None or isinstance(value, kind) for value in values)


def _holds_mappings(*lists: Any) -> bool:
    return any(isinstance(item, dict | list) for each in lists for item in each or ())
