"""One change of many clients: the same edit of each, in one commit."""

from __future__ import annotations

from collections.abc import Sequence

from clientfile.language import _, ngettext
from clientfile.records.change import Change, RecordChange


def join_changes(changes: Sequence[Change]) -> Change:
    """The changes that one command makes of several clients, as one; at least one of them.

    Clients of which nothing changes are left out.
    """
    changing = [change for change in changes if any(change.records.values())]
    first = next(iter(changing), changes[0])
    records: dict[str, RecordChange] = {}
    for change in changing:
        records |= change.records
    summary = ngettext(
        "{what}: {count} client", "{what}: {count} clients", len(records), what=first.what
    )
    ids = [each for change in changing for each in change.ids]
    details = _join_details(changing)
    return Change(first.command, summary, records, summary, ids=ids, details=details)


def _join_details(changes: Sequence[Change]) -> Sequence[str]:
    """The details of the changes: once where all have the same, else each with its client."""
    if all(change.details == changes[0].details for change in changes):
        return changes[0].details if changes else ()
    return [
        _("{client}: {what}", client=next(iter(change.records)), what=line)
        for change in changes
        for line in change.details
    ]
