"""Rows of orders → orders: rows of one client with one ref are the lines of one order.

Rows that differ in a payment make several payments. An order without one of its lines would give
wrong figures. So one bad row leaves out all rows of its order, and each of them is reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from clientfile.exchange.tables.errors import list_missing
from clientfile.exchange.tables.kinds import ENTRIES, LINES, ORDERS, Home
from clientfile.exchange.tables.match import ImportedOrder
from clientfile.exchange.tables.notes import SkippedRow
from clientfile.exchange.tables.rows import ImportedRow, Values
from clientfile.language import Message, _
from clientfile.language.quantities import day

_REQUIRED = ("product", "quantity", "unit_price")


def group_orders(
    rows: Iterable[ImportedRow], refusal: Callable[[str], str]
) -> tuple[dict[str, list[ImportedOrder]], list[SkippedRow]]:
    """The orders by client, and the rows that are left out.

    `refusal` says why a client can't get an order, empty where it can.
    """
    skipped: list[SkippedRow] = []
    groups: dict[tuple[str, str], list[ImportedRow]] = {}
    without_client: dict[str, dict[int, str]] = {}
    for row in rows:
        if row.ref and row.client:
            groups.setdefault((row.client, row.ref), []).append(row)
            continue
        why = row.fault or _("the row has no ref of an order: fill it in")
        if row.ref:
            without_client.setdefault(row.ref, {})[row.line] = why
            why = _of_order(row.ref, why)
        skipped.append(SkippedRow(row.line, row.client, why))
    orders: dict[str, list[ImportedOrder]] = {}
    for (client, ref), group in groups.items():
        # A row whose client can't be read may be a line of any order with its ref.
        faults = _faults(group, refusal) or without_client.get(ref, {})
        if faults:
            skipped += _skip_order(ref, group, faults)
        else:
            orders.setdefault(client, []).append(_build_order(group))
    return orders, skipped


def _of_order(ref: str, why: str) -> Message:
    return _("order {ref}: {what}", ref=ref, what=why)


def _faults(group: list[ImportedRow], refusal: Callable[[str], str]) -> dict[int, str]:
    """What is wrong with the rows of an order, by line; empty where it can be imported."""
    faults = {row.line: row.fault for row in group if row.fault}
    if not faults:
        faults = {
            row.line: why
            for row in group
            if (why := _missing_values(row) or refusal(row.client or ""))
        }
    return faults or _contradiction(group)


def _missing_values(row: ImportedRow) -> str:
    line = row.items.get(LINES)
    lacking = [key for key in _REQUIRED if line and (key,) not in line]
    return _("the line has no {keys}: fill it in", keys=list_missing(lacking)) if lacking else ""


def _contradiction(group: list[ImportedRow]) -> dict[int, str]:
    try:
        _shared_values(group, ORDERS)
    except _ContradictoryRowsError as error:
        return {error.line: error.why}
    return _repeated_line(group)


def _repeated_line(group: list[ImportedRow]) -> dict[int, str]:
    """The row whose line another row has too, beside another payment, and why it can't be used.

    It may be one line with two payments, or two lines: the sums differ.
    """
    for home in ENTRIES:
        if len(_entries(group, home)) < 2:
            continue
        entries: dict[frozenset[Any], frozenset[Any]] = {}
        for row in group:
            line, entry = (frozenset(row.items.get(each, {}).items()) for each in (LINES, home))
            if line and entry and entries.setdefault(line, entry) != entry:
                why = _(
                    "the line stands in another row beside another entry of {list}: "
                    "import what was paid from a table of its own",
                    list=".".join(home),
                )
                return {row.line: why}
    return {}


class _ContradictoryRowsError(Exception):
    """The row at `line` has another value than an earlier row of its order."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line, self.why = line, why


def _shared_values(group: list[ImportedRow], home: Home) -> Values:
    """The values at `home` that the rows of an order share.

    Raises _ContradictoryRowsError where two rows differ.
    """
    values: Values = {}
    lines: dict[tuple[str, ...], int] = {}
    for row in group:
        for inner, value in row.items.get(home, {}).items():
            if values.setdefault(inner, value) != value:
                why = _(
                    "{field} is {first} on line {line}, and {value} here: make them the same",
                    field=".".join((*home, *inner)),
                    first=day(str(values[inner])),
                    line=lines[inner],
                    value=day(str(value)),
                )
                raise _ContradictoryRowsError(row.line, why)
            lines.setdefault(inner, row.line)
    return values


def _skip_order(ref: str, group: list[ImportedRow], faults: dict[int, str]) -> list[SkippedRow]:
    whole = _("order {ref} is left out whole because of line {line}", ref=ref, line=min(faults))
    return [
        SkippedRow(
            row.line,
            row.client,
            _of_order(ref, faults[row.line]) if row.line in faults else whole,
        )
        for row in group
    ]


def _build_order(group: list[ImportedRow]) -> ImportedOrder:
    return ImportedOrder(
        ref=str(group[0].items[ORDERS][("ref",)]),
        at_lines=tuple(row.line for row in group),
        values=_shared_values(group, ORDERS),
        lines=tuple(row.items[LINES] for row in group if LINES in row.items),
        entries={home: _entries(group, home) for home in ENTRIES},
        notes=tuple((row.line, note) for row in group for note in row.notes),
    )


def _entries(group: list[ImportedRow], home: Home) -> list[Values]:
    """The items of an order at `home`: one that its rows share, or those in which they differ."""
    try:
        shared = _shared_values(group, home)
    except _ContradictoryRowsError:
        listed = [row.items[home] for row in group if home in row.items]
        return list({frozenset(values.items()): values for values in listed}.values())
    return [shared] if shared else []
