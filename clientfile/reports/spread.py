"""`due --spread`: what is due, and who was never met, laid over the working days of some weeks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from clientfile.figures.due_items import CONTACTS, ClientAgenda
from clientfile.figures.ledger import Ledger
from clientfile.language import _
from clientfile.output.table import Column, Table
from clientfile.reports.common import words
from clientfile.reports.common.standings import Standing, standings
from clientfile.reports.due import FirstDays, client_agendas

COLUMNS = (
    Column("day", _("Day"), "date"),
    Column("client", _("Client"), "text"),
    Column("name", _("Name"), "text"),
    Column("owner", _("Owner"), "text"),
    Column("class", _("Class"), "text", words=words.CLASSES),
    Column("last_contact", _("Last contact"), "date"),
    Column("due", _("Otherwise due"), "date"),
)
_SATURDAY = 5


class _Candidate(NamedTuple):
    """A client that is to be contacted: since when, and what it brings."""

    agenda: ClientAgenda
    last_contact: date | None
    due: date
    standing: Standing

    @property
    def rank(self) -> tuple[bool, Decimal, date, str]:
        """Orders candidates: the best clients first, then those that have waited longest."""
        value = self.standing.margin
        value = self.standing.revenue if value is None else value
        return value is None, -(value or Decimal(0)), self.due, self.agenda.profile.client


def spread(
    ledger: Ledger,
    *,
    days: int = 30,
    client: str = "",
    owner: str = "",
    first_days: FirstDays | None = None,
) -> Table:
    """A day for each client that is due for a contact, or was never met and has no day yet.

    The days are Mondays to Fridays of so many days from today, today included. Each owner's clients
    are laid evenly over all of them, the best first: by margin, else revenue, of the last twelve
    months, else of the newest stated year. Without a working day nothing is laid.
    """
    calendar = working_days(ledger.today, days)
    by_owner: dict[str, list[_Candidate]] = {}
    for each in _candidates(ledger, client, owner, first_days):
        by_owner.setdefault(each.agenda.profile.owner or "", []).append(each)
    rows = [
        _row(each, calendar[place * len(calendar) // len(candidates)])
        for candidates in by_owner.values()
        for place, each in enumerate(sorted(candidates, key=lambda each: each.rank))
        if calendar
    ]
    # The sort is stable: on a day the best stand first.
    rows.sort(key=lambda row: row["day"])
    return Table(COLUMNS, rows, spare=("owner", "class", "last_contact", "name"))


def _candidates(
    ledger: Ledger, client: str, owner: str, first_days: FirstDays | None
) -> Iterator[_Candidate]:
    known = standings(ledger)
    for agenda, class_ in client_agendas(ledger, client, owner, first_days):
        asked = [item for item in agenda.items(class_) if item.reason in CONTACTS]
        contacts = agenda.contacts()
        has_day = (agenda.activity.snoozed_until or date.min) > ledger.today
        if not asked or has_day:
            continue
        due = min(item.due for item in asked)
        if due <= ledger.today or not contacts:
            last = max((each.day for each in contacts), default=None)
            yield _Candidate(agenda, last, due, known[agenda.profile.client])


def _row(candidate: _Candidate, day: date) -> dict[str, Any]:
    profile = candidate.agenda.profile
    return {
        "day": day,
        "client": profile.client,
        "name": profile.name,
        "owner": profile.owner,
        "class": candidate.standing.class_,
        "last_contact": candidate.last_contact,
        "due": candidate.due,
    }


def working_days(today: date, days: int) -> list[date]:
    """The Mondays to Fridays among so many days from today; no holidays are looked up."""
    last = min(today.toordinal() + days - 1, date.max.toordinal())
    every = (today + timedelta(days=more) for more in range(last - today.toordinal() + 1))
    return [day for day in every if day.weekday() < _SATURDAY]
