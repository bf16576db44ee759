"""Where what accounting states of a year and what the record's orders make of it disagree."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from clientfile.errors import MissingRateError
from clientfile.figures.amounts import exact_decimals
from clientfile.figures.results import figures_of
from clientfile.figures.stated import stated_span
from clientfile.records.client import Client, StatedYear
from clientfile.records.settings import Settings

_TOLERATED_PERCENT = 1


@dataclass(frozen=True)
class Contradiction:
    """A figure of a stated year, `revenue` or `gross_margin`, and what orders make of the same
    days; both in the folder's currency."""

    year: int
    key: str
    stated: Decimal
    counted: Decimal


@exact_decimals
def contradictions(client: Client, settings: Settings, today: date) -> list[Contradiction]:
    """The stated revenues and margins that differ by more than 1 % of themselves from what the
    orders make, where there are orders; nothing for a year whose currency has no rate."""
    counted_only = replace(client, years=())
    return [
        found
        for stated in client.years
        for found in _of_year(counted_only, stated, settings, today)
    ]


def _of_year(
    client: Client, stated: StatedYear, settings: Settings, today: date
) -> list[Contradiction]:
    span = stated_span(stated, (), settings, today)
    if span is None:
        return []
    try:
        counted = figures_of(client, span, settings, today)
    except MissingRateError:
        return []
    pairs = [
        ("revenue", stated.revenue, counted.revenue),
        ("gross_margin", stated.gross_margin, counted.margin),
    ]
    return [
        Contradiction(stated.year, key, told, made)
        for key, told, made in pairs
        if counted.orders and told is not None and made is not None and _differ(told, made)
    ]


def _differ(stated: Decimal, counted: Decimal) -> bool:
    return abs(stated - counted) * 100 > abs(stated) * _TOLERATED_PERCENT
