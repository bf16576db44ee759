"""`owners`: what each salesperson made, visited and won, and how near they are to their target.

Amounts are in the folder's currency; None is not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from clientfile.figures.amounts import ZERO, exact_decimals, ratio
from clientfile.figures.ledger import Ledger
from clientfile.figures.profile import PROFILE
from clientfile.figures.sellers import NOBODY, SellerFigures
from clientfile.language import _
from clientfile.output.table import MARKS, Column, Table
from clientfile.records.typed.periods import Period, cut
from clientfile.reports.common import coverage
from clientfile.reports.common.groups import NO_OWNER
from clientfile.reports.common.notes import notes_of
from clientfile.reports.common.require import require_figures
from clientfile.reports.common.salespeople import (
    TARGETS_OF_ALL,
    figures_by_seller,
    reached_with_others,
    total_of_seller,
)
from clientfile.reports.prospects import conversions_of

COLUMNS = (
    Column("owner", _("Salesperson"), "text"),
    Column("clients", _("Clients"), "integer"),
    Column("prospects", _("Prospects"), "integer"),
    Column("revenue", _("Revenue"), "money"),
    Column("margin", _("Margin"), "money"),
    Column("visits", _("Visits"), "integer"),
    Column("interactions", _("Interactions"), "integer"),
    Column("converted", _("Converted"), "integer"),
    Column("target", _("Target"), "money"),
    Column("reached", _("Reached"), "ratio"),
    *coverage.COLUMNS,
)


@dataclass
class _OwnerTotals:
    """A salesperson's clients and prospects (counts), and the figures with each client."""

    clients: int = 0
    prospects: int = 0
    figures: list[SellerFigures] = field(default_factory=list)


@exact_decimals
def owners(ledger: Ledger, *, period: Period, strict: bool = False) -> Table:
    """Every salesperson, the one with the most revenue first. Raises MissingRateError.

    A sale counts once: for the order's salesperson, else for the client's owner, who also bears
    what no order makes (stated years, later advantages). Clients and prospects are those that the
    salesperson owns now. The target is that of clientfile.toml, if the period is a fiscal year; it
    is reached with all clients of the folder, also where the ledger is of some of them.
    """
    elapsed = cut(period, ledger.today)
    profiles, _ = ledger.extracts(PROFILE)
    converted = conversions_of(profiles, elapsed)
    targets = _targets(ledger, period)
    selected = ledger.whole is not ledger
    # Among chosen clients only those have a row who have to do with one.
    totals: dict[str, _OwnerTotals] = {} if selected else {name: _OwnerTotals() for name in targets}
    for profile in profiles.values():
        owner = totals.setdefault(profile.owner or NOBODY, _OwnerTotals())
        status = profile.on(ledger.today).status
        owner.clients += status == "client"
        owner.prospects += status == "prospect"
    sold = figures_by_seller(ledger, period, strict=strict)
    for seller, by_client in sold.items():
        totals.setdefault(seller, _OwnerTotals()).figures += by_client
    sold_to_all = figures_by_seller(ledger.whole, period, strict=strict) if selected else sold
    reached = {
        name: ratio(total_of_seller(sold_to_all.get(name, [])).revenue, target)
        for name, target in targets.items()
    }
    rows = [
        _row(name, owner, converted.get(name or None, 0), targets.get(name), reached.get(name))
        for name, owner in totals.items()
        if (name != NOBODY and not selected) or _has_any(owner) or converted.get(name or None)
    ]
    rows.sort(key=_place)
    figures = require_figures(ledger, period, strict)
    notes = notes_of(period, ledger.today, figures.values())
    if any(reached_with_others(row) for row in rows):
        notes.append(TARGETS_OF_ALL)
    return Table(COLUMNS, rows, currency=ledger.settings.currency, client_key="", notes=notes,
                 unseen=coverage.KEYS,
                 spare=("interactions", "converted", "prospects", "clients", "target"))  # fmt: skip


def _place(row: dict[str, Any]) -> tuple[bool, Decimal, bool, str]:
    revenue, owner = row["revenue"], row["owner"]
    return revenue is None, -(revenue or ZERO), owner == NO_OWNER, owner


def _targets(ledger: Ledger, period: Period) -> Mapping[str, Decimal]:
    """Each salesperson's revenue target of a fiscal year; none of any other period."""
    if period.unit != "year":
        return {}
    targets = ledger.settings.targets.get(int(period.label), {})
    return {who: target["revenue"] for who, target in targets.items() if "revenue" in target}


def _has_any(owner: _OwnerTotals) -> bool:
    """Whether there is a client, a prospect or a figure that is not zero."""
    active = any(
        each.revenue != 0 or each.margin != 0 or each.visits != 0 or each.interactions
        for each in owner.figures
    )
    return bool(owner.clients or owner.prospects or active)


def _row(
    name: str, owner: _OwnerTotals, converted: int, target: Decimal | None, reached: Decimal | None
) -> dict[str, Any]:
    total = total_of_seller(owner.figures)
    return {
        "owner": name or NO_OWNER,
        "clients": owner.clients,
        "prospects": owner.prospects,
        "revenue": total.revenue,
        "margin": total.margin,
        "visits": total.visits,
        "interactions": total.interactions,
        "converted": converted,
        "target": target,
        "reached": reached,
        **coverage.coverage_values(total.covered, total.revenue),
        MARKS: coverage.coverage_marks(total.covered, "margin"),
    }
