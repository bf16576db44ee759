"""A record as it is on a day: a change that is dated ahead takes effect on its day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from clientfile.records.edits import Data
from clientfile.records.ids import people
from clientfile.records.posts import arrives_after, person_on
from clientfile.records.statuses import identity_on


def record_on(data: Data, day: date) -> Data:
    """The record with the status and the posts of a day; the same object where the file has these.

    People who have left by that day or are still to come stay in it.
    """
    identity: Any = data.get("identity")
    present = identity_on(identity, day) if isinstance(identity, dict) else identity
    changed: Data = {} if present is identity else {"identity": present}
    everyone = people(data)
    on_day = [person_on(person, day) for person in everyone]
    if any(new is not old for new, old in zip(on_day, everyone, strict=True)):
        changed["contacts"] = {**data["contacts"], "people": on_day}
    return {**data, **changed} if changed else data


def records_on(records: Mapping[str, Data], day: date) -> dict[str, Data]:
    """The records, by client id, as they are on a day."""
    return {client: record_on(data, day) for client, data in records.items()}


def people_to_come(data: Data, day: date) -> Iterator[Data]:
    """The people who come to the company after a day."""
    return (person for person in people(data) if arrives_after(person, day))
