"""`products`: what is sold to whom, at which last price, and what a client does not buy yet.

Revenue and margin are in the folder's currency, prices in the client's; None is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from clientfile.figures.amounts import ZERO, exact_decimals
from clientfile.figures.baskets import BASKET, Basket, BasketLine
from clientfile.figures.covered_margin import CoveredMargin, add_margins
from clientfile.figures.ledger import Ledger
from clientfile.figures.profile import PROFILE, Profile
from clientfile.figures.sums import sum_or_none
from clientfile.language import _, ngettext
from clientfile.output.table import MARKS, Column, Table
from clientfile.records.typed.periods import Period
from clientfile.reports.common import coverage
from clientfile.reports.common.groups import NOT_BY_PRODUCT
from clientfile.reports.common.notes import notes_of
from clientfile.reports.common.require import require_extracts, require_figures
from clientfile.schema.shapes import record_shape

COLUMNS = (
    Column("product", _("Product"), "text"),
    Column("category", _("Category"), "text"),
    Column("clients", _("Clients"), "integer"),
    Column("quantity", _("Quantity"), "number"),
    Column("unit", _("Unit"), "text"),
    Column("revenue", _("Revenue"), "money"),
    Column("margin", _("Margin"), "money"),
    Column("last_date", _("Last sold"), "date"),
    Column("last_price", _("Last price"), "number"),
    Column("price_currency", _("Price in"), "text"),
    *coverage.COLUMNS,
)
PRICE_COLUMNS = (Column("client", _("Client"), "text"), *COLUMNS)
"""Those of a table of prices by client."""

ClientProduct = tuple[str, BasketLine]


@exact_decimals
def products(ledger: Ledger, *, period: Period, strict: bool = False) -> Table:
    """Every product in its unit, the one with the most revenue first. Raises MissingRateError.

    A last row has what belongs to no product: stated years, advantages granted later.
    """
    baskets = require_extracts(ledger, BASKET, period, strict=strict)
    rows = _by_revenue(_row(sold) for sold in _by_product(_client_products(baskets)).values())
    rest = [basket for basket in baskets.values() if basket.has_rest]
    if rest:
        revenue = sum_or_none(basket.revenue for basket in rest)
        margin = add_margins(basket.covered for basket in rest)
        rows.append(
            _empty(NOT_BY_PRODUCT) | {"clients": len(rest)} | _money_values(revenue, margin)
        )
    return _table(ledger, COLUMNS, rows, period, strict)


@exact_decimals
def prices(ledger: Ledger, *, period: Period, client: str = "", strict: bool = False) -> Table:
    """Each product with each client that bought it: the quantity and the last price; of one client
    alone where it is named. Raises MissingRateError.
    """
    baskets = require_extracts(ledger, BASKET, period, strict=strict)
    sold = [(name, each) for name, each in _client_products(baskets) if client in ("", name)]
    rows = [{"client": name} | _row([(name, each)]) for name, each in sold]
    rows.sort(key=lambda row: (row["product"], -row["revenue"], row["client"]))
    return _table(ledger, PRICE_COLUMNS, rows, period, strict)


@exact_decimals
def not_bought(ledger: Ledger, *, period: Period, client: str, strict: bool = False) -> Table:
    """Products that similar clients buy in the period and this one does not, by number of buyers.

    Similar are the clients of its sector that bought products then, else of its type, else all.
    Raises MissingRateError.
    """
    baskets = require_extracts(ledger, BASKET, period, strict=strict)
    profiles, _ = ledger.extracts(PROFILE)
    similar, compared = _similar_clients(profiles, baskets, client)
    own = {each.product for each in baskets[client].products}
    others = [
        (name, each)
        for name, each in _client_products(baskets)
        if name in similar and each.product not in own
    ]
    rows = [_row(sold) for sold in _by_product(others).values()]
    rows.sort(key=lambda row: (-row["clients"], -row["revenue"], row["product"]))
    table = _table(ledger, COLUMNS, rows, period, strict)
    return replace(table, notes=[*table.notes, compared])


def _similar_clients(
    profiles: Mapping[str, Profile], baskets: Mapping[str, Basket], client: str
) -> tuple[set[str], str]:
    """The ids of the clients that a client is compared with, and a note that says so."""
    own = profiles[client]
    buyers = {name for name, basket in baskets.items() if basket.products and name != client}
    others = {name: profiles[name] for name in buyers}
    for key in ("sector", "type"):
        value = getattr(own, key)
        similar = {name for name, each in others.items() if value and getattr(each, key) == value}
        if similar:
            return similar, _comparison_note(key, value, len(similar))
    return set(others), _comparison_note("", "", len(others))


def _comparison_note(key: str, value: str, count: int) -> str:
    if key == "sector":
        return ngettext(
            "compared with {count} client of the sector {sector}",
            "compared with {count} clients of the sector {sector}",
            count,
            sector=value,
        )
    if key == "type":
        return ngettext(
            "compared with {count} client of the type {type}",
            "compared with {count} clients of the type {type}",
            count,
            type=record_shape().child("identity").child("type").word(value),
        )
    return ngettext(
        "compared with {count} client of every kind",
        "compared with {count} clients of every kind",
        count,
    )


def _client_products(baskets: Mapping[str, Basket]) -> Iterable[ClientProduct]:
    return ((client, each) for client, basket in baskets.items() for each in basket.products)


def _by_product(sold: Iterable[ClientProduct]) -> dict[tuple[str, str, str], list[ClientProduct]]:
    grouped: dict[tuple[str, str, str], list[ClientProduct]] = {}
    for client, each in sold:
        key = (each.product, each.category or "", each.unit or "")
        grouped.setdefault(key, []).append((client, each))
    return grouped


def _row(sold: Sequence[ClientProduct]) -> dict[str, Any]:
    """The row of one product in one unit; its last price is that of the newest sale."""
    _, last = min(
        sold, key=lambda pair: (not pair[1].sold, -pair[1].last_date.toordinal(), pair[0])
    )
    return {
        "product": last.product,
        "category": last.category,
        "clients": len({client for client, _ in sold}),
        "quantity": sum((each.quantity for _, each in sold), ZERO),
        "unit": last.unit,
        **_money_values(
            sum((each.revenue for _, each in sold), ZERO),
            add_margins(each.covered for _, each in sold),
        ),
        "last_date": last.last_date,
        "last_price": last.last_price,
        "price_currency": last.currency,
    }


def _money_values(revenue: Decimal | None, margin: CoveredMargin) -> dict[str, Any]:
    return {
        "revenue": revenue,
        "margin": margin.whole,
        **coverage.coverage_values(margin, revenue),
        MARKS: coverage.coverage_marks(margin, "margin"),
    }


def _empty(product: str) -> dict[str, Any]:
    return dict.fromkeys(column.key for column in COLUMNS) | {"product": product}


def _by_revenue(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    def place(row: dict[str, Any]) -> tuple[Decimal, str, str, str]:
        return -row["revenue"], row["product"], row["category"] or "", row["unit"] or ""

    return sorted(rows, key=place)


def _table(
    ledger: Ledger, columns: Sequence[Column], rows: Sequence[dict[str, Any]], period: Period,
    strict: bool,
) -> Table:  # fmt: skip
    figures = require_figures(ledger, period, strict)
    notes = notes_of(period, ledger.today, figures.values())
    key = "client" if columns is PRICE_COLUMNS else ""
    return Table(columns, rows, currency=ledger.settings.currency, client_key=key, notes=notes,
                 unseen=coverage.KEYS,
                 spare=("category", "price_currency", "clients", "margin"))  # fmt: skip
