"""The type of a page's values, and sums of counts, also of visits at several clients."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clientfile.figures.summary import Summary

Values = Mapping[str, Any]
"""Values by the keys that json has them under."""


def sum_counts(counts: Iterable[int | None]) -> int | None:
    """The counts added up; None (not known) where one of them is."""
    total = 0
    for count in counts:
        if count is None:
            return None
        total += count
    return total


def sum_shared(
    counts: Mapping[str, int | None], shared: Mapping[str, Collection[str]]
) -> int | None:
    """The counts of clients added up, where what several of them share counts once; None (not
    known) where one is.

    `shared` are what each client shares with another one, as `client/…` of the first of them.
    """
    total = sum_counts(counts.values())
    if total is None or not any(shared.values()):
        return total
    sharing = Counter(each for client in counts for each in shared[client])
    repeated = sum(
        number if each.partition("/")[0] in counts else number - 1
        for each, number in sharing.items()
    )
    return total - repeated


def visits_together(figures: Collection[Summary]) -> int | None:
    """The visits of several clients, where one with people of several of them counts once; None
    (not known) where those of one are.
    """
    return sum_shared(
        {each.client: each.visits for each in figures},
        {each.client: each.gaps.shared_visits for each in figures},
    )
