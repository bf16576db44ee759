"""The days of a reminder: the first one from today on, and what a record keeps of them."""

from __future__ import annotations

from datetime import date

from clientfile.records.edits import Data
from clientfile.records.typed.intervals import next_occurrence


def upcoming(day: date, every: str, today: date) -> Data:
    """The `date` of a reminder that recurs and began on `day`: its first day from today on, with
    the `planned` day where that month is too short for it.
    """
    first = next_occurrence(day, every, date.fromordinal(max(today.toordinal() - 1, 1)))
    return {"date": first.isoformat(), **planned_beside(first, day, every)}


def planned_beside(day: date, planned: date, every: str) -> Data:
    """`planned` as a field, where a reminder can't be counted on from `day` by itself."""
    in_months = every[-1:] in ("m", "y")
    return {"planned": planned.isoformat()} if in_months and day.day != planned.day else {}
