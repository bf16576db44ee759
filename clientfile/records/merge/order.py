"""The order of a merged list: what stands stays, what both sides added at one place is ordered."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import groupby
from typing import TypeVar

Name = TypeVar("Name", bound=Hashable)

SortKey = Callable[[Name], tuple[str, str] | None]
"""The date and the id of an item; None for one without a date."""


def merged_order(
    base: Sequence[Name], upstream: Sequence[Name], own: Sequence[Name], sort_key: SortKey[Name]
) -> list[Name]:
    """The names of both sides. New ones stand after the one that they follow on their side; of
    those of both sides at one place the earlier comes first, without dates those of `upstream`.
    """
    if not own or not upstream:
        return list(upstream or own)
    common = set(upstream).intersection(own)
    standing = _standing(base, upstream, own, common)
    upstream_runs, own_runs = _runs(upstream, common), _runs(own, common)
    old = set(base)
    order: list[Name] = []

    def key_of(name: Name) -> tuple[str, str] | None:
        # What the other side removed says nothing of the order of what is new after it.
        return ("", "") if name in old else sort_key(name)

    for anchor in (None, *standing):
        if anchor is not None:
            order.append(anchor)
        order += _merge_runs(upstream_runs.get(anchor, []), own_runs.get(anchor, []), key_of)
    return order


def _standing(
    base: Sequence[Name], upstream: Sequence[Name], own: Sequence[Name], common: set[Name]
) -> list[Name]:
    """The common names in the order of the side that changed it, of both in that of `upstream`."""
    rank = {name: place for place, name in enumerate(base)}
    one = [name for name in upstream if name in common]
    other = [name for name in own if name in common]
    places = [rank[name] for name in one if name in rank]
    return other if one != other and places == sorted(places) else one


def _runs(names: Sequence[Name], common: set[Name]) -> Mapping[Name | None, list[Name]]:
    """The names that are not common, by the common one that they follow."""
    runs: dict[Name | None, list[Name]] = {}
    anchor: Name | None = None
    for is_common, group in groupby(names, common.__contains__):
        if is_common:
            *__, anchor = group
        else:
            runs[anchor] = list(group)
    return runs


def _merge_runs(one: list[Name], other: list[Name], sort_key: SortKey[Name]) -> list[Name]:
    """Two runs as one; each stays in its own order."""
    if not one or not other:
        return one or other
    keys = {name: sort_key(name) for name in (*one, *other)}
    if None in keys.values():
        return one + other
    merged: list[Name] = []
    left, right = list(reversed(one)), list(reversed(other))
    while left and right:
        first, second = keys[left[-1]], keys[right[-1]]
        assert first is not None
        assert second is not None
        merged.append(right.pop() if second < first else left.pop())
    return merged + left[::-1] + right[::-1]
