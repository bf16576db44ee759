"""Reminders: set, done, moved on, called off."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientfile.changes.followups import cancel, done
from clientfile.changes.reminders import remind
from clientfile.errors import InvalidError
from clientfile.records.edits import apply_edits
from tests.unit.records.typed.test_intervals import by_hand

TODAY = date(2026, 11, 20)
PEOPLE = [
    {"id": "ann", "last_name": "Ann"},
    {"id": "bob", "last_name": "Bob", "left": {"to_company": "Globex"}},
]


def record(*reminders):
    contacts = {"people": PEOPLE, "reminders": list(reminders)}
    return {"identity": {"name": "Acme", "status": "client"}, "contacts": contacts}


def after(data, change):
    return apply_edits(data, change.records["acme"])


def only(data):
    [reminder] = data["contacts"]["reminders"]
    return reminder


def set_one(day, every="", data=None, **more):
    data = data or record()
    change = remind("acme", data, "their lease", day, today=TODAY, make_id=lambda: "r1",
                    every=every, **more)  # fmt: skip
    return after(data, change)


def do(data, day, verb=done):
    return after(data, verb("acme", data, "r1", day))


def test_it_is_set_once_or_again_and_again():
    once = {"id": "r1", "what": "their lease", "date": "2027-03-31"}
    assert only(set_one(date(2027, 3, 31))) == once
    assert only(set_one(date(2027, 3, 31), "1y", person="Ann")) == {
        **once, "every": "1y", "person": "ann",
    }  # fmt: skip


def test_it_may_be_of_somebody_who_comes_before_its_day():
    data = record()
    data["contacts"]["people"] = [{"id": "zoe", "last_name": "Zoe", "since": "2026-12-01"}]
    assert only(set_one(date(2026, 12, 1), data=data, person="zoe"))["person"] == "zoe"
    with pytest.raises(InvalidError, match="is there from 2026-12-01 on"):
        set_one(date(2026, 11, 30), data=data, person="zoe")


def test_one_that_recurs_may_have_begun_long_ago():
    assert only(set_one(date(1980, 5, 12), "1y"))["date"] == "2027-05-12"
    assert only(set_one(TODAY, "1y"))["date"] == TODAY.isoformat()
    leap = only(set_one(date(1980, 2, 29), "1y"))
    assert (leap["date"], leap["planned"]) == ("2027-02-28", "1980-02-29")
    with pytest.raises(InvalidError, match="is past"):
        set_one(date(2026, 11, 19))


def test_it_is_about_nobody_who_left_and_says_something():
    with pytest.raises(InvalidError, match="Bob left"):
        set_one(TODAY, person="bob")
    with pytest.raises(InvalidError, match="needs a text"):
        remind("acme", record(), " ", TODAY, today=TODAY, make_id=lambda: "r1")


def test_one_that_recurs_is_counted_from_the_planned_day():
    data, days = set_one(date(2027, 1, 31), "1m"), []
    for _ in range(4):
        data = do(data, date.fromisoformat(only(data)["date"]))
        days.append((only(data)["date"], only(data).get("planned")))
    assert days == [
        ("2027-02-28", "2027-01-31"), ("2027-03-31", None),
        ("2027-04-30", "2027-03-31"), ("2027-05-31", None),
    ]  # fmt: skip


def test_a_date_by_hand_is_planned_anew():
    data = do(set_one(date(2027, 1, 31), "1m"), date(2027, 1, 31))
    only(data)["date"] = "2027-02-10"
    assert only(do(data, date(2027, 2, 10)))["date"] == "2027-03-10"


def test_done_early_it_does_not_come_again_on_the_same_day():
    data = do(set_one(date(2027, 1, 31), "1y"), TODAY)
    assert only(data)["date"] == "2028-01-31"


def test_done_late_it_comes_next_after_that_day():
    data = record({"id": "r1", "what": "x", "date": "2026-11-02", "every": "1w"})
    assert only(do(data, TODAY))["date"] == "2026-11-23"


def test_done_twice_on_a_day_it_is_done_once():
    data = do(set_one(date(2027, 1, 31), "1y"), TODAY)
    assert do(data, TODAY) == data
    with pytest.raises(InvalidError, match="was done on 2026-11-20 already"):
        do(data, TODAY - timedelta(days=1))


def test_one_that_does_not_recur_is_over():
    data = do(set_one(date(2027, 3, 31)), TODAY)
    assert only(data)["last_done"] == "2026-11-20"
    with pytest.raises(InvalidError, match="was done on 2026-11-20 already"):
        do(data, TODAY + timedelta(days=1))
    with pytest.raises(InvalidError, match="is done since"):
        do(data, TODAY, cancel)


def test_what_is_called_off_is_over():
    data = do(do(set_one(date(2027, 1, 31), "1y"), TODAY), TODAY, cancel)
    assert only(data)["cancelled"] == "2026-11-20"
    for verb, day in ((done, TODAY), (cancel, TODAY + timedelta(days=1))):
        with pytest.raises(InvalidError, match="is cancelled since"):
            do(data, day, verb)


@given(
    st.dates(date(2026, 11, 20), date(2028, 12, 31)),
    st.builds(lambda count, unit: f"{count}{unit}", st.integers(1, 20), st.sampled_from("dwmy")),
    st.lists(st.integers(1, 70), min_size=1, max_size=8),
)
def test_no_occurrence_is_skipped_and_none_comes_twice(first, every, gaps):
    """Whenever it is done, its next day is the first of all its days that is after both the day it
    stood for and the day it was done.
    """
    data, day = set_one(first, every), TODAY
    planned = by_hand(first, every)
    for gap in gaps:
        day += timedelta(days=gap)
        stood_for = date.fromisoformat(only(data)["date"])
        left = [each for each in planned if each > max(stood_for, day)]
        if not left:
            break
        data = do(data, day)
        assert only(data)["date"] == left[0].isoformat()
        assert only(data)["last_done"] == day.isoformat()
