"""Ranks clients by a value: order, ranks, ABC classes, cumulated values.

The ABC analysis is Pareto's: class A makes the first 80 % of the total, B the next 15 %.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from clientfile.figures.amounts import ZERO, exact_decimals

_A_PERCENT, _B_PERCENT = 80, 95


def sort_by_value(values: Mapping[str, Decimal | None]) -> list[str]:
    """Ids by descending value, equal values by id, unknown values (None) last."""
    valued = sorted(client for client, value in values.items() if value is not None)
    valued.sort(key=lambda client: values[client] or ZERO, reverse=True)
    return valued + sorted(client for client, value in values.items() if value is None)


def assign_ranks(values: Mapping[str, Decimal | None]) -> dict[str, int | None]:
    """Ranks from 1 by descending value; equal values share a rank, and the next rank counts all of
    them (1, 1, 3); an unknown value has none.
    """
    ranks: dict[str, int | None] = {}
    shared: int | None = None
    before: Decimal | None = None
    for place, client in enumerate(sort_by_value(values), 1):
        value = values[client]
        if value is None or value != before:
            shared, before = (None if value is None else place), value
        ranks[client] = shared
    return ranks


@exact_decimals
def assign_classes(values: Mapping[str, Decimal | None]) -> dict[str, str | None]:
    """A where the values above a client's are less than 80 % of the total of positive values, B
    where they are less than 95 %, else C.

    Zero and negative values are C, unknown values None. Equal values share a class.
    """
    total = positive_total(values)
    classes: dict[str, str | None] = {}
    above = running = ZERO
    before: Decimal | None = None
    for client in sort_by_value(values):
        value = values[client]
        if value != before:
            above, before = running, value
        classes[client] = None if value is None else _class(value, above, total)
        running += value or ZERO
    return classes


@exact_decimals
def positive_total(values: Mapping[str, Decimal | None]) -> Decimal:
    """The sum of the values above zero."""
    return sum((value for value in values.values() if value is not None and value > 0), ZERO)


@exact_decimals
def cumulate(values: Mapping[str, Decimal | None]) -> dict[str, Decimal]:
    """The running total down to each id, by descending value; unknown values are left out."""
    running = ZERO
    totals = {}
    for client in sort_by_value(values):
        value = values[client]
        if value is None:
            break
        running += value
        totals[client] = running
    return totals


def _class(value: Decimal, above: Decimal, total: Decimal) -> str:
    if value <= 0:
        return "C"
    if above * 100 < total * _A_PERCENT:
        return "A"
    return "B" if above * 100 < total * _B_PERCENT else "C"
