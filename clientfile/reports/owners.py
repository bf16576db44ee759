"""`owners`: what each salesperson made, visited, won, and how far they are towards their target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from clientfile.figures.amounts import ZERO, exact_decimals, ratio
from clientfile.figures.ledger import Ledger
from clientfile.figures.profile import PROFILE
from clientfile.figures.sellers import NOBODY, SELLERS, SellerFigures
from clientfile.figures.sums import sum_or_none
from clientfile.output.table import Column, Table
from clientfile.records.typed.periods import Period, cut
from clientfile.reports.common.groups import NO_OWNER
from clientfile.reports.common.notes import notes_of
from clientfile.reports.common.require import require_extracts, require_figures
from clientfile.reports.prospects import conversions_of

COLUMNS = (
    Column("owner", "Salesperson", "text", "Commercial"),
    Column("clients", "Clients", "integer", "Clients"),
    Column("prospects", "Prospects", "integer", "Prospects"),
    Column("revenue", "Revenue", "money", "CA"),
    Column("margin", "Margin", "money", "Marge"),
    Column("visits", "Visits", "integer", "Visites"),
    Column("interactions", "Interactions", "integer", "Échanges"),
    Column("converted", "Converted", "integer", "Convertis"),
    Column("target", "Target", "money", "Objectif"),
    Column("reached", "Reached", "ratio", "Atteint"),
)
"""Its columns."""


@dataclass
class _OwnerTotals:
    """What is known of one salesperson."""

    clients: int = 0
    prospects: int = 0
    sold: list[SellerFigures] = field(default_factory=list)


@exact_decimals
def owners(ledger: Ledger, *, period: Period, strict: bool = False) -> Table:
    """Every salesperson, the one with the most revenue first. Raises MissingRateError.

    Each sale counts once: an order's salesperson has it, else the client's owner, who also bears
    what no order makes. Clients and prospects are the owner's now; the target is that of
    clientfile.toml, where the period is a fiscal year.
    """
    shown = cut(period, ledger.today)
    profiles, _ = ledger.extracts(PROFILE)
    converted = conversions_of(profiles, shown)
    targets = _targets(ledger, period)
    found: dict[str, _OwnerTotals] = {name: _OwnerTotals() for name in targets}
    for profile in profiles.values():
        of = found.setdefault(profile.owner or NOBODY, _OwnerTotals())
        of.clients += profile.status == "client"
        of.prospects += profile.status == "prospect"
    for shares in require_extracts(ledger, SELLERS, period, strict=strict).values():
        for seller, sold in shares.items():
            found.setdefault(seller, _OwnerTotals()).sold.append(sold)
    rows = [
        _row(name, of, converted.get(name or None, 0), targets.get(name))
        for name, of in found.items()
        if name != NOBODY or _matters(of) or converted.get(None)
    ]
    rows.sort(key=_place)
    figures = require_figures(ledger, period, strict)
    notes = notes_of(period, ledger.today, figures.values())
    return Table(COLUMNS, rows, currency=ledger.settings.currency, client_key="", notes=notes,
                 spare=("interactions", "converted", "prospects", "clients"))  # fmt: skip


def _place(row: dict[str, Any]) -> tuple[bool, Decimal, bool, str]:
    revenue, owner = row["revenue"], row["owner"]
    return revenue is None, -(revenue or ZERO), owner == NO_OWNER, owner


def _targets(ledger: Ledger, period: Period) -> Mapping[str, Decimal]:
    if period.unit != "year":
        return {}
    known = ledger.settings.targets.get(int(period.label), {})
    return {who: target["revenue"] for who, target in known.items() if "revenue" in target}


def _matters(of: _OwnerTotals) -> bool:
    made = any(
        each.revenue != 0 or each.margin != 0 or each.visits != 0 or each.interactions
        for each in of.sold
    )
    return bool(of.clients or of.prospects or made)


def _row(name: str, of: _OwnerTotals, converted: int, target: Decimal | None) -> dict[str, Any]:
    revenue = sum_or_none(each.revenue for each in of.sold)
    return {
        "owner": name or NO_OWNER,
        "clients": of.clients,
        "prospects": of.prospects,
        "revenue": revenue,
        "margin": sum_or_none(each.margin for each in of.sold),
        "visits": _count([each.visits for each in of.sold]),
        "interactions": sum(each.interactions for each in of.sold),
        "converted": converted,
        "target": target,
        "reached": ratio(revenue, target),
    }


def _count(numbers: Sequence[int | None]) -> int | None:
    return None if None in numbers else sum(number or 0 for number in numbers)
