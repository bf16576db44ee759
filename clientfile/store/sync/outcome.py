"""What a sync is asked, what it asks, and what it tells: the data between its steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from clientfile.records.conflict import Choice, Conflict, Decision

NamedDecisions = Mapping[str, Decision]
"""The decisions of a sync by the names of the conflicts, `acme/jean-dupont.phone`."""


@dataclass(frozen=True)
class SyncOptions:
    """The options of a sync: `remote_url` adds a remote, `prefer` decides every conflict, `takes`
    those of the names that it holds; `include_edits` commits edits by hand first.
    """

    today: date
    remote_url: str = ""
    dry_run: bool = False
    prefer: Literal["mine", "theirs", ""] = ""
    takes: Mapping[str, Choice] = field(default_factory=dict)
    include_edits: bool = False


@dataclass(frozen=True)
class Authorship:
    """Who wrote a value, and when: the author's words as git has them, and the commit's id."""

    author: str
    day: date
    commit: str


@dataclass(frozen=True)
class FolderConflict:
    """A conflict of the folder: of which record, what was written on each side, and by whom.

    `item` is `jean-dupont.phone` where the part is in an item with an id or a ref, else the
    address, `identity.phone`; `address` is that of the record.
    """

    client: str
    item: str
    address: str
    conflict: Conflict
    mine: Authorship
    theirs: Authorship

    @property
    def name(self) -> str:
        """The name by which the conflict is decided: `acme/jean-dupont.phone`; `acme` where it is
        about the record as a whole.
        """
        return conflict_name(self.client, self.item)

    def is_called(self, typed: str) -> bool:
        """Whether `typed` is the conflict's name, or its long form."""
        return typed in (self.name, f"{self.client}/{self.address}".rstrip("/"))


def conflict_name(client: str, item: str) -> str:
    """The name of a conflict by its record and the short address in it."""
    return f"{client}/{item}" if item else client


@dataclass(frozen=True)
class CommitLine:
    """One change told in a line: what came in, went out, or is on the remote already.

    `client` is empty for a commit that touches no record. `commit` is the id of the commit as it
    was before the replay.
    """

    client: str
    text: str
    author: str
    day: date
    commit: str


@dataclass(frozen=True)
class SettledLine:
    """What was settled by rule in a record and is to be told."""

    client: str
    text: str


@dataclass(frozen=True)
class LostValue:
    """A value that stands in no record any more, but in the message of `commit` (as it was before
    the replay): `name` is `acme/jean-dupont.phone`.
    """

    name: str
    value: Any
    commit: str


@dataclass(frozen=True)
class SyncOutcome:
    """The result of a sync, or of its dry run.

    `commit` is the short id of HEAD where it moved, else "". `pushed` says that the remote has all
    of ours. `conflicts` are those that a dry run would have asked for.
    """

    received: Sequence[CommitLine] = ()
    sent: Sequence[CommitLine] = ()
    left_out: Sequence[CommitLine] = ()
    settled: Sequence[SettledLine] = ()
    lost: Sequence[LostValue] = ()
    conflicts: Sequence[FolderConflict] = ()
    commit: str = ""
    pushed: bool = False
    notes: Sequence[str] = ()


Ask = Callable[[Sequence[FolderConflict]], NamedDecisions]
"""Asks for the conflicts that nothing decides. Without a terminal it raises the StateError that
lists them."""
Progress = Callable[[str], None]
"""Tells the step under way: a sentence in the present tense."""
