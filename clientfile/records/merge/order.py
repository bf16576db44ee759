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
    What the base has and only one side stands in the order of the base, before what is new.
    """
    if not own or not upstream:
        return list(upstream or own)
    common = set(upstream).intersection(own)
    standing = _standing(base, upstream, own, common)
    upstream_runs, own_runs = _runs(upstream, common), _runs(own, common)
    ranks = {name: place for place, name in enumerate(base)}
    order: list[Name] = []
    for anchor in (None, *standing):
        if anchor is not None:
            order.append(anchor)
        runs = upstream_runs.get(anchor, []), own_runs.get(anchor, [])
        order += _merge_runs(*runs, ranks, sort_key)
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


def _merge_runs(
    one: list[Name], other: list[Name], ranks: Mapping[Name, int], sort_key: SortKey[Name]
) -> list[Name]:
    """Two runs as one; each stays in its own order. `ranks` are the places of what is old."""
    if not one or not other:
        return one or other
    keys = [(name, sort_key(name)) for name in (*one, *other) if name not in ranks]
    dates = {name: key for name, key in keys if key is not None}
    has_dates = len(dates) == len(keys)
    ranks_ahead = _ranks_ahead(one, ranks), _ranks_ahead(other, ranks)
    merged: list[Name] = []
    left = right = 0
    while left < len(one) and right < len(other):
        if one[left] in ranks or other[right] in ranks:
            # The side goes on whose next old one comes first in the base.
            is_second = ranks_ahead[1][right] < ranks_ahead[0][left]
        else:
            is_second = has_dates and dates[other[right]] < dates[one[left]]
        if is_second:
            merged.append(other[right])
            right += 1
        else:
            merged.append(one[left])
            left += 1
    return [*merged, *one[left:], *other[right:]]


def _ranks_ahead(run: list[Name], ranks: Mapping[Name, int]) -> list[int]:
    """For each name of a run the rank of the first old one from there on."""
    ahead, rank = [], len(ranks)
    for name in reversed(run):
        rank = ranks.get(name, rank)
        ahead.append(rank)
    return ahead[::-1]
