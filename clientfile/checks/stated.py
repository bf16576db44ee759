"""Warnings about stated years whose figures differ from those of the orders."""

from __future__ import annotations

from datetime import date

from clientfile.figures.contradictions import contradictions
from clientfile.language import _
from clientfile.records.client import client_of
from clientfile.records.edits import Data
from clientfile.records.problems import Finding
from clientfile.records.settings import Settings


def stated_findings(client: str, data: Data, settings: Settings, today: date) -> list[Finding]:
    """A warning for each stated figure that differs from the orders' by more than 1 %.

    `data` must conform to the schema.
    """
    indexes = {year["year"]: index for index, year in enumerate(data["results"]["years"])}
    return [
        Finding(
            ("results", "years", indexes[contradiction.year], contradiction.key),
            "stated-differs",
            _(
                "stated as {stated}, but the orders make {counted}: "
                "correct one, or leave it if accounting knows better",
                stated=str(contradiction.stated),
                counted=str(contradiction.counted),
            ),
            "warning",
        )
        for contradiction in contradictions(client_of(client, data), settings, today)
    ]
