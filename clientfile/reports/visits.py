"""`visits`: what each visit brought, and which clients are visited too often or too seldom.

Amounts are in the folder's currency; None is not known. The rule of the advice stands in
docs/reports.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from clientfile.figures.amounts import ZERO, exact_decimals
from clientfile.figures.classes import positive_total
from clientfile.figures.ledger import Ledger
from clientfile.figures.summary import Summary
from clientfile.language import _
from clientfile.output.table import MARKS, Column, Table
from clientfile.records.typed.periods import Period
from clientfile.reports.common import coverage, words
from clientfile.reports.common.notes import notes_of
from clientfile.reports.common.require import require_figures
from clientfile.reports.common.standings import standings
from clientfile.reports.common.values import visits_together

COLUMNS = (
    Column("client", _("Client"), "text"),
    Column("name", _("Name"), "text"),
    Column("owner", _("Owner"), "text"),
    Column("visits", _("Visits"), "integer"),
    Column("revenue", _("Revenue"), "money"),
    Column("margin", _("Margin"), "money"),
    Column("revenue_per_visit", _("Revenue/visit"), "money"),
    Column("margin_per_visit", _("Margin/visit"), "money"),
    Column("class", _("Class"), "text", words=words.CLASSES),
    Column("advice", _("Advice"), "text", words=words.ADVICE),
    *coverage.COLUMNS,
)
MORE, LESS = "more", "less"


@exact_decimals
def visits(ledger: Ledger, *, period: Period, strict: bool = False) -> Table:
    """Every client that was visited or bought, the most visited first. Raises MissingRateError.

    The advice compares a client with the whole folder: its fair share is all visits × its margin
    (its revenue, where the margin is not known) ÷ the sum of the positive ones. The advice is
    `more` where it got at most half of its share, `less` where it got at least twice as many; a
    difference of less than one visit gives none.
    """
    clients, classes = ledger.clients(), standings(ledger)
    active = _active_figures(ledger.whole, period, strict)
    advice = _advice(active)
    figures = {client: each for client, each in active.items() if client in clients}
    names = sorted(figures, key=lambda client: (-(figures[client].visits or 0), client))
    rows = [
        {
            "client": client,
            "name": clients[client].name,
            "owner": clients[client].owner,
            "visits": figures[client].visits,
            "revenue": figures[client].revenue,
            "margin": figures[client].margin,
            "revenue_per_visit": figures[client].revenue_per_visit,
            "margin_per_visit": figures[client].margin_per_visit,
            "class": classes[client].class_,
            "advice": advice.get(client),
            **coverage.coverage_values(figures[client].covered, figures[client].revenue),
            MARKS: coverage.coverage_marks(figures[client].covered, "margin"),
        }
        for client in names
    ]
    notes = notes_of(period, ledger.today, figures.values())
    return Table(COLUMNS, rows, currency=ledger.settings.currency, notes=notes,
                 spare=("owner", "margin", "revenue", "revenue_per_visit"),
                 unseen=coverage.KEYS)  # fmt: skip


def _active_figures(ledger: Ledger, period: Period, strict: bool) -> dict[str, Summary]:
    figures = require_figures(ledger, period, strict)
    return {client: each for client, each in figures.items() if each.active}


def _advice(figures: Mapping[str, Summary]) -> dict[str, str]:
    worth = {
        client: each.revenue if each.margin is None else each.margin
        for client, each in figures.items()
    }
    total = positive_total(worth)
    all_visits = visits_together([each for each in figures.values() if each.visits]) or 0
    advice = {}
    for client, each in figures.items():
        value = worth[client]
        if total and value is not None and each.visits is not None:
            # Both sides are multiplied by the total: without a division nothing is rounded.
            fair, actual = max(value, ZERO) * all_visits, each.visits * total
            advice[client] = _advice_for(fair, actual, total)
    return {client: word for client, word in advice.items() if word}


def _advice_for(fair: Decimal, actual: Decimal, visit: Decimal) -> str:
    if actual * 2 <= fair and fair - actual >= visit:
        return MORE
    return LESS if actual >= fair * 2 and actual - fair >= visit else ""
