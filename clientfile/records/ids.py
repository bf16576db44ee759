"""Ids of a record's items: list them, make new ones, find an item or a person as typed.

People, interactions, promises, questions, next actions, reminders, orders and money on account of a
record share one set of ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from clientfile.errors import AmbiguousItemError, InvalidError, NoSuchItemError, UsageError
from clientfile.errors.suggest import fold
from clientfile.language import _, quantities
from clientfile.records.edits import Data, Path, at
from clientfile.records.names import free_id, matches_name, slug
from clientfile.records.posts import arrival_day, arrives_after, was_gone, was_there

PEOPLE: Path = ("contacts", "people")
INTERACTIONS: Path = ("contacts", "interactions")
REMINDERS: Path = ("contacts", "reminders")
ORDERS: Path = ("business", "orders")
ON_ACCOUNT: Path = ("business", "on_account")
FORMER_IDS: Path = ("identity", "former_ids")
"""The field that lists the ids of records that were merged into this one."""
ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"

MakeId = Callable[[], str]


def items(data: Any, *path: str | int) -> list[Data]:
    """The mappings of the list at `path`; none where there is no such list."""
    for step in path:
        data = at(data, (step,))
    return [item for item in data if isinstance(item, dict)] if isinstance(data, list) else []


def people(data: Data) -> list[Data]:
    """Every person of the record, including those who left."""
    return items(data, *PEOPLE)


def interactions(data: Data) -> list[Data]:
    """Every interaction of the record, in the file's order."""
    return items(data, *INTERACTIONS)


def orders(data: Data) -> list[Data]:
    """Every order of the record, in the file's order."""
    return items(data, *ORDERS)


def is_open_reminder(reminder: Data) -> bool:
    """Whether a reminder is still to come."""
    over = reminder.get("cancelled") or (reminder.get("last_done") and "every" not in reminder)
    return not over


def person_name(person: Data) -> str:
    """A person's first and last name; the id where there is neither."""
    names = (person.get("first_name"), person.get("last_name"))
    return " ".join(str(name) for name in names if name) or str(person.get("id", ""))


def all_items(data: Data) -> Iterator[tuple[str, Path]]:
    """Every id and order ref of a record, each with the concrete path of its item."""
    for index, person in enumerate(people(data)):
        yield str(person.get("id", "")), (*PEOPLE, index)
    for index, interaction in enumerate(interactions(data)):
        path = (*INTERACTIONS, index)
        yield str(interaction.get("id", "")), path
        for kind in ("promises", "questions"):
            for inner, item in enumerate(items(interaction, kind)):
                yield str(item.get("id", "")), (*path, kind, inner)
        following = interaction.get("next")
        if isinstance(following, dict):
            yield str(following.get("id", "")), (*path, "next")
    for index, reminder in enumerate(items(data, *REMINDERS)):
        yield str(reminder.get("id", "")), (*REMINDERS, index)
    for index, order in enumerate(orders(data)):
        yield str(order.get("ref", "")), (*ORDERS, index)
    for index, entry in enumerate(items(data, *ON_ACCOUNT)):
        yield str(entry.get("id", "")), (*ON_ACCOUNT, index)


def used_ids(data: Data) -> set[str]:
    """The ids and order refs in use in the record."""
    return {name for name, __ in all_items(data) if name}


def fresh_id(used: set[str], make: MakeId) -> str:
    """An id from `make` that is not in `used`; it is added to `used`."""
    while (new := make()) in used:
        continue
    used.add(new)
    return new


def new_person_id(name: str, used: set[str]) -> str:
    """An id for a new person, from the name: `paul-martin`, `paul-martin-2` …"""
    return free_id(slug(name, fallback="person"), used)


def find_person(data: Data, query: str, *, on: date | None = None) -> Data:
    """The one person that `query` names: by id, a former one too, e-mail address or telephone
    number, or by a part of the name. People who left are included.

    Of several, those count who were there on the day `on`, where it is given. Raises UsageError for
    an empty query, NoSuchItemError with the nearest names, AmbiguousItemError with the matches.
    """
    if not query.strip():
        raise UsageError(_("an empty name means nobody: name the person"))
    everyone = people(data)
    for person in everyone:
        if person.get("id") == query:
            return person
    for person in everyone:
        if query in person.get("former_ids", ()):
            return person
    matches = _matching_people(data, everyone, query)
    if on and len(matches) > 1:
        matches = [person for person in matches if was_there(person, on)] or matches
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise AmbiguousItemError(
            query, _("the people"), [str(person.get("id")) for person in matches]
        )
    raise NoSuchItemError(query, "contacts.people", _ids_by_name(everyone))


def _ids_by_name(everyone: Sequence[Data]) -> dict[str, str]:
    """The ids of people, each under the id and under the name."""
    ids = [str(person.get("id", "")) for person in everyone]
    names = zip(map(person_name, everyone), ids, strict=True)
    return {each: each for each in ids} | dict(names)


def find_by_id(data: Data, query: str) -> Path | None:
    """The concrete path of the item with this id or order's ref, in whatever case; None for none.

    Raises AmbiguousItemError where several differ from it by case or accents alone.
    """
    for name, path in all_items(data):
        if name == query:
            return path
    folded = fold(query)
    loose = {name: path for name, path in all_items(data) if fold(name) == folded}
    if len(loose) > 1:
        raise AmbiguousItemError(query, _("the items of the record"), list(loose))
    return next(iter(loose.values()), None)


def find_item(data: Data, query: str) -> Path:
    """The concrete path of the item of CLIENT/ITEM: by an id or an order's ref, else a person by
    name, e-mail address or telephone number.

    Raises as `find_by_id` and `find_person` do.
    """
    if (path := find_by_id(data, query)) is not None:
        return path
    try:
        person = find_person(data, query)
    except NoSuchItemError:
        names = {name: name for name, __ in all_items(data) if name}
        where = _("the record (people by name, the rest by id)")
        raise NoSuchItemError(query, where, names | _ids_by_name(people(data))) from None
    return (*PEOPLE, people(data).index(person))


def present_person(data: Data, query: str, day: date) -> Data:
    """The person that `query` names, who must have been there on `day`.

    The day of leaving is the last one there. Raises InvalidError with the successor's name, or with
    the day on which the person came, and as `find_person` does.
    """
    person = find_person(data, query, on=day)
    if arrives_after(person, day):
        raise InvalidError(
            _(
                "{name} is there from {arrival} on, not on {day}: name the person who was "
                "there, or correct it: clientfile edit CLIENT/{id}",
                name=person_name(person),
                arrival=quantities.day(str(arrival_day(person))),
                day=day,
                id=person["id"],
            )
        )
    if was_gone(person, day):
        gone = at(person, ("left", "date"))
        name, hint = person_name(person), _succession(data, person)
        raise InvalidError(
            _("{name} left on {day}: {hint}", name=name, day=quantities.day(str(gone)), hint=hint)
            if gone
            else _("{name} left: {hint}", name=name, hint=hint)
        )
    return person


def _succession(data: Data, person: Data) -> str:
    successor = at(person, ("left", "successor"))
    if successor:
        return _(
            "the successor is {name}: --with {id}",
            name=person_name(find_person(data, successor)),
            id=successor,
        )
    return _("no successor is known: name the person who was there, or add one by add-contact")


def _matching_people(data: Data, everyone: Sequence[Data], query: str) -> list[Data]:
    # Few commands look a person up, and most by a name.
    from clientfile.records.contact_match import may_reach, reaches, region_of

    if may_reach(query):
        region = region_of(data)
        reached = [each for each in everyone if reaches(query, each, region)]
        if reached:
            return reached
    matches = [person for person in everyone if matches_name(query, person_name(person))]
    exact = [person for person in matches if fold(person_name(person)) == fold(query)]
    # An id may be spelled unlike the name: Rüefenau, ruefenau.
    return (
        exact or matches or [each for each in everyone if matches_name(query, str(each.get("id")))]
    )
