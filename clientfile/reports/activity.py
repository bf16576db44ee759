"""`meetings`, `promises`, `questions`: what happened and what is open, one a row."""

from __future__ import annotations

from typing import Any

from clientfile.errors.suggest import fold
from clientfile.figures.activity import ACTIVITY
from clientfile.figures.ledger import Ledger
from clientfile.language import _
from clientfile.output.table import Column, Table
from clientfile.records.typed.periods import Period

MEETINGS = (
    Column("client", _("Client"), "text"),
    Column("id", _("Id"), "text"),
    Column("date", _("Date"), "date"),
    Column("kind", _("Kind"), "text", "contacts.interactions.kind"),
    Column("purpose", _("Purpose"), "text", "contacts.interactions.purpose"),
    Column("with", _("With"), "list"),
    Column("salesperson", _("Salesperson"), "text"),
    Column("summary", _("Summary"), "text"),
    Column("mailing", _("Mailing"), "flag"),
)
PROMISES = (
    Column("client", _("Client"), "text"),
    Column("id", _("Id"), "text"),
    Column("whose", _("Whose"), "text", "contacts.interactions.promises.whose"),
    Column("what", _("What"), "text"),
    Column("to", _("To"), "text"),
    Column("promised", _("Promised"), "date"),
    Column("due", _("Due"), "date"),
    Column("overdue", _("Overdue"), "flag"),
    Column("done", _("Done"), "date"),
)
QUESTIONS = (
    Column("client", _("Client"), "text"),
    Column("id", _("Id"), "text"),
    Column("what", _("What"), "text"),
    Column("asked", _("Asked"), "date"),
    Column("answered", _("Answered"), "date"),
    Column("answer", _("Answer"), "text"),
)


def meetings(ledger: Ledger, *, client: str = "", salesperson: str = "", period: Period) -> Table:
    """Interactions dated in the period, the newest first; of one client or salesperson where named.

    An interaction without a salesperson counts as the client's owner's.
    """
    activities, _ = ledger.extracts(ACTIVITY)
    clients = ledger.clients()
    rows: list[dict[str, Any]] = [
        {
            "client": name,
            "id": each.id or None,
            "date": each.day,
            "kind": each.kind,
            "purpose": each.purpose,
            "with": list(each.people) or None,
            "salesperson": each.salesperson or clients[name].owner,
            "summary": each.summary,
            "mailing": each.mailing or None,
        }
        for name, activity in sorted(activities.items())
        if client in ("", name)
        for each in activity.meetings
        if each.day in period
    ]
    if salesperson:
        rows = [row for row in rows if fold(row["salesperson"] or "") == fold(salesperson)]
    rows.sort(key=lambda row: row["date"], reverse=True)
    spare = ("mailing", "id", "purpose", "salesperson")
    return Table(MEETINGS, rows, person_key="with", spare=spare)


def promises(
    ledger: Ledger,
    *,
    client: str = "",
    overdue: bool = False,
    whose: str = "",
    everything: bool = False,
) -> Table:
    """Open promises, those due first on top; of one client where named.

    `everything` adds those that are done or cancelled, `overdue` leaves only those past their day,
    or without one past the days that `[cadence]` gives a promise; `whose` (`ours`, `theirs`) those
    of one side. What was promised to somebody who left is now promised to their successor.
    """
    activities, _ = ledger.extracts(ACTIVITY)
    patience = ledger.settings.cadence["promise"]
    rows: list[dict[str, Any]] = []
    for name, activity in sorted(activities.items()):
        if client not in ("", name):
            continue
        for each in (task for meeting in activity.meetings for task in meeting.promises):
            late = each.open and each.falls_due(patience) < ledger.today
            if (each.open or everything) and (late or not overdue) and whose in ("", each.whose):
                rows.append({
                    "client": name,
                    "id": each.id or None,
                    "whose": each.whose,
                    "what": each.what,
                    "to": activity.now_in_charge(each.to, ledger.today),
                    "promised": each.since,
                    "due": each.due,
                    "overdue": late,
                    "done": each.done,
                })  # fmt: skip
    rows.sort(key=lambda row: (row["due"] is None, row["due"] or row["promised"]))
    return Table(PROMISES, rows, person_key="to", spare=("done", "promised", "to", "id"))


def questions(ledger: Ledger, *, client: str = "", everything: bool = False) -> Table:
    """Questions without an answer, the oldest first; of one client where named.

    `everything` adds the answered ones.
    """
    activities, _ = ledger.extracts(ACTIVITY)
    rows: list[dict[str, Any]] = [
        {
            "client": name,
            "id": each.id or None,
            "what": each.what,
            "asked": each.day,
            "answered": each.answered,
            "answer": each.answer,
        }
        for name, activity in sorted(activities.items())
        if client in ("", name)
        for meeting in activity.meetings
        for each in meeting.questions
        if everything or (each.answered is None and each.answer is None)
    ]
    rows.sort(key=lambda row: row["asked"])
    return Table(QUESTIONS, rows, spare=("answered", "answer", "asked", "id"))
