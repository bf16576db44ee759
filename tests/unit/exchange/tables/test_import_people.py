"""People of a file: without a name beside a company, and under the name of somebody who left."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from clientfile.exchange.tables.import_plan import ImportPlan
from tests.support.import_planning import Records, actions, applied, planned, skipped

CUSTOMERS = """
kind = "customers"
client = { column = "Code" }
[fields]
"identity.name" = "Name"
"identity.phone" = "Desk"
"contacts.people.first_name" = "First"
"contacts.people.last_name" = "Last"
"contacts.people.phone" = "Phone"
"contacts.people.email" = "Mail"
"contacts.people.function" = "Post"
"contacts.people.department" = { value = "Purchasing" }
"contacts.reminders.what" = "Task"
"contacts.reminders.date" = "On"
"""
HEADER = "Code,Name,Desk,First,Last,Phone,Mail,Post,Task,On\n"

CONTACTS = """
kind = "contacts"
client = "Client"
[fields]
"contacts.people.first_name" = "First"
"contacts.people.last_name" = "Last"
"contacts.people.email" = "Mail"
"contacts.reminders.what" = "Task"
"contacts.reminders.date" = "On"
"""
CONTACT_HEADER = "Client,First,Last,Mail,Task,On\n"


def notes(made: ImportPlan) -> list[str]:
    return [text.removeprefix("line 2: ") for text in made.notes]


def customers(row: str, records: Records | None = None) -> tuple[ImportPlan, dict[str, Any]]:
    made = planned(HEADER + row + "\n", CUSTOMERS, records)
    after = applied(made, records)
    assert planned(HEADER + row + "\n", CUSTOMERS, after).changes == {}
    return made, after["acme"]


# Without a name


def test_what_a_person_without_a_name_has_stands_at_the_company() -> None:
    made, acme = customers("acme,Acme,,,,01 02,desk@acme.example,,,")
    fields = "contacts.people.phone, contacts.people.email"
    assert notes(made) == [f"the person has no name; taken for the company: {fields}"]
    assert acme["identity"]["phone"] == "01 02"
    assert acme["identity"]["email"] == "desk@acme.example"
    assert "contacts" not in acme


def test_the_companys_own_phone_is_not_replaced_by_a_persons() -> None:
    made, acme = customers("acme,Acme,01 00,,,01 02,,Buyer,,")
    assert notes(made) == [
        "the person has no name; left out: contacts.people.phone, contacts.people.function"
    ]
    assert acme["identity"]["phone"] == "01 00"


def test_nor_is_the_recorded_one() -> None:
    old: Records = {"acme": {"identity": {"name": "Acme", "status": "client", "email": "a@b.c"}}}
    made, acme = customers("acme,Acme,,,,01 02,desk@acme.example,,,", old)
    assert notes(made) == [
        "the person has no name; taken for the company: contacts.people.phone; "
        "the person has no name; left out: contacts.people.email"
    ]
    assert acme["identity"] == {**old["acme"]["identity"], "phone": "01 02"}


def test_a_first_name_alone_is_the_last_name() -> None:
    made, acme = customers("acme,Acme,,Bea,,01 02,,,,")
    assert notes(made) == ['"Bea" stands alone, and is taken as the last name']
    assert acme["contacts"]["people"] == [
        {"id": "bea", "last_name": "Bea", "department": "Purchasing", "phone": "01 02"}
    ]


@pytest.mark.parametrize("names", ["—,", ",—", "?,?"])
def test_a_name_without_letters_opens_the_company_all_the_same(names: str) -> None:
    made, acme = customers(f"acme,Acme,,{names},01 02,,,,")
    assert actions(made) == {"created": 1}
    assert acme["identity"]["phone"] == "01 02"
    assert "left out: contacts.people." in notes(made)[0]


def test_a_reminder_beside_a_person_without_a_name_is_the_companys() -> None:
    __, acme = customers("acme,Acme,,,,,desk@acme.example,,Call,2026-12-01")
    assert acme["contacts"]["reminders"] == [{"id": "call", "what": "Call", "date": "2026-12-01"}]


def test_a_person_with_an_id_and_no_name_costs_the_company_nothing() -> None:
    toml = CUSTOMERS + '"contacts.people.id" = "Id"\n'
    made = planned(HEADER.strip() + ",Id\nacme,Acme,,,,01,,,Call,2026-12-01,p7\n", toml)
    assert notes(made) == ["contacts.people.p7 is new and has no last_name: fill it in"]
    assert applied(made)["acme"] == {"identity": {"name": "Acme", "status": "client"}}


def test_among_contacts_a_row_without_any_name_is_skipped() -> None:
    old: Records = {"acme": {"identity": {"name": "Acme", "status": "client"}}}
    rows = "acme,,,desk@acme.example,,\nacme,Bea,,bea@acme.example,,\n"
    made = planned(CONTACT_HEADER + rows, CONTACTS, old)
    assert skipped(made) == {2: "contacts.people.last_name is empty: fill it in"}
    assert [each["id"] for each in applied(made, old)["acme"]["contacts"]["people"]] == ["bea"]


# Who has left


def left(day: str = "2026-10-01", **others: Any) -> Records:
    person = {"id": "jean-dupont", "first_name": "Jean", "last_name": "Dupont", "email": "j@a.b"}
    person |= {"left": {"date": day} if day else {"to_company": "Ailleurs"}}
    everyone = [person, *others.get("beside", [])]
    return {
        "acme": {
            "identity": {"name": "Acme", "status": "client"},
            "contacts": {"people": everyone},
        }
    }


JEAN = "acme,Jean,Dupont,jean.new@acme.example,Call,2026-12-01\n"


def test_who_has_left_is_not_changed_and_the_row_is_told() -> None:
    made = planned(CONTACT_HEADER + JEAN + "acme,Marie,Curie,,,\n", CONTACTS, left())
    assert skipped(made) == {
        2: "jean-dupont left acme on 2026-10-01, and is not changed: "
        "if it is somebody else, clientfile add-contact acme"
    }
    after = applied(made, left())["acme"]["contacts"]
    assert after["people"][0] == left()["acme"]["contacts"]["people"][0]
    assert after["people"][1]["id"] == "marie-curie"
    assert "reminders" not in after


def test_who_left_on_an_unknown_day_is_not_changed() -> None:
    made = planned(CONTACT_HEADER + JEAN, CONTACTS, left(""))
    assert "jean-dupont has left acme, and is not changed" in skipped(made)[2]
    assert made.changes == {}


def test_who_leaves_later_is_still_there() -> None:
    day = date(2026, 11, 20)
    made = planned(CONTACT_HEADER + JEAN, CONTACTS, left(day.isoformat()), today=day)
    people = applied(made, left())["acme"]["contacts"]["people"]
    assert people[0]["email"] == "jean.new@acme.example"


def test_a_namesake_who_is_there_is_the_one() -> None:
    old = left(beside=[{"id": "jean-dupont-2", "first_name": "Jean", "last_name": "Dupont"}])
    made = planned(CONTACT_HEADER + JEAN, CONTACTS, old)
    contacts = applied(made, old)["acme"]["contacts"]
    assert "email" not in old["acme"]["contacts"]["people"][1]
    assert contacts["people"][0] == old["acme"]["contacts"]["people"][0]
    assert contacts["people"][1]["email"] == "jean.new@acme.example"
    assert contacts["reminders"][0]["person"] == "jean-dupont-2"
    assert planned(CONTACT_HEADER + JEAN, CONTACTS, applied(made, old)).changes == {}


def test_a_companys_row_is_imported_without_the_person_who_has_left() -> None:
    row = "acme,Acme 2,01 00,Jean,Dupont,02,new@acme.example,Director,Call,2026-12-01"
    made, acme = customers(row, left())
    assert acme["identity"] == {"name": "Acme 2", "status": "client", "phone": "01 00"}
    assert acme["contacts"] == left()["acme"]["contacts"]
    assert notes(made)[0].startswith("jean-dupont left acme on 2026-10-01")


def test_an_id_changes_also_who_has_left() -> None:
    toml = CONTACTS + '"contacts.people.id" = "Id"\n'
    table = CONTACT_HEADER.strip() + ",Id\nacme,,Dupont,new@acme.example,,,jean-dupont\n"
    made = planned(table, toml, left())
    assert notes(made) == ["jean-dupont has left acme, and is changed by the id"]
    assert applied(made, left())["acme"]["contacts"]["people"][0]["email"] == "new@acme.example"
    assert planned(table, toml, applied(made, left())).notes == []
