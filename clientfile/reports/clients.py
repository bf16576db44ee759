"""`list`: the clients, or with `--people` everyone at them, one a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from clientfile.figures.ledger import Ledger
from clientfile.language import _
from clientfile.language.quantities import day
from clientfile.output.table import MARKS, Column, Table
from clientfile.records.cards import Card, newest
from clientfile.records.contact_match import may_reach_in_part, reaches_in_part, region_of
from clientfile.records.dated_ahead import people_to_come, records_on
from clientfile.records.edits import Data, at
from clientfile.records.ids import interactions, people, person_name
from clientfile.records.interactions import reached_somebody
from clientfile.records.names import matches_name
from clientfile.records.posts import arrival_day
from clientfile.records.references import links_of, newcomers
from clientfile.reports.common import coverage, words
from clientfile.reports.common.standings import Standing, standings

CLIENT_COLUMNS = (
    Column("client", _("Client"), "text"),
    Column("name", _("Name"), "text"),
    Column("status", _("Status"), "text", "identity.status"),
    Column("owner", _("Owner"), "text"),
    Column("type", _("Type"), "text", "identity.type"),
    Column("class", _("Class"), "text", words=words.CLASSES),
    Column("city", _("City"), "text"),
    Column("country", _("Country"), "text"),
    Column("last_contact", _("Last contact"), "date"),
    Column("revenue", _("Revenue"), "money"),
    Column("margin", _("Margin"), "money"),
    Column("tags", _("Tags"), "list"),
    Column("margin_known", _("Known margin"), "money"),
)
# The columns that a narrow terminal leaves out, the first one first.
_SPARE_OF_CLIENTS = ("tags", "country", "type", "margin", "owner", "last_contact")
_SPARE_OF_PEOPLE = ("left", "department", "last_contact", "mobile", "client")
PERSON_COLUMNS = (
    Column("client", _("Client"), "text"),
    Column("person", _("Person"), "text"),
    Column("name", _("Name"), "text"),
    Column("function", _("Function"), "text"),
    Column("department", _("Department"), "text"),
    Column("phone", _("Phone"), "text"),
    Column("mobile", _("Mobile"), "text"),
    Column("email", _("E-mail"), "text"),
    Column("left", _("Left"), "date"),
    Column("last_contact", _("Last contact"), "date"),
)


def list_clients(cards: Mapping[str, Card], ledger: Ledger) -> Table:
    """Every client by id. Revenue and margin (folder's currency) and class are its standing's."""
    standing = standings(ledger)
    rows = [
        {
            "client": name,
            "name": card.name,
            "status": card.status_on(ledger.today),
            "owner": card.owner,
            "type": card.type,
            "class": standing[name].class_,
            "city": card.city,
            "country": card.country,
            "last_contact": newest(card.contacted, ledger.today),
            "revenue": standing[name].revenue,
            "margin": standing[name].margin,
            "tags": list(card.tags) or None,
            **_partial_margin(standing[name]),
        }
        for name, card in sorted(cards.items())
    ]
    notes = [_("revenue, margin and class: the last twelve months, else the newest stated year")]
    return Table(
        CLIENT_COLUMNS,
        rows,
        spare=_SPARE_OF_CLIENTS,
        unseen=("margin_known",),
        currency=ledger.settings.currency,
        notes=notes if rows else [],
    )


def _partial_margin(standing: Standing) -> dict[str, Any]:
    """What is known of a client's margin, which stands marked where it is not known as a whole."""
    if standing.covered is None:
        return {"margin_known": standing.margin}
    marks = coverage.coverage_marks(standing.covered, "margin")
    return {"margin_known": standing.covered.amount, MARKS: marks}


def list_people(
    records: Mapping[str, Data], today: date, query: str = "", country: str = ""
) -> Table:
    """Everyone at every client in their post of today, those who left included and marked with the
    day; a note names those who are still to come.

    With a `query`: those whose name, id, function or department contains it, whose phone number or
    a part of that, or whose e-mail address it is, or whose client's name or id contains it.
    `country` is that of numbers that name none, of records that name none.
    """
    same = links_of(records)
    contacted = _last_contacts_by_name(records, same, today)
    records = records_on(records, today)
    reached = _reached(records, same, query, country)
    rows = [
        {
            "client": name,
            "person": person.get("id"),
            "name": person_name(person),
            **{
                key: person.get(key)
                for key in ("function", "department", "phone", "mobile", "email")
            },
            "left": _parse_day(at(person, ("left", "date"))),
            "last_contact": contacted.get(f"{name}/{person.get('id')}"),
        }
        for name in sorted(records)
        for person in people(records[name])
        if not query
        or _person_matches(query, person, region_of(records[name], country))
        or f"{name}/{person.get('id')}" in reached
        or _company_matches(query, name, records[name])
    ]
    listed = {(row["client"], row["person"]) for row in rows}
    notes = [
        _(
            "{person} is at {client} from {day} on",
            person=person_name(person),
            client=name,
            day=day(str(arrival_day(person))),
        )
        for name in sorted(records)
        for person in people_to_come(records[name], today)
        if (name, person.get("id")) in listed
    ]
    return Table(PERSON_COLUMNS, rows, person_key="person", notes=notes, spare=_SPARE_OF_PEOPLE)


def _company_matches(query: str, client: str, data: Data) -> bool:
    return matches_name(query, client) or matches_name(query, str(at(data, ("identity", "name"))))


def _person_matches(query: str, person: Data, region: str) -> bool:
    texts = (person_name(person), person.get("function"), person.get("department"))
    in_texts = matches_name(query, " ".join(str(text) for text in texts if text))
    in_id = matches_name(query, str(person.get("id", "")))
    return in_texts or in_id or reaches_in_part(query, person, region)


def _reached(
    records: Mapping[str, Data], same: Mapping[str, Sequence[str]], query: str, country: str
) -> set[str]:
    """Whom (`client/person`) a number or an address reaches by an entry at another client: of
    somebody who is there too, or came from there.
    """
    further = newcomers(records)
    if not (same or further) or not may_reach_in_part(query):
        return set()
    waiting = [
        name
        for client, data in records.items()
        for person in people(data)
        if ((name := f"{client}/{person.get('id')}") in same or name in further)
        and reaches_in_part(query, person, region_of(data, country))
    ]
    reached: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += [*same.get(name, ()), *further.get(name, ())]
    return reached


def _last_contacts_by_name(
    records: Mapping[str, Data], same: Mapping[str, Sequence[str]], today: date
) -> dict[str, date]:
    """The day of the newest contact with each person (`client/person`), wherever they are."""
    own = {
        f"{client}/{person}": met
        for client, data in records.items()
        for person, met in last_contacts(data, today).items()
    }
    for name, others in same.items():
        if days := [own[each] for each in (name, *others) if each in own]:
            own[name] = max(days)
    return own


def last_contacts(data: Data, today: date) -> dict[str, date]:
    """The day of the newest interaction up to today that reached a person, by the person's id."""
    days: dict[str, date] = {}
    for interaction in interactions(data):
        met = date.fromisoformat(str(interaction["date"]))
        if met <= today and reached_somebody(interaction):
            for person in interaction.get("with", []):
                days[person] = max(met, days.get(person, met))
    return days


def _parse_day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None
