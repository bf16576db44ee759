"""How each client stands today: figures of the last twelve months and the class they give."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from clientfile.figures.classes import class_of_each
from clientfile.figures.ledger import Ledger
from clientfile.figures.summary import Summary
from clientfile.records.typed.periods import fiscal_year, fiscal_year_period, last_12_months


@dataclass(frozen=True, slots=True)
class Standing:
    """A client's revenue and margin of the last twelve months, else of the newest stated year, in
    the folder's currency, and its class among all clients of the folder.
    """

    revenue: Decimal | None
    margin: Decimal | None
    class_: str | None


def standings(ledger: Ledger) -> dict[str, Standing]:
    """The standing of each of the folder's clients; unknown where a currency has no rate."""
    figures = _newest(ledger)
    # Margin says most; where it is not known revenue has to do.
    values = {
        name: revenue if margin is None else margin for name, (revenue, margin) in figures.items()
    }
    classes = class_of_each(values)
    return {
        name: Standing(revenue, margin, classes[name])
        for name, (revenue, margin) in figures.items()
    }


def _newest(ledger: Ledger) -> dict[str, tuple[Decimal | None, Decimal | None]]:
    """Revenue and margin of the last twelve months, else of the newest stated year."""
    month = ledger.settings.fiscal_year_start
    current = fiscal_year(ledger.today, month)
    recent, _ = ledger.figures(last_12_months(ledger.today))
    told = {}
    stated: dict[int, list[str]] = {}
    for client, who in ledger.who().items():
        told[client] = _revenue_and_margin(recent.get(client))
        years = [year for year in who.years if year <= current]
        if told[client][0] is None and years:
            stated.setdefault(max(years), []).append(client)
    for year, clients in stated.items():
        found, _ = ledger.figures(fiscal_year_period(year, month))
        told |= {client: _revenue_and_margin(found.get(client)) for client in clients}
    return told


def _revenue_and_margin(summary: Summary | None) -> tuple[Decimal | None, Decimal | None]:
    return (summary.revenue, summary.margin) if summary else (None, None)
