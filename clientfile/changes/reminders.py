"""Reminders of a client: set, done, called off; one that recurs moves on to its next day."""

from __future__ import annotations

from datetime import date
from typing import Any

from clientfile.changes.fields import shorten_value
from clientfile.errors import InvalidError
from clientfile.language import Message, _
from clientfile.language.quantities import day as as_day
from clientfile.records.change import Change
from clientfile.records.edits import Append, Data, Drop, Edit, Path, Put, at
from clientfile.records.ids import (
    REMINDERS,
    MakeId,
    find_person,
    fresh_id,
    present_person,
    used_ids,
)
from clientfile.records.posts import arrives_after
from clientfile.records.reminders import planned_beside, upcoming
from clientfile.records.typed.intervals import interval_words, next_occurrence


def remind(
    client: str,
    data: Data,
    what: str,
    day: date,
    *,
    today: date,
    make_id: MakeId,
    every: str = "",
    person: str = "",
) -> Change:
    """Set a reminder for `day`, again and again where `every` has an interval; `person` is the
    typed name of whom it is about.

    One that recurs may have begun in the past: it falls due on its first day from today on. Raises
    InvalidError for an empty text, for a past day of one that does not recur, for a person who has
    left, and for one who comes after `day`.
    """
    if not what.strip():
        raise InvalidError(_('a reminder needs a text: remind CLIENT "WHAT" --by DATE'))
    if day < today and not every:
        raise InvalidError(_("{day} is past: --by takes a day to come", day=day))
    reminder: Data = {"id": fresh_id(used_ids(data), make_id), "what": what.strip()}
    if every:
        reminder |= {**upcoming(day, every, today), "every": every}
    else:
        reminder["date"] = day.isoformat()
    if person:
        # Of somebody still to come, it may fall due once they are there.
        is_to_come = arrives_after(find_person(data, person, on=today), today)
        reminder["person"] = present_person(data, person, day if is_to_come else today)["id"]
    summary = _describe(client, reminder)
    edits: list[Edit] = [Append(REMINDERS, (reminder,))]
    return Change("remind", summary, {client: edits}, summary, ids=[str(reminder["id"])])


def done_reminder(client: str, data: Data, path: Path, name: str, day: date) -> Change:
    """Record that a reminder was done on `day`; one that recurs moves to its next day.

    That is its first day after `day` and after the one it stood for, counted from the day that was
    planned: none is skipped, and none comes twice. Raises InvalidError for one that was cancelled,
    or done on another day already.
    """
    reminder = at(data, path)
    recurs, last = "every" in reminder, str(reminder.get("last_done", ""))
    typed = day.isoformat()
    if reminder.get("cancelled"):
        raise InvalidError(_not_done(client, name, "cancelled", str(reminder["cancelled"])))
    if last and last != typed and (last > typed or not recurs):
        raise InvalidError(_not_done(client, name, "last_done", last))
    edits: list[Edit] = [Put((*path, "last_done"), typed)]
    what = shorten_value(reminder["what"])
    values = {"client": client, "item": name, "day": day, "what": what}
    if not recurs or last == typed:
        summary = _("{client}: reminder {item} done on {day} ({what})", **values)
        return Change("done", summary, {client: edits}, summary, ids=[name])
    following, moves = _moves(reminder, path, day)
    summary = _(
        "{client}: reminder {item} done on {day} ({what}), next on {next}", next=following, **values
    )
    return Change("done", summary, {client: [*edits, *moves]}, summary, ids=[name])


def _moves(reminder: Data, path: Path, done: date) -> tuple[date, list[Edit]]:
    """The next day of a reminder that recurs, and the edits that move it there."""
    day, every = date.fromisoformat(str(reminder["date"])), str(reminder["every"])
    planned = _planned(reminder, day, every)
    following = next_occurrence(planned, every, max(done, day))
    edits: list[Edit] = [Put((*path, "date"), following.isoformat())]
    if beside := planned_beside(following, planned, every):
        edits.append(Put((*path, "planned"), beside["planned"]))
    elif "planned" in reminder:
        edits.append(Drop((*path, "planned")))
    return following, edits


def _planned(reminder: Data, day: date, every: str) -> date:
    """The day that a reminder is counted from: `planned`, unless a hand gave it another date."""
    planned = date.fromisoformat(str(reminder.get("planned", day)))
    before = date.fromordinal(max(day.toordinal() - 1, 1))
    return planned if planned <= day == next_occurrence(planned, every, before) else day


def _not_done(client: str, name: str, key: str, day: str) -> Message:
    values: dict[str, Any] = {"client": client, "item": name, "day": as_day(day)}
    if key == "cancelled":
        return _(
            "{item} is cancelled since {day}: if that is wrong: "
            "clientfile unset {client}/{item} cancelled",
            **values,
        )
    return _(
        "{item} was done on {day} already: if that is wrong: "
        "clientfile unset {client}/{item} last_done",
        **values,
    )


def _describe(client: str, reminder: Data) -> str:
    values = {
        "client": client,
        "what": shorten_value(reminder["what"]),
        "day": as_day(str(reminder["date"])),
    }
    if "every" not in reminder:
        return _("{client}: reminder for {day} ({what})", **values)
    return _(
        "{client}: reminder for {day}, then {every} ({what})",
        every=interval_words(str(reminder["every"])),
        **values,
    )
