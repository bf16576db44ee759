"""The edits that turn one record's data into another's: items stay that are the same in both."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from clientfile.records.edits import Append, Data, Drop, Edit, Insert, Path, Put
from clientfile.records.merge.lists import name_items
from clientfile.records.merge.parts import Names, parts_by_name
from clientfile.records.shape import Shape


def edits_between(before: Data, after: Data, shape: Shape) -> list[Edit]:
    """The edits, in their order; `shape` is that of a record."""
    return list(_mapping_edits(before, after, shape, ()))


def _mapping_edits(before: Data, after: Data, shape: Shape, path: Path) -> Iterator[Edit]:
    for key, value in after.items():
        if key not in before:
            yield Put((*path, key), value)
        else:
            yield from _edits(before[key], value, shape.child(key), (*path, key))
    yield from (Drop((*path, key)) for key in before if key not in after)


def _edits(before: Any, after: Any, shape: Shape, path: Path) -> Iterator[Edit]:
    if type(before) is type(after) and before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _mapping_edits(before, after, shape, path)
    elif isinstance(before, list) and isinstance(after, list) and before and after:
        yield from _list_edits(before, after, shape, path)
    else:
        yield Put(path, after)


def _list_edits(before: list[Any], after: list[Any], shape: Shape, path: Path) -> Iterator[Edit]:
    """Edits of the items that stay, then the removal of the others, then what is new."""
    staying = items_in_place(before, after, shape)
    for place, new_place in staying.items():
        yield from _edits(before[place], after[new_place], shape.child(0), (*path, place))
    gone = [place for place in range(len(before)) if place not in staying]
    yield from (Drop((*path, place)) for place in reversed(gone))
    old = set(staying.values())
    for is_new, group in groupby(range(len(after)), lambda place: place not in old):
        if is_new:
            run = list(group)
            values = tuple(after[run[0] : run[-1] + 1])
            is_last = run[-1] == len(after) - 1
            yield Append(path, values) if is_last else Insert((*path, run[0]), values)


def items_in_place(before: list[Any], after: list[Any], shape: Shape) -> dict[int, int]:
    """The places in another version of the items that stay there, by their old ones in order."""
    names, new_names = name_items(before, after, shape)
    places = {name: place for place, name in enumerate(names)}
    new_places = {name: place for place, name in enumerate(new_names)}
    common = [places[name] for name in new_names if name in places]
    # Of a text in the place of another nothing stays: it gives way to what does.
    equal = [
        place
        for place in common
        if isinstance(before[place], dict | list)
        or before[place] == after[new_places[names[place]]]
    ]
    staying = _rise_with(_longest_rise(equal), common)
    return {place: new_places[names[place]] for place in staying}


def names_in_place(before: Any, after: Any, names: Names, shape: Shape) -> Names:
    """The names that a part has in another version. An item without an identity has other ones
    there where it was changed and stays in its place.
    """
    old, new = parts_by_name(before, shape), parts_by_name(after, shape)
    if not names or names[0] not in old:
        return names
    first = names[0]
    is_item = isinstance(before, list) and isinstance(after, list)
    # A text is another one: what is said of it is not said of what stands in its place.
    if is_item and first not in new and isinstance(old[first], dict):
        place = items_in_place(before, after, shape).get(list(old).index(first))
        first = first if place is None else list(new)[place]
    inner = shape.child(0 if isinstance(before, list) else first)
    return (first, *names_in_place(old[names[0]], new.get(first), names[1:], inner))


def _rise_with(rise: Sequence[int], numbers: Sequence[int]) -> list[int]:
    """The longest rising subsequence of numbers that contains a shorter one."""
    bounds = [-1, *rise, max(numbers, default=0) + 1]
    fitting, count = [], 0
    for number in numbers:
        if number == bounds[count + 1]:
            count += 1
        elif not bounds[count] < number < bounds[count + 1]:
            continue
        fitting.append(number)
    return _longest_rise(fitting)


def _longest_rise(numbers: Sequence[int]) -> list[int]:
    """The longest rising subsequence of numbers that all differ."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for place, number in enumerate(numbers):
        length = bisect_left(tails, number)
        tails[length : length + 1] = [number]
        ends[length : length + 1] = [place]
        before.append(ends[length - 1] if length else -1)
    rise = []
    place = ends[-1] if ends else -1
    while place >= 0:
        rise.append(numbers[place])
        place = before[place]
    return rise[::-1]
