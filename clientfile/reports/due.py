"""`due`: whom to contact, and what falls due with them, the most neglected first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from clientfile.figures.diary import DIARY, Diary, Meeting, Person
from clientfile.figures.profile import PROFILE, Profile
from clientfile.reports.ledger import Ledger
from clientfile.reports.standings import standings
from clientfile.table import Column, Table

COLUMNS = (
    Column("client", "Client", "text", "Client"),
    Column("name", "Name", "text", "Nom"),
    Column("owner", "Owner", "text", "Responsable"),
    Column("person", "Person", "text", "Personne"),
    Column("class", "Class", "text", "Classe"),
    Column("reason", "Reason", "text", "Motif"),
    Column("last_contact", "Last contact", "date", "Dernier contact"),
    Column("last_relationship", "Last beside sales", "date", "Dernier hors vente"),
    Column("due", "Due", "date", "Pour le"),
    Column("overdue_days", "Days late", "integer", "Jours de retard"),
    Column("what", "What", "text", "Quoi"),
    Column("id", "Id", "text", "Id"),
)
_GONE = ("former", "lost")


@dataclass(frozen=True, slots=True)
class _Entry:
    """Something that falls due with a client."""

    reason: str
    due: date
    person: str | None = None
    what: str | None = None
    id: str | None = None


def due(ledger: Ledger, *, within: int = 0, owner: str = "") -> Table:
    """All that is due within so many days, the most overdue first; of one owner where named.

    A contact is due so many days after the newest interaction that reached somebody and was not
    about collecting money: with a person as their `cadence` says, with anyone as the company's
    does, else that of the client's class or status. Where there was none yet, the days run from
    when the client became one, or a prospect. Nobody who left is due, and no client that is former
    or lost; one that is snoozed only for what was promised or planned.
    """
    diaries, _ = ledger.extracts(DIARY)
    profiles, _ = ledger.extracts(PROFILE)
    classes = standings(ledger)
    limit = ledger.today + timedelta(days=within)
    rows: list[dict[str, Any]] = []
    for client, diary in diaries.items():
        profile = profiles[client]
        if profile.status in _GONE or owner not in ("", profile.owner):
            continue
        class_ = classes[client].class_
        rows += [
            _row(ledger, client, profile, diary, class_, entry)
            for entry in _entries(ledger, diary, profile, class_)
            if entry.due <= limit
        ]
    rows.sort(key=lambda row: (-row["overdue_days"], row["client"], row["reason"], row["id"] or ""))
    return Table(COLUMNS, rows, spare=("owner", "class", "last_relationship", "id", "name"))


def _row(
    ledger: Ledger, client: str, profile: Profile, diary: Diary, class_: str | None, entry: _Entry
) -> dict[str, Any]:
    met = [each for each in _contacts(diary, ledger.today)
           if entry.reason != "cadence" or entry.person in (None, *each.people)]  # fmt: skip
    return {
        "client": client,
        "name": profile.name,
        "owner": profile.owner,
        "person": entry.person,
        "class": class_,
        "reason": entry.reason,
        "last_contact": _last(met),
        "last_relationship": _last(each for each in met if _beside_sales(each)),
        "due": entry.due,
        "overdue_days": (ledger.today - entry.due).days,
        "what": entry.what,
        "id": entry.id,
    }


def _entries(
    ledger: Ledger, diary: Diary, profile: Profile, class_: str | None
) -> Iterator[_Entry]:
    yield from _planned(diary)
    if diary.snoozed_until is not None and diary.snoozed_until > ledger.today:
        return
    contacts = _contacts(diary, ledger.today)
    begun = profile.client_since or profile.prospect_since or ledger.today
    days = diary.cadence or _usual(ledger, profile, class_)
    if days:
        yield _Entry("cadence", _after(_last(contacts) or begun, days, diary))
    beside = ledger.settings.cadence.get("relationship")
    if beside and profile.status == "client":
        last = _last(each for each in contacts if _beside_sales(each))
        yield _Entry("relationship", _after(last or begun, beside, diary))
    for person in _still_there(diary.people, ledger.today):
        if person.cadence:
            last = _last(each for each in contacts if person.id in each.people)
            yield _Entry("cadence", _after(last or begun, person.cadence, diary), person.id)


def _planned(diary: Diary) -> Iterator[_Entry]:
    """Our own promises and the next actions that have a day."""
    for meeting in diary.meetings:
        for task in meeting.promises:
            if task.open and task.due is not None and task.whose == "ours":
                to = diary.now_in_charge(task.to)
                yield _Entry("promise", task.due, to, task.what, task.id or None)
        following = meeting.next
        if following is not None and following.open and following.due is not None:
            yield _Entry("next", following.due, None, following.what, following.id or None)


def _after(last: date, days: int, diary: Diary) -> date:
    """So many days after the last contact, not before the client may be contacted again."""
    ordinal = min(last.toordinal() + days, date.max.toordinal())
    return max(date.fromordinal(ordinal), diary.snoozed_until or date.min)


def _usual(ledger: Ledger, profile: Profile, class_: str | None) -> int | None:
    cadence = ledger.settings.cadence
    return cadence.get(profile.status) or (cadence.get(class_) if class_ else None)


def _contacts(diary: Diary, today: date) -> Sequence[Meeting]:
    """What counts as a contact and is not in the future."""
    return [each for each in diary.meetings if each.is_contact and each.day <= today]


def _beside_sales(meeting: Meeting) -> bool:
    return meeting.purpose in ("relationship", "service")


def _still_there(people: Iterable[Person], today: date) -> Iterator[Person]:
    return (each for each in people if each.left is None or each.left > today)


def _last(meetings: Iterable[Meeting]) -> date | None:
    return max((each.day for each in meetings), default=None)
