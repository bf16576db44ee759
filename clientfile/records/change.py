"""A change as data: the edits of each record, and the message of the commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from clientfile.records.edits import Data, Edit


@dataclass(frozen=True)
class NewRecord:
    """A new record, with its data; one that `is_copy` gets no day on which it was opened."""

    data: Data
    is_copy: bool = False


@dataclass(frozen=True)
class Rewritten:
    """A record with a new text, as typed in an editor; without byte order mark."""

    text: str


@dataclass(frozen=True)
class Renamed:
    """A record with a new id `to`; its text stays but for `edits`."""

    to: str
    edits: Sequence[Edit] = ()


@dataclass(frozen=True)
class Removed:
    """A record that is deleted."""


@dataclass(frozen=True)
class FileTexts:
    """A file beside the records, before and after a change; None stands for no file."""

    before: bytes | None
    after: bytes | None


RecordChange = Sequence[Edit] | NewRecord | Rewritten | Renamed | Removed


@dataclass(frozen=True)
class Change:
    """The whole effect of one command: the change of each client's record, and its commit.

    `subject` is the commit's first line, `done` the line printed for the user. `ids` are the items
    that were added, `details` further lines on how the input was understood. `command` goes into
    the commit's trailer. `what` says in few words what becomes of the client, without its name,
    where the same may be done to many. `files` are the files beside the records that it changes, by
    their names from the folder.
    """

    command: str
    subject: str
    records: Mapping[str, RecordChange]
    done: str
    ids: Sequence[str] = ()
    details: Sequence[str] = ()
    what: str = ""
    files: Mapping[str, FileTexts] = field(default_factory=dict)

    @property
    def clients(self) -> list[str]:
        """The clients that the change is about, a renamed one by both of its ids."""
        ids = []
        for client, change in self.records.items():
            ids += [client, change.to] if isinstance(change, Renamed) else [client]
        return ids


def commit_message(change: Change, note: str) -> str:
    """The whole message of a change's commit: subject, the user's note, trailers."""
    trailers = [f"Clientfile-Command: {change.command}"]
    trailers += [f"Clientfile-Client: {client}" for client in change.clients]
    body = [note.strip()] if note.strip() else []
    return "\n\n".join([" ".join(change.subject.split()), *body, "\n".join(trailers)]) + "\n"
