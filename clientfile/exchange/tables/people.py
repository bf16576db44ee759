"""The person of a row: who it is by id or names, and what is told of one without a name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import takewhile

from clientfile.errors.suggest import fold
from clientfile.exchange.tables.expressions import UnmappableError
from clientfile.exchange.tables.kinds import PEOPLE, RECORD
from clientfile.exchange.tables.missing_edits import MissingEdits, find_missing_edits
from clientfile.exchange.tables.rows import ImportedRow, Values
from clientfile.language import Lines, Message, _
from clientfile.language.quantities import day as as_day
from clientfile.records.edits import Data, at
from clientfile.records.ids import people, person_name
from clientfile.records.names import is_id, numbered_ids, quoted, slug
from clientfile.records.posts import was_gone

_ID, _FIRST, _LAST = ("id",), ("first_name",), ("last_name",)
_OF_A_COMPANY = (("phone",), ("fax",), ("email",))
"""What of a person without a name is the company's, by its key in both."""


def with_last_name(row: ImportedRow) -> ImportedRow:
    """The row, with a first name that stands alone as the last name, which a person must have."""
    values = row.items.get(PEOPLE, {})
    if row.fault or _FIRST not in values or _LAST in values or _ID in values:
        return row
    person = {key: value for key, value in values.items() if key != _FIRST}
    person = {_LAST: values[_FIRST], **person}
    if not has_id(person):
        return row
    note = _("{name} stands alone, and is taken as the last name", name=quoted(values[_FIRST]))
    return replace(row, items={**row.items, PEOPLE: person}, notes=(*row.notes, note))


def resolve_person_id(values: Values) -> str:
    """A person's id as mapped, else made from the names.

    Raises UnmappableError where the row has neither.
    """
    if _ID in values:
        return str(values[_ID])
    if _LAST not in values:
        raise UnmappableError(_("{field} is empty: fill it in", field="contacts.people.last_name"))
    identifier = slug(_name(values), fallback="")
    if not is_id(identifier):
        raise UnmappableError(
            _("no id can be made of {text}: map contacts.people.id", text=quoted(_name(values)))
        )
    return identifier


def _name(values: Values) -> str:
    return " ".join(str(values[key]) for key in (_FIRST, _LAST) if key in values)


def has_id(values: Values) -> bool:
    """Whether a row's person can be told from others."""
    try:
        return bool(resolve_person_id(values))
    except UnmappableError:
        return False


def resolve_present_person(data: Data, values: Values, client: str, today: date) -> str:
    """The id under which the record has, or gets, a row's person.

    A name that has left may be that person again, or somebody else: a namesake who is there is
    the one. Raises UnmappableError where there is none. An id that is mapped is obeyed.
    """
    stem = resolve_person_id(values)
    by_id = {str(each.get("id")): each for each in people(data)} if _ID not in values else {}
    leaver = by_id.get(stem)
    if leaver is None or not was_gone(leaver, today):
        return stem
    others = [by_id[each] for each in takewhile(by_id.__contains__, numbered_ids(stem))]
    present = [each for each in others if not was_gone(each, today)]
    namesakes = [each for each in present if fold(person_name(each)) == fold(_name(values))]
    if not namesakes:
        raise UnmappableError(_departure(stem, leaver, client))
    return str(namesakes[0]["id"])


def tell_changed_leaver(data: Data, values: Values, client: str, today: date) -> str:
    """The note that an id names somebody who has left; empty for others."""
    person = values.get(_ID)
    leaver = next((each for each in people(data) if each.get("id") == person), None)
    if person is None or leaver is None or not was_gone(leaver, today):
        return ""
    return _("{person} has left {client}, and is changed by the id", person=person, client=client)


def _departure(person: str, leaver: Data, client: str) -> Message:
    last_day = at(leaver, ("left", "date"))
    if not last_day:
        return _(
            "{person} has left {client}, and is not changed: if it is somebody else, "
            "clientfile add-contact {client}",
            person=person,
            client=client,
        )
    return _(
        "{person} left {client} on {day}, and is not changed: if it is somebody else, "
        "clientfile add-contact {client}",
        person=person,
        client=client,
        day=as_day(str(last_day)),
    )


def nameless_edits(
    data: Data, company: Values, person: Values, constants: Collection[tuple[str, ...]]
) -> MissingEdits:
    """The edits of a company's row whose person has no name of which an id could be made.

    Phone, fax and e-mail are the company's where neither the row nor the record has another for
    it. The rest is left out. The note tells both; `constants` are no news.
    """
    taken, left_out = MissingEdits(), list[str]()
    of_company: list[str] = []
    for key, value in person.items():
        place = ("identity", *key)
        if key in _OF_A_COMPANY and place not in company and at(data, place) in (None, value):
            taken.add(find_missing_edits(data, {place: value}, RECORD, ""))
            of_company.append(_path(key))
        elif key not in constants:
            left_out.append(_path(key))
    taken.note = Lines(_tell_nameless(of_company, left_out), "; ")
    return taken


def _path(key: tuple[str, ...]) -> str:
    return ".".join((*PEOPLE, *key))


def _tell_nameless(of_company: Sequence[str], left_out: Sequence[str]) -> Iterator[Message]:
    if of_company:
        fields = ", ".join(of_company)
        yield _("the person has no name; taken for the company: {fields}", fields=fields)
    if left_out:
        yield _("the person has no name; left out: {fields}", fields=", ".join(left_out))
