"""Horizon of a folder: the fiscal years that have figures, from the first one to the last."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from clientfile.figures.extracts import Extract, ExtractRequest, encode_json
from clientfile.figures.ledger import Ledger
from clientfile.records.edits import Data
from clientfile.records.typed.periods import ALL, Horizon, Period, fiscal_year, fiscal_year_period

if TYPE_CHECKING:
    from clientfile.records.client import Client
    from clientfile.records.settings import Settings


def horizon_of(ledger: Ledger) -> Period:
    """All time with the folder's horizon; without one where no year up to today has figures.

    A year has figures with revenue, a stated year, a visit, an amount granted later or an early
    payment in it.
    """
    year_start = ledger.settings.fiscal_year_start
    current = fiscal_year(ledger.today, year_start)
    clients, __ = ledger.whole.extracts(FIGURE_YEARS)
    spans = [span for years in clients.values() for span in years if span[0] <= current]
    if not spans:
        return ALL
    first = min(start for start, _end in spans)
    last = max(min(end, current) for _start, end in spans)
    return Horizon(
        ALL.start, ALL.end, ALL.label, ALL.unit,
        fiscal_year_period(first, year_start).start,
        fiscal_year_period(last, year_start).end,
    )  # fmt: skip


def _encode(client: Client, data: Data, request: ExtractRequest) -> str:
    del data
    return encode_json(sorted({*_figure_years(client, request.settings)}))


def _figure_years(client: Client, settings: Settings) -> Iterator[tuple[int, int]]:
    """The first and the last of fiscal years on end that have figures."""
    from clientfile.figures.breakdown import file_start
    from clientfile.figures.early_payments import early_payments

    year_of = settings.fiscal_year_start.year_of
    days = [order.day for order in client.orders if order.is_sale]
    days += [each.day for each in client.interactions if each.kind == "visit"]
    early = early_payments(client, settings, date.max)
    days += [each.day for each in early if not each.is_accrued]
    years = [*map(year_of, days), *(stated.year for stated in client.years)]
    yield from ((year, year) for year in years)
    for entry in client.advantages:
        if entry.later and entry.amount is not None:
            first, last = entry.in_force
            if not entry.once:
                first = entry.start or file_start(client, settings.fiscal_year_start)
                last = min(last, client.former_since or date.max)
            if first <= last and first < date.max:
                yield year_of(first), year_of(last)


def _decode(text: str, client: str, currency: str) -> Sequence[tuple[int, int]]:
    del client, currency
    return [(first, last) for first, last in json.loads(text)]


FIGURE_YEARS: Extract[Sequence[tuple[int, int]]] = Extract(
    "figure-years", _encode, _decode, dated=False
)
