"""Rows of payments → payments of recorded orders: by reference, else by client, amount and day."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from decimal import Decimal

from clientfile.exchange.tables.entries import describe_entry
from clientfile.exchange.tables.expressions import UnmappableError
from clientfile.exchange.tables.kinds import PAYMENTS
from clientfile.exchange.tables.match import ImportedOrder
from clientfile.exchange.tables.missing_edits import has_values
from clientfile.exchange.tables.notes import SkippedRow
from clientfile.exchange.tables.present_records import PresentRecords
from clientfile.exchange.tables.rows import ImportedRow, Values
from clientfile.language import Message, _
from clientfile.records.ids import items, orders

Place = tuple[str, str]
"""The client of an order, and its ref."""


def group_payments(
    rows: Iterable[ImportedRow], present: PresentRecords
) -> tuple[dict[str, list[ImportedOrder]], list[SkippedRow]]:
    """The orders that rows pay, by client, and the rows that are left out."""
    skipped: list[SkippedRow] = []
    groups: dict[Place, list[ImportedRow]] = {}
    for row in rows:
        try:
            place = _find_order(row, present, groups)
        except UnmappableError as error:
            skipped.append(SkippedRow(row.line, row.client, error.why))
        else:
            groups.setdefault(place, []).append(row)
    by_client: dict[str, list[ImportedOrder]] = {}
    for (client, ref), group in groups.items():
        by_client.setdefault(client, []).append(_build_payments(ref, group))
    return by_client, skipped


def _build_payments(ref: str, group: Sequence[ImportedRow]) -> ImportedOrder:
    notes = [(row.line, note) for row in group for note in row.notes]
    notes += [(row.line, _tell_order(row, ref)) for row in group if not row.ref]
    return ImportedOrder(
        ref=ref,
        at_lines=tuple(row.line for row in group),
        values={},
        lines=(),
        entries={PAYMENTS: [row.items[PAYMENTS] for row in group]},
        notes=tuple(notes),
    )


def _find_order(row: ImportedRow, present: PresentRecords, paid: Container[Place]) -> Place:
    """The order that a row pays. Raises UnmappableError where there is none, or several."""
    client = row.client or ""
    if why := row.fault or (present.why_not_extended(client) if client else ""):
        raise UnmappableError(why)
    if ("amount",) not in row.items.get(PAYMENTS, {}):
        raise UnmappableError(_("the row has no amount: fill it in"))
    if not row.ref:
        return client, _find_by_amount(client, row.items[PAYMENTS], present, paid)
    places = present.order_refs.find(row.ref, client)
    if len(places) == 1:
        if why := present.why_unusable(places[0][0]):
            raise UnmappableError(why)
        return places[0]
    raise UnmappableError(_no_single_order(row.ref, client, places))


def _no_single_order(ref: str, client: str, places: Sequence[Place]) -> Message:
    if places:
        clients = ", ".join(dict.fromkeys(client for client, __ in places))
        return _("several orders are called {ref}, of {clients}", ref=ref, clients=clients)
    if client:
        return _("{client} has no order {ref}", client=client, ref=ref)
    return _("no client has an order {ref}", ref=ref)


def _find_by_amount(
    client: str, payment: Values, present: PresentRecords, paid: Container[Place]
) -> str:
    """The only order that has the payment already, else of which exactly as much is open.

    Orders of `paid` have another payment of the file. Raises UnmappableError.
    """
    if not client:
        raise UnmappableError(_("the row has no ref of an order: fill it in"))
    refs = [
        str(order["ref"])
        for order in orders(present.records[client])
        if any(has_values(each, payment) for each in items(order, "payments"))
    ]
    amount = payment.get(("amount",), Decimal(0))
    refs = refs or [
        ref for ref in present.dues(client).open_at(amount) if (client, ref) not in paid
    ]
    if len(refs) == 1:
        return refs[0]
    if not refs:
        raise UnmappableError(
            _("{client} has no order of which so much is open: fill in its ref", client=client)
        )
    raise UnmappableError(
        _("so much is open of several orders: {refs}: fill in the ref", refs=", ".join(refs))
    )


def _tell_order(row: ImportedRow, ref: str) -> Message:
    payment = {key[0]: value for key, value in row.items[PAYMENTS].items()}
    return _("{payment} is taken for order {ref}", payment=describe_entry(payment), ref=ref)
