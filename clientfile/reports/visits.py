"""`visits`: what each visit brought, and who is visited too often or too seldom for that."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from clientfile.figures.amounts import ZERO, exact_decimals
from clientfile.figures.classes import positive_total
from clientfile.figures.ledger import Ledger
from clientfile.figures.summary import Summary
from clientfile.output.table import Column, Table
from clientfile.records.typed.periods import Period
from clientfile.reports.common import translations
from clientfile.reports.common.notes import notes_of
from clientfile.reports.common.require import require_figures
from clientfile.reports.common.standings import standings

COLUMNS = (
    Column("client", "Client", "text", "Client"),
    Column("name", "Name", "text", "Nom"),
    Column("owner", "Owner", "text", "Commercial"),
    Column("visits", "Visits", "integer", "Visites"),
    Column("revenue", "Revenue", "money", "CA"),
    Column("margin", "Margin", "money", "Marge"),
    Column("revenue_per_visit", "Revenue/visit", "money", "CA/visite"),
    Column("margin_per_visit", "Margin/visit", "money", "Marge/visite"),
    Column("class", "Class", "text", "Classe"),
    Column("advice", "Advice", "text", "Conseil", french=translations.ADVICE),
)
"""Its columns."""
MORE, LESS = "more", "less"


@exact_decimals
def visits(ledger: Ledger, *, period: Period, strict: bool = False) -> Table:
    """Every client that was visited or bought, the most visited first. Raises MissingRateError.

    Advice: `more` where a client got at most half the visits that its share of the margin (of the
    revenue, where margins are not known) would give it, `less` where it got at least twice those;
    a difference of less than one visit says nothing.
    """
    figures = {c: of for c, of in require_figures(ledger, period, strict).items() if of.active}
    who, classes = ledger.clients(), standings(ledger)
    advice = _advice(figures)
    names = sorted(figures, key=lambda client: (-(figures[client].visits or 0), client))
    rows = [
        {
            "client": client,
            "name": who[client].name,
            "owner": who[client].owner,
            "visits": figures[client].visits,
            "revenue": figures[client].revenue,
            "margin": figures[client].margin,
            "revenue_per_visit": figures[client].revenue_per_visit,
            "margin_per_visit": figures[client].margin_per_visit,
            "class": classes[client].class_,
            "advice": advice.get(client),
        }
        for client in names
    ]
    notes = notes_of(period, ledger.today, figures.values())
    return Table(COLUMNS, rows, currency=ledger.settings.currency, notes=notes,
                 spare=("owner", "margin", "revenue", "revenue_per_visit"))  # fmt: skip


def _advice(figures: Mapping[str, Summary]) -> dict[str, str]:
    worth = {c: of.margin if of.margin is not None else of.revenue for c, of in figures.items()}
    total, made = positive_total(worth), sum(of.visits or 0 for of in figures.values())
    found = {}
    for client, of in figures.items():
        value = worth[client]
        if total and value is not None and of.visits is not None:
            # Compared without dividing, so that nothing is rounded.
            due, got = max(value, ZERO) * made, of.visits * total
            found[client] = _advice_for(due, got, total)
    return {client: said for client, said in found.items() if said}


def _advice_for(due: Decimal, got: Decimal, visit: Decimal) -> str:
    if got * 2 <= due and due - got >= visit:
        return MORE
    return LESS if got >= due * 2 and got - due >= visit else ""
