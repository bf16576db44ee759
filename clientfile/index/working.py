"""A client's figures worked out for the index: with the days for which they hold."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from clientfile.errors import MissingRate
from clientfile.figures.results import figures_of
from clientfile.figures.steady import steady
from clientfile.figures.summary import packed, summary_of
from clientfile.index.packing import data_of
from clientfile.records.client import client_of
from clientfile.records.edits import Data
from clientfile.records.periods import Period
from clientfile.records.settings import Settings


def figures_of_chunk(
    chunk: Sequence[tuple[str, bytes]],
    period: Period,
    end: date,
    settings: Settings,
    today: date,
    *,
    strict: bool,
) -> list[tuple[str, str, str]]:
    """Of each client, given with its packed data, what `figures_told` tells."""
    return [
        (client, *figures_told(client, data_of(body), period, end, settings, today, strict=strict))
        for client, body in chunk
    ]


def figures_told(
    client: str,
    data: Data,
    period: Period,
    end: date,
    settings: Settings,
    today: date,
    *,
    strict: bool,
) -> tuple[str, str]:
    """The days for which a client's figures hold, and the figures, or as JSON the rates that they
    lack; `end` is that of the period as it is cut at `today`.
    """
    one = client_of(client, data)
    days = steady(one, period.start, end, today, settings)
    ends = (days.end_from, days.end_until, days.today_from, days.today_until)
    held = "|".join(day.isoformat() for day in ends)
    try:
        figures = figures_of(one, period, settings, today, strict=strict)
    except MissingRate as error:
        return held, json.dumps([[currency, year] for _, currency, year in error.missing])
    return held, packed(summary_of(figures))
