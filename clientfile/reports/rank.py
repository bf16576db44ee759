"""`rank`: which clients bring the most, by revenue, margin, orders or for each visit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from clientfile.errors import MissingRate, UsageError
from clientfile.figures.amounts import exactly, ratio
from clientfile.figures.classes import class_of_each, rank_of_each, shares, standing
from clientfile.figures.results import Figures, figures_of
from clientfile.records.client import Client
from clientfile.records.periods import Period, previous
from clientfile.records.settings import Settings
from clientfile.reports.caveats import caveats, period_told
from clientfile.table import Column, Kind, Table


@dataclass(frozen=True)
class _Measure:
    """What clients can be ranked by; only what `adds_up` has shares and classes."""

    kind: Kind
    heading: str
    heading_fr: str
    adds_up: bool
    value: Callable[[Figures], Decimal | int | None]


_MEASURES = {
    "revenue": _Measure("money", "Revenue", "CA", True, lambda of: of.revenue),
    "margin": _Measure("money", "Margin", "Marge", True, lambda of: of.margin),
    "margin-rate": _Measure(
        "ratio", "Margin rate", "Taux de marge", False, lambda of: of.margin_rate
    ),
    "orders": _Measure("integer", "Orders", "Commandes", True, lambda of: of.orders),
    "revenue-per-visit": _Measure(
        "money", "Revenue per visit", "CA par visite", False, lambda of: of.revenue_per_visit
    ),
    "margin-per-visit": _Measure(
        "money", "Margin per visit", "Marge par visite", False, lambda of: of.margin_per_visit
    ),
}

BY = tuple(_MEASURES)
"""What `--by` takes."""

_SHORT = ("rank", "client", "name", "value", "share", "class", "previous_rank")


@exactly
def rank(
    clients: Sequence[Client],
    settings: Settings,
    *,
    by: str,
    period: Period,
    today: date,
    include_all: bool = False,
    strict: bool = False,
) -> Table:
    """The folder's clients by descending `by` in `period`, cut at `today`; the unknown last.

    `clients` is the whole folder: ranks, shares and classes are of it, so filter the rows after.
    Amounts are in the folder's currency. Clients with neither revenue nor visits are left out
    unless `include_all`. Raises UsageError for an unknown `by`, and MissingRate where a currency
    has no rate (`strict`: no rate of the year itself).
    """
    measure = _measure(by)
    figures = _figures(clients, settings, period, today, include_all, strict)
    values = _values(figures, measure)
    before, unrated = _values_before(clients, settings, period, today, measure, strict)
    rows = _rows({client.id: client for client in clients}, figures, values, before, measure)
    notes = [period_told(period, today), *caveats(figures.values()), *unrated]
    return Table(_columns(measure), rows, _SHORT, settings.currency, notes=notes)


def _measure(by: str) -> _Measure:
    if by not in _MEASURES:
        raise UsageError(f"--by {by} is nothing to rank by: write one of {', '.join(BY)}")
    return _MEASURES[by]


def _figures(
    clients: Iterable[Client],
    settings: Settings,
    period: Period,
    today: date,
    include_all: bool,
    strict: bool,
) -> dict[str, Figures]:
    """The figures of the clients to be ranked, or MissingRate naming all that lack one."""
    found: dict[str, Figures] = {}
    missing: list[tuple[str, str, int]] = []
    for client in clients:
        try:
            figures = figures_of(client, period, settings, today, strict=strict)
        except MissingRate as error:
            missing += error.missing
        else:
            if include_all or figures.active:
                found[client.id] = figures
    if missing:
        raise MissingRate(missing)
    return found


def _values_before(
    clients: Sequence[Client],
    settings: Settings,
    period: Period,
    today: date,
    measure: _Measure,
    strict: bool,
) -> tuple[dict[str, Decimal | None], list[str]]:
    """The values of the clients active in the period before, and a note where they can't be had:
    a rate that only the comparison needs doesn't stop the report, unless `strict`."""
    earlier = previous(period, today, settings.fiscal_year_start)
    if earlier is None:
        return {}, []
    try:
        figures = _figures(clients, settings, earlier, today, False, strict)
    except MissingRate as error:
        if strict:
            raise
        return {}, [f"not compared with {earlier.label}: {error}"]
    return _values(figures, measure), []


def _values(figures: Mapping[str, Figures], measure: _Measure) -> dict[str, Decimal | None]:
    values = {client: measure.value(of) for client, of in figures.items()}
    return {client: None if value is None else Decimal(value) for client, value in values.items()}


def _rows(
    clients: Mapping[str, Client],
    figures: Mapping[str, Figures],
    values: Mapping[str, Decimal | None],
    before: Mapping[str, Decimal | None],
    measure: _Measure,
) -> list[dict[str, Any]]:
    ranks, ranks_before = rank_of_each(values), rank_of_each(before)
    adding = values if measure.adds_up else {}
    share, classes = shares(adding), class_of_each(adding)
    return [
        {
            "rank": ranks[client],
            "client": client,
            "name": clients[client].name,
            "owner": clients[client].owner,
            "value": measure.value(figures[client]),
            "share": share.get(client, (None, None))[0],
            "cumulative": share.get(client, (None, None))[1],
            "class": classes.get(client),
            "previous_rank": ranks_before.get(client),
            "change": _change(values[client], before.get(client)),
            **_told_beside(figures[client]),
        }
        for client in standing(values)
    ]


def _told_beside(figures: Figures) -> dict[str, Any]:
    return {
        "revenue": figures.revenue,
        "margin": figures.margin,
        "margin_rate": figures.margin_rate,
        "cost_coverage": figures.cost_coverage,
        "visits": figures.visits,
        "orders": figures.orders,
        "currency": figures.currency,
        "source": figures.source,
    }


def _change(value: Decimal | None, before: Decimal | None) -> Decimal | None:
    """The change as a share of what was before; of nothing, or of less, it says nothing."""
    if value is None or before is None or before <= 0:
        return None
    return ratio(value - before, before)


def _columns(measure: _Measure) -> list[Column]:
    return [
        Column("rank", "Rank", "integer", "Rang"),
        Column("client", "Client", "text", "Client"),
        Column("name", "Name", "text", "Nom"),
        Column("owner", "Owner", "text", "Responsable"),
        Column("value", measure.heading, measure.kind, measure.heading_fr),
        Column("share", "Share", "ratio", "Part"),
        Column("cumulative", "Cumulative share", "ratio", "Part cumulée"),
        Column("class", "Class", "text", "Classe"),
        Column("previous_rank", "Rank before", "integer", "Rang précédent"),
        Column("change", "Change", "ratio", "Évolution"),
        Column("revenue", "Revenue", "money", "CA"),
        Column("margin", "Margin", "money", "Marge"),
        Column("margin_rate", "Margin rate", "ratio", "Taux de marge"),
        Column("cost_coverage", "Lines with a cost", "ratio", "Lignes avec coût"),
        Column("visits", "Visits", "integer", "Visites"),
        Column("orders", "Orders", "integer", "Commandes"),
        Column("currency", "Currency", "text", "Devise"),
        Column("source", "Source", "text", "Source"),
    ]
