"""Profile of a client: what reports need of its record beside orders and interactions."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from clientfile.figures.extracts import (
    Extract,
    ExtractRequest,
    decode_amount,
    decode_day,
    encode_json,
)
from clientfile.records.edits import Data, at
from clientfile.records.ids import interactions, orders
from clientfile.records.statuses import STATUSES, status_on

if TYPE_CHECKING:
    from clientfile.records.client import Client


@dataclass(frozen=True, slots=True)
class YearPurchases:
    """What a client bought from all suppliers in a fiscal year, in its currency."""

    year: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Competitor:
    """A competitor at a client; `share` and `price` are free text, as the record has them.

    `seen` is the newest day on which the competitor was noted, or named in an interaction.
    """

    name: str
    products: tuple[str, ...]
    share: str | None
    price: str | None
    seen: date | None


@dataclass(frozen=True, slots=True)
class YearTarget:
    """A target for a client in a fiscal year; `what` is "revenue", "gross_margin" or "visits"."""

    year: int
    what: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Profile:
    """A client's identity and business; amounts are in its own `currency`. `order_currencies` are
    those that orders name for themselves.
    """

    client: str
    name: str
    status: str
    owner: str | None
    type: str | None
    sector: str | None
    group: str | None
    city: str | None
    region: str | None
    country: str | None
    tags: tuple[str, ...]
    currency: str
    order_currencies: tuple[str, ...]
    prospect_since: date | None
    client_since: date | None
    former_since: date | None
    lost_since: date | None
    opened: date | None
    regularity: str | None
    potential: Decimal | None
    purchases: tuple[YearPurchases, ...]
    targets: tuple[YearTarget, ...]
    competitors: tuple[Competitor, ...]

    @property
    def status_since(self) -> date | None:
        """The day on which the client got its present status, where it is known."""
        return self._begun.get(self.status)

    def on(self, today: date) -> Profile:
        """The profile with the status that holds today: one dated ahead begins on its day."""
        begun = {status: day.isoformat() for status, day in self._begun.items()}
        status = status_on(self.status, begun, today)
        return self if status == self.status else replace(self, status=status)

    @property
    def _begun(self) -> dict[str, date]:
        days = (self.prospect_since, self.client_since, self.former_since, self.lost_since)
        return {status: day for status, day in zip(STATUSES, days, strict=True) if day}


_DAYS = ("prospect_since", "client_since", "former_since", "lost_since", "opened")
_AIMS = ("revenue", "gross_margin", "visits")


def _encode(client: Client, data: Data, request: ExtractRequest) -> str:
    del client, request
    identity, business = data["identity"], data.get("business", {})
    cells = [
        identity["name"],
        identity["status"],
        identity.get("owner"),
        identity.get("type"),
        at(identity, ("sector", "label")) or at(identity, ("sector", "ape")),
        identity.get("group"),
        at(identity, ("address", "city")),
        at(identity, ("address", "region")),
        at(identity, ("address", "country")),
        identity.get("tags", []),
        business.get("currency"),
        sorted({order["currency"] for order in orders(data) if "currency" in order}),
        *(identity.get(key) for key in _DAYS),
        at(business, ("payment", "regularity")),
        at(business, ("potential", "amount")),
        [[each["year"], each["amount"]] for each in business.get("purchases", ())
         if "year" in each and "amount" in each],
        list(_targets(at(data, ("results", "targets")) or ())),
        [_competitor(each, data) for each in business.get("competitors", ())],
    ]  # fmt: skip
    return encode_json(cells)


def _targets(entries: Iterable[Data]) -> Iterable[list[Any]]:
    for entry in entries:
        if "year" in entry:
            yield from ([entry["year"], what, entry[what]] for what in _AIMS if what in entry)


def _competitor(entry: Data, data: Data) -> list[Any]:
    from clientfile.errors.suggest import fold

    name = fold(entry["name"])
    days = [
        each["date"]
        for each in interactions(data)
        if any(name in fold(text) for text in each.get("competitors", ()))
    ]
    seen = max([day for day in (entry.get("seen"), *days) if day], default=None)
    return [entry["name"], entry.get("products", []), entry.get("share"), entry.get("price"), seen]


def _decode(text: str, client: str, currency: str) -> Profile:
    (name, status, owner, kind, sector, group, city, region, country, tags, own,
     order_currencies, prospect, since, former, lost, opened, regularity, potential, purchases,
     targets, competitors) = json.loads(text)  # fmt: skip
    return Profile(
        client, name, status, owner, kind, sector, group, city, region, country, tuple(tags),
        own or currency, tuple(order_currencies),
        decode_day(prospect), decode_day(since), decode_day(former), decode_day(lost),
        decode_day(opened), regularity,
        decode_amount(potential),
        tuple(YearPurchases(year, Decimal(amount)) for year, amount in purchases),
        tuple(YearTarget(year, what, Decimal(amount)) for year, what, amount in targets),
        tuple(Competitor(each[0], tuple(each[1]), each[2], each[3], decode_day(each[4]))
              for each in competitors),
    )  # fmt: skip


PROFILE: Extract[Profile] = Extract("profile", _encode, _decode, dated=False)
