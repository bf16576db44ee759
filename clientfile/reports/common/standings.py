"""Each client's recent revenue and margin, and the class that follows from them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from clientfile.figures.classes import assign_classes
from clientfile.figures.covered_margin import CoveredMargin
from clientfile.figures.ledger import Ledger
from clientfile.figures.summary import Summary
from clientfile.records.typed.periods import fiscal_year, fiscal_year_period, last_12_months


@dataclass(frozen=True, slots=True)
class Standing:
    """A client's revenue and margin in the folder's currency, and its class (A, B, C).

    The figures are those of the last twelve months, else of the newest stated year; None is not
    known. `covered` is what is known of a margin that is not known as a whole. The class is the one
    among all clients of the folder.
    """

    revenue: Decimal | None
    margin: Decimal | None
    covered: CoveredMargin | None
    class_: str | None


def standings(ledger: Ledger) -> dict[str, Standing]:
    """The standing of every client, by id; not known where a currency has no rate.

    Classes are those among the clients of the whole folder.
    """
    figures = _newest(ledger.whole)
    # Classes are by margin; a client whose margin is not known is classed by revenue.
    values = {
        name: revenue if margin is None else margin
        for name, (revenue, margin, _) in figures.items()
    }
    classes = assign_classes(values)
    return {name: Standing(*figures[name], classes[name]) for name in ledger.clients()}


_Figures = tuple[Decimal | None, Decimal | None, CoveredMargin | None]
"""Revenue, margin, and what is known of a margin that is not known as a whole."""


def _newest(ledger: Ledger) -> dict[str, _Figures]:
    """The figures of the last twelve months, else of the newest stated year."""
    year_start = ledger.settings.fiscal_year_start
    current = fiscal_year(ledger.today, year_start)
    recent, _ = ledger.figures(last_12_months(ledger.today))
    amounts = {}
    stated: dict[int, list[str]] = {}
    for client, info in ledger.clients().items():
        amounts[client] = _figures_of(recent.get(client))
        years = [year for year in info.years if year <= current]
        if amounts[client][0] is None and years:
            stated.setdefault(max(years), []).append(client)
    for year, clients in stated.items():
        figures, _ = ledger.figures(fiscal_year_period(year, year_start))
        amounts |= {client: _figures_of(figures.get(client)) for client in clients}
    return amounts


def _figures_of(summary: Summary | None) -> _Figures:
    if summary is None:
        return None, None, None
    return summary.revenue, summary.margin, summary.gaps.covered
