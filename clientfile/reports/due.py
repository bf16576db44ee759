"""`due`: whom to contact, and what was promised or planned for a day, the most overdue first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from clientfile.errors.suggest import fold
from clientfile.figures.activity import ACTIVITY, Activity, Meeting, days_after
from clientfile.figures.due_items import ClientAgenda, DueItem
from clientfile.figures.ledger import Ledger
from clientfile.figures.linked_contacts import contacts_elsewhere
from clientfile.figures.profile import PROFILE
from clientfile.language import _, pgettext
from clientfile.output.table import Column, Table
from clientfile.reports.common import words
from clientfile.reports.common.standings import standings

FirstDays = Callable[[Collection[str]], Mapping[str, date]]
"""Finds the days on which records first came into git, by client id, where these are known."""

COLUMNS = (
    Column("client", _("Client"), "text"),
    Column("name", _("Name"), "text"),
    Column("owner", _("Owner"), "text"),
    Column("person", pgettext("who is to be contacted", "Person"), "text"),
    Column("class", _("Class"), "text", words=words.CLASSES),
    Column("reason", _("Reason"), "text", words=words.REASONS),
    Column("last_contact", _("Last contact"), "date"),
    Column("last_relationship", _("Last beside sales"), "date"),
    Column("due", _("Due"), "date"),
    Column("overdue_days", _("Days late"), "integer"),
    Column("what", _("What"), "text"),
    Column("id", _("Id"), "text"),
    Column("whose", _("Whose"), "text", "contacts.interactions.promises.whose"),
    Column("undated", _("No day stated"), "flag"),
    Column("nobody_after", _("Left, nobody follows"), "flag"),
)
# The columns that stand in words in the text of what is due, for the eye.
_IN_WORDS = ("undated", "nobody_after")
_SPARE = (
    "owner",
    "class",
    "last_relationship",
    "name",
    "last_contact",
    "overdue_days",
    "whose",
    "id",
)


_URGENCY = ("promise", "next", "reminder", "cadence", "relationship")
"""Which of several reasons that are equally late comes first."""
_REASONS = {str(word): word for word in words.REASONS}


def due(
    ledger: Ledger,
    *,
    client: str = "",
    within: int = 0,
    owner: str = "",
    first_days: FirstDays | None = None,
) -> Table:
    """Everything due up to `within` days from today, the most overdue first; of one client or one
    owner where named.

    A contact is due a cadence (in days) after the newest interaction that reached somebody and was
    not about collecting money: for a person their own `cadence`, for the company the record's, else
    that of the client's status or class (C where the class is not known). Without any such
    interaction the days run from the later of the day on which the record was opened (else came
    into git, by `first_days`) and that of the client's present status, for a person the day they
    came; where no such day is known, the contact is due today. Promises, ours and theirs, next
    actions and reminders are due on their own day, without one a number of days after they came
    about. People who left are never due. A former or lost client is due only by a cadence of that
    status in the settings and for reminders, a snoozed one until then only for what was promised
    or planned.
    """
    limit = days_after(ledger.today, within)
    rows = [
        _row(item, agenda, class_)
        for agenda, class_ in client_agendas(ledger, client, owner, first_days)
        for item in agenda.items(class_)
        if item.due <= limit
    ]
    rows.sort(key=lambda row: (
        -row["overdue_days"], row["client"], row["reason"], row["person"] or "", row["id"] or "",
        row["what"] or ""))  # fmt: skip
    return Table(COLUMNS, rows, person_key="person", spare=_SPARE)


def client_agendas(
    ledger: Ledger, client: str = "", owner: str = "", first_days: FirstDays | None = None
) -> Iterator[tuple[ClientAgenda, str | None]]:
    """The agenda of each client, with its class; of one client or one owner where named."""
    activities, _ = ledger.extracts(ACTIVITY)
    profiles, _ = ledger.extracts(PROFILE)
    classes = standings(ledger)
    chosen = [
        name
        for name in activities
        if client in ("", name) and (not owner or fold(profiles[name].owner or "") == fold(owner))
    ]
    elsewhere = _contacts_elsewhere(ledger, [activities[name] for name in chosen])
    unopened = [name for name in chosen if profiles[name].opened is None]
    days = first_days(unopened) if first_days and unopened else {}
    for name in chosen:
        first = days.get(name)
        # A commit from a clock that was ahead says nothing.
        first = first if first and first <= ledger.today else None
        agenda = ClientAgenda(
            profiles[name].on(ledger.today),
            activities[name],
            ledger.settings,
            ledger.today,
            first,
            elsewhere.get(name, {}),
        )
        yield agenda, classes[name].class_


def _contacts_elsewhere(
    ledger: Ledger, activities: Collection[Activity]
) -> Mapping[str, Mapping[str, Sequence[Meeting]]]:
    """The contacts with people at other clients, where any of these activities has such people."""
    if not any(person.same_as for activity in activities for person in activity.people):
        return {}
    everyone, _ = ledger.whole.extracts(ACTIVITY)
    return contacts_elsewhere(everyone, ledger.today)


def one_row_each(table: Table) -> Table:
    """The table with one row a client and person: the most overdue reason, the others counted.

    The rows stand in the order of their days; `table` is one of `due`, or some rows of it.
    """
    groups: dict[tuple[str, str | None], list[dict[str, Any]]] = {}
    for row in table.rows:
        groups.setdefault((row["client"], row["person"]), []).append(row)
    rows = []
    for group in groups.values():
        first = min(group, key=lambda row: (-row["overdue_days"], _URGENCY.index(row["reason"])))
        rows.append({**first, "reason": _counted(first["reason"], len(group) - 1)})
    return replace(table, rows=rows)


def _counted(reason: str, others: int) -> str:
    if not others:
        return reason
    return _("{reason} +{count}", reason=_REASONS[reason], count=others)


def for_the_eye(table: Table) -> Table:
    """The table with the flags of a row said in words: that no day was stated for what is due, and
    that the person has left, with nobody after.
    """
    rows = [{**row, "what": _in_words(row)} for row in table.rows]
    short = [column.key for column in COLUMNS if column.key not in _IN_WORDS]
    return replace(table, rows=rows, short=short)


def _in_words(row: Mapping[str, Any]) -> str | None:
    what: str | None = row["what"]
    if row["undated"]:
        what = _("no day stated: {what}", what=what)
    if row["nobody_after"]:
        what = _("{what} ({person} left, and nobody follows)", what=what, person=row["person_name"])
    return what


def _row(item: DueItem, agenda: ClientAgenda, class_: str | None) -> dict[str, Any]:
    task, profile = item.task, agenda.profile
    return {
        "client": profile.client,
        "name": profile.name,
        "owner": profile.owner,
        "person": item.person,
        "person_name": agenda.activity.names.get(item.person or ""),
        "class": class_,
        "reason": item.reason,
        "last_contact": item.last.contact,
        "last_relationship": item.last.relationship,
        "due": item.due,
        "overdue_days": (agenda.today - item.due).days,
        "what": task.what if task else None,
        "id": (task.id or None) if task else None,
        "whose": task.whose if task and item.reason == "promise" else None,
        "undated": item.undated,
        "nobody_after": agenda.activity.is_gone_for_good(item.person, agenda.today),
    }
