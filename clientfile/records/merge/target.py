"""The edits that turn one record's data into another's: items stay that are the same in both."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from clientfile.records.edits import Append, Data, Drop, Edit, Insert, Path, Put
from clientfile.records.merge.lists import name_items
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
    staying = set(_rise_with(_longest_rise(equal), common))
    for place in sorted(staying):
        item = after[new_places[names[place]]]
        yield from _edits(before[place], item, shape.child(0), (*path, place))
    gone = [place for place in range(len(before)) if place not in staying]
    yield from (Drop((*path, place)) for place in reversed(gone))
    is_new = [places.get(name) not in staying for name in new_names]
    for new, group in groupby(range(len(after)), is_new.__getitem__):
        if new:
            run = list(group)
            values = tuple(after[run[0] : run[-1] + 1])
            is_last = run[-1] == len(after) - 1
            yield Append(path, values) if is_last else Insert((*path, run[0]), values)


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
