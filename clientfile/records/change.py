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
class Rewritten:
    """A record whose whole text is another, as somebody typed it; no byte order mark."""

    text: str


@dataclass(frozen=True)
class Renamed:
    """A record that gets another id, its text as it is but for `edits`."""

    to: str
    edits: Sequence[Edit] = ()


@dataclass(frozen=True)
class Removed:
    """A record that goes."""


RecordChange = Sequence[Edit] | NewRecord | Rewritten | Renamed | Removed


@dataclass(frozen=True)
class Change:
    """One verb's whole effect: what happens to each client's record, and how history tells it.

    `subject` is the commit's first line, `done` the line the user reads; `ids` are the items that
    were added, `details` what else the user should see of how they were understood. `command`
    goes into the commit's trailer.
    """

    command: str
    subject: str
    records: Mapping[str, RecordChange]
    done: str
    ids: Sequence[str] = ()
    details: Sequence[str] = ()

    @property
    def clients(self) -> list[str]:
        """The clients that the change is about, a renamed one by both of its ids."""
        named = []
        for client, asked in self.records.items():
            named += [client, asked.to] if isinstance(asked, Renamed) else [client]
        return named


def commit_message(change: Change, note: str) -> str:
    """The whole message of a change's commit: subject, the user's note, trailers."""
    trailers = [f"Clientfile-Command: {change.command}"]
    trailers += [f"Clientfile-Client: {client}" for client in change.clients]
    body = [note.strip()] if note.strip() else []
    return "\n\n".join([" ".join(change.subject.split()), *body, "\n".join(trailers)]) + "\n"
