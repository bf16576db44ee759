"""The recorded orders by ref and by number of invoice, over all clients."""

from __future__ import annotations

from collections.abc import Mapping

from clientfile.records.edits import Data
from clientfile.records.ids import orders


class OrderRefs:
    """The recorded orders by ref and by number of invoice, over all clients."""

    def __init__(self, records: Mapping[str, Data]) -> None:
        self._places: dict[str, list[tuple[str, str]]] = {}
        for client, data in records.items():
            for order in orders(data):
                place = (client, str(order["ref"]))
                for name in {place[1], str(order.get("invoice") or place[1])}:
                    self._places.setdefault(name, []).append(place)

    def find(self, name: str, client: str = "") -> list[tuple[str, str]]:
        """Client and ref of the orders of a ref or a number, of one client where it is named.

        A ref goes before the number of another invoice.
        """
        places = [place for place in self._places.get(name, ()) if client in ("", place[0])]
        return [place for place in places if place[1] == name] or places
