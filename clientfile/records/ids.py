"""Ids of a record's items: those in use, fresh ones, and who is meant by what was typed.

People, interactions, promises, questions, next actions and orders share one set of ids a record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from clientfile.errors import AmbiguousItemError, InvalidError, ItemNotFoundError, UsageError
from clientfile.errors.suggest import fold
from clientfile.records.contact_match import may_reach, reaches
from clientfile.records.edits import Data, Path, at
from clientfile.records.names import matches_name, slug

PEOPLE: Path = ("contacts", "people")
INTERACTIONS: Path = ("contacts", "interactions")
ORDERS: Path = ("business", "orders")
ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"

MakeId = Callable[[], str]


def items(data: Any, *path: str | int) -> list[Data]:
    """The mappings of the list at `path`; none where there is no such list."""
    for step in path:
        data = at(data, (step,))
    return [item for item in data if isinstance(item, dict)] if isinstance(data, list) else []


def people(data: Data) -> list[Data]:
    """Everyone in the record, those who left included."""
    return items(data, *PEOPLE)


def interactions(data: Data) -> list[Data]:
    """Every interaction of the record, in the file's order."""
    return items(data, *INTERACTIONS)


def orders(data: Data) -> list[Data]:
    """Every order of the record, in the file's order."""
    return items(data, *ORDERS)


def person_name(person: Data) -> str:
    """A person's first and last name, as one writes them; the id where there is neither."""
    names = (person.get("first_name"), person.get("last_name"))
    return " ".join(str(name) for name in names if name) or str(person.get("id", ""))


def all_items(data: Data) -> Iterator[tuple[str, Path]]:
    """Every id and order ref of a record, with the concrete path of its item."""
    for place, person in enumerate(people(data)):
        yield str(person.get("id", "")), (*PEOPLE, place)
    for place, interaction in enumerate(interactions(data)):
        path = (*INTERACTIONS, place)
        yield str(interaction.get("id", "")), path
        for kind in ("promises", "questions"):
            for inner, item in enumerate(items(interaction, kind)):
                yield str(item.get("id", "")), (*path, kind, inner)
        following = interaction.get("next")
        if isinstance(following, dict):
            yield str(following.get("id", "")), (*path, "next")
    for place, order in enumerate(orders(data)):
        yield str(order.get("ref", "")), (*ORDERS, place)


def used_ids(data: Data) -> set[str]:
    """Every id that the record uses."""
    return {name for name, _ in all_items(data) if name}


def fresh_id(used: set[str], make: MakeId) -> str:
    """A new id that the record doesn't use yet; it is added to `used`."""
    while (made := make()) in used:
        continue
    used.add(made)
    return made


def new_person_id(name: str, used: set[str]) -> str:
    """An id for a new person, made from the name: `paul-martin`, `paul-martin-2` …"""
    stem = slug(name, fallback="person")
    made, number = stem, 1
    while made in used:
        number += 1
        made = f"{stem[:60]}-{number}"
    return made


def find_person(data: Data, typed: str, *, present: bool = False) -> Data:
    """The one person meant: an id, an e-mail address or a telephone number, else part of a name.
    Those who left are found too.

    With `present`, of several who fit the one who is still there is meant. Raises ItemNotFoundError
    with the nearest, AmbiguousItemError with the list.
    """
    if not typed.strip():
        raise UsageError("an empty name means nobody: name the person")
    everyone = people(data)
    for person in everyone:
        if person.get("id") == typed:
            return person
    fitting = _fitting(everyone, typed)
    if present and len(fitting) > 1:
        fitting = [person for person in fitting if not has_left(person)] or fitting
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise AmbiguousItemError(typed, "the people", [str(person.get("id")) for person in fitting])
    raise ItemNotFoundError(typed, "contacts.people", _called(everyone))


def _called(everyone: Sequence[Data]) -> dict[str, str]:
    """People's ids by their ids and by their names."""
    ids = [str(person.get("id", "")) for person in everyone]
    names = zip(map(person_name, everyone), ids, strict=True)
    return {each: each for each in ids} | dict(names)


def find_item(data: Data, typed: str) -> Path:
    """The concrete path of the item meant by CLIENT/ITEM: an id, an order's ref, else a person by
    name, address or number.
    """
    for name, path in all_items(data):
        if name == typed:
            return path
    folded = fold(typed)
    loose = [path for name, path in all_items(data) if fold(name) == folded]
    if len(loose) == 1:
        return loose[0]
    try:
        person = find_person(data, typed)
    except ItemNotFoundError:
        names = {name: name for name, _ in all_items(data) if name}
        where = "the record (people by name, the rest by id)"
        raise ItemNotFoundError(typed, where, names | _called(people(data))) from None
    return (*PEOPLE, people(data).index(person))


def has_left(person: Data) -> bool:
    """Whether the person no longer works there."""
    return bool(person.get("left"))


def was_gone(person: Data, day: date) -> bool:
    """Whether a person had left before `day`; the day of leaving is the last, and one that is not
    known was before.
    """
    return has_left(person) and str(at(person, ("left", "date")) or "") < day.isoformat()


def present_person(data: Data, typed: str, day: date) -> Data:
    """The one person meant, who must not have left before `day`; the day of leaving is the last.

    Raises InvalidError with the successor's name, and as `find_person` does.
    """
    person = find_person(data, typed, present=True)
    if was_gone(person, day):
        gone = at(person, ("left", "date"))
        since = f" on {gone}" if gone else ""
        raise InvalidError(f"{person_name(person)} left{since}: {_succession(data, person)}")
    return person


def _succession(data: Data, person: Data) -> str:
    successor = at(person, ("left", "successor"))
    if successor:
        return f"the successor is {person_name(find_person(data, successor))}: --with {successor}"
    return "no successor is known: name the person who was there, or add one by add-contact"


def _fitting(everyone: Sequence[Data], typed: str) -> list[Data]:
    if may_reach(typed) and (reached := [each for each in everyone if reaches(typed, each)]):
        return reached
    fitting = [person for person in everyone if matches_name(typed, person_name(person))]
    exact = [person for person in fitting if fold(person_name(person)) == fold(typed)]
    # An id may be written otherwise than the name: Rüefenau, ruefenau.
    return (
        exact or fitting or [each for each in everyone if matches_name(typed, str(each.get("id")))]
    )
