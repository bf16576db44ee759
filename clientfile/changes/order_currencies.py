"""Currencies of orders: tells apart what is in the currency that its client has so far."""

from __future__ import annotations

from clientfile.language import ngettext
from clientfile.records.edits import Data, Edit, Path, Put, at
from clientfile.records.ids import ORDERS

_WITH_CURRENCY: tuple[Path, ...] = (ORDERS, ("business", "on_account"))


def currency_edits(data: Data, currency: str) -> tuple[list[Edit], list[str]]:
    """Edits that write `currency` into each order and payment on account that names none, and a
    line that counts them; nothing where all of them name one.
    """
    bare = [
        (*path, place)
        for path in _WITH_CURRENCY
        for place, item in enumerate(at(data, path) or ())
        if "currency" not in item
    ]
    if not bare:
        return [], []
    stated = ngettext(
        "{count} order or payment on account is in {currency}",
        "{count} orders or payments on account are in {currency}",
        len(bare),
        currency=currency,
    )
    return [Put((*path, "currency"), currency) for path in bare], [stated]
