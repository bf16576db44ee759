"""Laws of `merge` over random pairs of clients: no order, payment or due date is lost or added."""

from __future__ import annotations

import os
from collections import Counter
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import HealthCheck, Phase, assume, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from clientfile.changes.merge_clients import merge_clients
from clientfile.changes.merge_money import undecided
from clientfile.errors import InvalidError
from clientfile.figures.owed.account import account_of
from clientfile.records.client import client_of
from clientfile.records.edits import apply_edits
from clientfile.records.ids import all_items, orders
from clientfile.records.owed_settings import VatRate
from clientfile.records.settings import Settings
from clientfile.schema.duplicates import duplicate_findings
from clientfile.schema.validate import structure_findings
from tests.oracles.random_folders import RATES, iso, mapping, records
from tests.oracles.reports_by_hand import Books

STRESS = os.environ.get("HYPOTHESIS_PROFILE") == "stress"
# What fails is two whole records, which take minutes to be made smaller.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
random_pairs = examples(max_examples=1000 if STRESS else 40, deadline=None, phases=PHASES,
                        suppress_health_check=list(HealthCheck))  # fmt: skip
TODAY = date(2026, 6, 30)
VAT = (VatRate(date(2020, 1, 1), Decimal("0.2"), "FR"), VatRate(date(2025, 6, 1), Decimal("0.055")))
FOLDER = Settings(rates=RATES, vat=VAT, payments_since=date(2024, 1, 1))
names = st.sampled_from(["jean-dupont", "anne-roy", "k2", "R0"])
persons = st.lists(
    mapping(
        {"id": names, "last_name": st.sampled_from(["Dupont", "Roy"])},
        function=st.sampled_from(["Buyer", "Owner"]),
        same_as=st.sampled_from([["a/jean-dupont"], ["b/anne-roy"], ["c/x"]]),
        came_from=st.sampled_from(["a/jean-dupont", "b/anne-roy"]),
        left=mapping({}, date=iso, to_client=st.sampled_from(["a", "b", "c"])),
    ),
    max_size=3,
    unique_by=lambda person: person["id"],
)


@st.composite
def clients(draw):
    """A client with people and interactions whose ids others may have, too."""
    data = draw(records())
    contacts = data["contacts"]
    everyone = [p for p in draw(persons) if p["id"] not in {o["ref"] for o in orders(data)}]
    if everyone:
        contacts["people"] = everyone
    for place, each in enumerate(contacts["interactions"]):
        each["id"] = f"i{place}"
        if everyone:
            each["with"] = [draw(st.sampled_from([person["id"] for person in everyone]))]
        if draw(st.booleans()):
            each["promises"] = [{"id": f"p{place}", "what": draw(st.sampled_from(["x", "y"]))}]
        if draw(st.integers(0, 3)) == 0:
            each["shared"] = draw(st.sampled_from(["a/i0", "b/i1", "c/i0"]))
    paid = draw(st.lists(mapping({"date": iso, "amount": st.integers(1, 90)}), max_size=2))
    if paid:
        data["business"]["on_account"] = [{"id": f"c{n}", **each} for n, each in enumerate(paid)]
    if draw(st.booleans()):
        data["business"]["vat_rate"] = draw(st.sampled_from(["20%", "5.5%"]))
    assume(not structure_findings(data))
    return data


def merged(data, other, take):
    change = merge_clients("a", "b", {"a": data, "b": other}, take, chosen(data, other), FOLDER)
    return apply_edits(data, change.records["a"])


def joined_or_none(data, other, take):
    """The joined record; amounts in a currency that they can't name are no example."""
    try:
        return merged(data, other, take)
    except InvalidError as error:
        assume("would be read as" not in str(error))
        raise


def chosen(data, other):
    return [each.address for each in undecided(data, other, FOLDER)]


def revenue(records, year):
    """The revenue of a fiscal year of each client, by hand; None where one is not known."""
    sold = {
        client: {**data, "business": {"orders": orders(data), **currency_of(data)}}
        for client, data in records.items()
    }
    books = Books(sold, (1, 1, False), TODAY, {
        currency: {label: rates[currency] for label, rates in RATES.items() if currency in rates}
        for currency in ("USD", "GBP")
    })  # fmt: skip
    span = books.year(year)
    found = [books.ledger(client).figures(span.first, span.last)["revenue"] for client in records]
    return None if None in found else sum(found, Fraction(0))


def currency_of(data):
    return {key: value for key, value in data["business"].items() if key == "currency"}


@random_pairs
@given(clients(), clients(), st.data())
def test_no_sum_changes_and_nothing_is_lost(data, other, drawn):
    open_years = {int(each.rpartition(".")[2]) for each in chosen(data, other)
                  if each.startswith("results")}  # fmt: skip
    fields = ["identity.owner", "identity.status", "business.payment"]
    both = [f for f in fields if differ(data, other, f.split("."))]
    take = drawn.draw(st.lists(st.sampled_from(both), unique=True)) if both else []
    joined = joined_or_none(data, other, take)
    assert not structure_findings(joined)
    assert not duplicate_findings(joined)
    for year in {2024, 2025, 2026} - open_years:
        before, after = (revenue(each, year) for each in ({"a": data, "b": other}, {"a": joined}))
        is_foreign = "currency" in str([data["business"], other["business"]])
        # What is in other currencies is rounded once a client.
        assert before == after or (is_foreign and abs(before - after) <= Fraction(2, 100))
    assert len(orders(joined)) == len(orders(data)) + len(orders(other))
    for key in ("payments", "settled", "lines"):
        assert parts(joined, key) == parts(data, key) + parts(other, key)
    assert {name for name, _ in all_items(data)} <= {name for name, _ in all_items(joined)}
    on_account = [each["amount"] for one in (data, other) for each in money(one)]
    assert sorted(each["amount"] for each in money(joined)) == sorted(on_account)


@random_pairs
@given(clients(), clients())
def test_each_invoice_stays_due_when_it_was(data, other):
    joined = joined_or_none(data, other, [])
    dated, dateless = bills(data) + bills(other), bills(joined)
    # What was due on no day may have the terms of the client that stays, now.
    assert Counter(each[:-1] for each in dated.elements()) == Counter(
        each[:-1] for each in dateless.elements()
    )
    assert all(dateless[each] >= count for each, count in dated.items() if each[-1])


def differ(data, other, path):
    """Whether both have a field, and not the same."""
    values = [data, other]
    for key in path:
        values = [value.get(key, {}) for value in values]
    if path[-1] == "payment":
        return any(values[0][key] != values[1][key] for key in values[0].keys() & values[1])
    return all(values) and values[0] != values[1]


def parts(data, key):
    return Counter(str(each) for order in orders(data) for each in order.get(key, ()))


def money(data):
    return data["business"].get("on_account", [])


def bills(data):
    """What is to be paid of each order, and when."""
    account = account_of(client_of("", data), data, FOLDER)
    return Counter(
        (bill.ordered, bill.currency, bill.to_pay, part.amount, part.due)
        for bill in account.bills
        for part in bill.parts
    )
