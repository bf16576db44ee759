"""The records that an import finds: currencies, countries, orders, and which it leaves alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property

from clientfile.errors.suggest import fold
from clientfile.exchange.tables.cell_numbers import RowCurrencies
from clientfile.exchange.tables.order_refs import OrderRefs
from clientfile.exchange.tables.overpaid import Dues
from clientfile.language import _
from clientfile.records.edits import Data, at
from clientfile.records.ids import orders
from clientfile.records.names import has_own_slug, numbered_ids, slug
from clientfile.records.settings import Settings

RecordsById = Mapping[str, Data]


class PresentRecords:
    """The present records: the currencies of their amounts, and which can't be imported to."""

    def __init__(self, records: RecordsById, settings: Settings, unusable: Collection[str]) -> None:
        self.records = records
        self._settings = settings
        self._unusable = unusable
        self._names: dict[str, str] = {}

    def client_of(self, stem: str, name: str) -> str:
        """The client of a name from which the id `stem` is made.

        Where other names make the same id, since it is cut or in another script, that is the client
        of this name, by the number of its id, or a new one.
        """
        if has_own_slug(name):
            return stem
        own = fold(name)
        client = next(each for each in numbered_ids(stem) if self._is_called(each, stem, own))
        self._names[client] = own
        return client

    def _is_called(self, client: str, stem: str, own: str) -> bool:
        """Whether a client of the import or of a record has this folded name, as far as its name
        makes the id; a client that is not there has any.
        """
        if client in self._names:
            return self._names[client] == own
        record = self.records.get(client)
        recorded = str(at(record, ("identity", "name"))) if record else ""
        return not record or fold(recorded) == own or slug(recorded, fallback="") != stem

    def currencies(self, client: str, order: str = "") -> RowCurrencies:
        """The currencies of a client's amounts, or of those of a recorded `order`."""
        record = self.records.get(client)
        own = at(record, ("business", "currency")) if record else None
        own = (self._order_currency(client, order) if order else "") or own
        return RowCurrencies(own or self._settings.currency, self._settings.currency)

    def country(self, client: str) -> str:
        """The country of a client whose row says none; empty where nothing says it."""
        record = self.records.get(client)
        own = at(record, ("identity", "address", "country")) if record else None
        return str(own or self._settings.country)

    def is_unusable(self, client: str | None) -> bool:
        """Whether a client's record can't be used."""
        return client in self._unusable

    def why_unusable(self, client: str) -> str:
        """Why a client's record can't be used; empty where it can, or does not exist."""
        if client in self._unusable:
            return _(
                "the record of {client} has errors: mend it first (clientfile check {client})",
                client=client,
            )
        return ""

    def why_not_extended(self, client: str) -> str:
        """Why nothing can be added to a client's record; empty where it can."""
        if client in self._unusable or client in self.records:
            return self.why_unusable(client)
        return _("there is no client {client}: import the customers first", client=client)

    @cached_property
    def order_refs(self) -> OrderRefs:
        """The recorded orders by ref and number, over all clients."""
        return OrderRefs(self.records)

    def dues(self, client: str) -> Dues:
        """What is to be paid for a client's orders."""
        return Dues(client, self.records[client], self._settings)

    def _order_currency(self, client: str, name: str) -> str:
        """The currency of the only order of a ref or number; empty where it is the client's."""
        places = self.order_refs.find(name, client)
        if len(places) != 1:
            return ""
        [(client, ref)] = places
        order = next(each for each in orders(self.records[client]) if each["ref"] == ref)
        return str(order.get("currency") or self.currencies(client).client)
