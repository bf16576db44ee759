"""Stated years against what the orders make of them."""

from __future__ import annotations

from datetime import date

from clientfile.figures.contradictions import contradictions
from clientfile.records.client import client_of
from clientfile.records.edits import Data
from clientfile.records.problems import Finding
from clientfile.records.settings import Settings


def stated_findings(client: str, data: Data, settings: Settings, today: date) -> list[Finding]:
    """A warning for each stated figure that differs from the orders' by more than 1 %.

    `data` must have passed the schema.
    """
    places = {year["year"]: place for place, year in enumerate(data["results"]["years"])}
    return [
        Finding(
            ("results", "years", places[found.year], found.key),
            "stated-differs",
            f"stated as {found.stated}, but the orders make {found.counted}: "
            "correct one, or leave it if accounting knows better",
            "warning",
        )
        for found in contradictions(client_of(client, data), settings, today)
    ]
