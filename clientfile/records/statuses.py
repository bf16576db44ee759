"""The status of a client on a day, from its present status and the days on which each began."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from clientfile.records.edits import Data

STATUSES = ("prospect", "client", "former", "lost")
"""The statuses in the order of a client's life."""

PRECEDING = {"client": "prospect", "former": "client", "lost": "prospect"}
"""The status that comes before another in a client's life."""


def begun_days(identity: Data) -> dict[str, str]:
    """The day (YYYY-MM-DD) on which each status began, of those that the record dates."""
    days = {status: identity.get(f"{status}_since") for status in STATUSES}
    return {status: str(day) for status, day in days.items() if day}


def status_on(status: str, begun: Mapping[str, str], today: date) -> str:
    """The status that holds today: the record's, but for one that begins after today.

    `begun` is the day (YYYY-MM-DD) of each status that has one. Before the day of the record's
    status, it is the newest of the others, else the one that comes before it.
    """
    day = today.isoformat()
    while begun.get(status, "") > day:
        past = {each: since for each, since in begun.items() if since <= day}
        former = PRECEDING.get(status, status)
        if status != "former" and past:
            # Of two statuses with the same day, the later one of a client's life.
            return max(past, key=lambda each: (past[each], STATUSES.index(each)))
        if former == status:
            break
        status = former
    return status


def identity_on(identity: Data, today: date) -> Data:
    """The identity with the status that holds today."""
    status = str(identity.get("status"))
    present = status_on(status, begun_days(identity), today)
    return identity if present == status else {**identity, "status": present}
