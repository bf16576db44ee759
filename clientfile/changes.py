"""What a verb asks for, as data: edits of records and the words of the commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clientfile.records.edits import Data, Edit


@dataclass(frozen=True)
class NewRecord:
    """A record that is to come into being, with its data."""

    data: Data


@dataclass(frozen=True)
class Change:
    """One verb's whole effect: what happens to each client's record, and how history tells it.

    `subject` is the commit's first line, `done` the line the user reads; `ids` are the items that
    were added, `details` what else the user should see of how they were understood. `command`
    goes into the commit's trailer.
    """

    command: str
    subject: str
    records: Mapping[str, Sequence[Edit] | NewRecord]
    done: str
    ids: Sequence[str] = ()
    details: Sequence[str] = ()
