"""Who may have been met, and what a visit report has by default, without a terminal."""

from __future__ import annotations

from datetime import date

import pytest

from clientfile.changes.interactions import (
    complete_interaction,
    refuse_absent_people,
    unknown_people,
)
from clientfile.errors import AmbiguousItemError, InvalidError
from clientfile.records.visit_report import is_filled_in, kind_of
from clientfile.schema.shapes import interaction_shape

INTERACTION = interaction_shape()
TODAY = date(2026, 11, 20)
PEOPLE = [
    {"id": "ann-kerv", "first_name": "Ann", "last_name": "Kerv"},
    {"id": "ann-blanc", "first_name": "Ann", "last_name": "Blanc"},
    {"id": "lesk", "last_name": "Lesk", "left": {"date": "2026-11-01"}},
]
RECORD = {"contacts": {"people": PEOPLE}}


def test_a_name_is_unknown_only_where_it_fits_nobody():
    assert unknown_people(RECORD, ["kerv", "Ann", "Lesk", "Paul Martin"]) == ["Paul Martin"]


def test_who_had_left_cannot_be_met_from_the_day_after():
    refuse_absent_people(RECORD, ["lesk"], date(2026, 11, 1))
    with pytest.raises(InvalidError, match="left on 2026-11-01"):
        refuse_absent_people(RECORD, ["lesk"], date(2026, 11, 2))


def test_a_name_of_several_is_refused_and_an_unknown_one_is_not():
    with pytest.raises(AmbiguousItemError):
        refuse_absent_people(RECORD, ["Ann"], TODAY)
    refuse_absent_people(RECORD, ["Paul Martin"], TODAY)


def test_date_kind_and_salesperson_are_defaults_that_fields_win_over():
    assert complete_interaction({}, "visit", TODAY, "claire") == {
        "date": "2026-11-20",
        "kind": "visit",
        "salesperson": "claire",
    }
    fields = {"date": "2026-11-01", "kind": "call", "salesperson": "hugo"}
    assert complete_interaction(fields, "visit", TODAY, "claire") == fields
    assert "salesperson" not in complete_interaction({}, "visit", TODAY, "")


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, False),
        ({"on": ["yesterday"], "kind": ["visit"]}, False),
        ({"reached": ["yes"]}, False),
        ({"reached": ["no"]}, True),
        ({"summary": ["Bags for Christmas"]}, True),
    ],
)
def test_a_report_is_filled_in_once_it_says_more_than_when(answers, expected):
    assert is_filled_in(answers, INTERACTION, TODAY) is expected


def test_the_kind_of_a_report_may_be_french_and_has_a_default():
    assert kind_of({"kind": ["appel"]}, "visit", INTERACTION, TODAY) == "call"
    assert kind_of({}, "visit", INTERACTION, TODAY) == "visit"
