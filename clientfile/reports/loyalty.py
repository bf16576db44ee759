"""`loyalty`: who stayed, who came, who left, and who is silent for longer than is usual there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from clientfile.figures.amounts import exact_decimals, median
from clientfile.figures.ledger import Ledger
from clientfile.figures.sales import SALES, Sale
from clientfile.figures.summary import Summary
from clientfile.output.table import Column, Table
from clientfile.records.typed.periods import Period, cut, previous
from clientfile.reports.common import translations
from clientfile.reports.common.notes import notes_of
from clientfile.reports.common.require import require_figures

COLUMNS = (
    Column("client", "Client", "text", "Client"),
    Column("name", "Name", "text", "Nom"),
    Column("state", "State", "text", "État", french=translations.STATES),
    Column("last_order", "Last order", "date", "Dernière commande"),
    Column("interval_days", "Interval (days)", "number", "Intervalle (jours)"),
    Column("silent_days", "Silent (days)", "integer", "Silence (jours)"),
    Column("revenue", "Revenue", "money", "CA"),
    Column("previous", "Before", "money", "Avant"),
)
"""Its columns."""
STATES = ("late", "lapsed", "kept", "new", "never")
_FEWEST_ORDERS = 3


@exact_decimals
def loyalty(ledger: Ledger, *, period: Period, strict: bool = False) -> Table:
    """Every client that ever bought or may, those to look after first. Raises MissingRateError.

    `kept`: positive revenue in the period and in as many days of the one before; `new` in this one
    alone; `lapsed` in an earlier one alone; `never` in none. One that is kept or new is `late`
    where it has been silent for more than one and a half times its median interval between orders,
    from three orders on. Where a year before is only stated, not its days, the whole of the period
    before decides; a state that can't be known is None.
    """
    shown = cut(period, ledger.today)
    until = min(shown.end, ledger.today)
    now = require_figures(ledger, period, strict)
    earlier = previous(period, ledger.today, ledger.settings.fiscal_year_start)
    before = require_figures(ledger, earlier, strict) if earlier else {}
    bought = _bought_before(ledger, period, before, strict)
    bought_ever = _bought_ever(ledger, period)
    sales, _ = ledger.extracts(SALES)
    rows: list[dict[str, Any]] = []
    # Of days to come nothing is told.
    for client, who in ledger.clients().items() if shown.days else ():
        days = _order_days(sales[client], until)
        usual = usual_interval(days)
        silent = (until - days[-1]).days if days else None
        made = now[client].revenue
        made_before = before[client].revenue if client in before else None
        late = is_late(usual, silent)
        state = _state(made, bought.get(client, False), bought_ever.get(client, False), late)
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
    told, *unknown = notes_of(period, ledger.today, now.values())
    notes = [told, *([compared] if compared else []), *unknown]
    return Table(COLUMNS, rows, currency=ledger.settings.currency, notes=notes,
                 spare=("previous", "interval_days", "revenue"))  # fmt: skip


def _place(row: dict[str, Any]) -> tuple[int, int, str]:
    state = row["state"]
    place = len(STATES) if state is None else STATES.index(state)
    return place, -(row["silent_days"] or 0), row["client"]


def _state(now: Decimal | None, before: bool | None, ever: bool | None, late: bool) -> str | None:
    """`before` and `ever` say whether it bought in the period before, and ever before this one."""
    if now is None:
        return None
    if now > 0:
        return "late" if late else {True: "kept", False: "new", None: None}[before]
    if before or ever:
        return "lapsed"
    return None if before is None or ever is None else "never"


def _bought_before(
    ledger: Ledger, period: Period, before: Mapping[str, Summary], strict: bool
) -> dict[str, bool | None]:
    """Who bought in as many days of the period `before`; in the whole of it where those are not
    known.
    """
    found = {client: _positive(of.revenue) for client, of in before.items()}
    whole = previous(period, max(period.end, ledger.today), ledger.settings.fiscal_year_start)
    if None in found.values() and whole is not None:
        all_of = require_figures(ledger, whole, strict)
        found = {
            client: _positive(all_of[client].revenue) if told is None else told
            for client, told in found.items()
        }
    return found


def _bought_ever(ledger: Ledger, period: Period) -> dict[str, bool | None]:
    """Who bought before the period. Without a year's rate, or the days of a stated year, what its
    orders come to says so.
    """
    if period.start == date.min:
        return {}
    eve = min(period.start - timedelta(days=1), ledger.today)
    figures, lacking = ledger.figures(Period(date.min, eve, "before"))
    sales, _ = ledger.extracts(SALES)
    found = {client: _positive(of.revenue) for client, of in figures.items()}
    unknown = [client for client, told in found.items() if told is None]
    for client in [*unknown, *(each[0] for each in lacking)]:
        sold = sum(sale.revenue for sale in sales[client] if sale.counts and sale.day <= eve)
        found[client] = True if sold > 0 else None if client in figures else False
    return found


def _positive(revenue: Decimal | None) -> bool | None:
    return None if revenue is None else revenue > 0


def _order_days(sales: Iterable[Sale], until: date) -> list[date]:
    """The days on which something was ordered, each once."""
    return sorted({sale.ordered for sale in sales if sale.counts and sale.ordered <= until})


def usual_interval(days: Sequence[date]) -> Decimal | None:
    """The median of the days between orders; None for fewer than three."""
    if len(days) < _FEWEST_ORDERS:
        return None
    return median([(after - before).days for before, after in pairwise(days)])


def is_late(usual: Decimal | None, silent: int | None) -> bool:
    """Whether a client has been silent for more than one and a half times its usual interval."""
    return usual is not None and silent is not None and silent * 2 > usual * 3
