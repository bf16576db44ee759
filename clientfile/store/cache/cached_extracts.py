"""What reports need of records, worked out for the index: with the days for which it holds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from clientfile.errors import MissingRateError
from clientfile.figures.extracts import MISSING_RATES, Extract, ExtractRequest
from clientfile.figures.validity import validity_of, validity_of_moving_start
from clientfile.records.client import Client, client_of
from clientfile.records.edits import Data
from clientfile.records.typed.periods import Period, cut
from clientfile.store.cache.codec import decode_data


def compute_extracts(
    chunk: Sequence[tuple[str, bytes]],
    extract: Extract[Any],
    wanted: Mapping[str, Sequence[Period]],
    asked: ExtractRequest,
) -> list[tuple[str, Period, str, str]]:
    """Of each client, given with its packed data, and each period that is wanted of it: the days
    for which the extract holds (of the period's end, then of today; from, until), and the extract.
    """
    found = []
    for client, body in chunk:
        data = decode_data(body)
        one = client_of(client, data)
        for period in wanted[client]:
            this = replace(asked, period=period)
            told = _told(one, data, extract, this)
            found.append((client, period, _days(one, extract, this), told))
    return found


def _told(client: Client, data: Data, extract: Extract[Any], asked: ExtractRequest) -> str:
    try:
        return extract.encode(client, data, asked)
    except MissingRateError as error:
        return MISSING_RATES + json.dumps([[currency, year] for _, currency, year in error.missing])


def _days(client: Client, extract: Extract[Any], asked: ExtractRequest) -> str:
    days = (date.min, date.max, date.min, date.max)
    if extract.dated:
        end = cut(asked.period, asked.today).end
        held = validity_of(client, asked.period.start, end, asked.today, asked.settings)
        if asked.period.unit == "12-months":
            held = validity_of_moving_start(
                held, client, asked.period.start, asked.today, asked.settings
            )
        days = (held.end_from, held.end_until, held.today_from, held.today_until)
    return "|".join(day.isoformat() for day in days)
