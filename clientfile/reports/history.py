"""`history`: what changed in the records, one row for each field or item, the newest first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from clientfile.language import _, pgettext
from clientfile.output.table import Column, Table
from clientfile.records.history_event import Event

COLUMNS = (
    Column("commit", _("Commit"), "text"),
    Column("date", _("Date"), "date"),
    Column("author", _("Author"), "text"),
    Column("client", _("Client"), "text"),
    Column("item", _("Item"), "text"),
    Column("field", _("Field"), "text"),
    Column("before", _("Before"), "text"),
    Column("after", _("After"), "text"),
    Column("command", _("Command"), "text"),
    Column("merge", _("Merge"), "text"),
)


def history(events: Iterable[Event], *, of_one: bool = False, for_the_eye: bool = False) -> Table:
    """The events as rows, in their order.

    `for_the_eye` hides what only programs need (the commit, the command), the client where all
    events are `of_one`, and `merge` where no merge dropped anything.
    """
    rows = [event_row(event) for event in events]
    hidden = {"client"} if of_one else set()
    if not any(row["merge"] for row in rows):
        hidden.add("merge")
    shown = ("date", "author", "client", "item", "field", "before", "after", "merge")
    short = [key for key in shown if key not in hidden] if for_the_eye else ()
    return Table(COLUMNS, rows, short, spare=("author", "before"))


def event_row(event: Event) -> dict[str, Any]:
    """An event as a row, keys as in json."""
    changed = event.changed
    return {
        "commit": event.commit,
        "date": event.day,
        "author": event.author,
        "client": event.client or None,
        "item": changed.item or None,
        "field": changed.field or None,
        "before": changed.before,
        "after": changed.after,
        "command": event.command or None,
        "merge": pgettext("by a merge", "dropped") if event.dropped else None,
    }
