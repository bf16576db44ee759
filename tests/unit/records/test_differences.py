"""What differs between two states of a record, in its own words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clientfile.records.diff import differences
from clientfile.schema.shapes import record_shape

BEFORE = {
    "identity": {"name": "Acme", "status": "client", "tags": ["a"]},
    "contacts": {"people": [{"id": "jean", "function": "Buyer"}, {"id": "lea"}]},
    "business": {"products": [{"product": "Oven", "year": 2025, "quantity": 1}]},
}


def differences_by_address(after):
    all_differences = differences(BEFORE, after, record_shape())
    return {each.address: (each.short, each.before, each.after) for each in all_differences}


def test_items_are_the_same_by_what_identifies_them_not_by_their_place():
    after = {
        "identity": {"name": "Acme", "status": "former", "tags": ["a", "b"]},
        "contacts": {"people": [{"id": "paul"}, {"id": "jean", "function": "Head"}]},
        "business": {"products": [{"product": "Oven", "year": 2025, "quantity": 2}]},
    }
    assert differences_by_address(after) == {
        "identity.status": ("identity.status", "client", "former"),
        "identity.tags": ("identity.tags", ["a"], ["a", "b"]),
        "contacts.people.jean.function": ("jean.function", "Buyer", "Head"),
        "contacts.people.lea": ("lea", {"id": "lea"}, None),
        "contacts.people.paul": ("paul", None, {"id": "paul"}),
        'business.products."Oven 2025".quantity': ('"Oven 2025".quantity', 1, 2),
    }


def test_a_chapter_that_came_is_one_difference():
    assert differences_by_address({**BEFORE, "results": {"years": []}}) == {
        "results": ("results", None, {"years": []})
    }


@given(st.permutations(BEFORE["contacts"]["people"]))
def test_the_order_of_named_items_is_no_difference(people):
    assert differences_by_address({**BEFORE, "contacts": {"people": people}}) == {}
