"""Errors of a change of a client's currency: amounts that would be read as of another one."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from clientfile.errors.suggest import list_some
from clientfile.language import ngettext
from clientfile.records.edits import Data, Path, at
from clientfile.records.ids import ORDERS, orders
from clientfile.records.problems import Finding
from clientfile.schema.walk import Kind, walk_places

_CURRENCY = ("business", "currency")
_AMOUNTS = ("money", "unit-price")


def currency_findings(before: Data, after: Data, folder_currency: str) -> Iterator[Finding]:
    """An error where the client's currency is another than before, and amounts in it are the same.

    Orders that name their own currency are left out, and so is zero. The folder's currency is that
    of a client that names none.
    """
    old, new = (str(at(data, _CURRENCY) or folder_currency) for data in (before, after))
    if old == new:
        return
    former = {key for _path, key in _amounts(before)}
    same = [path for path, key in _amounts(after) if key in former]
    place = _CURRENCY if at(after, _CURRENCY) else _CURRENCY[:1]
    named = orders(after)
    refs = dict.fromkeys(str(named[int(path[2])]["ref"]) for path in same if path[:2] == ORDERS)
    if refs:
        message = ngettext(
            "the amounts of order {refs} are in {old} and would be read as {new}: give it its "
            "currency first (orders.{ref}.currency), or say --orders-in {old}",
            "the amounts of orders {refs} are in {old} and would be read as {new}: give them their "
            "currency first (orders.{ref}.currency), or say --orders-in {old}",
            len(refs),
            refs=list_some(list(refs)),
            ref=next(iter(refs)),
            old=old,
            new=new,
        )
        yield Finding(place, "currency", message)
    others = dict.fromkeys(".".join(_kind(path)) for path in same if path[:2] != ORDERS)
    if others:
        message = ngettext(
            "{fields} would be read as {new}, not as {old}: take it away first, or change it in "
            "the same edit",
            "{fields} would be read as {new}, not as {old}: take them away first, or change them "
            "in the same edit",
            len(others),
            fields=list_some(list(others)),
            old=old,
            new=new,
        )
        yield Finding(place, "currency", message)


def _amounts(data: Data) -> Iterator[tuple[Path, Hashable]]:
    """Each amount in the client's own currency that is not zero: its path, and what makes it the
    same in another version of the record: its kind, its value and its order.
    """
    for path, kind, value, shape in walk_places(data):
        if shape.unit in _AMOUNTS and value and not _names_currency(data, path):
            yield path, (kind, value, _order_of(data, path))


def _names_currency(data: Data, path: Path) -> bool:
    """Whether an item around an amount names the currency of its amounts."""
    holders = (at(data, path[:length]) for length in range(2, len(path)))
    return any(isinstance(holder, dict) and "currency" in holder for holder in holders)


def _order_of(data: Data, path: Path) -> Hashable:
    return at(data, (*path[:3], "ref")) if path[:2] == ORDERS else None


def _kind(path: Path) -> Kind:
    return tuple(str(step) for step in path if not isinstance(step, int))
