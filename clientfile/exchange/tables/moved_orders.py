"""Orders of a file that the record of another client has: moved there, or of the same ref alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from clientfile.exchange.tables.match import ImportedOrder
from clientfile.language import Message, _
from clientfile.records.edits import Data
from clientfile.records.ids import items, orders

_OF_A_LINE = ("product", "quantity", "unit_price")

OrdersByClient = Mapping[str, Sequence[ImportedOrder]]


def find_moves(
    orders_by_client: OrdersByClient, records: Mapping[str, Data]
) -> dict[tuple[str, str], Message]:
    """Why orders are not added to a client's record, by client and ref: another client has them.

    Two clients may each have an order of one ref. It is the same order where the file has it no
    more at the other client, and its day or all its lines are the same.
    """
    new = dict(_new_orders(orders_by_client, records))
    if not new:
        return {}
    refs = {ref for __, ref in new}
    elsewhere: dict[str, list[tuple[str, Data]]] = {}
    for client, data in records.items():
        for order in orders(data):
            if order["ref"] in refs:
                elsewhere.setdefault(str(order["ref"]), []).append((client, order))
    in_file = {(client, each.ref) for client, group in orders_by_client.items() for each in group}
    return {
        (client, ref): _tell(ref, other, client)
        for (client, ref), order in new.items()
        for other, recorded in elsewhere.get(ref, ())
        if (other, ref) not in in_file and _is_same(recorded, order)
    }


def _new_orders(
    orders_by_client: OrdersByClient, records: Mapping[str, Data]
) -> Iterator[tuple[tuple[str, str], ImportedOrder]]:
    for client, group in orders_by_client.items():
        recorded = {str(each["ref"]) for each in orders(records.get(client) or {})}
        for order in group:
            if order.ref not in recorded:
                yield (client, order.ref), order


def _is_same(recorded: Data, order: ImportedOrder) -> bool:
    if recorded.get("date") == order.values.get(("date",)):
        return True
    lines = Counter(tuple(each.get(key) for key in _OF_A_LINE) for each in items(recorded, "lines"))
    return bool(lines) and lines == Counter(
        tuple(each.get((key,)) for key in _OF_A_LINE) for each in order.lines
    )


def _tell(ref: str, old: str, new: str) -> Message:
    return _(
        "order {ref} is of {old} in the records and of {new} in the file: not moved, "
        "so that it does not count twice",
        ref=ref,
        old=old,
        new=new,
    )
