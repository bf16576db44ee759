"""An event of the history of a record or of the settings: one change in one commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clientfile.records.diff import FieldChange


@dataclass(frozen=True)
class Event:
    """One change of one record, or of the settings, in one commit; `client` is "" for settings.

    `commit` is the short id, `command` the command that committed ("" for a commit by hand).
    `dropped` says that the commit is a merge, and the change what it left out of one side.
    """

    commit: str
    day: date
    author: str
    client: str
    changed: FieldChange
    command: str
    dropped: bool = False
