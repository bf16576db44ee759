"""Warnings about presence: an interaction with a person who had left before, or came later."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientfile.checks.days import parse_iso_day
from clientfile.language import _
from clientfile.records.edits import Data, Path, at
from clientfile.records.ids import INTERACTIONS, people
from clientfile.records.posts import arrival_day
from clientfile.records.problems import Finding


def presence_findings(data: Data) -> Iterator[Finding]:
    """A warning for each person of an interaction who had left before its day, or came after it."""
    left = {
        str(person.get("id")): gone
        for person in people(data)
        if (gone := parse_iso_day(at(person, ("left", "date"))))
    }
    came = {
        str(person.get("id")): arrival
        for person in people(data)
        if (arrival := parse_iso_day(arrival_day(person)))
    }
    entries = at(data, INTERACTIONS)
    for place, interaction in enumerate(entries if isinstance(entries, list) else []):
        entry = interaction if isinstance(interaction, dict) else {}
        present: Any = entry.get("with")
        day = parse_iso_day(entry.get("date"))
        for number, name in enumerate(present if isinstance(present, list) else []):
            gone, arrival = left.get(str(name)), came.get(str(name))
            path: Path = (*INTERACTIONS, place, "with", number)
            if day and arrival and arrival > day:
                message = _(
                    "{name} came on {day}, after this took place: name who was there",
                    name=name,
                    day=arrival,
                )
                yield Finding(path, "came-after", message, "warning")
            elif day and gone and gone < day:
                message = _(
                    "{name} left on {day}, before this took place: name who was there",
                    name=name,
                    day=gone,
                )
                yield Finding(path, "left-before", message, "warning")
