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


# Which client

COMPANIES = """
kind = "contacts"
[fields]
"identity.name" = "Company"
"identity.phone" = "Desk"
"contacts.people.first_name" = "First"
"contacts.people.last_name" = "Last"
"contacts.people.email" = "Mail"
"""
COMPANY_HEADER = "Company,Desk,First,Last,Mail\n"


def two_companies() -> Records:
    acme = {"identity": {"name": "Société Acme SARL", "status": "client", "website": "www.acme.fr"}}
    person = {"id": "bo-li", "last_name": "Li", "email": "bo@globex.co.uk"}
    globex = {"identity": {"name": "Globex", "status": "client"}, "contacts": {"people": [person]}}
    return {"c1": acme, "c2": globex}


@pytest.mark.parametrize(
    ("row", "client", "told"),
    [
        ("Société ACME,,Jean,Petit,", "c1", ""),
        ("societe acme s.a.r.l.,,Jean,Petit,x@gmail.com", "c1", ""),
        (",,Jean,Petit,jean@acme.fr", "c1", ""),
        (",,Jean,Petit,jean@sales.globex.co.uk", "c2", ""),
        ("Globex,,Jean,Petit,jean@acme.fr", "c2", ""),
        ("Acme France,,Jean,Petit,jean@acme.fr", "c1",
         'line 2: "Acme France" is taken for c1, by the domain acme.fr'),
    ],
)  # fmt: skip
def test_a_person_goes_to_the_company_of_that_name_else_of_that_domain(
    row: str, client: str, told: str
) -> None:
    made = planned(COMPANY_HEADER + row + "\n", COMPANIES, two_companies())
    assert list(made.changes) == [client]
    assert made.notes == ([told] if told else [])
    after = applied(made, two_companies())
    assert after[client]["contacts"]["people"][-1]["id"] == "jean-petit"
    assert after[client]["identity"] == two_companies()[client]["identity"]
    assert planned(COMPANY_HEADER + row + "\n", COMPANIES, after).changes == {}


def test_people_of_no_client_are_told() -> None:
    rows = "Initech,,Ann,Lee,\n,,Bea,Roy,bea@gmail.com\n,,Cid,Sun,\n"
    made = planned(COMPANY_HEADER + rows, COMPANIES, two_companies())
    assert skipped(made) == {
        2: 'no client is called "Initech": say open = "prospect" in the map to open it',
        3: "no client has the domain of bea@gmail.com: fill in the company",
        4: "the row says no company: fill it in",
    }


def test_of_two_companies_of_a_name_none_is_taken() -> None:
    records = two_companies()
    records["c3"] = {"identity": {"name": "Acme, société", "status": "client"}}
    records["c4"] = {"identity": {"name": "Société Acme SA", "status": "client"}}
    rows = "Société Acme,,Ann,Lee,\nSociété Acme,,Bea,Roy,bea@acme.fr\n"
    made = planned(COMPANY_HEADER + rows, COMPANIES, records)
    assert skipped(made) == {2: "it may be any of c1, c4: write its id"}
    assert list(made.changes) == ["c1"]


def test_companies_are_opened_where_the_map_says_so() -> None:
    toml = 'open = "prospect"\n' + COMPANIES
    rows = "Initech,01,Ann,Lee,ann@initech.com\nInitech Ltd,02,Bea,Roy,\nHooli,03,,,\n"
    made = planned(COMPANY_HEADER + rows, toml, two_companies())
    assert made.notes == []
    after = applied(made, two_companies())
    assert after["initech"]["identity"] == {
        "name": "Initech",
        "status": "prospect",
        "phone": "01",
    }
    people = after["initech"]["contacts"]["people"]
    assert [each["id"] for each in people] == ["ann-lee", "bea-roy"]
    assert after["hooli"] == {"identity": {"name": "Hooli", "status": "prospect", "phone": "03"}}
    assert planned(COMPANY_HEADER + rows, toml, after).changes == {}


def test_a_domain_of_the_file_counts_whatever_the_order_of_its_rows() -> None:
    rows = [",,Ann,Lee,ann@globex.com\n", "Globex,,Bea,Roy,bea@globex.com\n"]
    for order in (rows, rows[::-1]):
        made = planned(COMPANY_HEADER + "".join(order), COMPANIES, two_companies())
        people = applied(made, two_companies())["c2"]["contacts"]["people"]
        assert {each["id"] for each in people} == {"bo-li", "ann-lee", "bea-roy"}


def test_of_an_opened_company_its_website_counts_too() -> None:
    toml = 'open = "client"\n' + COMPANIES + '"identity.website" = "Site"\n'
    header = COMPANY_HEADER.strip() + ",Site\n"
    rows = ",,Ann,Lee,ann@initech.com,\nInitech,,Bea,Roy,,https://www.initech.com/fr\n"
    made = planned(header + rows, toml, two_companies())
    people = applied(made, two_companies())["initech"]["contacts"]["people"]
    assert {each["id"] for each in people} == {"ann-lee", "bea-roy"}


def test_an_id_goes_before_a_name_and_an_empty_one_is_none() -> None:
    toml = COMPANIES.replace("[fields]", 'client = "Id"\n[fields]')
    rows = "Globex,,Ann,Lee,,c1\nGlobex,,Bea,Roy,,\n"
    made = planned(COMPANY_HEADER.strip() + ",Id\n" + rows, toml, two_companies())
    assert sorted(made.changes) == ["c1", "c2"]


def test_a_name_in_another_script_meets_the_client_whose_id_it_makes() -> None:
    toml = 'kind = "customers"\nclient = {column="a",slug=true}\nfields = {"identity.name" = "b"}'
    first = planned("a,b\nȴ,0\n", toml)
    assert planned("a,b\nȴ,0\n", toml, applied(first)).changes == {}
