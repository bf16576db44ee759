"""Contradictions between a stated year and the orders of the same days, for `check`."""

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
    """A stated figure (`key`: "revenue" or "gross_margin") and what the orders make (`counted`) of
    the same days; both in the folder's currency.
    """

    year: int
    key: str
    stated: Decimal
    counted: Decimal


@exact_decimals
def contradictions(client: Client, settings: Settings, today: date) -> list[Contradiction]:
    """The stated revenues and margins that differ from what the orders make by more than 1 % of the
    stated amount. A year without orders, or whose currency has no rate, has none.
    """
    counted_only = replace(client, years=())
    return [
        contradiction
        for stated in client.years
        for contradiction in _of_year(counted_only, stated, settings, today)
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
    if not any(part.orders for part in counted.parts):
        return []
    pairs = [
        ("revenue", stated.revenue, counted.revenue),
        ("gross_margin", stated.gross_margin, counted.margin),
    ]
    return [
        Contradiction(stated.year, key, amount, other)
        for key, amount, other in pairs
        if amount is not None and other is not None and _differ(amount, other)
    ]


def _differ(stated: Decimal, counted: Decimal) -> bool:
    return abs(stated - counted) * 100 > abs(stated) * _TOLERATED_PERCENT
