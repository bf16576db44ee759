"""Cells that a spreadsheet spoilt: what goes in, and what is told."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from clientfile.records.settings import Settings
from tests.support.import_planning import applied, planned, skipped

CUSTOMERS = """
kind = "customers"
client = { column = "Code", lower = true }
[fields]
"identity.name" = "Nom"
"identity.address.postcode" = "CP"
"identity.address.country" = "Pays"
"identity.phone" = "Tel"
"identity.registration.siret" = "SIRET"
"contacts.people.last_name" = "Contact"
"contacts.people.mobile" = "Mobile"
"business.potential.amount" = "Potentiel"
"""
HEADER = "Code;Nom;CP;Pays;Tel;SIRET;Contact;Mobile;Potentiel\n"
ORDERS = """
kind = "orders"
client = "Client"
[fields]
"business.orders.ref" = "Ref"
"business.orders.date" = { value = "2026-01-05" }
"business.orders.lines.product" = "Article"
"business.orders.lines.x-ean" = "EAN"
"business.orders.lines.quantity" = "Qte"
"business.orders.lines.unit_price" = "Prix"
"""
ACME = {"acme": {"identity": {"name": "Acme", "status": "client"}}}


def postcodes(rows: str, settings: Settings | None = None) -> tuple[dict[str, Any], list[str]]:
    toml = CUSTOMERS.split('"identity.phone"')[0]
    made = planned("Code;Nom;CP;Pays\n" + rows, toml, settings=settings)
    after = applied(made)
    return {c: data["identity"]["address"]["postcode"] for c, data in after.items()}, made.notes


def test_a_cut_phone_is_left_out_and_told_and_its_row_goes_in() -> None:
    made = planned(HEADER + "D1;Un;69001;FR;3,36123E+10;7,3282E+13;Petit;3.36E+10;12\n", CUSTOMERS)
    data = applied(made)["d1"]
    assert not {"phone", "registration"} & set(data["identity"])
    assert data["contacts"]["people"] == [{"id": "petit", "last_name": "Petit"}]
    assert data["business"]["potential"]["amount"] == 12
    places = [note.split(": ")[1] for note in made.notes]
    assert places == ["contacts.people.mobile", "identity.phone", "identity.registration.siret"]
    assert '"3,36123E+10" is a number that a spreadsheet cut' in made.notes[1]


@pytest.mark.parametrize("text", ["#N/A", "#VALEUR!", "Err:502"])
def test_the_error_of_a_formula_is_left_out_and_told(text: str) -> None:
    made = planned(HEADER + f"D1;Un;69001;FR;{text};;;;12\n", CUSTOMERS)
    assert "phone" not in applied(made)["d1"]["identity"]
    assert f'"{text}" is the error of a formula' in made.notes[0]


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ("1,23E+11;Four;1;5", "business.orders.ref"),
        ("O1;1,23E+11;1;5", "business.orders.lines.product"),
        ("O1;Four;1,23E+11;5", "business.orders.lines.quantity"),
        ("O1;Four;1;1.23E+11", "business.orders.lines.unit_price"),
    ],
)
def test_an_order_is_not_taken_from_a_cut_reference_or_figure(cells: str, place: str) -> None:
    toml = ORDERS.replace('"business.orders.lines.x-ean" = "EAN"\n', "")
    made = planned(f"Client;Ref;Article;Qte;Prix\nacme;{cells}\n", toml, ACME)
    assert f"{place}: in column" in skipped(made)[2]
    assert "that a spreadsheet cut" in skipped(made)[2]


def test_a_cut_code_beside_a_line_is_left_out_and_the_order_goes_in() -> None:
    table = "Client\tRef\tArticle\tEAN\tQte\tPrix\nacme\tO1\tFour\t3.36123E+12\t2\t5\n"
    made = planned(table, ORDERS, ACME)
    assert applied(made, ACME)["acme"]["business"]["orders"][0]["lines"] == [
        {"product": "Four", "quantity": 2, "unit_price": 5}
    ]
    assert made.notes[0].startswith("line 2: business.orders.lines.x-ean: in column EAN,")


def test_a_client_is_not_made_of_a_cut_number() -> None:
    toml = CUSTOMERS.replace("lower = true", "slug = true")
    made = planned(HEADER + "3.36E+10;Un;69001;FR;;;;;\n", toml)
    assert "client: in column Code" in skipped(made)[2]


def test_small_numbers_with_an_exponent_are_the_figures_that_they_are() -> None:
    table = "Client|Ref|Article|EAN|Qte|Prix\nacme|O1|Vis|1|1,5E-03|2E-1\nacme|O1|Clou|1|1,5|2\n"
    lines = applied(planned(table, ORDERS, ACME), ACME)["acme"]["business"]["orders"][0]["lines"]
    assert [(line["quantity"], line["unit_price"]) for line in lines] == [
        (Decimal("0.0015"), Decimal("0.2")),
        (Decimal("1.5"), 2),
    ]


def test_guards_of_texts_are_taken_off_and_told_once_a_column() -> None:
    one = '"=""D4""";"=""Quatre""";"=""01000""";FR;"=""0474000001""";;'
    rest = '\'s Jongers;\'06 01;"=""1,5"""\n'
    made = planned(HEADER + one + rest + 'D5;Cinq;"=""02000""";FR;\'0474000002;;;;\n', CUSTOMERS)
    after = applied(made)
    assert after["d4"]["identity"]["address"]["postcode"] == "01000"
    assert after["d4"]["identity"]["phone"] == "0474000001"
    assert after["d5"]["identity"]["phone"] == "0474000002"
    assert after["d4"]["contacts"]["people"][0]["last_name"] == "'s Jongers"
    assert after["d4"]["contacts"]["people"][0]["mobile"] == "06 01"
    assert after["d4"]["business"]["potential"]["amount"] == Decimal("1.5")
    assert [remark.split(":")[0] for remark in made.remarks] == [
        f"column {name}" for name in ("Code", "Nom", "CP", "Tel", "Mobile", "Potentiel")
    ]
    assert made.remarks[3].endswith('taken as "0474000001": 2 cells')


def test_a_column_whose_zeros_are_all_gone_gets_them_back() -> None:
    found, notes = postcodes("A;Un;1000;FR\nB;Deux;69001;FR\nC;Trois;6000;FR\n")
    assert found == {"a": "01000", "b": "69001", "c": "06000"}
    assert '"1000" is a postcode of FR without its first zero, taken as 01000' in notes[0]


def test_where_one_kept_its_zero_the_other_is_told_and_stays() -> None:
    found, notes = postcodes("A;Un;01000;FR\nB;Deux;1000;FR\n")
    assert found == {"a": "01000", "b": "1000"}
    assert '"1000" is no postcode of FR, which has five digits: is it 01000?' in notes[0]


@pytest.mark.parametrize("country", ["CH", "AT", "BE", "DK", "AU", ""])
def test_postcodes_of_four_digits_stay(country: str) -> None:
    assert postcodes(f"A;Un;1000;{country}\n") == ({"a": "1000"}, [])


def test_the_country_of_the_folder_or_of_the_record_is_that_of_a_row_without_one() -> None:
    found, __ = postcodes("A;Un;1000;\nB;Deux;1000;CH\n", Settings(country="FR"))
    assert found == {"a": "01000", "b": "1000"}


def test_german_postcodes_get_their_zero_back_too() -> None:
    assert postcodes("A;Eins;1067;DE\nB;Zwei;01000;FR\n")[0] == {"a": "01067", "b": "01000"}
