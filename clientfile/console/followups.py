"""Writes what becomes of a promise, a next action, a reminder or an order on a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from clientfile.console.day_options import day_or_today
from clientfile.console.options import CommitOptions
from clientfile.console.session import Session
from clientfile.console.writing import resolve_target, write_change
from clientfile.records.change import Change
from clientfile.records.edits import Data


def write_followup(
    session: Session,
    target: str,
    on: str,
    build: Callable[[str, Data, str, date], Change],
    acting: CommitOptions,
) -> None:
    """Write the change that `build` makes of a client's id, its record, an item and a day.

    `target` is `CLIENT/ITEM`; `on` is the day as typed, today where it is empty.
    """
    client, item = resolve_target(session, target, needed=False)
    day = day_or_today(session, on)
    write_change(
        session,
        [client],
        lambda records: build(client, records[client], item, day),
        acting,
    )
