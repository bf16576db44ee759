"""`loyalty`: who stayed, who came, who left, and who is silent for longer than is usual there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from clientfile.figures.amounts import exactly, middle
from clientfile.figures.sales import SALES, Sale
from clientfile.figures.summary import Summary
from clientfile.records.periods import Period, cut, fiscal_year_period, previous
from clientfile.reports.caveats import caveats, period_told
from clientfile.reports.groups import summaries
from clientfile.reports.ledger import Ledger
from clientfile.table import Column, Table

COLUMNS = (
    Column("client", "Client", "text", "Client"),
    Column("name", "Name", "text", "Nom"),
    Column("state", "State", "text", "État"),
    Column("last_order", "Last order", "date", "Dernière commande"),
    Column("interval_days", "Interval (days)", "number", "Intervalle (jours)"),
    Column("silent_days", "Silent (days)", "integer", "Silence (jours)"),
    Column("revenue", "Revenue", "money", "CA"),
    Column("previous", "Before", "money", "Avant"),
)
"""Its columns."""
STATES = ("late", "lapsed", "kept", "new", "never")
_FEWEST_ORDERS = 3


@exactly
def loyalty(ledger: Ledger, *, period: Period, strict: bool = False) -> Table:
    """Every client that ever bought or may, those to look after first. Raises MissingRate.

    `kept`: positive revenue in the period and in as many days of the one before; `new` in this one
    alone; `lapsed` in an earlier one alone; `never` in none. One that is kept or new is `late`
    where it has been silent for more than one and a half times its median interval between orders,
    from three orders on. Where only whole years are stated of the days, revenue in the year counts.
    """
    shown = cut(period, ledger.today)
    now = summaries(ledger, period, strict)
    earlier = previous(period, ledger.today, ledger.settings.fiscal_year_start)
    before = summaries(ledger, earlier, strict) if earlier else {}
    buyers, buyers_before = _buyers(ledger, now, strict), _buyers(ledger, before, strict)
    sales, _ = ledger.extracts(SALES)
    rows: list[dict[str, Any]] = []
    # Of days to come nothing is told.
    for client, who in ledger.who().items() if shown.days else ():
        days = _days(sales[client], shown.end)
        usual = usual_interval(days)
        silent = (shown.end - days[-1]).days if days else None
        made = now[client].revenue
        made_before = before[client].revenue if client in before else None
        ever = bool(days) or bool(who.years)
        state = _state(client in buyers, client in buyers_before, ever)
        if state in ("kept", "new") and is_late(usual, silent):
            state = "late"
        rows.append({
            "client": client,
            "name": who.name,
            "state": state,
            "last_order": days[-1] if days else None,
            "interval_days": usual,
            "silent_days": silent,
            "revenue": made,
            "previous": made_before,
        })  # fmt: skip
    rows.sort(key=_place)
    compared = f"compared with {earlier.start} to {earlier.end}" if earlier else ""
    notes = [period_told(period, ledger.today), *([compared] if compared else [])]
    notes += caveats(of for of in now.values() if of.active)
    return Table(COLUMNS, rows, currency=ledger.settings.currency, notes=notes,
                 spare=("previous", "interval_days", "revenue"))  # fmt: skip


def _place(row: dict[str, Any]) -> tuple[int, int, str]:
    return STATES.index(row["state"]), -(row["silent_days"] or 0), row["client"]


def _buyers(ledger: Ledger, figures: Mapping[str, Summary], strict: bool) -> set[str]:
    """Who bought in the days that figures are of, or in the years that alone are stated of them."""
    month = ledger.settings.fiscal_year_start
    years = {year for of in figures.values() for year in of.gaps.unknown_years}
    whole = {year: summaries(ledger, fiscal_year_period(year, month), strict) for year in years}
    return {
        client
        for client, of in figures.items()
        if any(
            each.revenue is not None and each.revenue > 0
            for each in (of, *(whole[year][client] for year in of.gaps.unknown_years))
        )
    }


def _state(now: bool, before: bool, ever: bool) -> str:
    if now:
        return "kept" if before else "new"
    return "lapsed" if before or ever else "never"


def _days(sales: Iterable[Sale], until: date) -> list[date]:
    """The days on which something was ordered, each once."""
    return sorted({sale.ordered for sale in sales if sale.counts and sale.ordered <= until})


def usual_interval(days: Sequence[date]) -> Decimal | None:
    """The median of the days between orders; None for fewer than three."""
    if len(days) < _FEWEST_ORDERS:
        return None
    return middle([(after - before).days for before, after in pairwise(days)])


def is_late(usual: Decimal | None, silent: int | None) -> bool:
    """Whether a client has been silent for more than one and a half times its usual interval."""
    return usual is not None and silent is not None and silent * 2 > usual * 3
