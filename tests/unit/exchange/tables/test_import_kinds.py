"""Interactions, payments by reference or by amount, products and targets, each a kind of import."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientfile.errors import UsageError
from clientfile.exchange.tables.import_plan import ImportPlan
from tests.support.import_planning import Records, actions, applied, planned, skipped

INTERACTIONS = """
kind = "interactions"
client = "Client"
[fields]
"contacts.interactions.date" = "Date"
"contacts.interactions.kind" = "Kind"
"contacts.interactions.with" = "With"
"contacts.interactions.summary" = "Summary"
"contacts.interactions.next.what" = "Next"
"contacts.interactions.next.date" = "Next on"
"contacts.interactions.promises.what" = "Promise"
"contacts.interactions.promises.due" = "Due"
"""
HEADER = "Client,Date,Kind,With,Summary,Next,Next on,Promise,Due\n"


def acme(**chapters: Any) -> Records:
    people = [
        {"id": "jean-dupont", "first_name": "Jean", "last_name": "Dupont", "email": "jean@a.be"},
        {"id": "marie-curie", "last_name": "Curie"},
    ]
    contacts = {"people": people, **chapters.pop("contacts", {})}
    identity = {"name": "Acme", "status": "client"}
    return {"acme": {"identity": identity, "contacts": contacts, **chapters}}


def met(*listed: dict[str, Any]) -> Records:
    return acme(contacts={"interactions": list(listed)})


def interactions(rows: str, records: Records) -> tuple[ImportPlan, list[dict[str, Any]]]:
    made = planned(HEADER + rows, INTERACTIONS, records)
    after = applied(made, records)
    assert planned(HEADER + rows, INTERACTIONS, after).changes == {}
    return made, after["acme"]["contacts"].get("interactions", [])


def test_a_visit_with_its_people_its_next_action_and_a_promise() -> None:
    row = (
        "acme,2026-11-02,visite,Jean Dupont,Wants a trial,Call back,2026-11-20,Samples,2026-11-15\n"
    )
    made, [visit] = interactions(row, acme())
    assert made.notes == []
    assert visit == {
        "id": "visit-2026-11-02",
        "date": "2026-11-02",
        "kind": "visit",
        "with": ["jean-dupont"],
        "summary": "Wants a trial",
        "promises": [{"id": "samples", "what": "Samples", "due": "2026-11-15"}],
        "next": {"id": "call-back", "what": "Call back", "date": "2026-11-20"},
    }


@pytest.mark.parametrize("name", ["jean-dupont", "JEAN DUPONT", "Jean@a.be", "jean dupont"])
def test_people_are_named_by_id_by_name_or_by_address(name: str) -> None:
    __, [call] = interactions(f"acme,2026-11-02,call,{name},,,,,\n", acme())
    assert call["with"] == ["jean-dupont"]


def test_several_people_in_one_cell_are_split() -> None:
    toml = INTERACTIONS.replace('= "With"', '= { column = "With", split = "/" }')
    row = "acme,2026-11-02,call,Jean Dupont / marie-curie / Jean@a.be,,,,,\n"
    [call] = applied(planned(HEADER + row, toml, acme()), acme())["acme"]["contacts"][
        "interactions"
    ]
    assert call["with"] == ["jean-dupont", "marie-curie"]


def test_nobody_at_the_client_is_told_and_left_out() -> None:
    made, [call] = interactions("acme,2026-11-02,appel,Max Muster,Hello,,,,\n", acme())
    assert made.notes == [
        'line 2: contacts.interactions.with: "Max Muster" is nobody here: left out'
    ]
    assert "with" not in call


def test_a_row_without_its_day_or_kind_is_skipped() -> None:
    made = planned(HEADER + "acme,,visit,,,,,,\nacme,2026-11-02,,,,,,,\n", INTERACTIONS, acme())
    assert skipped(made) == {
        2: "contacts.interactions.date is empty: fill it in",
        3: "contacts.interactions.kind is empty: fill it in",
    }


def test_what_the_record_lacks_of_a_call_is_added_and_what_differs_is_kept_and_told() -> None:
    call = {"id": "a1", "date": "2026-11-02", "kind": "call", "summary": "Mine"}
    row = "acme,2026-11-02,call,Jean Dupont,Theirs,Write,2026-12-01,,\n"
    made, [after] = interactions(row, met(call))
    assert after["summary"] == "Mine"
    assert after["with"] == ["jean-dupont"]
    assert after["next"]["what"] == "Write"
    assert made.notes == ["line 2: call of 2026-11-02: kept as recorded: summary"]


def test_a_call_with_somebody_else_is_another_call() -> None:
    call = {"id": "a1", "date": "2026-11-02", "kind": "call", "with": ["marie-curie"]}
    __, listed = interactions("acme,2026-11-02,call,Jean Dupont,,,,,\n", met(call))
    assert [each.get("with") for each in listed] == [["marie-curie"], ["jean-dupont"]]


def test_an_id_is_what_a_corrected_row_is_known_by() -> None:
    toml = INTERACTIONS + '"contacts.interactions.id" = "Id"\n'
    header = HEADER.strip() + ",Id\n"
    first = applied(planned(header + "acme,2026-11-02,call,,Old,,,,,u7\n", toml, acme()), acme())
    made = planned(header + "acme,2026-11-03,visit,,New,,,,,u7\n", toml, first)
    [visit] = applied(made, first)["acme"]["contacts"]["interactions"]
    assert (visit["date"], visit["kind"], visit["summary"]) == ("2026-11-03", "visit", "New")


DAYS, KINDS = st.sampled_from(["2026-11-02", "2026-11-03"]), st.sampled_from(["call", "visit"])
ROW = st.tuples(DAYS, KINDS, st.sampled_from(["", "Jean Dupont", "Curie"]), st.sampled_from("xyz"))


@given(rows=st.lists(ROW, max_size=4, unique=True), typed=st.lists(ROW, max_size=2))
def test_again_and_in_another_order_nothing_changes(
    rows: list[tuple[str, ...]], typed: list[tuple[str, ...]]
) -> None:
    lines = [f"acme,{day},{kind},{name},{text},,,,\n" for day, kind, name, text in rows]
    records = met(
        *({"id": f"t{n}", "date": day, "kind": kind, "summary": text}
          for n, (day, kind, __, text) in enumerate(typed))
    )  # fmt: skip
    after = applied(planned(HEADER + "".join(lines), INTERACTIONS, records), records)
    for order in list(permutations(lines))[:6]:
        assert planned(HEADER + "".join(order), INTERACTIONS, after).changes == {}
    # What was typed is there as before.
    listed = after["acme"]["contacts"].get("interactions", [])
    assert [each["summary"] for each in listed[: len(typed)]] == [text for *__, text in typed]


# Payments

PAYMENTS = """
kind = "payments"
[fields]
"business.orders.ref" = "Ref"
"business.orders.payments.date" = "Date"
"business.orders.payments.amount" = "Amount"
"""
BY_CLIENT = PAYMENTS.replace("[fields]", 'client = "Client"\n[fields]')


def order(ref: str, price: int, **others: Any) -> dict[str, Any]:
    line = {"product": "Flour", "quantity": Decimal(1), "unit_price": Decimal(price)}
    return {"ref": ref, "date": "2026-01-05", "lines": [line], **others}


def owing() -> Records:
    globex = {"identity": {"name": "Globex", "status": "client"}}
    paid = [{"date": "2026-01-31", "amount": Decimal(40)}]
    first = acme(business={"orders": [order("A1", 100, payments=paid), order("A2", 60)]})
    second = {**globex, "business": {"orders": [order("G1", 500, invoice="F-9", currency="USD")]}}
    return {**first, "globex": second}


def paid(records: Records, client: str) -> dict[str, list[Any]]:
    listed = records[client]["business"]["orders"]
    return {each["ref"]: [one["amount"] for one in each.get("payments", [])] for each in listed}


def test_payments_find_their_orders_by_ref_or_number_without_a_client() -> None:
    rows = "A1,2026-02-01,30\nF-9,2026-02-02,200 USD\nG1,2026-02-03,300\nA1,2026-02-09,30\n"
    table = "Ref,Date,Amount\n" + rows
    made = planned(table, PAYMENTS, owing())
    after = applied(made, owing())
    assert (paid(after, "acme"), paid(after, "globex")) == (
        {"A1": [40, 30, 30], "A2": []},
        {"G1": [200, 300]},
    )
    assert planned(table, PAYMENTS, after).changes == {}


def test_payments_of_no_order_are_told() -> None:
    records = {
        **owing(),
        "other": {**owing()["acme"], "identity": {"name": "O", "status": "client"}},
    }
    rows = "Ref,Date,Amount\nX1,2026-02-01,30\nA1,2026-02-01,30\n,2026-02-01,30\nG1,2026-02-01,\n"
    assert skipped(planned(rows, PAYMENTS, records)) == {
        2: "no client has an order X1",
        3: "several orders are called A1, of acme, other",
        4: "the row has no ref of an order: fill it in",
        5: "the row has no amount: fill it in",
    }


def test_without_a_ref_the_amount_tells_the_order_and_it_is_told() -> None:
    table = "Client,Ref,Date,Amount\nacme,,2026-03-01,60\n"
    records = owing()
    records["acme"]["business"]["orders"][1]["lines"][0]["unit_price"] = Decimal(61)
    made = planned(table, BY_CLIENT, records)
    after = applied(made, records)
    # By hand: 100 less 40 are open of A1, 61 of A2.
    assert paid(after, "acme") == {"A1": [40, 60], "A2": []}
    assert made.notes == ["line 2: 60.00 of 2026-03-01 is taken for order A1"]
    assert planned(table, BY_CLIENT, after).changes == {}


def test_an_amount_that_fits_two_orders_or_none_is_not_done() -> None:
    table = "Client,Ref,Date,Amount\nacme,,2026-03-01,60\nacme,,2026-03-01,7\n"
    made = planned(table, BY_CLIENT, owing())
    assert skipped(made) == {
        2: "so much is open of several orders: A1, A2: fill in the ref",
        3: "acme has no order of which so much is open: fill in its ref",
    }
    assert made.changes == {}


def test_payments_are_all_that_a_map_of_payments_fills() -> None:
    with pytest.raises(UsageError, match="belongs into a map of kind orders"):
        planned("Ref,Date,Amount\n", PAYMENTS + '"business.orders.date" = "Date"\n')
    with pytest.raises(UsageError, match="client is missing"):
        planned("Ref,Date,Amount\n", PAYMENTS.replace('"business.orders.ref" = "Ref"\n', ""))


# Products and targets

PRODUCTS = """
kind = "products"
client = "Client"
[fields]
"business.products.product" = "Product"
"business.products.year" = "Year"
"business.products.amount" = "Amount"
"""


def test_products_are_known_by_their_year() -> None:
    rows = "Client,Product,Year,Amount\nacme,Flour,2025,10\nacme,Flour,2026,12.50\nacme,Salt,,3\n"
    made = planned(rows + "acme,,2026,1\nacme,Flour,2025,11\n", PRODUCTS, acme())
    listed = applied(made, acme())["acme"]["business"]["products"]
    assert [(each["product"], each.get("year"), each["amount"]) for each in listed] == [
        ("Flour", 2025, 10),
        ("Flour", 2026, Decimal("12.50")),
        ("Salt", None, 3),
    ]
    assert skipped(made) == {
        5: "business.products.product is empty: fill it in",
        6: "acme business.products Flour 2025 stands on line 2 already: keep one of the two rows",
    }
    after = applied(made, acme())
    corrected = planned(rows.replace("12.50", "13"), PRODUCTS, after)
    assert corrected.outcomes[0].fields == ('business.products."Flour 2026".amount',)


def test_targets_alone() -> None:
    toml = 'kind = "targets"\nclient = "C"\n[fields]\n"results.targets.year" = "Y"\n'
    toml += '"results.targets.revenue" = "R"\n'
    made = planned("C,Y,R\nacme,2027,1000\n", toml, acme())
    assert applied(made, acme())["acme"]["results"]["targets"] == [{"year": 2027, "revenue": 1000}]
    assert actions(planned("C,Y,R\nacme,2027,1000\n", toml, applied(made, acme()))) == {
        "unchanged": 1
    }


def test_opportunities_have_no_place_yet() -> None:
    with pytest.raises(UsageError, match="a record has no opportunities"):
        planned("C\n", 'kind = "opportunities"\nclient = "C"\n[fields]\n"identity.name" = "C"\n')
