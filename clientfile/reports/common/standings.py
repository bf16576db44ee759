"""Each client's recent revenue and margin, and the class that follows from them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from clientfile.figures.classes import assign_classes
from clientfile.figures.ledger import Ledger
from clientfile.figures.summary import Summary
from clientfile.records.typed.periods import fiscal_year, fiscal_year_period, last_12_months


@dataclass(frozen=True, slots=True)
class Standing:
    """A client's revenue and margin in the folder's currency, and its class (A, B, C).

    The figures are those of the last twelve months, else of the newest stated year; None is not
    known. The class is the one among all clients of the folder.
    """

    revenue: Decimal | None
    margin: Decimal | None
    class_: str | None


def standings(ledger: Ledger) -> dict[str, Standing]:
    """The standing of every client, by id; not known where a currency has no rate.

    Classes are those among the clients of the whole folder.
    """
    figures = _newest(ledger.whole)
    # Classes are by margin; a client whose margin is not known is classed by revenue.
    values = {
        name: revenue if margin is None else margin for name, (revenue, margin) in figures.items()
    }
    classes = assign_classes(values)
    return {name: Standing(*figures[name], classes[name]) for name in ledger.clients()}


def _newest(ledger: Ledger) -> dict[str, tuple[Decimal | None, Decimal | None]]:
    """Revenue and margin of the last twelve months, else of the newest stated year."""
    year_start = ledger.settings.fiscal_year_start
    current = fiscal_year(ledger.today, year_start)
    recent, _ = ledger.figures(last_12_months(ledger.today))
    amounts = {}
    stated: dict[int, list[str]] = {}
    for client, info in ledger.clients().items():
        amounts[client] = _revenue_and_margin(recent.get(client))
        years = [year for year in info.years if year <= current]
        if amounts[client][0] is None and years:
            stated.setdefault(max(years), []).append(client)
    for year, clients in stated.items():
        figures, _ = ledger.figures(fiscal_year_period(year, year_start))
        amounts |= {client: _revenue_and_margin(figures.get(client)) for client in clients}
    return amounts


def _revenue_and_margin(summary: Summary | None) -> tuple[Decimal | None, Decimal | None]:
    return (summary.revenue, summary.margin) if summary else (None, None)
