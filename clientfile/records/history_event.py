"""An event of a record's history: one change in one commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clientfile.records.diff import FieldChange


@dataclass(frozen=True)
class Event:
    """One change of one record in one commit.

    `commit` is the short id, `command` the command that committed ("" for a commit by hand).
    """

    commit: str
    day: date
    author: str
    client: str
    changed: FieldChange
    command: str
