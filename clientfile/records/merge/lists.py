"""Which items of three versions of a list are the same one.

Items with the identity of their list are the same by it, others where they are equal as a whole.
Of those that are left, each is the replacement of one that its side took away.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from clientfile.records.paths import quote_segment
from clientfile.records.shape import Shape


class ItemName(NamedTuple):
    """What an item is matched by: `kind` is `id` (its identity), `text` (a single value), `base`
    (its index in the base) or `new` (its content); of what both added, `both` (its content) or
    `pair` (its index).

    `number` distinguishes items with equal names.
    """

    kind: str
    value: str
    number: int = 1

    @property
    def segment(self) -> str:
        """The segment of the item's address."""
        if self.kind in ("base", "pair"):
            return f"#{int(self.value) + 1}"
        return quote_segment(self.value[:40])


Named = dict[ItemName, Any]


@dataclass(frozen=True)
class ListVersions:
    """The items of three versions of a list by their names, in the order of each."""

    base: Named
    ours: Named
    theirs: Named


def match_items(
    base: Sequence[Any],
    ours: Sequence[Any],
    theirs: Sequence[Any],
    shape: Shape,
    *,
    texts_replace: bool,
    is_fresh: bool,
) -> ListVersions:
    """The items of three versions by their names; `shape` is that of the list.

    `texts_replace` is whether a text may stand in the place of another, too. `is_fresh` is whether
    the list is of something that is new on both sides: then what each has there is in one place.
    """
    matching = _Matching(base, shape, texts_replace=texts_replace)
    one, other = matching.names_of(ours), matching.names_of(theirs)
    contents = matching.new_contents(ours, one), matching.new_contents(theirs, other)
    if all(contents):
        _join_equal(one, other, *contents)
    if is_fresh:
        _pair_new(one, other)
    return ListVersions(
        dict(zip(matching.names, base, strict=True)),
        dict(zip(one, ours, strict=True)),
        dict(zip(other, theirs, strict=True)),
    )


def name_items(
    before: Sequence[Any], after: Sequence[Any], shape: Shape
) -> tuple[list[ItemName], list[ItemName]]:
    """The names of the items of two versions; what replaces an item has its name."""
    matching = _Matching(before, shape, texts_replace=True)
    return matching.names, matching.names_of(after)


def identity_of(item: Any, shape: Shape) -> str | None:
    """The identity of an item of a list of this shape; None for one that is compared whole."""
    if not shape.identity or not isinstance(item, dict) or item.get(shape.identity[0]) is None:
        return None
    parts = (item.get(key) for key in shape.identity)
    return " ".join(str(part) for part in parts if part is not None)


class _Matching:
    """Names for the items of a base, and for those of its versions."""

    def __init__(self, base: Sequence[Any], shape: Shape, *, texts_replace: bool) -> None:
        self._base = base
        self._shape = shape
        self._texts_replace = texts_replace
        own = self._own_names(base)
        self.names = [name or ItemName("base", str(i)) for i, name in enumerate(own)]
        self._unnamed = [index for index, name in enumerate(own) if name is None]

    def names_of(self, items: Sequence[Any]) -> list[ItemName]:
        """The name of each item of a version."""
        names = self._own_names(items)
        unnamed = [index for index, name in enumerate(names) if name is None]
        if unnamed:
            unclaimed = self._claim_equal(items, names, unnamed)
            for index, place in _replacements(self._base, items, *unclaimed):
                names[place] = self.names[index]
            _name_by_content(items, names)
        return [name for name in names if name is not None]

    def new_contents(self, items: Sequence[Any], names: Sequence[ItemName]) -> dict[int, str]:
        """The contents of the items that the base lacks and that are compared whole, by place."""
        return {
            place: content
            for place, (item, name) in enumerate(zip(items, names, strict=True))
            if name.kind in ("base", "new")
            for content in (content_of(item),)
            if name.kind == "new" or content != content_of(self._base[int(name.value)])
        }

    def _own_names(self, items: Sequence[Any]) -> list[ItemName | None]:
        """The names that items have by themselves; None for those compared whole."""
        names: list[ItemName | None] = []
        seen: Counter[tuple[str, str]] = Counter()
        for item in items:
            identity = identity_of(item, self._shape)
            key = ("id", identity) if identity is not None else ("text", content_of(item))
            is_whole = self._texts_replace or isinstance(item, dict | list)
            if identity is None and is_whole:
                names.append(None)
            else:
                seen[key] += 1
                names.append(ItemName(*key, seen[key]))
        return names

    def _claim_equal(
        self, items: Sequence[Any], names: list[ItemName | None], unnamed: list[int]
    ) -> tuple[list[int], list[int]]:
        """Name the items that the base has, and return the indexes of the others: the base's, and
        those of the items.
        """
        waiting: dict[str, list[int]] = {}
        for index in self._unnamed:
            waiting.setdefault(content_of(self._base[index]), []).append(index)
        new = []
        for place in unnamed:
            equal = waiting.get(content_of(items[place]))
            if equal:
                names[place] = self.names[equal.pop(0)]
            else:
                new.append(place)
        return sorted(index for indexes in waiting.values() for index in indexes), new


def _replacements(
    base: Sequence[Any], items: Sequence[Any], gone: list[int], new: list[int]
) -> Iterator[tuple[int, int]]:
    """Pairs of an item that is gone and the new one in its place: the most alike first, and of
    those equally alike in their order.
    """
    alike = sorted(
        (-_likeness(base[index], items[place]), index, place) for index in gone for place in new
    )
    taken: set[tuple[str, int]] = set()
    for __, index, place in alike:
        if not taken & {("gone", index), ("new", place)}:
            taken |= {("gone", index), ("new", place)}
            yield index, place


def _likeness(one: Any, other: Any) -> int:
    """The number of fields of two items that are equal."""
    if not isinstance(one, dict) or not isinstance(other, dict):
        return 0
    return sum(1 for key, value in one.items() if key in other and other[key] == value)


def _name_by_content(items: Sequence[Any], names: list[ItemName | None]) -> None:
    seen: Counter[str] = Counter()
    for place, name in enumerate(names):
        if name is None:
            content = content_of(items[place])
            seen[content] += 1
            names[place] = ItemName("new", content, seen[content])


def _join_equal(
    one: list[ItemName], other: list[ItemName], new: dict[int, str], other_new: dict[int, str]
) -> None:
    """Give one name to equal items that both sides wrote, each of them in whatever place."""
    pairs: dict[tuple[int, int], ItemName] = {}
    for content in set(new.values()).intersection(other_new.values()):
        places, others = (
            [place for place, each in contents.items() if each == content]
            for contents in (new, other_new)
        )
        common = {one[place] for place in places}.intersection(other[place] for place in others)
        left = zip(
            (place for place in places if one[place] not in common),
            (place for place in others if other[place] not in common),
            strict=False,
        )
        pairs |= {pair: ItemName("both", content, number) for number, pair in enumerate(left, 1)}
    for (place, other_place), name in pairs.items():
        one[place] = other[other_place] = name


def _pair_new(one: list[ItemName], other: list[ItemName]) -> None:
    """Give one name to what each side has in the same place among its new items."""
    common = set(one).intersection(other)
    for names in (one, other):
        number = 0
        for place, name in enumerate(names):
            if name.kind == "new" and name not in common:
                names[place] = ItemName("pair", str(number))
                number += 1


def content_of(item: Any) -> str:
    """The content of an item as a text, equal for equal ones: a text itself, else its JSON."""
    return item if isinstance(item, str) else json.dumps(item, default=str, sort_keys=True)
