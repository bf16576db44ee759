"""Who follows when a contact changes jobs, and what a successor takes over."""

from __future__ import annotations

from datetime import date

import pytest

from clientfile.changes.departure import Departure
from clientfile.changes.succession import successor
from clientfile.changes.takeover import find_successor, handed_over, past_post
from clientfile.errors import InvalidError, NoMatchError, UsageError
from clientfile.records.edits import Data, apply_edits

ANN = {
    "id": "ann-kerv",
    "first_name": "Ann",
    "last_name": "Kerv",
    "function": "Buyer",
    "since": "2020-01-01",
    "cadence": 60,
    "assistant": {"name": "Luc Petit"},
}
PAUL = {"id": "paul-martin", "first_name": "Paul", "last_name": "Martin", "function": "Cook"}
LUC = {"id": "luc-petit", "first_name": "Luc", "last_name": "Petit"}
RECORD: Data = {"contacts": {"people": [ANN, PAUL, LUC]}}
LEFT = {"date": "2026-12-01"}


def people_after(departure: Departure, data: Data = RECORD) -> dict[str, Data]:
    change = successor("kervelec", data, "ann-kerv", departure, {})
    edits = change.records["kervelec"]
    assert isinstance(edits, list)
    after = apply_edits(data, edits)
    return {person["id"]: person for person in after["contacts"]["people"]}


def test_nobody_follows_where_nobody_is_named():
    assert find_successor(RECORD, ANN, Departure(LEFT)) is None
    assert people_after(Departure(LEFT))["ann-kerv"]["left"] == LEFT


def test_fields_of_a_successor_need_a_successor():
    with pytest.raises(UsageError, match="belong to the successor"):
        find_successor(RECORD, ANN, Departure(LEFT, fields={"phone": "01"}))


def test_somebody_new_inherits_the_post():
    after = people_after(Departure(LEFT, successor="Nora Blanc"))
    new = after["nora-blanc"]
    assert (new["function"], new["cadence"], new["since"]) == ("Buyer", 60, "2026-12-01")
    assert new["replaces"] == "ann-kerv"
    assert after["ann-kerv"]["left"]["successor"] == "nora-blanc"


def test_a_colleague_leaves_their_own_post_and_the_record_keeps_it():
    after = people_after(Departure(LEFT, successor="Martin"))["paul-martin"]
    assert (after["function"], after["since"]) == ("Buyer", "2026-12-01")
    assert after["past_posts"] == [{"function": "Cook", "until": "2026-11-30"}]


def test_nobody_becomes_their_own_assistant():
    assert "assistant" not in people_after(Departure(LEFT, successor="Luc Petit"))["luc-petit"]


def test_what_is_likely_a_slip_adds_nobody():
    with pytest.raises(NoMatchError, match="did you mean paul-martin"):
        find_successor(RECORD, ANN, Departure(LEFT, successor="Paul Martim"))


def test_nobody_succeeds_themselves():
    with pytest.raises(InvalidError, match="can't be their own successor"):
        find_successor(RECORD, ANN, Departure(LEFT, successor="Ann Kerv"))


def test_a_recorded_successor_is_not_replaced_by_another():
    left = {**ANN, "left": {**LEFT, "successor": "luc-petit"}}
    data = {"contacts": {"people": [left, PAUL, LUC]}}
    with pytest.raises(InvalidError, match="already has the successor luc-petit"):
        find_successor(data, left, Departure(LEFT, successor="Paul Martin"))
    again = find_successor(data, left, Departure(LEFT))
    assert again is not None
    assert again.is_linked


def test_the_same_change_of_jobs_again_changes_nothing():
    departure = Departure(LEFT, successor="Nora Blanc")
    after = {"contacts": {"people": list(people_after(departure).values())}}
    assert people_after(departure, after) == people_after(Departure(LEFT), after)


def test_who_stays_hands_the_assistant_over_and_keeps_the_cadence():
    departure = Departure({**LEFT, "to_function": "Director"}, stays=True, successor="Martin")
    follower = find_successor(RECORD, ANN, departure)
    assert handed_over(ANN, departure, follower) == ["assistant"]
    after = people_after(departure)["ann-kerv"]
    assert "assistant" not in after
    assert after["past_posts"][0]["successor"] == "paul-martin"
    assert (after["function"], after["cadence"]) == ("Director", 60)


def test_a_past_post_is_whole_and_begins_with_the_latest_day_known():
    moved = {**ANN, "past_posts": [{"function": "Clerk", "until": "2022-05-01"}]}
    assert past_post(moved, date(2026, 12, 1)) == {
        "function": "Buyer",
        "assistant": {"name": "Luc Petit"},
        "cadence": 60,
        "from": "2022-05-02",
        "until": "2026-11-30",
    }
