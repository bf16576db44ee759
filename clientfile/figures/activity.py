"""Activity of a client: its interactions with their promises, questions and next actions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from clientfile.figures.extracts import Extract, ExtractRequest, decode_day, encode_json
from clientfile.records.edits import Data, at
from clientfile.records.ids import REMINDERS, interactions, items, people, person_name
from clientfile.records.posts import Span, arrival_day, has_left, past_posts
from clientfile.records.references import linked_people

if TYPE_CHECKING:
    from clientfile.records.client import Client


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at the client, who came on the day `arrived` and has had their post `since` a day.

    One who has `gone` left on the day `left`, which may be unknown or still to come. `cadence` is
    the number of days between contacts; `successor` is a person's id. `former_cadences` are those
    of the posts held before, each with its days. `same_as` is who the person is at other clients
    (`client/person`).
    """

    id: str
    name: str
    cadence: int | None
    since: date | None
    gone: bool
    left: date | None
    successor: str | None
    arrived: date | None = None
    former_cadences: tuple[tuple[Span, int | None], ...] = ()
    same_as: tuple[str, ...] = ()

    def is_there(self, day: date) -> bool:
        """Whether the person works there on a day; the day on which one leaves is the last."""
        return (self.arrived is None or self.arrived <= day) and not self.has_gone(day)

    def has_gone(self, day: date) -> bool:
        """Whether the person left before a day."""
        return self.gone and (self.left is None or self.left < day)

    def has_successor(self, day: date) -> bool:
        """Whether a successor is in charge on a day: from the person's last day on."""
        return self.gone and bool(self.successor) and (self.left is None or self.left <= day)

    def on(self, day: date) -> Contact:
        """The person with the cadence of the post of a day, since when they have had it."""
        for span, cadence in self.former_cadences:
            if span.holds(day):
                return replace(self, cadence=cadence, since=decode_day(span.first))
        return self


@dataclass(frozen=True, slots=True)
class Task:
    """A promise, a next action or a reminder: what is to be done by `due`.

    `whose` is "ours" or "theirs", `to` a person's id, `since` the day of the interaction (of a
    reminder the day it falls due). `done`
    and `cancelled` are the days on which it was.
    """

    id: str
    what: str
    whose: str
    to: str | None
    since: date
    due: date | None
    done: date | None
    cancelled: date | None

    @property
    def open(self) -> bool:
        """Whether it is still to be done."""
        return self.done is None and self.cancelled is None

    def falls_due(self, days: int) -> date:
        """Its day; without one, so many `days` after it came about."""
        return self.due or days_after(self.since, days)


@dataclass(frozen=True, slots=True)
class ClientQuestion:
    """A client's question of an interaction on `day`, and what was answered on which day."""

    id: str
    what: str
    day: date
    answered: date | None
    answer: str | None


@dataclass(frozen=True, slots=True)
class Meeting:
    """An interaction of any `kind`; `reached` is false where nobody answered, `mailing` true where
    it was a message to many.
    """

    id: str
    day: date
    kind: str
    purpose: str | None
    reached: bool
    mailing: bool
    people: tuple[str, ...]
    salesperson: str | None
    summary: str | None
    promises: tuple[Task, ...]
    questions: tuple[ClientQuestion, ...]
    next: Task | None

    @property
    def reached_somebody(self) -> bool:
        """Whether somebody answered, and it was no message to many."""
        return self.reached and not self.mailing

    @property
    def is_contact(self) -> bool:
        """Whether it counts as a contact: somebody was reached, and not only for money."""
        return self.reached_somebody and self.purpose != "collection"


@dataclass(frozen=True)
class Activity:
    """A client's interactions in the record's order, and its people.

    `cadence` is the number of days between contacts with the client, which are not asked for
    before `snoozed_until`.
    """

    meetings: tuple[Meeting, ...]
    people: tuple[Contact, ...]
    cadence: int | None
    snoozed_until: date | None
    reminders: tuple[Task, ...] = ()

    @cached_property
    def names(self) -> Mapping[str, str]:
        """People's names by their ids."""
        return {person.id: person.name for person in self.people}

    def is_gone_for_good(self, person: str | None, today: date) -> bool:
        """Whether a person left before today, and nobody has their place."""
        contact = self._people_by_id.get(person)
        return (
            contact is not None
            and contact.has_gone(today)
            and self.now_in_charge(person, today) == person
        )

    @cached_property
    def _people_by_id(self) -> Mapping[str | None, Contact]:
        return {person.id: person for person in self.people}

    @cached_property
    def _last_successors(self) -> dict[date, dict[str | None, str | None]]:
        """What `now_in_charge` has found, by the day and the person."""
        return {}

    def now_in_charge(self, person: str | None, today: date) -> str | None:
        """The id of who has a person's place today: the person, or the last of their successors
        from the day on which they left.
        """
        last = self._last_successors.setdefault(today, {})
        walked: dict[str | None, None] = {}
        while person not in last and person not in walked:
            walked[person] = None
            contact = self._people_by_id.get(person)
            if contact is None or not contact.has_successor(today):
                break
            person = contact.successor
        # Each of a chain is walked once. Those who succeed each other in a circle stay themselves.
        end = last.get(person, person)
        in_circle = False
        for each in walked:
            in_circle = in_circle or each == person
            last[each] = each if in_circle else end
        return end


def days_after(day: date, days: int) -> date:
    """The day so many days later, at most the last day there is."""
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


def _encode(client: Client, data: Data, request: ExtractRequest) -> str:
    del client, request
    everyone = people(data)
    handed_over = _handover_days(everyone)
    cells = [
        [_meeting(each) for each in interactions(data)],
        [_person(each, handed_over) for each in everyone],
        at(data, ("contacts", "cadence")),
        at(data, ("contacts", "snoozed_until")),
        [_reminder(each) for each in items(data, *REMINDERS)],
    ]  # fmt: skip
    return encode_json(cells)


def _handover_days(everyone: Sequence[Data]) -> dict[str, str]:
    """The last day on which a predecessor left, by the successor's id."""
    days: dict[str, str] = {}
    for person in everyone:
        successor, day = at(person, ("left", "successor")), at(person, ("left", "date"))
        if day:
            days[successor] = max(day, days.get(successor, day))
    return days


def _person(each: Data, handed_over: Mapping[str, str]) -> list[Any]:
    """The cells of a Contact. Without a `since`, a successor counts from the day on which their
    predecessor left.
    """
    since = each.get("since") or handed_over.get(each.get("id", ""))
    return [
        str(each.get("id")), person_name(each), each.get("cadence"), since, has_left(each),
        at(each, ("left", "date")), at(each, ("left", "successor")), arrival_day(each),
        [[post.span.first, post.span.last, post.entry.get("cadence")] for post in past_posts(each)],
        linked_people(each),
    ]  # fmt: skip


def _meeting(each: Data) -> list[Any]:
    following = each.get("next")
    return [
        each.get("id", ""), each["date"], each["kind"], each.get("purpose"),
        each.get("reached") is not False, each.get("mailing") is True, each.get("with", []),
        each.get("salesperson"), each.get("summary"),
        [_task(item, "due") for item in items(each, "promises")],
        [[item.get("id", ""), item["what"], item.get("answered"), item.get("answer")]
         for item in items(each, "questions")],
        _task(following, "date") if following and "what" in following else None,
    ]  # fmt: skip


def _task(item: Data, due: str) -> list[Any]:
    return [item.get("id", ""), item["what"], item.get("whose", "ours"), item.get("to"),
            item.get(due), item.get("done"), item.get("cancelled")]  # fmt: skip


def _reminder(item: Data) -> list[Any]:
    # One that recurs is never over by being done.
    done = None if "every" in item else item.get("last_done")
    return [item.get("id", ""), item["what"], "ours", item.get("person"), item["date"], done,
            item.get("cancelled")]  # fmt: skip


def _decode(text: str, client: str, currency: str) -> Activity:
    del client, currency
    meetings, persons, cadence, snoozed, reminders = json.loads(text)
    return Activity(
        tuple(map(_decode_meeting, meetings)),
        tuple(map(_decode_person, persons)),
        cadence,
        decode_day(snoozed),
        tuple(_decode_task(each, date.fromisoformat(each[4])) for each in reminders),
    )  # fmt: skip


def _decode_person(cells: list[Any]) -> Contact:
    id_, name, cadence, since, gone, left, successor, arrived, posts, same_as = cells
    return Contact(
        id_, name, cadence, decode_day(since), gone, decode_day(left), successor,
        decode_day(arrived),
        tuple((Span(first, last), days) for first, last, days in posts), tuple(same_as),
    )  # fmt: skip


def _decode_meeting(cells: list[Any]) -> Meeting:
    (id_, day, kind, purpose, reached, mailing, persons, seller, summary, promises, questions,
     following) = cells  # fmt: skip
    since = date.fromisoformat(day)
    return Meeting(
        id_, since, kind, purpose, reached, mailing, tuple(persons), seller, summary,
        tuple(_decode_task(each, since) for each in promises),
        tuple(ClientQuestion(each, what, since, decode_day(answered), answer)
              for each, what, answered, answer in questions),
        _decode_task(following, since) if following else None,
    )  # fmt: skip


def _decode_task(cells: list[Any], since: date) -> Task:
    id_, what, whose, to, due, done, cancelled = cells
    days = (decode_day(due), decode_day(done), decode_day(cancelled))
    return Task(id_, what, whose, to, since, *days)


ACTIVITY: Extract[Activity] = Extract("activity", _encode, _decode, dated=False)
