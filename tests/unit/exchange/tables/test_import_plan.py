"""What an import would change, and what it leaves alone."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from clientfile.checks import error_findings
from clientfile.errors import UsageError
from clientfile.records.problems import Finding
from clientfile.records.settings import Settings
from tests.support.import_planning import Records, actions, applied, only, planned, skipped

CUSTOMERS = """
kind = "customers"
client = { column = "Code", lower = true }
[fields]
"identity.name" = "Name"
"identity.address.city" = "City"
"identity.tags" = "Tag"
"identity.owner" = { value = "claire" }
"contacts.people.first_name" = "First"
"contacts.people.last_name" = "Last"
"contacts.people.phone" = "Phone"
"contacts.people.department" = { value = "Purchasing" }
"""
HEADER = "Code,Name,City,Tag,First,Last,Phone\n"

CONTACTS = """
kind = "contacts"
client = "Client"
[fields]
"contacts.people.first_name" = "First"
"contacts.people.last_name" = "Last"
"contacts.people.phone" = "Phone"
"""

BIRTHDAYS = (
    CONTACTS
    + """\
"contacts.reminders.what" = { value = "Birthday" }
"contacts.reminders.date" = "Born"
"contacts.reminders.every" = { value = "1y" }
"""
)

ORDERS = """
kind = "orders"
client = "Client"
[fields]
"business.orders.ref" = "Ref"
"business.orders.date" = "Date"
"business.orders.freight" = "Freight"
"business.orders.lines.product" = "Product"
"business.orders.lines.quantity" = "Quantity"
"business.orders.lines.unit_price" = "Price"
"business.orders.lines.unit_cost" = "Cost"
"business.orders.payments.date" = "Paid on"
"business.orders.payments.amount" = "Paid"
"""
ORDER_HEADER = "Client,Ref,Date,Freight,Product,Quantity,Price,Cost,Paid on,Paid\n"

RESULTS = """
kind = "results"
client = "Client"
[fields]
"results.years.year" = "Year"
"results.years.revenue" = "Revenue"
"results.targets.year" = { value = 2026 }
"results.targets.revenue" = "Target"
"""


def client(**chapters: Any) -> dict[str, Any]:
    return {"identity": {"name": "Acme", "status": "client"}, **chapters}


def order_of(records: Records, place: int = 0) -> dict[str, Any]:
    made: dict[str, Any] = records["acme"]["business"]["orders"][place]
    return made


# Customers


def test_a_new_client_is_a_client_and_has_its_one_person() -> None:
    made = planned(HEADER + "ACME,Acme,Lyon,key,Jean,Dupont,01\n", CUSTOMERS)
    assert only(made).action == "created"
    assert only(made).lines == (2,)
    assert applied(made)["acme"] == {
        "identity": {
            "name": "Acme",
            "tags": ["key"],
            "status": "client",
            "owner": "claire",
            "address": {"city": "Lyon"},
        },
        "contacts": {
            "people": [
                {
                    "id": "jean-dupont",
                    "first_name": "Jean",
                    "last_name": "Dupont",
                    "department": "Purchasing",
                    "phone": "01",
                }
            ]
        },
    }


def test_a_person_of_whom_only_a_constant_is_known_is_nobody() -> None:
    made = planned(HEADER + "ACME,Acme,Lyon,,,,\n", CUSTOMERS)
    assert "contacts" not in applied(made)["acme"]


def test_only_what_the_file_says_is_changed_and_told() -> None:
    old = client(
        contacts={
            "people": [
                {"id": "marie-curie", "last_name": "Curie"},
                {"id": "jean-dupont", "last_name": "Dupont", "phone": "99", "notes": "mine"},
            ]
        },
        business={"currency": "CHF"},
    )
    old["identity"] |= {"status": "former", "owner": "paul", "tags": ["mine"], "phone": "12"}
    old["identity"]["address"] = {"street": "1 rue", "city": "Paris"}
    made = planned(HEADER + "ACME,Acme,Lyon,key,Jean,Dupont,01\n", CUSTOMERS, {"acme": old})
    assert only(made).action == "changed"
    assert only(made).fields == (
        "identity.address.city",
        "identity.tags",
        "contacts.people.jean-dupont.first_name",
        "contacts.people.jean-dupont.phone",
        "contacts.people.jean-dupont.department",
    )
    after = applied(made, {"acme": old})["acme"]
    assert after["identity"] == {
        "name": "Acme",
        "status": "former",
        "owner": "paul",
        "tags": ["mine", "key"],
        "phone": "12",
        "address": {"street": "1 rue", "city": "Lyon"},
    }
    assert after["contacts"]["people"][0] == {"id": "marie-curie", "last_name": "Curie"}
    assert after["contacts"]["people"][1]["notes"] == "mine"
    assert after["business"] == {"currency": "CHF"}


def test_an_empty_cell_erases_nothing() -> None:
    first = applied(planned(HEADER + "ACME,Acme,Lyon,key,Jean,Dupont,01\n", CUSTOMERS))
    made = planned(HEADER + "ACME,Acme,,,Jean,Dupont,\n", CUSTOMERS, first)
    assert only(made).action == "unchanged"
    assert made.changes == {}


def test_a_second_row_about_the_same_client_is_told() -> None:
    made = planned(HEADER + "ACME,Acme,,,,,\nAcme,Acme 2,,,,,\n", CUSTOMERS)
    assert skipped(made) == {3: "acme stands on line 2 already: keep one of the two rows"}
    assert applied(made)["acme"]["identity"]["name"] == "Acme"


@pytest.mark.parametrize("bad", ["Acme 1,a\x07b,,,,", ",,,,,"])
def test_a_second_row_does_not_take_the_place_of_one_that_is_skipped(bad: str) -> None:
    made = planned(HEADER + f"acme,{bad}\nacme,Acme 2,,,,,\nacme,Acme 3,,,,,\n", CUSTOMERS)
    assert set(skipped(made)) == {2, 3, 4}
    why = "line 2 is about acme too, and is skipped: keep one of the two rows"
    assert [skipped(made)[line] for line in (3, 4)] == [why, why]
    assert made.changes == {}


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (",Acme,,,,,", "client: "),
        ("a b,Acme,,,,,", "is no id of small letters, digits and hyphens"),
        ("con,Acme,,,,,", "is no id"),
        ("new,,,,,,", "the client is new, and the row has no identity.name"),
        ("new,New,Lyon", "3 cells under 7 columns"),
    ],
)
def test_a_row_that_makes_no_client_is_told_by_its_line(row: str, why: str) -> None:
    made = planned(HEADER + f"acme,Acme,,,,,\n{row}\n", CUSTOMERS)
    assert actions(made) == {"created": 1, "skipped": 1}
    assert why in skipped(made)[3]
    assert set(made.changes) == {"acme"}


def test_a_record_that_has_errors_is_left_alone() -> None:
    made = planned(HEADER + "ACME,Acme,,,,,\n", CUSTOMERS, unusable=("acme",))
    assert skipped(made) == {
        2: "the record of acme has errors: mend it first (clientfile check acme)"
    }


def test_what_the_schema_refuses_is_told_by_line() -> None:
    toml = CUSTOMERS + '"business.payment.on_day" = "City"\n'
    made = planned(HEADER + "ACME,Acme,45,,,,\nglobex,Globex,10,,,,\n", toml)
    assert "business.payment.on_day" in skipped(made)[2]
    assert set(made.changes) == {"globex"}


def test_a_column_that_the_file_lacks_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"in\.csv has no column 'City': did you mean Citty\?"):
        planned(HEADER.replace("City", "Citty") + "A,B,,,,,\n", CUSTOMERS)


def test_a_column_that_stands_twice_is_refused_only_where_the_map_needs_it() -> None:
    made = planned(HEADER.strip() + ",Note,Note\nA,B,,,,,,x,y\n", CUSTOMERS)
    assert actions(made) == {"created": 1}
    with pytest.raises(UsageError, match="has 2 columns 'Note'"):
        planned(HEADER.strip() + ",Note,Note\n", CUSTOMERS + '"identity.notes" = "Note"\n')


def test_what_was_found_of_the_file_is_told() -> None:
    found = planned(HEADER.replace(",", ";") + "A;B;;;;;\n", CUSTOMERS).format
    assert (found.encoding, found.delimiter, found.decimal, found.dates) == ("utf-8", ";", "", "")


# Contacts


def test_contacts_go_to_clients_that_are_there() -> None:
    records = {"acme": client()}
    rows = "acme,Jean,Dupont,01\nglobex,Max,Muster,02\nacme,Marie,Curie,\nacme,Jean,Dupont,03\n"
    made = planned("Client,First,Last,Phone\n" + rows + "acme,,,\n", CONTACTS, records)
    assert skipped(made) == {
        3: "there is no client globex: import the customers first",
        5: "acme contacts.people jean-dupont stands on line 2 already: keep one of the two rows",
        6: "the row has nothing to import: fill it in, or take it out",
    }
    changed = made.outcomes[0]
    assert (changed.action, changed.lines) == ("changed", (2, 4))
    assert changed.fields == ("contacts.people.jean-dupont", "contacts.people.marie-curie")
    after = applied(made, records)
    assert [person["id"] for person in after["acme"]["contacts"]["people"]] == [
        "jean-dupont",
        "marie-curie",
    ]


def test_one_bad_person_costs_no_other_person_its_place() -> None:
    toml = CONTACTS + '"contacts.people.cadence" = "Days"\n'
    rows = "acme,Jean,Dupont,01,30\nacme,Marie,Curie,02,-5\nacme,Marie,Curie,03,20\n"
    records = {"acme": client()}
    made = planned("Client,First,Last,Phone,Days\n" + rows, toml, records)
    assert set(skipped(made)) == {3}
    assert "contacts.people.marie-curie.cadence" in skipped(made)[3]
    people = applied(made, records)["acme"]["contacts"]["people"]
    assert [(each["id"], each["phone"]) for each in people] == [
        ("jean-dupont", "01"),
        ("marie-curie", "03"),
    ]


def test_of_two_rows_about_a_person_the_first_of_which_lacks_a_name_neither_is_believed() -> None:
    toml = CONTACTS + '"contacts.people.id" = "Id"\n'
    rows = "acme,,,01,x\nacme,Jean,Dupont,02,x\nacme,Marie,Curie,03,y\n"
    records = {"acme": client()}
    made = planned("Client,First,Last,Phone,Id\n" + rows, toml, records)
    assert skipped(made) == {
        2: "contacts.people.x is new and has no last_name: fill it in",
        3: "line 2 is about acme contacts.people x too, and is skipped: keep one of the two rows",
    }
    after = applied(made, records)
    assert planned("Client,First,Last,Phone,Id\n" + rows, toml, after).changes == {}


def test_several_values_of_the_record_do_not_make_room_for_one() -> None:
    records = {"acme": client()}
    records["acme"]["identity"]["x-erp"] = {"code": "7"}
    toml = CUSTOMERS.replace('"identity.tags" = "Tag"', '"identity.x-erp" = "City"')
    made = planned(HEADER + "ACME,Acme,Lyon,,,,\n", toml, records)
    assert skipped(made) == {2: "x-erp holds several values in the record: map another key"}


def test_a_cell_of_several_lines_becomes_text_of_several_lines() -> None:
    toml = CUSTOMERS.replace('"identity.address.city" = "City"', '"identity.notes" = "City"')
    made = planned(HEADER.encode() + b'ACME,Acme,"one\r\ntwo\rthree",,,,\r\n', toml)
    assert applied(made)["acme"]["identity"]["notes"] == "one\ntwo\nthree"


def test_an_id_that_something_else_has_is_no_persons() -> None:
    records = {"acme": client(business={"orders": [{"ref": "jean-dupont", "date": "2026-01-01"}]})}
    made = planned("Client,First,Last,Phone\nacme,Jean,Dupont,\n", CONTACTS, records)
    why = '"jean-dupont" is the id of something else in the record: map contacts.people.id'
    assert skipped(made) == {2: why}


# Orders


def test_rows_with_the_same_ref_make_one_order() -> None:
    rows = (
        "acme,1,2026-01-05,12.50,Flour,10,2.5,1.5,2026-02-01,30\n"
        "acme,2,2026-01-06,,Yeast,1,3,,,\n"
        "acme,1,,,Salt,-2,0.4,,,\n"
    )
    records = {"acme": client()}
    made = planned(ORDER_HEADER + rows, ORDERS, records)
    assert only(made).lines == (2, 3, 4)
    assert only(made).fields == ("business.orders.1", "business.orders.2")
    after = applied(made, records)
    assert order_of(after) == {
        "ref": "1",
        "date": "2026-01-05",
        "freight": Decimal("12.50"),
        "lines": [
            {"product": "Flour", "quantity": 10, "unit_price": Decimal("2.5"),
             "unit_cost": Decimal("1.5")},
            {"product": "Salt", "quantity": -2, "unit_price": Decimal("0.4")},
        ],
        "payments": [{"date": "2026-02-01", "amount": 30}],
    }  # fmt: skip
    assert only(planned(ORDER_HEADER + rows, ORDERS, after)).action == "unchanged"


CREDITS = """
kind = "orders"
client = "Client"
[fields]
"business.orders.ref" = "Ref"
"business.orders.date" = "Date"
"business.orders.credit_of" = "Credits"
"business.orders.rebate" = "Rebate"
"business.orders.lines.product" = "Product"
"business.orders.lines.quantity" = "Quantity"
"business.orders.lines.unit_price" = "Price"
"business.orders.settled.date" = "Closed on"
"business.orders.settled.amount" = "Closed"
"business.orders.settled.reason" = { column = "Why", map = { escompte = "early-payment" } }
"""
CREDIT_HEADER = "Client,Ref,Date,Credits,Rebate,Product,Quantity,Price,Closed on,Closed,Why\n"


def errors_of(data: dict[str, Any]) -> list[Finding]:
    return error_findings(data, Settings())


def test_credit_notes_and_closings_are_taken_over() -> None:
    rows = (
        "acme,C1,2026-02-05,F1,2025,Rebate,1,-30,,,\n"
        "acme,F1,2026-01-05,,,Flour,10,25,2026-01-15,5,escompte\n"
        "acme,C2,2026-02-05,F9,,Flour,-1,25,,,\n"
    )
    records = {"acme": client()}
    made = planned(CREDIT_HEADER + rows, CREDITS, records, validate=errors_of)
    assert 'no order in this record is called "F9"' in skipped(made)[4]
    after = applied(made, records)
    note, invoice = order_of(after, 0), order_of(after, 1)
    assert (note["credit_of"], note["rebate"]) == ("F1", 2025)
    closing = {"date": "2026-01-15", "amount": 5, "reason": "early-payment"}
    assert (invoice["settled"], "settled" in note) == ([closing], False)
    rows = "acme,C1,,,,,,,2026-03-01,-30,escompte\n"
    change = only(planned(CREDIT_HEADER + rows, CREDITS, after, validate=errors_of))
    assert change.fields == ("business.orders.C1.settled.#1",)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("?,1,2026-01-05,,Salt,1,1,,,", "order 1: client: "),
        ("acme,1,2026-01-06,,Salt,1,1,,,", "date is 2026-01-05 on line 2, and 2026-01-06 here"),
        ("acme,1,2026-01-05,,Salt,one,1,,,", '"one" is no number'),
        ("acme,1,2026-01-05,,Salt,,1,,,", "the line has no quantity"),
        ("acme,1,2026-01-05,,Salt", "5 cells under 10 columns"),
    ],
)
def test_one_bad_row_leaves_its_whole_order_out_and_each_row_is_told(row: str, why: str) -> None:
    good = "acme,1,2026-01-05,,Flour,10,2.5,,,\nacme,2,2026-01-06,,Yeast,1,3,,,\n"
    records = {"acme": client(), "globex": client()}
    made = planned(ORDER_HEADER + good + row + "\n", ORDERS, records)
    told = skipped(made)
    assert set(told) == {2, 4}
    assert told[2] == "order 1 is left out whole because of line 4"
    assert why in told[4]
    assert [order["ref"] for order in applied(made, records)["acme"]["business"]["orders"]] == ["2"]


def test_one_ref_for_two_clients_is_two_orders() -> None:
    rows = "acme,O1,2026-01-05,,Flour,10,2.5,,,\nglobex,O1,2026-01-06,,Salt,1,1,,,\n"
    records = {"acme": client(), "globex": client()}
    made = planned(ORDER_HEADER + rows + "nobody,O1,2026-01-06,,Salt,1,1,,,\n", ORDERS, records)
    assert skipped(made) == {
        4: "order O1: there is no client nobody: import the customers first",
    }
    after = applied(made, records)
    for each, product in (("acme", "Flour"), ("globex", "Salt")):
        [order] = after[each]["business"]["orders"]
        assert (order["ref"], [line["product"] for line in order["lines"]]) == ("O1", [product])


def test_one_bad_order_costs_no_other_order_its_place() -> None:
    toml = ORDERS.replace('"business.orders.freight" = "Freight"\n', "")
    toml += '"business.orders.lines.category" = "Freight"\n"business.orders.status" = "Status"\n'
    header = ORDER_HEADER.replace("Paid\n", "Paid,Status\n")
    rows = [f"acme,{ref},2026-01-05,,Flour,1,1,,,,ordered\n" for ref in ("1", "2", "3")]
    records = {"acme": client()}

    def validate(data: dict[str, Any]) -> list[Finding]:
        orders = data.get("business", {}).get("orders", [])
        bad = [place for place, order in enumerate(orders) if order["ref"] == "2"]
        return [Finding(("business", "orders", place), "bad", "is bad") for place in bad]

    made = planned(header + "".join(rows), toml, records, validate=validate)
    assert skipped(made) == {3: "business.orders.2: is bad"}
    orders = applied(made, records)["acme"]["business"]["orders"]
    assert [order["ref"] for order in orders] == ["1", "3"]


@pytest.mark.parametrize("path", [(), ("results",), ("results", "years")])
def test_an_error_that_stands_at_no_rows_place_is_found_by_trying(path: tuple[str, ...]) -> None:
    records = {"acme": client()}

    def validate(data: dict[str, Any]) -> list[Finding]:
        years = data.get("results", {}).get("years", [])
        return [Finding(path, "bad", "is bad")] if any(y["year"] == 2024 for y in years) else []

    rows = "acme,2023,1,\nacme,2024,2,\nacme,2025,3,\n"
    made = planned("Client,Year,Revenue,Target\n" + rows, RESULTS, records, validate=validate)
    assert set(skipped(made)) == {3}
    assert skipped(made)[3].endswith("is bad")
    years = applied(made, records)["acme"]["results"]["years"]
    assert [each["year"] for each in years] == [2023, 2025]


def test_a_record_without_errors_is_checked_once() -> None:
    checked: list[dict[str, Any]] = []
    rows = "".join(f"acme,{year},1,\n" for year in range(2000, 2020))
    planned(
        "Client,Year,Revenue,Target\n" + rows,
        RESULTS,
        {"acme": client()},
        validate=lambda data: checked.append(data) or (),  # type: ignore[func-returns-value]
    )
    assert len(checked) == 1


def test_rows_without_a_ref_and_new_orders_without_a_date_are_told() -> None:
    rows = "acme,,2026-01-05,,Flour,10,2.5,,,\nacme,2,,,Yeast,1,3,,,\n"
    made = planned(ORDER_HEADER + rows, ORDERS, {"acme": client()})
    assert skipped(made) == {
        2: "the row has no ref of an order: fill it in",
        3: "business.orders.2 is new and has no date: fill it in",
    }


def test_an_order_with_no_line_of_its_own() -> None:
    made = planned(ORDER_HEADER + "acme,7,2026-01-05,5,,,,,,\n", ORDERS, {"acme": client()})
    assert order_of(applied(made, {"acme": client()})) == {
        "ref": "7",
        "date": "2026-01-05",
        "freight": 5,
    }


def record_with_order(*lines: dict[str, Any]) -> Records:
    orders = [{"ref": "1", "date": "2026-01-05", "notes": "mine", "lines": list(lines)}]
    return {"acme": client(business={"orders": orders})}


FLOUR = {"product": "Flour", "quantity": Decimal(10), "unit_price": Decimal("2.5")}
SALT = {
    "product": "Salt",
    "quantity": Decimal(1),
    "unit_price": Decimal(1),
    "unit_cost": Decimal(3),
}


def test_lines_are_known_again_in_any_order_and_keep_what_the_file_has_not() -> None:
    records = record_with_order(FLOUR, SALT)
    rows = "acme,1,2026-01-05,,Salt,1,1,,,\nacme,1,2026-01-05,,Flour,10,2.50,,,\n"
    assert only(planned(ORDER_HEADER + rows, ORDERS, records)).action == "unchanged"


def test_a_line_that_changed_is_changed_in_its_place_and_a_new_one_added() -> None:
    records = record_with_order(FLOUR, SALT)
    rows = "acme,1,,,Salt,2,1,,,\nacme,1,,,Flour,10,2.5,1.5,,\nacme,1,,,Flour,1,2,,,\n"
    made = planned(ORDER_HEADER + rows, ORDERS, records)
    assert only(made).fields == (
        "business.orders.1.lines.#1.unit_cost",
        "business.orders.1.lines.#2.quantity",
        "business.orders.1.lines.#3",
    )
    order = order_of(applied(made, records))
    assert order["notes"] == "mine"
    assert order["lines"] == [
        {**FLOUR, "unit_cost": Decimal("1.5")},
        {**SALT, "quantity": 2},
        {"product": "Flour", "quantity": 1, "unit_price": 2},
    ]


def test_a_line_that_only_the_record_has_stays_and_is_told() -> None:
    made = planned(
        ORDER_HEADER + "acme,1,,,Flour,10,2.5,,,\n", ORDERS, record_with_order(FLOUR, SALT)
    )
    assert only(made).action == "unchanged"
    assert only(made).why == "order 1: 1 line that the file has not stays in the record"


def test_lines_that_could_be_the_same_goods_twice_are_left_to_a_person() -> None:
    rows = "acme,1,,,Flour,10,2.5,,,\nacme,1,,,Sea salt,1,1,,,\n"
    made = planned(ORDER_HEADER + rows, ORDERS, record_with_order(FLOUR, SALT))
    assert set(skipped(made)) == {2, 3}
    assert 'its line of "Sea salt" is not in the record' in skipped(made)[2]
    assert made.changes == {}


def test_a_discount_that_became_nothing_is_taken_away_by_saying_so() -> None:
    toml = ORDERS + '"business.orders.lines.discount" = { column = "Cost", as = "percent" }\n'
    toml = toml.replace('"business.orders.lines.unit_cost" = "Cost"\n', "")
    records = record_with_order({**FLOUR, "discount": "10%"}, SALT)
    rows = "acme,1,,,Flour,10,2.5,0,,\nacme,1,,,Salt,1,1,0,,\n"
    made = planned(ORDER_HEADER + rows, toml, records)
    assert only(made).fields == ("business.orders.1.lines.#1.discount",)
    assert order_of(applied(made, records))["lines"][0]["discount"] == "0%"


# Results


def test_stated_years_and_targets() -> None:
    records = {"acme": client(results={"years": [{"year": 2024, "revenue": Decimal(5)}]})}
    rows = "acme,2024,10,20\nacme,2025,11,\nacme,2025,12,\nacme,,1,\nnobody,2024,1,\nacme,2023,,\n"
    made = planned("Client,Year,Revenue,Target\n" + rows, RESULTS, records)
    assert skipped(made) == {
        4: "acme results.years 2025 stands on line 3 already: keep one of the two rows",
        5: "results.years.year is empty: fill it in",
        6: "there is no client nobody: import the customers first",
        7: "the row has nothing to import: fill it in, or take it out",
    }
    after = applied(made, records)
    assert after["acme"]["results"] == {
        "years": [{"year": 2024, "revenue": 10}, {"year": 2025, "revenue": 11}],
        "targets": [{"year": 2026, "revenue": 20}],
    }
    assert made.outcomes[0].fields == (
        "results.years.2024.revenue",
        "results.targets.2026",
        "results.years.2025",
    )


def test_a_bad_year_is_told_by_its_own_line_and_costs_no_other_year_its_place() -> None:
    records = {"acme": client()}
    made = planned(
        "Client,Year,Revenue,Target\nacme,2025,100,\nacme,20,1,\nacme,2024,90,\n",
        RESULTS,
        records,
    )
    assert set(skipped(made)) == {3}
    assert skipped(made)[3].startswith("results.years.20.year: ")
    years = applied(made, records)["acme"]["results"]["years"]
    assert years == [{"year": 2025, "revenue": 100}, {"year": 2024, "revenue": 90}]


def test_a_reminder_comes_once_and_is_about_the_person_beside_it():
    records: Records = {"acme": {"identity": {"name": "Acme", "status": "client"}}}
    table = "Client,First,Last,Phone,Born\nacme,Ann,Ash,1,1980-02-29\nacme,Bob,Birch,2,\n"
    records = applied(planned(table, BIRTHDAYS, records), records)
    contacts = records["acme"]["contacts"]
    assert [person["id"] for person in contacts["people"]] == ["ann-ash", "bob-birch"]
    birthday = {"id": "birthday", "what": "Birthday", "date": "2027-02-28", "every": "1y",
                "planned": "1980-02-29", "person": "ann-ash"}  # fmt: skip
    assert contacts["reminders"] == [birthday]
    assert actions(planned(table, BIRTHDAYS, records)) == {"unchanged": 1}
    contacts["reminders"][0]["date"] = "2028-02-29"
    assert actions(planned(table, BIRTHDAYS, records)) == {"unchanged": 1}


def test_reminders_of_one_text_get_ids_of_their_own_and_a_day_is_needed():
    records: Records = {"acme": {"identity": {"name": "Acme", "status": "client"}}}
    table = "Client,First,Last,Phone,Born\nacme,Ann,Ash,1,1980-05-12\nacme,Bob,Birch,2,1981-05-12\n"
    contacts = applied(planned(table, BIRTHDAYS, records), records)["acme"]["contacts"]
    assert [each["id"] for each in contacts["reminders"]] == ["birthday", "birthday-2"]
    by_text = BIRTHDAYS.replace('{ value = "Birthday" }', '"First"')
    table = "Client,First,Last,Phone,Born\nacme,Ann,Ash,1,\n"
    assert "has no date" in skipped(planned(table, by_text, records))[2]
