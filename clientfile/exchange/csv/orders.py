"""Rows of orders are lines: those of one client with one ref make one order, whole or not at all.

An order of which a line is missing would give a wrong figure, so that one bad row leaves out all
rows of its order, and each is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from clientfile.exchange.csv.mapping import LINES, ORDERS, PAYMENTS, Home
from clientfile.exchange.csv.match import ImportedOrder
from clientfile.exchange.csv.rows import ImportedRow, Values

_NEEDED = ("product", "quantity", "unit_price")


@dataclass(frozen=True)
class SkippedRow:
    """A row that is not imported: its line, the client where known, and why."""

    line: int
    client: str | None
    why: str


def group_orders(
    readings: Iterable[ImportedRow], refusal: Callable[[str], str]
) -> tuple[dict[str, list[ImportedOrder]], list[SkippedRow]]:
    """The orders of each client, and the rows that are left out.

    `refusal` says why nothing can go to a client, empty where it can.
    """
    left_out: list[SkippedRow] = []
    groups: dict[tuple[str, str], list[ImportedRow]] = {}
    adrift: dict[str, dict[int, str]] = {}
    for reading in readings:
        if reading.ref and reading.wanted and reading.client:
            groups.setdefault((reading.client, reading.ref), []).append(reading)
            continue
        why = reading.fault or "the row has no ref of an order: fill it in"
        if reading.ref and reading.wanted:
            adrift.setdefault(reading.ref, {})[reading.line] = why
            why = f"order {reading.ref}: {why}"
        left_out.append(SkippedRow(reading.line, reading.client, why))
    orders: dict[str, list[ImportedOrder]] = {}
    for (client, ref), group in groups.items():
        # A row of which the client can't be read may be a line of any order with its ref.
        faults = _faults(group, refusal) or adrift.get(ref, {})
        if faults:
            left_out += _whole(ref, group, faults)
        else:
            orders.setdefault(client, []).append(_order(group))
    return orders, left_out


def _faults(group: list[ImportedRow], refusal: Callable[[str], str]) -> dict[int, str]:
    """What is wrong, by line; empty where the order can be made."""
    faults = {reading.line: reading.fault for reading in group if reading.fault}
    if not faults:
        faults = {r.line: why for r in group if (why := _incomplete(r) or refusal(r.client or ""))}
    return faults or _at_odds(group)


def _incomplete(reading: ImportedRow) -> str:
    line = reading.items.get(LINES)
    lacking = [key for key in _NEEDED if line and (key,) not in line]
    return f"the line has no {' and no '.join(lacking)}: fill it in" if lacking else ""


def _at_odds(group: list[ImportedRow]) -> dict[int, str]:
    for home in (ORDERS, PAYMENTS):
        try:
            _together(group, home)
        except _ContradictoryRowsError as odds:
            return {odds.line: str(odds)}
    return {}


class _ContradictoryRowsError(Exception):
    def __init__(self, line: int, why: str) -> None:
        self.line = line
        super().__init__(why)


def _together(group: list[ImportedRow], home: Home) -> Values:
    """The values that the rows of an order share.

    Raises _ContradictoryRowsError where two differ.
    """
    values: Values = {}
    told_by: dict[tuple[str, ...], int] = {}
    for reading in group:
        for inner, value in reading.items.get(home, {}).items():
            if values.setdefault(inner, value) != value:
                name = ".".join((*home, *inner))
                there = f"{values[inner]} on line {told_by[inner]}"
                raise _ContradictoryRowsError(
                    reading.line, f"{name} is {there}, and {value} here: make them the same"
                )
            told_by.setdefault(inner, reading.line)
    return values


def _whole(ref: str, group: list[ImportedRow], faults: dict[int, str]) -> list[SkippedRow]:
    bad = min(faults)
    whole = f"order {ref} is left out whole because of line {bad}"
    return [
        SkippedRow(
            reading.line,
            reading.client,
            f"order {ref}: {faults[reading.line]}" if reading.line in faults else whole,
        )
        for reading in group
    ]


def _order(group: list[ImportedRow]) -> ImportedOrder:
    return ImportedOrder(
        str(group[0].items[ORDERS][("ref",)]),
        tuple(reading.line for reading in group),
        _together(group, ORDERS),
        tuple(reading.items[LINES] for reading in group if LINES in reading.items),
        _together(group, PAYMENTS),
    )
