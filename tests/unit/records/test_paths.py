"""Addresses: what people write for a part of a record, and what messages and history call it."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clientfile.errors import NoSuchItemError, UsageError
from clientfile.records.edits import Append, Drop, Put, apply_edits, at
from clientfile.records.paths import address_of, resolve, short_address, split_address
from clientfile.records.query import find_field, unknown_field, values_at
from clientfile.schema.shapes import record_shape

DATA = {
    "identity": {"name": "Acme", "status": "client", "address": {"city": "Lyon"}, "tags": ["a"]},
    "contacts": {
        "people": [
            {"id": "jean-dupont", "last_name": "Dupont", "phone": "01"},
            {"id": "lea-blanc", "last_name": "Blanc", "phone": "02"},
        ],
        "interactions": [{"date": "2026-01-01", "kind": "visit"}],
    },
    "business": {
        "orders": [{"ref": "2026.11", "date": "2026-01-01"}],
        "pricing": {"advantages": [{"kind": "gift"}, {"kind": "discount"}]},
    },
    "results": {"years": [{"year": 2025}]},
}


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("identity.address.city", ("identity", "address", "city")),
        ("address.city", ("identity", "address", "city")),
        ("size.headcount", ("identity", "size", "headcount")),
        ("contacts.people.lea-blanc.phone", ("contacts", "people", 1, "phone")),
        ("people.#1.phone", ("contacts", "people", 0, "phone")),
        ("business.pricing.advantages.#2.rate", ("business", "pricing", "advantages", 1, "rate")),
        ('business.orders."2026.11".due', ("business", "orders", 0, "due")),
        ("results.years.2025.revenue", ("results", "years", 0, "revenue")),
        ("x-mine.anything", ("x-mine", "anything")),
        ("people.lea-blanc.social.linkedin", ("contacts", "people", 1, "social", "linkedin")),
    ],
)
def test_an_address_leads_to_its_part(address, path):
    assert resolve(address, DATA, record_shape()) == path


def test_within_an_item_the_path_starts_there():
    base = ("contacts", "people", 0)
    assert resolve("left.date", DATA, record_shape(), base) == (*base, "left", "date")


@pytest.mark.parametrize(
    ("address", "error", "message"),
    [
        ("identity.phome", UsageError, "phone"),
        ("", UsageError, "no path"),
        ("a..b", UsageError, "no path"),
        ('orders."2026', UsageError, "no path"),
        ('orders."2026"11', UsageError, "a dot is missing"),
        ("identity.name.first", UsageError, "single value"),
        ("contacts.people.paul", NoSuchItemError, "jean-dupont, lea-blanc"),
        ("contacts.people.#3.phone", NoSuchItemError, "'#3'"),
        ("orders.CMD-1", NoSuchItemError, "2026.11"),
    ],
)
def test_an_address_that_leads_nowhere_is_reported(address, error, message):
    with pytest.raises(error, match=message):
        resolve(address, DATA, record_shape())


def every_path(value, path=()):
    if path:
        yield path
    children = value.items() if isinstance(value, dict) else ()
    children = enumerate(value) if isinstance(value, list) else children
    for step, inner in children:
        yield from every_path(inner, (*path, step))


@pytest.mark.parametrize("path", list(every_path(DATA)), ids=str)
def test_the_address_of_a_part_leads_back_to_it(path):
    assert resolve(address_of(DATA, path, record_shape()), DATA, record_shape()) == path


@given(st.lists(st.text(min_size=1).filter(lambda text: text.strip()), min_size=1, max_size=4))
@example(["#2"])
@example(["#2", "#1", "x"])
def test_any_segment_survives_being_written_and_read(names):
    data = {"business": {"orders": [{"ref": name} for name in dict.fromkeys(names)]}}
    for place in range(len(data["business"]["orders"])):
        path = ("business", "orders", place)
        address = address_of(data, path, record_shape())
        assert resolve(address, data, record_shape()) == path
        assert len(split_address(address)) == 3


def test_history_begins_at_the_item():
    path = ("contacts", "people", 1, "phone")
    assert short_address(DATA, path, record_shape()) == "lea-blanc.phone"
    assert short_address(DATA, ("identity", "name"), record_shape()) == "identity.name"


def test_edits_leave_the_data_they_are_applied_to_alone():
    after = apply_edits(
        DATA,
        [
            Put(("identity", "size", "headcount"), 40),
            Append(("identity", "tags"), ("b",)),
            Append(("business", "competitors"), ({"name": "Globex"},)),
            Drop(("contacts", "people", 0)),
        ],
    )
    assert at(after, ("identity", "size", "headcount")) == 40
    assert at(after, ("identity", "tags")) == ["a", "b"]
    assert at(after, ("business", "competitors", 0, "name")) == "Globex"
    assert at(after, ("contacts", "people", 0, "id")) == "lea-blanc"
    assert at(DATA, ("identity", "size")) is None
    assert len(DATA["contacts"]["people"]) == 2
    assert at(DATA, ("identity", "tags", 7)) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("identity.address.city", "Lyon"),
        ("city", "Lyon"),
        ("contacts.people.phone", ["01", "02"]),
        ("headcount", None),
        ("x-mine", None),
    ],
)
def test_a_loose_path_reaches_through_lists(name, value):
    path = find_field(name, record_shape())
    assert path is not None
    assert values_at(DATA, path) == value


def test_a_loose_path_that_is_none_is_refused():
    assert find_field("nonsense", record_shape()) is None
    assert "'nonsense'" in str(unknown_field("--where", "nonsense", record_shape(), ["client"]))
    with pytest.raises(UsageError, match="write which"):
        find_field("amount", record_shape())
