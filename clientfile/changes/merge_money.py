"""What must be decided before two clients are one, so that no sum changes; and what keeps sums."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from clientfile.changes.order_currencies import currency_edits
from clientfile.errors import InvalidError
from clientfile.figures.owed.terms import due_day, terms_of
from clientfile.figures.owed.vat import ClientVat, client_vat
from clientfile.language import _
from clientfile.records.client import client_of
from clientfile.records.edits import Data, Path, apply_edits, at
from clientfile.records.ids import ORDERS, orders
from clientfile.records.references import SHARED
from clientfile.records.settings import Settings
from clientfile.records.typed.amounts import plain
from clientfile.schema.walk import walk_places

YEARS: Path = ("results", "years")
ADVANTAGES: Path = ("business", "pricing", "advantages")
_OWN_CURRENCY: tuple[Path, ...] = (ORDERS, ("business", "on_account"))


@dataclass(frozen=True)
class Undecided:
    """What two clients say otherwise and can't be joined: its address, and the value of the one
    that stays and of the other. None is what only orders and visits say.
    """

    address: str
    standing: Any
    other: Any


def undecided(client: Data, other: Data, settings: Settings) -> Iterator[Undecided]:
    """What a person must decide: stated years and advantages of both clients."""
    stated, others = _by_year(client), _by_year(other)
    for year in sorted({*stated, *others}):
        here, there = stated.get(year), others.get(year)
        if (here and there) or (
            _speaks_for(here, year, other, settings) or _speaks_for(there, year, client, settings)
        ):
            yield Undecided(f"results.years.{year}", here, there)
    granted, also = at(client, ADVANTAGES) or [], at(other, ADVANTAGES) or []
    differ = any(each not in also for each in granted) or any(each not in granted for each in also)
    if granted and also and differ and (_accrue(client) or _accrue(other)):
        yield Undecided(".".join(map(str, ADVANTAGES)), granted, also)


def _by_year(data: Data) -> dict[int, Data]:
    return {each["year"]: each for each in at(data, YEARS) or ()}


def _speaks_for(stated: Data | None, year: int, other: Data, settings: Settings) -> bool:
    """Whether a stated year would stand for orders or visits of the other client."""
    if not stated:
        return False
    client, year_of = client_of("", other), settings.fiscal_year_start.year_of
    sold = any(each.is_sale and year_of(each.day) == year for each in client.orders)
    visited = any(
        each.kind == "visit" and year_of(each.day) == year for each in client.interactions
    )
    money = any(key in stated for key in ("revenue", "gross_margin", "cost", "advantages"))
    return (sold and money) or (visited and "visits" in stated)


def _accrue(data: Data) -> bool:
    return any(each.accrues for each in client_of("", data).advantages)


def decided_years(client: Data, other: Data, take: Mapping[str, bool]) -> list[Data]:
    """The stated years of the joined record; `take` says of some addresses whether they are to be
    as the other has them.
    """
    stated, others = _by_year(client), _by_year(other)
    joined = dict(stated)
    for year in sorted({*stated, *others}):
        takes = take.get(f"results.years.{year}")
        chosen = others.get(year) if takes else stated.get(year)
        if takes is None:
            chosen = stated.get(year) or others.get(year)
        joined.pop(year, None)
        if chosen is not None:
            joined[year] = chosen
    return list(joined.values())


def with_own_currency(client: Data, other: Data, settings: Settings) -> Data:
    """The record of `other` with its currency written where `client` has another one.

    Raises InvalidError where amounts of it can't name their currency.
    """
    own, new = (
        str(at(data, ("business", "currency")) or settings.currency) for data in (other, client)
    )
    if own == new:
        return other
    bare = sorted({".".join(map(str, _keys(path))) for path in _bare_amounts(other)})
    if bare:
        raise InvalidError(
            _(
                "{fields} is in {currency} and would be read as {new}: take it away first, or give "
                "both clients one currency",
                fields=", ".join(bare),
                currency=own,
                new=new,
            )
        )
    return apply_edits(other, currency_edits(other, own)[0])


def _bare_amounts(data: Data) -> Iterator[Path]:
    for path, _kind, value, shape in walk_places(data):
        if shape.unit in ("money", "unit-price") and value and path[:2] not in _OWN_CURRENCY:
            yield path


def _keys(path: Path) -> tuple[str, ...]:
    return tuple(step for step in path if isinstance(step, str))


def keep_terms(joined: Data, before: Data, refs: Collection[str], settings: Settings) -> None:
    """Write into orders of the joined record what they had of their client: the VAT rate and the
    due date, where the joined client has others. `refs` are the orders of the client `before`.
    """
    vat, new_vat = client_vat(before, settings), client_vat(joined, settings)
    terms, new_terms = (
        terms_of(at(data, ("business", "payment")) or {}, settings.terms)
        for data in (before, joined)
    )
    for place, order in enumerate(orders(joined)):
        if order["ref"] not in refs:
            continue
        own: Data = {}
        day = date.fromisoformat(order.get("invoiced") or order["date"])
        if "tax" not in order and "vat_rate" not in order:
            rates = [
                each.own or f"{plain((each.folder_rate(day) * 100).normalize())}%"
                for each in (vat, new_vat)
            ]
            own |= {"vat_rate": rates[0]} if rates[0] != rates[1] else {}
        due = due_day(order, terms)
        if due is not None and due != due_day(order, new_terms):
            own["due"] = due.isoformat()
        if own:
            joined["business"]["orders"][place] = {**order, **own}


def _rate(vat: ClientVat, day: date) -> str:
    """The rate of a client's order of a day that names none, as a record writes it."""
    return vat.own or f"{plain((vat.folder_rate(day) * 100).normalize())}%"


def with_salesperson(data: Data, owner: object) -> Data:
    """The record with its owner written as the salesperson of orders and interactions without one,
    where the joined client has another `owner`.

    Interactions that were at another client too are alike in both records, and stay so.
    """
    own = at(data, ("identity", "owner"))
    if not own or own == owner:
        return data
    for chapter, key in (("business", "orders"), ("contacts", "interactions")):
        if items := at(data, (chapter, key)):
            told = [each if SHARED in each else {"salesperson": own, **each} for each in items]
            data = {**data, chapter: {**data[chapter], key: told}}
    return data


def dates_orders(client: Data, other: Data, settings: Settings) -> bool:
    """Whether the terms of payment of `other` would give orders of `client` a due date that have
    none.
    """
    terms = terms_of(at(client, ("business", "payment")) or {}, settings.terms)
    payment = at(other, ("business", "payment"))
    return bool(payment) and any(due_day(each, terms) is None for each in orders(client))
