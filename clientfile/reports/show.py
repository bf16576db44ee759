"""`show`: one client on a page, with what is computed beside what is recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from clientfile.errors import MissingRate
from clientfile.figures.classes import rank_of_each
from clientfile.figures.results import Figures, figures_of
from clientfile.records.client import Client
from clientfile.records.periods import fiscal_year, fiscal_year_period
from clientfile.records.settings import Settings
from clientfile.reports.standings import standings
from clientfile.table import Kind


def computed_results(
    client: str, clients: Sequence[Client], settings: Settings, today: date
) -> dict[str, Any]:
    """What the results chapter computes for one client of the folder: this fiscal year so far and
    the last one, with the client's rank by margin in each, and its class. Keys as in json.
    """
    year = fiscal_year(today, settings.fiscal_year_start)
    return {
        "currency": settings.currency,
        "class": standings(clients, settings, today)[client].class_,
        "this_year": _year(client, clients, year, settings, today),
        "last_year": _year(client, clients, year - 1, settings, today),
    }


def _year(
    client: str, clients: Sequence[Client], year: int, settings: Settings, today: date
) -> dict[str, Any]:
    period = fiscal_year_period(year, settings.fiscal_year_start)
    figures = {one.id: _figures(one, year, settings, today) for one in clients}
    ranks = rank_of_each(
        {name: found.margin for name, found in figures.items() if found and found.active}
    )
    mine = figures[client]
    return {"year": year, "until": min(period.end, today), **_told(mine), "rank": ranks.get(client)}


def _figures(client: Client, year: int, settings: Settings, today: date) -> Figures | None:
    try:
        period = fiscal_year_period(year, settings.fiscal_year_start)
        return figures_of(client, period, settings, today)
    except MissingRate:
        return None


_KEYS = (
    "revenue",
    "margin",
    "margin_rate",
    "cost_coverage",
    "orders",
    "visits",
    "revenue_per_visit",
    "margin_per_visit",
    "source",
)


def _told(figures: Figures | None) -> dict[str, Any]:
    return {key: getattr(figures, key, None) for key in _KEYS}


def compared(computed: Mapping[str, Any], language: str) -> list[tuple[str, Any, Any, Kind]]:
    """The computed figures as rows of a page: a heading, last year's, this year's, their kind."""
    french = language == "fr"
    last, this = computed["last_year"], computed["this_year"]
    return [
        (heading_fr if french else heading, last[key], this[key], kind)
        for key, heading, heading_fr, kind in _HEADINGS
    ]


_HEADINGS: tuple[tuple[str, str, str, Kind], ...] = (
    ("revenue", "Revenue", "Chiffre d'affaires", "money"),
    ("margin", "Margin", "Marge", "money"),
    ("margin_rate", "Margin rate", "Taux de marge", "ratio"),
    ("rank", "Rank by margin", "Rang par marge", "integer"),
    ("orders", "Orders", "Commandes", "integer"),
    ("visits", "Visits", "Visites", "integer"),
    ("revenue_per_visit", "Revenue per visit", "CA par visite", "money"),
    ("margin_per_visit", "Margin per visit", "Marge par visite", "money"),
    ("source", "Source", "Source", "text"),
)
