"""What changed between two versions of a record: one row for each field or item, in its own words.

An item is what `CLIENT/ITEM` names: a person, an interaction, a promise, a question, a next action,
an order. One that came or went is told as a whole; all else, field by field.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from clientfile.errors import ItemNotFoundError, UsageError
from clientfile.records.edits import Data, Path, at
from clientfile.records.ids import all_items
from clientfile.records.item_label import in_brief
from clientfile.records.paths import quote_segment, resolve
from clientfile.records.shape import Shape

_OWN_NAMES = (("id",), ("ref",))


@dataclass(frozen=True)
class Changed:
    """One field or item: `item` is the id of the innermost item that holds it, `field` the path
    from there, or from the record. Each is empty where there is none: a row without both is about
    the whole record. `before` or `after` is None where nothing was there; they are single values
    and lists of such as they are, and anything else in a few words.
    """

    item: str
    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Part:
    """What of a record is asked for: an item by its id, a field of it or of the record by its
    path; "" for all.
    """

    item: str = ""
    field: str = ""

    def path_in(self, data: Data, shape: Shape) -> Path | None:
        """Where it is in a version of the record; None where that one has no such part."""
        base = self._base(data)
        if base is None or not self.field:
            return base
        try:
            return resolve(self.field, data, shape, base)
        except (ItemNotFoundError, UsageError):
            return None

    def check(self, data: Data, shape: Shape) -> bool:
        """Whether a version of the record can tell that there may be such a part, and it may.

        Raises UsageError for a field that no record has.
        """
        base = self._base(data)
        if base is None:
            return False
        try:
            resolve(self.field, data, shape, base)
        except ItemNotFoundError:
            return False
        return True

    def _base(self, data: Data) -> Path | None:
        if not self.item:
            return ()
        return next((path for name, path in all_items(data) if name == self.item), None)


@dataclass(frozen=True)
class _Place:
    item: str = ""
    segments: tuple[str, ...] = ()

    def below(self, segment: str) -> _Place:
        return _Place(self.item, (*self.segments, segment))


def changes(before: Data, after: Data, shape: Shape, part: Part) -> Iterator[Changed]:
    """All that changed in the part of a record that is asked for."""
    old, new = part.path_in(before, shape), part.path_in(after, shape)
    was = None if old is None else at(before, old)
    now = None if new is None else at(after, new)
    if new is not None and now is not None:
        place, own, whole = _reached(after, new, shape)
    elif old is not None and was is not None:
        place, own, whole = _reached(before, old, shape)
    else:
        return
    yield from _between(was, now, own, place, whole=whole)


def _reached(data: Data, path: Path, shape: Shape) -> tuple[_Place, Shape, bool]:
    """The place that a path leads to, its shape, and whether an item stands there."""
    place, whole, value = _Place(), False, data
    for step in path:
        inner = at(value, (step,))
        if isinstance(step, int):
            place, whole = _item_place(place, inner, shape, step)
        else:
            place, whole = _key_place(place, step, inner, shape.child(step))
        shape, value = shape.child(step), inner
    return place, shape, whole


def _between(
    before: Any, after: Any, shape: Shape, place: _Place, *, whole: bool
) -> Iterator[Changed]:
    # An empty list or mapping says no more than none.
    before, after = (None if value in ([], {}) else value for value in (before, after))
    if before == after:
        return
    if whole and (before is None or after is None):
        yield _told(before, after, place)
    elif _all(dict, before, after):
        yield from _mappings(before or {}, after or {}, shape, place)
    elif _all(list, before, after) and _holds_mappings(before, after):
        yield from _lists(before or [], after or [], shape, place)
    else:
        yield _told(before, after, place)


def _mappings(before: Data, after: Data, shape: Shape, place: _Place) -> Iterator[Changed]:
    for key in [*before, *(key for key in after if key not in before)]:
        was, now, own = before.get(key), after.get(key), shape.child(key)
        if was == now:
            continue
        old, whole = _key_place(place, key, was, own)
        new, whole_now = _key_place(place, key, now, own)
        if old != new and whole and whole_now:
            # Another next action took the place of one that has an id of its own.
            yield from _between(was, None, own, old, whole=True)
            yield from _between(None, now, own, new, whole=True)
        else:
            there = new if whole_now else old
            yield from _between(was, now, own, there, whole=whole or whole_now)


def _lists(before: list[Any], after: list[Any], shape: Shape, place: _Place) -> Iterator[Changed]:
    old, new = _by_name(before, shape), _by_name(after, shape)
    for name in [*old, *(name for name in new if name not in old)]:
        if isinstance(name, str):
            yield from _item(before, after, old.get(name), new.get(name), shape, place)
    rest, come = ([p for name, p in one.items() if isinstance(name, int)] for one in (old, new))
    yield from _unnamed(before, after, rest, come, shape, place)


def _unnamed(
    before: list[Any],
    after: list[Any],
    old: list[int],
    new: list[int],
    shape: Shape,
    place: _Place,
) -> Iterator[Changed]:
    """Items that nothing tells apart but what they say: those alike at both ends stay, the others
    are paired in their order.
    """
    while old and new and before[old[0]] == after[new[0]]:
        old, new = old[1:], new[1:]
    while old and new and before[old[-1]] == after[new[-1]]:
        old, new = old[:-1], new[:-1]
    for number in range(max(len(old), len(new))):
        was = old[number] if number < len(old) else None
        now = new[number] if number < len(new) else None
        yield from _item(before, after, was, now, shape, place)


def _item(
    before: list[Any],
    after: list[Any],
    was: int | None,
    now: int | None,
    shape: Shape,
    place: _Place,
) -> Iterator[Changed]:
    old = None if was is None else before[was]
    new = None if now is None else after[now]
    if old == new:
        return
    there, step = (new, now) if now is not None else (old, was or 0)
    own, _ = _item_place(place, there, shape, step)
    yield from _between(old, new, shape.child(0), own, whole=True)


def _by_name(items: list[Any], shape: Shape) -> dict[str | int, int]:
    """The places of items by what identifies them, by their place where nothing does."""
    named: dict[str | int, int] = {}
    for place, item in enumerate(items):
        first = item.get(shape.identity[0]) if shape.identity and isinstance(item, dict) else None
        name: str | int = place
        if first is not None:
            name = "\0".join(str(item.get(key)) for key in shape.identity)
        named[place if name in named else name] = place
    return named


def _item_place(place: _Place, item: Any, shape: Shape, step: int) -> tuple[_Place, bool]:
    """The place of an item of a list, and that it is told as a whole."""
    name = None
    if len(shape.identity) == 1 and isinstance(item, dict):
        name = item.get(shape.identity[0])
    if name is None or not str(name):
        return place.below(f"#{step + 1}"), True
    if shape.identity in _OWN_NAMES:
        return _Place(str(name)), True
    return place.below(quote_segment(str(name))), True


def _key_place(place: _Place, key: str, value: Any, shape: Shape) -> tuple[_Place, bool]:
    """The place of a mapping's value; one with an id of its own, a next action, is an item."""
    if isinstance(value, dict) and shape.kind == "mapping" and "id" in shape.fields:
        name = value.get("id")
        if name is not None and str(name):
            return _Place(str(name)), True
    return place.below(quote_segment(str(key))), False


def _told(before: Any, after: Any, place: _Place) -> Changed:
    field = ".".join(place.segments)
    return Changed(place.item, field, _value(before), _value(after))


def _value(value: Any) -> Any:
    """A single value or a list of such as it is; the rest in a few words."""
    if isinstance(value, dict):
        return in_brief(value)
    if isinstance(value, list) and _holds_mappings(value, None):
        return "; ".join(in_brief(item) for item in value)
    return value


def _all(kind: type, *values: Any) -> bool:
    return all(value is None or isinstance(value, kind) for value in values)


def _holds_mappings(*lists: Any) -> bool:
    return any(isinstance(item, dict | list) for each in lists for item in each or ())
