"""`show`: the computed figures of one client, beside what its record states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientfile.figures.classes import assign_ranks
from clientfile.figures.ledger import Ledger
from clientfile.figures.summary import Summary
from clientfile.output.table import Kind
from clientfile.records.typed.periods import fiscal_year, fiscal_year_period
from clientfile.reports.common.standings import standings


def computed_results(client: str, ledger: Ledger) -> dict[str, Any]:
    """The computed part of a client's results; keys as in json.

    It has this fiscal year so far and the last one, each with the client's rank by margin among
    active clients, and its class.
    """
    year = fiscal_year(ledger.today, ledger.settings.fiscal_year_start)
    return {
        "currency": ledger.settings.currency,
        "class": standings(ledger)[client].class_,
        "this_year": _year(client, ledger, year),
        "last_year": _year(client, ledger, year - 1),
    }


def _year(client: str, ledger: Ledger, year: int) -> dict[str, Any]:
    period = fiscal_year_period(year, ledger.settings.fiscal_year_start)
    figures, _ = ledger.figures(period)
    ranks = assign_ranks({name: each.margin for name, each in figures.items() if each.active})
    until = min(period.end, ledger.today)
    return {
        "year": year,
        "until": until,
        **_figures_values(figures.get(client)),
        "rank": ranks.get(client),
    }


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


def _figures_values(figures: Summary | None) -> dict[str, Any]:
    return {key: getattr(figures, key, None) for key in _KEYS}


def comparison_rows(computed: Mapping[str, Any], language: str) -> list[tuple[str, Any, Any, Kind]]:
    """The computed figures as rows: heading, last year's value, this year's, and their kind."""
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
