"""Computes extracts for the cache, each with the days for which it holds."""

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
    periods_of: Mapping[str, Sequence[Period]],
    request: ExtractRequest,
) -> list[tuple[str, Period, str, str]]:
    """The extract of each client for each of its periods: (client id, period, days, encoded text).

    `chunk` are client ids with encoded data; `request` says all but the period. The days are four
    ISO dates with `|` between them: the first and last end of the period, then the first and last
    today, for which the text is the same.
    """
    results = []
    for client_id, body in chunk:
        data = decode_data(body)
        client = client_of(client_id, data)
        for period in periods_of[client_id]:
            own = replace(request, period=period)
            text = _encode(client, data, extract, own)
            results.append((client_id, period, _days(client, extract, own), text))
    return results


def _encode(client: Client, data: Data, extract: Extract[Any], request: ExtractRequest) -> str:
    """The encoded extract, or the missing rates, marked as such."""
    try:
        return extract.encode(client, data, request)
    except MissingRateError as error:
        return MISSING_RATES + json.dumps([[code, year] for _, code, year in error.missing])


def _days(client: Client, extract: Extract[Any], request: ExtractRequest) -> str:
    days = (date.min, date.max, date.min, date.max)
    if extract.dated:
        start, today, settings = request.period.start, request.today, request.settings
        validity = validity_of(client, start, cut(request.period, today).end, today, settings)
        if request.period.unit == "12-months":
            validity = validity_of_moving_start(validity, client, start, today, settings)
        days = (validity.end_from, validity.end_until, validity.today_from, validity.today_until)
    return "|".join(day.isoformat() for day in days)
