"""`loyalty`: which clients stayed, came or left, and which are silent for unusually long.

A client is late after one and a half times its median interval between orders, as docs/reports.md
says. Revenue is in the folder's currency, intervals and silence in days; None is not known.
"""

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
from clientfile.language import _
from clientfile.output.table import Column, Table
from clientfile.records.typed.periods import Period, cut, previous
from clientfile.reports.common import words
from clientfile.reports.common.notes import notes_of
from clientfile.reports.common.require import require_figures

COLUMNS = (
    Column("client", _("Client"), "text"),
    Column("name", _("Name"), "text"),
    Column("state", _("State"), "text", words=words.STATES),
    Column("last_order", _("Last order"), "date"),
    Column("interval_days", _("Interval (days)"), "number"),
    Column("silent_days", _("Silent (days)"), "integer"),
    Column("revenue", _("Revenue"), "money"),
    Column("previous", _("Before"), "money"),
)
STATES = ("late", "lapsed", "kept", "new", "never")
"""A client's states, in the order of the rows."""
_FEWEST_ORDERS = 3


@exact_decimals
def loyalty(ledger: Ledger, *, period: Period, strict: bool = False) -> Table:
    """Every client with its state, those to look after first. Raises MissingRateError.

    A client is `kept` that has positive revenue in the period and in as many days of the period
    before, `new` with revenue in this period alone, `lapsed` with revenue before it alone, `never`
    with none. A kept or new client is `late` when it has been silent for more than one and a half
    times its median interval between orders, from three orders on. Where the year before is only
    stated as a whole, the whole of it decides; a state that can't be known is None.
    """
    elapsed = cut(period, ledger.today)
    until = min(elapsed.end, ledger.today)
    now = require_figures(ledger, period, strict)
    earlier = previous(period, ledger.today, ledger.settings.fiscal_year_start)
    before = require_figures(ledger, earlier, strict) if earlier else {}
    bought = _bought_before(ledger, period, before, strict)
    bought_ever = _bought_ever(ledger, period)
    sales, __ = ledger.extracts(SALES)
    rows: list[dict[str, Any]] = []
    # A period that has not begun has no rows.
    for client, who in ledger.clients().items() if elapsed.days else ():
        days = _order_days(sales[client], until)
        usual = usual_interval(days)
        silent = (until - days[-1]).days if days else None
        revenue = now[client].revenue
        revenue_before = before[client].revenue if client in before else None
        late = is_late(usual, silent)
        state = _state(revenue, bought.get(client, False), bought_ever.get(client, False), late)
        rows.append({
            "client": client,
            "name": who.name,
            "state": state,
            "last_order": days[-1] if days else None,
            "interval_days": usual,
            "silent_days": silent,
            "revenue": revenue,
            "previous": revenue_before,
        })  # fmt: skip
    rows.sort(key=_place)
    notes = notes_of(period, ledger.today, now.values())
    if earlier:
        notes.insert(1, _("compared with {start} to {end}", start=earlier.start, end=earlier.end))
    return Table(COLUMNS, rows, currency=ledger.settings.currency, notes=notes,
                 spare=("previous", "interval_days", "revenue"))  # fmt: skip


def _place(row: dict[str, Any]) -> tuple[int, int, str]:
    state = row["state"]
    place = len(STATES) if state is None else STATES.index(state)
    return place, -(row["silent_days"] or 0), row["client"]


def _state(now: Decimal | None, before: bool | None, ever: bool | None, late: bool) -> str | None:
    """The state of a client with revenue `now`; `before` and `ever` say whether it bought in the
    period before, and ever before this one.
    """
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
    """Whether each client bought in as many days of the period before; in the whole of that period
    where those days are not known.
    """
    bought = {client: _positive(each.revenue) for client, each in before.items()}
    whole = previous(period, max(period.end, ledger.today), ledger.settings.fiscal_year_start)
    if None in bought.values() and whole is not None:
        all_of = require_figures(ledger, whole, strict)
        bought = {
            client: _positive(all_of[client].revenue) if answer is None else answer
            for client, answer in bought.items()
        }
    return bought


def _bought_ever(ledger: Ledger, period: Period) -> dict[str, bool | None]:
    """Whether each client bought at any time before the period.

    Where a rate or the days of a stated year are missing, the sum of its orders decides.
    """
    if period.start == date.min:
        return {}
    eve = min(period.start - timedelta(days=1), ledger.today)
    figures, missing = ledger.figures(Period(date.min, eve, "before"))
    sales, _ = ledger.extracts(SALES)
    bought = {client: _positive(each.revenue) for client, each in figures.items()}
    unknown = [client for client, answer in bought.items() if answer is None]
    for client in [*unknown, *(each[0] for each in missing)]:
        sold = sum(sale.revenue for sale in sales[client] if sale.day <= eve)
        bought[client] = True if sold > 0 else None if client in figures else False
    return bought


def _positive(revenue: Decimal | None) -> bool | None:
    return None if revenue is None else revenue > 0


def _order_days(sales: Iterable[Sale], until: date) -> list[date]:
    """The days of purchases up to `until`, each once, in order."""
    return sorted({sale.ordered for sale in sales if sale.is_purchase and sale.ordered <= until})


def usual_interval(days: Sequence[date]) -> Decimal | None:
    """The median number of days between orders; None for fewer than three orders."""
    if len(days) < _FEWEST_ORDERS:
        return None
    return median([(after - before).days for before, after in pairwise(days)])


def is_late(usual: Decimal | None, silent: int | None) -> bool:
    """Whether a client's silence in days is longer than one and a half times its usual interval."""
    return usual is not None and silent is not None and silent * 2 > usual * 3
