"""`due`: whom to contact, and what falls due with them, the most neglected first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from clientfile.errors.suggest import fold
from clientfile.figures.activity import ACTIVITY, Activity, Contact, Meeting, Task
from clientfile.figures.ledger import Ledger
from clientfile.figures.profile import PROFILE, Profile
from clientfile.output.table import Column, Table
from clientfile.records.settings import Settings
from clientfile.reports.common import translations
from clientfile.reports.common.standings import standings

COLUMNS = (
    Column("client", "Client", "text", "Client"),
    Column("name", "Name", "text", "Nom"),
    Column("owner", "Owner", "text", "Commercial"),
    Column("person", "Person", "text", "Personne"),
    Column("class", "Class", "text", "Classe"),
    Column("reason", "Reason", "text", "Motif", french=translations.REASONS),
    Column("last_contact", "Last contact", "date", "Dernier contact"),
    Column("last_relationship", "Last beside sales", "date", "Dernier hors vente"),
    Column("due", "Due", "date", "Pour le"),
    Column("overdue_days", "Days late", "integer", "Jours de retard"),
    Column("what", "What", "text", "Quoi"),
    Column("id", "Id", "text", "Id"),
    Column("whose", "Whose", "text", "De qui", "contacts.interactions.promises.whose"),
)
_GONE = ("former", "lost")
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


@dataclass(frozen=True, slots=True)
class _Entry:
    """Something that falls due with a client; `met` are the contacts that count for it."""

    reason: str
    due: date
    met: Sequence[Meeting]
    person: str | None = None
    task: Task | None = None


def due(ledger: Ledger, *, client: str = "", within: int = 0, owner: str = "") -> Table:
    """All that is due within so many days, the most overdue first; of one client, of one owner,
    where named.

    A contact is due so many days after the newest interaction that reached somebody and was not
    about collecting money: with a person as their `cadence` says, with anyone as the company's
    does, else that of the client's status or class (as C where the class is not known). Where there
    was none yet, the days run from when the client became one, or a prospect, a person's from when
    they came; where that is not known, the contact is due today. Promises, ours and theirs, and
    next actions fall due on their day. Nobody who left is due; a client that is former or lost only
    by a cadence of that status in the settings; one that is snoozed, until then, only for what was
    promised or planned.
    """
    diaries, _ = ledger.extracts(ACTIVITY)
    profiles, _ = ledger.extracts(PROFILE)
    classes = standings(ledger)
    limit = _later(ledger.today, within)
    rows: list[dict[str, Any]] = []
    for name, diary in diaries.items():
        profile, class_ = profiles[name], classes[name].class_
        if client not in ("", name):
            continue
        if not owner or fold(profile.owner or "") == fold(owner):
            found = _Calls(profile, diary, ledger.settings, ledger.today).entries(class_)
            rows += [
                _row(entry, profile, diary, class_, ledger.today)
                for entry in found
                if entry.due <= limit
            ]
    rows.sort(key=lambda row: (
        -row["overdue_days"], row["client"], row["reason"], row["person"] or "", row["id"] or "",
        row["what"] or ""))  # fmt: skip
    return Table(COLUMNS, rows, spare=_SPARE)


def _row(
    entry: _Entry, profile: Profile, diary: Activity, class_: str | None, today: date
) -> dict[str, Any]:
    task = entry.task
    return {
        "client": profile.client,
        "name": profile.name,
        "owner": profile.owner,
        "person": entry.person,
        "person_name": diary.names().get(entry.person or ""),
        "class": class_,
        "reason": entry.reason,
        "last_contact": _last(entry.met),
        "last_relationship": _last(each for each in entry.met if _beside_sales(each)),
        "due": entry.due,
        "overdue_days": (today - entry.due).days,
        "what": task.what if task else None,
        "id": (task.id or None) if task else None,
        "whose": task.whose if task and entry.reason == "promise" else None,
    }


@dataclass(frozen=True, slots=True)
class _Calls:
    """A client whose turn may have come."""

    profile: Profile
    diary: Activity
    settings: Settings
    today: date

    def entries(self, class_: str | None) -> Iterator[_Entry]:
        """What falls due, whenever that is."""
        contacts = [each for each in self.diary.meetings
                    if each.is_contact and each.day <= self.today]  # fmt: skip
        if self.profile.status in _GONE:
            yield from self._contact("cadence", self._of_status(), contacts, contacts)
            return
        yield from self._planned(contacts)
        days = self.diary.cadence or self._of_status() or self._of_class(class_)
        yield from self._contact("cadence", days, contacts, contacts)
        if self.profile.status == "client":
            beside = [each for each in contacts if _beside_sales(each)]
            days = self.settings.cadence.get("relationship")
            yield from self._contact("relationship", days, beside, contacts)
        for person in self.diary.people:
            if person.is_there(self.today):
                with_them = [each for each in contacts if person.id in each.people]
                yield from self._contact("cadence", person.cadence, with_them, with_them, person)

    def _planned(self, contacts: Sequence[Meeting]) -> Iterator[_Entry]:
        """Promises and next actions that have a day."""
        for meeting in self.diary.meetings:
            for task in meeting.promises:
                if task.open and task.due is not None:
                    to = self.diary.now_in_charge(task.to, self.today)
                    yield _Entry("promise", task.due, contacts, to, task)
            following = meeting.next
            if following is not None and following.open and following.due is not None:
                yield _Entry("next", following.due, contacts, None, following)

    def _contact(
        self,
        reason: str,
        days: int | None,
        counting: Sequence[Meeting],
        met: Sequence[Meeting],
        person: Contact | None = None,
    ) -> Iterator[_Entry]:
        """So many days after the last contact that counts, not before a snooze ends."""
        if not days:
            return
        since = _last(counting) or self._begun(person)
        day = self.today if since is None else _later(since, days)
        day = max(day, self.diary.snoozed_until or date.min)
        yield _Entry(reason, day, met, person.id if person else None)

    def _begun(self, person: Contact | None) -> date | None:
        """Since when there was somebody to contact."""
        begun = self.profile.client_since or self.profile.prospect_since
        came = person.since if person else None
        return max((day for day in (begun, came) if day), default=None)

    def _of_status(self) -> int | None:
        return self.settings.cadence.get(self.profile.status)

    def _of_class(self, class_: str | None) -> int | None:
        return self.settings.cadence.get(class_ or "C")


def _later(day: date, days: int) -> date:
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


def _beside_sales(meeting: Meeting) -> bool:
    return meeting.purpose in ("relationship", "service")


def _last(meetings: Iterable[Meeting]) -> date | None:
    return max((each.day for each in meetings), default=None)
