"""The subject of an undo's commit, and what that of an earlier undo says, in whatever language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from clientfile.language import Message, _
from clientfile.language.spellings import spellings
from clientfile.records.change import Change
from clientfile.store.git.log import Commit

_CLIENT, _SUBJECT = "<client>", "<subject>"


class UndoSubject(NamedTuple):
    """What an undo does: `subject` is that of the change which is taken back, or restored if
    `restores`; `client` the id of whom it is about, "" for several.
    """

    subject: str
    client: str
    restores: bool

    def message(self) -> Message:
        """The sentence about it."""
        subject, client = self.subject, self.client
        if client and self.restores:
            return _('{client}: restored "{subject}"', client=client, subject=subject)
        if client:
            return _('{client}: took back "{subject}"', client=client, subject=subject)
        if self.restores:
            return _('restored "{subject}"', subject=subject)
        return _('took back "{subject}"', subject=subject)


def undo_change(commit: Commit, clients: Sequence[str]) -> Change:
    """The change, without edits, whose subject says what is undone or restored."""
    earlier = parse_undo(commit.subject) if commit.command == "undo" else None
    undo = earlier and earlier._replace(restores=not earlier.restores)
    line = (undo or _taking_back(commit.subject, clients)).message()
    details = [_("that was {commit}", commit=commit.short)]
    return Change("undo", line, dict.fromkeys(clients, ()), line, details=details)


def parse_undo(subject: str) -> UndoSubject | None:
    """What the subject of an undo's commit says, in any language; None for another subject."""
    line = " ".join(subject.split())
    for restores, pattern in _patterns():
        if match := pattern.fullmatch(line):
            groups = match.groupdict("")
            return UndoSubject(groups["subject"], groups.get("client", ""), restores)
    return None


def _taking_back(subject: str, clients: Sequence[str]) -> UndoSubject:
    whose, __, rest = subject.partition(":")
    # There are languages with a blank before a colon.
    client = whose.rstrip()
    if client in clients and rest.startswith(" "):
        return UndoSubject(rest.lstrip(), client, restores=False)
    return UndoSubject(subject, "", restores=False)


def _patterns() -> Iterator[tuple[bool, re.Pattern[str]]]:
    """What the subjects of undoing and of restoring look like, in every language."""
    for restores in (False, True):
        for client in (_CLIENT, ""):
            for spelling in spellings(UndoSubject(_SUBJECT, client, restores).message()):
                # A commit's subject has single blanks, whatever the language has.
                form = re.escape(" ".join(spelling.split()))
                form = form.replace(_CLIENT, "(?P<client>[a-z0-9-]+)")
                yield restores, re.compile(form.replace(_SUBJECT, "(?P<subject>.*)"))
