"""Warnings about presence: an interaction with a person who had left before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientfile.checks.days import parse_iso_day
from clientfile.language import _
from clientfile.records.edits import Data, at
from clientfile.records.ids import INTERACTIONS, people
from clientfile.records.problems import Finding


def presence_findings(data: Data) -> Iterator[Finding]:
    """A warning for each person of an interaction who had left before its day."""
    left = {
        str(person.get("id")): gone
        for person in people(data)
        if (gone := parse_iso_day(at(person, ("left", "date"))))
    }
    entries = at(data, INTERACTIONS)
    for place, interaction in enumerate(entries if isinstance(entries, list) else []):
        entry = interaction if isinstance(interaction, dict) else {}
        present: Any = entry.get("with")
        day = parse_iso_day(entry.get("date"))
        for number, name in enumerate(present if isinstance(present, list) else []):
            gone = left.get(str(name))
            if day and gone and gone < day:
                path = (*INTERACTIONS, place, "with", number)
                message = _(
                    "{name} left on {day}, before this took place: name who was there",
                    name=name,
                    day=gone,
                )
                yield Finding(path, "left-before", message, "warning")
