"""What falls due with one client, and when: contacts, promises, next actions, reminders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from clientfile.figures.activity import Activity, Contact, Meeting, Task, days_after
from clientfile.figures.profile import Profile
from clientfile.records.settings import Settings

CONTACTS = ("cadence", "relationship")
"""The reasons of a contact that is due, which a snooze holds back."""
CLOSED = ("former", "lost")
"""The statuses of clients that are left alone."""


class LastDays(NamedTuple):
    """The days of the last contact and of the last one beside sales, of those that count."""

    contact: date | None
    relationship: date | None


@dataclass(frozen=True, slots=True)
class DueItem:
    """Something that is due with a client, with the last days of the contacts that count for it.

    `undated` says that no day was stated for the promise or the next action.
    """

    reason: str
    due: date
    last: LastDays
    person: str | None = None
    task: Task | None = None
    undated: bool = False


@dataclass(frozen=True, slots=True)
class ClientAgenda:
    """Finds what is due with one client on `today`.

    `first_commit` is the day on which the record came into git, where that is known. `elsewhere`
    are the contacts with its people at other clients, by the person's id.
    """

    profile: Profile
    activity: Activity
    settings: Settings
    today: date
    first_commit: date | None = None
    elsewhere: Mapping[str, Sequence[Meeting]] = field(default_factory=dict)

    def items(self, class_: str | None) -> Iterator[DueItem]:
        """Everything due with a client of that class, on any day."""
        contacts = self.contacts()
        last = _last_days(contacts)
        yield from self._reminders(last)
        if self.profile.status in CLOSED:
            yield from self._contact("cadence", self._status_cadence(), last.contact, last)
            return
        yield from self._planned(last)
        days = self.activity.cadence or self._status_cadence() or self._class_cadence(class_)
        yield from self._contact("cadence", days, last.contact, last)
        if self.profile.status == "client":
            yield from self._relationship(contacts, last)
        with_person = _contacts_by_person(contacts)
        for person in self.activity.people:
            if not person.has_gone(self.today):
                met = [*with_person.get(person.id, ()), *self.elsewhere.get(person.id, ())]
                last = _last_days(met)
                days = person.on(self.today).cadence
                yield from self._contact("cadence", days, last.contact, last, person)

    def contacts(self) -> list[Meeting]:
        """The interactions up to today that count as contacts."""
        return [
            each for each in self.activity.meetings if each.is_contact and each.day <= self.today
        ]

    def _planned(self, last: LastDays) -> Iterator[DueItem]:
        """Open promises and next actions, by their day, else by a number of days after they came
        about.
        """
        for meeting in self.activity.meetings:
            for task in meeting.promises:
                if task.open:
                    yield self._task("promise", task, last, self._now_in_charge(task.to))
            if meeting.next is not None and meeting.next.open:
                yield self._task("next", meeting.next, last, None)

    def _reminders(self, last: LastDays) -> Iterator[DueItem]:
        for task in self.activity.reminders:
            if task.open:
                yield self._task("reminder", task, last, self._now_in_charge(task.to))

    def _now_in_charge(self, person: str | None) -> str | None:
        return self.activity.now_in_charge(person, self.today)

    def _task(self, reason: str, task: Task, last: LastDays, person: str | None) -> DueItem:
        day = task.falls_due(self.settings.cadence["promise"])
        return DueItem(reason, day, last, person, task, undated=task.due is None)

    def _relationship(self, contacts: Sequence[Meeting], last: LastDays) -> Iterator[DueItem]:
        """Due so many days after the last contact beside sales; without any, after the first
        contact or the beginning of the relation, whichever is later. A client that was never met
        is asked for a contact alone.
        """
        if not contacts:
            return
        first = min(each.day for each in contacts)
        since = last.relationship or max(first, self._start(None) or first)
        days = self.settings.cadence.get("relationship")
        yield from self._contact("relationship", days, since, last)

    def _contact(
        self,
        reason: str,
        days: int | None,
        counting: date | None,
        last: LastDays,
        person: Contact | None = None,
    ) -> Iterator[DueItem]:
        """Due `days` after the `counting` contact, but not before a snooze ends.

        Of a client that was never met the end of a snooze is the day itself.
        """
        if not days:
            return
        since = counting or self._start(person)
        day = self.today if since is None else days_after(since, days)
        snoozed = self.activity.snoozed_until or date.min
        never_met = reason == "cadence" and person is None and last.contact is None
        day = self.activity.snoozed_until or day if never_met else max(day, snoozed)
        yield DueItem(reason, day, last, person.id if person else None)

    def _start(self, person: Contact | None) -> date | None:
        """The day from which there was somebody to contact; None where it is not known.

        It is the later of the day on which the record was opened and that of the client's present
        status, of a person the day on which they came.
        """
        profile = self.profile
        opened = (
            profile.opened or self.first_commit or profile.prospect_since or profile.client_since
        )
        since = person.on(self.today).since if person else profile.status_since
        return max((day for day in (opened, since) if day), default=None)

    def _status_cadence(self) -> int | None:
        return self.settings.cadence.get(self.profile.status)

    def _class_cadence(self, class_: str | None) -> int | None:
        return self.settings.cadence.get(class_ or "C")


def _beside_sales(meeting: Meeting) -> bool:
    return meeting.purpose in ("relationship", "service")


def _last_days(contacts: Sequence[Meeting]) -> LastDays:
    beside_sales = (each.day for each in contacts if _beside_sales(each))
    return LastDays(
        max((each.day for each in contacts), default=None), max(beside_sales, default=None)
    )


def _contacts_by_person(contacts: Sequence[Meeting]) -> dict[str, list[Meeting]]:
    """The contacts with each person, by the person's id."""
    by_person: dict[str, list[Meeting]] = {}
    for each in contacts:
        for person in each.people:
            by_person.setdefault(person, []).append(each)
    return by_person
