"""An event of a record's history: one change in one commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clientfile.records.diff import FieldChange


@dataclass(frozen=True)
class Event:
    """One change of one record: in which commit (its short id), on which day, by whom, by which
    command ("" for a commit by hand), and what it was.
    """

    commit: str
    day: date
    author: str
    client: str
    changed: FieldChange
    command: str
