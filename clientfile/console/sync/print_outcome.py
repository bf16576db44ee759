"""What a sync tells at its end: the changes that came in and went out, and what was settled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clientfile.console.session import Session
from clientfile.console.sync.conflict_table import conflict_rows
from clientfile.language import Lines, _, ngettext
from clientfile.output.json_text import to_json
from clientfile.output.terminal import one_line
from clientfile.store.sync.outcome import CommitLine, LostValue, SyncOutcome

MOST_LINES = 20


def print_json(session: Session, outcome: SyncOutcome) -> None:
    """Print all of an outcome as one JSON object; its keys are only ever added."""
    result = {
        "commit": outcome.commit or None,
        "pushed": outcome.pushed,
        "received": [_line_row(line) for line in outcome.received],
        "sent": [_line_row(line) for line in outcome.sent],
        "left_out": [_line_row(line) for line in outcome.left_out],
        "settled": [{"client": each.client, "text": each.text} for each in outcome.settled],
        "lost": [
            {"name": each.name, "value": each.value, "commit": each.commit} for each in outcome.lost
        ],
        "conflicts": conflict_rows(outcome.conflicts),
        "notes": list(outcome.notes),
    }
    session.write(to_json(result, indent=2) + "\n")


def print_text(session: Session, outcome: SyncOutcome, *, dry_run: bool) -> None:
    """Print the changes, a line each, and how the two sides stand now; the rest on stderr."""
    lines = [*_received(outcome, dry_run=dry_run), *_sent(outcome, dry_run=dry_run)]
    if not lines and not outcome.commit:
        lines = [_("nothing to bring in, nothing to send: both sides are the same")]
    elif outcome.pushed and not dry_run:
        lines.append(_end(outcome))
    for line in lines:
        session.write(one_line(session.say(line)) + "\n")
    session.flush()
    for note in _notes(outcome):
        session.note(one_line(session.say(note)))


def _line_row(line: CommitLine) -> dict[str, Any]:
    return {
        "client": line.client or None,
        "text": line.text,
        "author": line.author,
        "date": line.day,
        "commit": line.commit,
    }


def _received(outcome: SyncOutcome, *, dry_run: bool) -> list[str]:
    count = len(outcome.received)
    if not count:
        return []
    head = (
        ngettext("{count} change would come in:", "{count} changes would come in:", count)
        if dry_run
        else ngettext("{count} change came in:", "{count} changes came in:", count)
    )
    return [head, *change_lines(outcome.received)]


def _sent(outcome: SyncOutcome, *, dry_run: bool) -> list[str]:
    count = len(outcome.sent)
    if not count:
        return []
    if dry_run:
        head = ngettext("{count} change would go out:", "{count} changes would go out:", count)
    elif outcome.pushed:
        head = ngettext("{count} change went out:", "{count} changes went out:", count)
    else:
        head = ngettext(
            "{count} change is still to be sent:", "{count} changes are still to be sent:", count
        )
    return [head, *change_lines(outcome.sent)]


def change_lines(changes: Sequence[CommitLine]) -> list[str]:
    """A line for each change, at most twenty, then how many more there are."""
    lines: list[str] = [
        _("  {change} ({author})", change=line.text, author=line.author)
        for line in changes[:MOST_LINES]
    ]
    if (rest := len(changes) - MOST_LINES) > 0:
        lines.append(ngettext("  and {count} more", "  and {count} more", rest))
    return lines


def _end(outcome: SyncOutcome) -> str:
    """That both sides are the same now, and at which commit."""
    if outcome.commit:
        return _("in sync [{commit}]", commit=outcome.commit)
    return _("in sync")


def _notes(outcome: SyncOutcome) -> list[str]:
    """What is told beside the changes: what a rule settled, what is there twice, what was lost."""
    notes: list[str] = [
        _("{client}: {what}", client=each.client, what=each.text) if each.client else each.text
        for each in outcome.settled
    ]
    notes += [
        _("not sent again, the others have it already: {change}", change=line.text)
        for line in outcome.left_out[:MOST_LINES]
    ]
    notes += [_lost(each) for each in outcome.lost]
    return [*notes, *outcome.notes]


def _lost(each: LostValue) -> str:
    return _(
        "{name}: {value} stands in no record any more; history has it",
        name=each.name,
        value=each.value if isinstance(each.value, str) else to_json(each.value),
    )


def conflicts_to_decide(count: int) -> str:
    """What is to be done with conflicts that were listed, where nobody can be asked."""
    return Lines(
        [
            ngettext(
                "{count} conflict is to be decided; nothing was changed",
                "{count} conflicts are to be decided; nothing was changed",
                count,
            ),
            _(
                "--take NAME=mine or NAME=theirs decides one, --prefer all; on a terminal "
                "clientfile sync asks"
            ),
        ]
    )
