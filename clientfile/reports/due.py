"""`due`: whom to contact, and what was promised or planned for a day, the most overdue first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from clientfile.errors.suggest import fold
from clientfile.figures.activity import ACTIVITY, Activity, Contact, Meeting, Task
from clientfile.figures.ledger import Ledger
from clientfile.figures.profile import PROFILE, Profile
from clientfile.language import _, pgettext
from clientfile.output.table import Column, Table
from clientfile.records.settings import Settings
from clientfile.reports.common import words
from clientfile.reports.common.standings import standings

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
)
_CLOSED = ("former", "lost")
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


class _LastDays(NamedTuple):
    """The days of the last contact and of the last one beside sales, of those that count."""

    contact: date | None
    relationship: date | None


@dataclass(frozen=True, slots=True)
class _DueItem:
    """Something that is due with a client, with the last days of the contacts that count for it."""

    reason: str
    due: date
    last: _LastDays
    person: str | None = None
    task: Task | None = None


def due(ledger: Ledger, *, client: str = "", within: int = 0, owner: str = "") -> Table:
    """Everything due up to `within` days from today, the most overdue first; of one client or one
    owner where named.

    A contact is due a cadence (in days) after the newest interaction that reached somebody and was
    not about collecting money: for a person their own `cadence`, for the company the record's, else
    that of the client's status or class (C where the class is not known). Without any such
    interaction the days run from the day on which the client became one, or a prospect (a person:
    from the day they came); where that is not known, the contact is due today. Promises, ours and
    theirs, and next actions are due on their own day. People who left are never due. A former or
    lost client is due only by a cadence of that status in the settings, a snoozed one until then
    only for what was promised or planned.
    """
    activities, _ = ledger.extracts(ACTIVITY)
    profiles, _ = ledger.extracts(PROFILE)
    classes = standings(ledger)
    limit = _add_days(ledger.today, within)
    rows: list[dict[str, Any]] = []
    for name, activity in activities.items():
        profile, class_ = profiles[name], classes[name].class_
        if client not in ("", name):
            continue
        if not owner or fold(profile.owner or "") == fold(owner):
            items = _ClientAgenda(profile, activity, ledger.settings, ledger.today).items(class_)
            rows += [
                _row(item, profile, activity, class_, ledger.today)
                for item in items
                if item.due <= limit
            ]
    rows.sort(key=lambda row: (
        -row["overdue_days"], row["client"], row["reason"], row["person"] or "", row["id"] or "",
        row["what"] or ""))  # fmt: skip
    return Table(COLUMNS, rows, spare=_SPARE)


def _row(
    item: _DueItem, profile: Profile, activity: Activity, class_: str | None, today: date
) -> dict[str, Any]:
    task = item.task
    return {
        "client": profile.client,
        "name": profile.name,
        "owner": profile.owner,
        "person": item.person,
        "person_name": activity.names.get(item.person or ""),
        "class": class_,
        "reason": item.reason,
        "last_contact": item.last.contact,
        "last_relationship": item.last.relationship,
        "due": item.due,
        "overdue_days": (today - item.due).days,
        "what": task.what if task else None,
        "id": (task.id or None) if task else None,
        "whose": task.whose if task and item.reason == "promise" else None,
    }


@dataclass(frozen=True, slots=True)
class _ClientAgenda:
    """Finds what is due with one client."""

    profile: Profile
    activity: Activity
    settings: Settings
    today: date

    def items(self, class_: str | None) -> Iterator[_DueItem]:
        """Everything due with a client of that class, on any day."""
        contacts = [each for each in self.activity.meetings
                    if each.is_contact and each.day <= self.today]  # fmt: skip
        last = _last_days(contacts)
        if self.profile.status in _CLOSED:
            yield from self._contact("cadence", self._status_cadence(), last.contact, last)
            return
        yield from self._planned(last)
        days = self.activity.cadence or self._status_cadence() or self._class_cadence(class_)
        yield from self._contact("cadence", days, last.contact, last)
        if self.profile.status == "client":
            days = self.settings.cadence.get("relationship")
            yield from self._contact("relationship", days, last.relationship, last)
        with_person = _contacts_by_person(contacts)
        for person in self.activity.people:
            if person.is_there(self.today):
                last = _last_days(with_person.get(person.id, []))
                yield from self._contact("cadence", person.cadence, last.contact, last, person)

    def _planned(self, last: _LastDays) -> Iterator[_DueItem]:
        """Open promises and next actions that have a day."""
        for meeting in self.activity.meetings:
            for task in meeting.promises:
                if task.open and task.due is not None:
                    to = self.activity.now_in_charge(task.to, self.today)
                    yield _DueItem("promise", task.due, last, to, task)
            action = meeting.next
            if action is not None and action.open and action.due is not None:
                yield _DueItem("next", action.due, last, None, action)

    def _contact(
        self,
        reason: str,
        days: int | None,
        counting: date | None,
        last: _LastDays,
        person: Contact | None = None,
    ) -> Iterator[_DueItem]:
        """Due `days` after the `counting` contact, but not before a snooze ends."""
        if not days:
            return
        since = counting or self._start(person)
        day = self.today if since is None else _add_days(since, days)
        day = max(day, self.activity.snoozed_until or date.min)
        yield _DueItem(reason, day, last, person.id if person else None)

    def _start(self, person: Contact | None) -> date | None:
        """The day from which there was somebody to contact; None where it is not known."""
        start = self.profile.client_since or self.profile.prospect_since
        arrival = person.since if person else None
        return max((day for day in (start, arrival) if day), default=None)

    def _status_cadence(self) -> int | None:
        return self.settings.cadence.get(self.profile.status)

    def _class_cadence(self, class_: str | None) -> int | None:
        return self.settings.cadence.get(class_ or "C")


def _add_days(day: date, days: int) -> date:
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


def _beside_sales(meeting: Meeting) -> bool:
    return meeting.purpose in ("relationship", "service")


def _last_days(contacts: Sequence[Meeting]) -> _LastDays:
    beside_sales = (each.day for each in contacts if _beside_sales(each))
    return _LastDays(
        max((each.day for each in contacts), default=None), max(beside_sales, default=None)
    )


def _contacts_by_person(contacts: Sequence[Meeting]) -> dict[str, list[Meeting]]:
    """The contacts with each person, by the person's id."""
    by_person: dict[str, list[Meeting]] = {}
    for each in contacts:
        for person in each.people:
            by_person.setdefault(person, []).append(each)
    return by_person
