"""A client as typed data: the parts of a record that figures and reports are computed from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from clientfile.records.edits import Data, at


@dataclass(frozen=True)
class Line:
    """A line of an order. `unit_price` is in the order's currency, `unit_cost` in the folder's.

    A negative quantity or price is a return or a credit. `discount` is as written (`10%+5%`).
    """

    product: str
    quantity: Decimal
    unit_price: Decimal
    discount: str | None = None
    unit_cost: Decimal | None = None
    category: str | None = None
    unit: str | None = None


@dataclass(frozen=True)
class Closing:
    """What will not come in of an order: `amount` with tax, `reason` as in the record."""

    amount: Decimal
    day: date | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Order:
    """An order. `discount` is as written (`10%+5%`). `currency` is None where it is the client's.

    A credit note with a `rebate` pays advantages that accrued in that fiscal year: it is no
    revenue. `credit_of` is the ref of the order that a credit note is for. `item` is the order in
    the record's data, from which its VAT is computed.
    """

    ref: str
    ordered: date
    lines: tuple[Line, ...] = ()
    status: str | None = None
    invoiced: date | None = None
    discount: str | None = None
    salesperson: str | None = None
    credit_of: str | None = None
    rebate: int | None = None
    closings: tuple[Closing, ...] = ()
    item: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    currency: str | None = None

    @property
    def day(self) -> date:
        """The day that its revenue counts on: the day of the invoice, else of the order."""
        return self.invoiced or self.ordered

    @property
    def cancelled(self) -> bool:
        """Whether the order is cancelled: then it counts nowhere."""
        return self.status == "cancelled"

    @property
    def is_sale(self) -> bool:
        """Whether its lines are revenue: those of a cancelled order and of a rebate are not."""
        return not self.cancelled and self.rebate is None


@dataclass(frozen=True)
class Advantage:
    """An advantage granted to a client. `above` and `amount` are in the client's currency, `rate`
    is as written.

    `later` is false where the invoices' lines contain the advantage already. With `once`, `amount`
    is granted on `day` alone, else every year.
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

    @property
    def accrues(self) -> bool:
        """Whether it is granted after the invoice, and worth something."""
        return self.later and (self.rate is not None or self.amount is not None)

    @property
    def in_force(self) -> tuple[date, date]:
        """The first and last day on which it is granted; date.max for once without a day."""
        if self.once:
            return self.day or date.max, self.day or date.max
        return self.start or date.min, self.until or date.max


@dataclass(frozen=True)
class StatedYear:
    """A fiscal year as accounting states it, in the folder's currency.

    `until` is the last day of the figures, where the year is not closed yet.
    """

    year: int
    until: date | None = None
    revenue: Decimal | None = None
    gross_margin: Decimal | None = None
    cost: Decimal | None = None
    advantages: Decimal | None = None
    visits: int | None = None


@dataclass(frozen=True)
class Interaction:
    """An interaction: its day, its kind and its salesperson; `shared` is the interaction of another
    client that it is too (`client/id`).
    """

    day: date
    kind: str
    salesperson: str | None = None
    shared: str | None = None


@dataclass(frozen=True)
class Client:
    """A client. `currency` is None where the client has the folder's currency; `vat_rate` is as
    written, `country` that of its address.
    """

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
    vat_rate: str | None = None
    country: str | None = None


def client_of(client_id: str, data: Data) -> Client:
    """The client with this id, from data that conform to the schema."""
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
        business.get("vat_rate"),
        identity.get("address", {}).get("country"),
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
        item.get("credit_of"),
        item.get("rebate"),
        tuple(map(_closing, (each for each in item.get("settled", ()) if "amount" in each))),
        item,
        item.get("currency"),
    )


def _closing(item: Mapping[str, Any]) -> Closing:
    return Closing(item["amount"], _date(item, "date"), item.get("reason"))


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
    day = date.fromisoformat(item["date"])
    return Interaction(day, item["kind"], item.get("salesperson"), item.get("shared"))


def _date(item: Mapping[str, Any], key: str) -> date | None:
    text = item.get(key)
    return date.fromisoformat(text) if text is not None else None
