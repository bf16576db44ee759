"""How clients stand beside each other: order, ranks, classes A, B and C, shares."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from clientfile.figures.amounts import ZERO, exact_decimals

_A_PERCENT, _B_PERCENT = 80, 95


def sort_by_value(values: Mapping[str, Decimal | None]) -> list[str]:
    """Ids by descending value, equal values by id, the unknown last."""
    known = sorted(client for client, value in values.items() if value is not None)
    known.sort(key=lambda client: values[client] or ZERO, reverse=True)
    return known + sorted(client for client, value in values.items() if value is None)


def assign_ranks(values: Mapping[str, Decimal | None]) -> dict[str, int | None]:
    """Places from 1; equal values share one, and the next one counts on; unknown has none."""
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
    """A while those above hold less than 80 % of the total of positive values, B below 95 %,
    C after; nothing or less is C, unknown None. Equal values share a class."""
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
    """The values added up down to each, in order of standing; the unknown are not in it."""
    running = ZERO
    found = {}
    for client in sort_by_value(values):
        value = values[client]
        if value is None:
            break
        running += value
        found[client] = running
    return found


def _class(value: Decimal, above: Decimal, total: Decimal) -> str:
    if value <= 0:
        return "C"
    if above * 100 < total * _A_PERCENT:
        return "A"
    return "B" if above * 100 < total * _B_PERCENT else "C"
