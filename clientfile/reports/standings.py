"""How each client stands today: figures of the last twelve months and the class they give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clientfile.errors import MissingRate
from clientfile.figures.classes import class_of_each
from clientfile.figures.results import figures_of
from clientfile.records.client import Client
from clientfile.records.periods import Period, fiscal_year, fiscal_year_period, last_12_months
from clientfile.records.settings import Settings


@dataclass(frozen=True)
class Standing:
    """A client's revenue and margin of the last twelve months, else of the newest stated year, in
    the folder's currency, and its class among all clients of the folder.
    """

    revenue: Decimal | None
    margin: Decimal | None
    class_: str | None


def standings(clients: Sequence[Client], settings: Settings, today: date) -> dict[str, Standing]:
    """The standing of each of the folder's clients; unknown where a currency has no rate."""
    figures = {client.id: _newest(client, settings, today) for client in clients}
    # Margin says most; where it is not known revenue has to do.
    values = {
        name: revenue if margin is None else margin for name, (revenue, margin) in figures.items()
    }
    classes = class_of_each(values)
    return {
        name: Standing(revenue, margin, classes[name])
        for name, (revenue, margin) in figures.items()
    }


def _newest(
    client: Client, settings: Settings, today: date
) -> tuple[Decimal | None, Decimal | None]:
    """Revenue and margin of the last twelve months, else of the newest stated year."""
    figures = _figures(client, last_12_months(today), settings, today)
    current = fiscal_year(today, settings.fiscal_year_start)
    stated = [year.year for year in client.years if year.year <= current]
    if figures[0] is None and stated:
        year = fiscal_year_period(max(stated), settings.fiscal_year_start)
        return _figures(client, year, settings, today)
    return figures


def _figures(
    client: Client, period: Period, settings: Settings, today: date
) -> tuple[Decimal | None, Decimal | None]:
    try:
        found = figures_of(client, period, settings, today)
    except MissingRate:
        return None, None
    return found.revenue, found.margin
