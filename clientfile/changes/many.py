"""One change of many clients: the same edit of each, in one commit."""

from __future__ import annotations

from collections.abc import Sequence

from clientfile.language import ngettext
from clientfile.records.change import Change, RecordChange


def join_changes(changes: Sequence[Change]) -> Change:
    """The changes that one command makes of several clients, as one; at least one of them.

    Clients of which nothing changes are left out. The details of the first one stand for all.
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
    return Change(first.command, summary, records, summary, ids=ids, details=first.details)
