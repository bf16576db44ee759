"""`brief` and its gaps read through `came_from`, and say from where."""

from __future__ import annotations

from datetime import date

from clientfile.records.other_entries import other_entries
from clientfile.records.settings import Settings
from clientfile.reports.brief.brief import brief
from clientfile.reports.brief.sections import brief_sections
from clientfile.reports.common.single_client import SingleClientLedger
from clientfile.schema.shapes import record_shape

TODAY = date(2026, 11, 20)
ANN = {"id": "ann", "last_name": "Kerv", "decision": {"role": "decides"}}
RECORDS = {
    "old": {
        "identity": {"name": "Oldest"},
        "contacts": {"people": [{**ANN, "mobile": "06", "profile": {"focus": "price"}}]},
    },
    "former": {
        "identity": {"name": "Former"},
        "contacts": {
            "people": [
                {**ANN, "came_from": "old/ann", "profile": {"habits": "early", "passions": ["sea"]}}
            ],
            "interactions": [
                {"date": "2026-05-01", "kind": "visit", "with": ["ann"], "summary": "liked it"},
                {"date": "2026-04-01", "kind": "call", "with": ["ann"]},
                {"date": "2026-06-01", "kind": "call", "with": ["ann"], "reached": False},
                {"date": "2026-12-01", "kind": "call", "with": ["ann"]},
                {"date": "2026-05-09", "kind": "call", "with": ["bob"]},
            ],
        },
    },
}
HERE = {**ANN, "came_from": "former/ann", "profile": {"habits": "late"}}


def brief_of(person, records=RECORDS):
    data = {"identity": {"name": "Acme", "status": "client"}, "contacts": {"people": [person]}}
    others = {"ann": other_entries("acme", person, records.get, TODAY)}
    return brief(SingleClientLedger("acme", data, Settings(), TODAY), "B", others=others)


def test_what_the_entry_has_not_is_read_through_from_the_nearest():
    told = brief_of(HERE)
    [ann] = told["people"]
    assert (ann["habits"], ann["passions"], ann["focus"], ann["mobile"]) == (
        "late", ["sea"], "price", "06",
    )  # fmt: skip
    assert [(each["client"], each["fields"], each["contacts"]) for each in ann["known_from"]] == [
        ("former", ["passions"], 2),
        ("old", ["mobile", "focus"], 0),
    ]
    assert ann["known_from"][0]["last_contact"] == date(2026, 5, 1)
    assert ann["last_contact"] is None
    assert "phone of" not in [gap["what"] for gap in told["unknown"]]
    assert "phone of" in [gap["what"] for gap in brief_of(ANN)["unknown"]]


def test_the_page_says_from_where():
    sections = brief_sections(brief_of(HERE), record_shape(), "en")
    lines = next(item.under for section in sections for item in section.items if item.under)
    assert "From Former: Passions, 2 contacts, the last on 2026-05-01: liked it" in lines
    assert "From Oldest: Mobile, Price or quality" in lines


def test_who_came_round_in_a_circle_is_read_once():
    records = {
        "a": {"identity": {"name": "A"}, "contacts": {"people": [{**ANN, "came_from": "b/ann"}]}},
        "b": {"identity": {"name": "B"}, "contacts": {"people": [{**ANN, "came_from": "a/ann"}]}},
    }
    known_from = brief_of({**ANN, "came_from": "a/ann"}, records)["people"][0]["known_from"]
    assert [each["client"] for each in known_from] == ["a", "b"]


def test_what_is_not_there_is_left_out():
    for origin in ("nowhere/ann", "former/nobody"):
        assert brief_of({**HERE, "came_from": origin})["people"][0]["known_from"] == []


def test_a_contact_where_they_are_too_is_one_with_them():
    [ann] = brief_of({**ANN, "same_as": ["former/ann"]})["people"]
    assert ann["last_contact"] == date(2026, 5, 1)
    assert [(each["client"], each["is_there_too"]) for each in ann["known_from"]] == [
        ("former", True), ("old", False),
    ]  # fmt: skip
