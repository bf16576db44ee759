"""A client as typed data: what figures and reports read of a record that has passed the schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from clientfile.records.edits import Data, at


@dataclass(frozen=True)
class Line:
    """What was sold of one product: prices and discount in the client's currency, cost in the
    folder's. A negative quantity or price is a return or a credit. `discount` is as written."""

    product: str
    quantity: Decimal
    unit_price: Decimal
    discount: str | None = None
    unit_cost: Decimal | None = None
    category: str | None = None
    unit: str | None = None


@dataclass(frozen=True)
class Order:
    """An order, with its discount as written (`10%+5%`)."""

    ref: str
    ordered: date
    lines: tuple[Line, ...] = ()
    status: str | None = None
    invoiced: date | None = None
    discount: str | None = None
    salesperson: str | None = None

    @property
    def day(self) -> date:
        """The day its revenue is dated by."""
        return self.invoiced or self.ordered

    @property
    def cancelled(self) -> bool:
        """Whether it counts nowhere."""
        return self.status == "cancelled"


@dataclass(frozen=True)
class Advantage:
    """An advantage granted; `above` and `amount` in the client's currency, `rate` as written.

    `later` is false where the invoices' lines hold it already; `once` says that `amount` falls
    on `day` alone, else it is a year's.
    """

    kind: str
    later: bool
    once: bool
    rate: str | None = None
    above: Decimal | None = None
    amount: Decimal | None = None
    day: date | None = None
    start: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class StatedYear:
    """A fiscal year as accounting states it, in the folder's currency; `until` if not closed."""

    year: int
    until: date | None = None
    revenue: Decimal | None = None
    gross_margin: Decimal | None = None
    cost: Decimal | None = None
    advantages: Decimal | None = None
    visits: int | None = None


@dataclass(frozen=True)
class Interaction:
    """That something took place, and whose it was."""

    day: date
    kind: str
    salesperson: str | None = None


@dataclass(frozen=True)
class Client:
    """A client; `currency` is None where it is the folder's."""

    id: str
    name: str
    status: str
    owner: str | None = None
    currency: str | None = None
    client_since: date | None = None
    former_since: date | None = None
    orders: tuple[Order, ...] = ()
    advantages: tuple[Advantage, ...] = ()
    years: tuple[StatedYear, ...] = ()
    interactions: tuple[Interaction, ...] = ()


def client_of(client_id: str, data: Data) -> Client:
    """The client with this id, from its record's data, which the schema has found right."""
    identity, business = data.get("identity", {}), data.get("business", {})
    return Client(
        client_id,
        identity["name"],
        identity["status"],
        identity.get("owner"),
        business.get("currency"),
        _date(identity, "client_since"),
        _date(identity, "former_since"),
        tuple(map(_order, business.get("orders", ()))),
        tuple(map(_advantage, at(business, ("pricing", "advantages")) or ())),
        tuple(map(_stated_year, at(data, ("results", "years")) or ())),
        tuple(map(_interaction, at(data, ("contacts", "interactions")) or ())),
    )


def _order(item: Mapping[str, Any]) -> Order:
    return Order(
        item["ref"],
        date.fromisoformat(item["date"]),
        tuple(map(_line, item.get("lines", ()))),
        item.get("status"),
        _date(item, "invoiced"),
        item.get("discount"),
        item.get("salesperson"),
    )


def _line(item: Mapping[str, Any]) -> Line:
    return Line(
        item["product"],
        item["quantity"],
        item["unit_price"],
        item.get("discount"),
        item.get("unit_cost"),
        item.get("category"),
        item.get("unit"),
    )


def _advantage(item: Mapping[str, Any]) -> Advantage:
    kind = item.get("kind", "other")
    applied = item.get("applied", "invoice" if kind == "discount" else "later")
    per = item.get("per", "once" if "date" in item else "year")
    return Advantage(
        kind,
        applied == "later",
        per == "once",
        item.get("rate"),
        item.get("above"),
        item.get("amount"),
        _date(item, "date"),
        _date(item, "from"),
        _date(item, "until"),
    )


def _stated_year(item: Mapping[str, Any]) -> StatedYear:
    return StatedYear(
        item["year"],
        _date(item, "until"),
        item.get("revenue"),
        item.get("gross_margin"),
        item.get("cost"),
        item.get("advantages"),
        item.get("visits"),
    )


def _interaction(item: Mapping[str, Any]) -> Interaction:
    return Interaction(date.fromisoformat(item["date"]), item["kind"], item.get("salesperson"))


def _date(item: Mapping[str, Any], key: str) -> date | None:
    text = item.get(key)
    return date.fromisoformat(text) if text is not None else None
