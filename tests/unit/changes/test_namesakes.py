"""Whether a person who comes from another client is somebody of that name who is there already."""

from __future__ import annotations

from datetime import date

import pytest

from clientfile.changes.departure import Departure
from clientfile.changes.namesakes import UnsettledNamesakeError
from clientfile.changes.succession import successor
from clientfile.errors import InvalidError, NoSuchItemError
from clientfile.records.edits import apply_edits

DAY = "2026-06-15"
MARIE = {"id": "marie", "first_name": "Marie", "last_name": "Curie", "title": "Mme"}
ACME = {"contacts": {"people": [MARIE]}}
THERE = {**MARIE, "id": "marie-curie"}


def people_at_beta(*there, choice="", function="Head buyer", visits=()):
    """The people of beta after Marie of acme went there."""
    beta = {"contacts": {"people": list(there), "interactions": list(visits)}}
    left = {"date": DAY, "to_client": "beta", "to_function": function}
    departure = Departure(left, True, today=date(2026, 11, 20), arriving_as=choice)
    change = successor("acme", ACME, "marie", departure, {"beta": beta})
    after = apply_edits(beta, change.records["beta"])
    return {person["id"]: person for person in after["contacts"]["people"]}


def visit(day, *people):
    return {"id": "aaaaaaaa", "date": day, "kind": "visit", "with": list(people)}


@pytest.mark.parametrize(
    "known",
    [{}, {"function": "head buyer"}, {"since": DAY}, {"since": "2026-07-01"}, {"phone": "1"},
     {"left": {"date": "2027-01-01"}}],
)  # fmt: skip
def test_a_namesake_whom_nothing_contradicts_is_the_person(known):
    after = people_at_beta({**THERE, **known}, visits=[visit(DAY, "marie-curie")])
    assert after.keys() == {"marie-curie"}
    assert after["marie-curie"]["came_from"] == "acme/marie"
    assert after["marie-curie"]["since"] == known.get("since", DAY)


@pytest.mark.parametrize(
    ("known", "met", "reason"),
    [
        ({"since": "2026-06-14"}, None, "has been there since 2026-06-14"),
        ({"function": "Cook"}, None, "marie-curie is Cook"),
        ({"title": "M."}, None, "marie-curie is M."),
        ({"came_from": "gamma/marie"}, None, "came from gamma/marie"),
        ({"past_posts": [{"function": "Cook", "until": "2020-01-01"}]}, None, "until 2020-01-01"),
        ({}, "2026-06-14", "was met there on 2026-06-14"),
    ],
)
def test_what_contradicts_it_is_told_and_settled_by_the_user(known, met, reason):
    visits = [visit(met, "marie-curie")] if met else []
    there = {**THERE, **known}
    with pytest.raises(UnsettledNamesakeError, match=reason) as doubt:
        people_at_beta(there, visits=visits)
    assert doubt.value.ids == ["marie-curie"]
    after = people_at_beta(there, choice="new", visits=visits)
    assert after["marie-curie"] == there
    assert after["marie-curie-2"]["came_from"] == "acme/marie"
    if "came_from" not in known:
        after = people_at_beta(there, choice="marie-curie", visits=visits)
        assert after["marie-curie"]["came_from"] == "acme/marie"
        assert after["marie-curie"].get("function") == known.get("function", "Head buyer")


def test_the_one_of_several_whom_nothing_contradicts_is_the_person():
    cook = {**THERE, "id": "cook", "function": "Cook"}
    assert people_at_beta(cook, THERE)["marie-curie"]["came_from"] == "acme/marie"


def test_of_two_that_may_be_the_person_neither_is_taken():
    with pytest.raises(UnsettledNamesakeError, match="several of the name Marie Curie: a, b"):
        people_at_beta({**THERE, "id": "a"}, {**THERE, "id": "b"})


def test_who_left_before_or_has_another_name_is_nobody():
    gone = {**THERE, "left": {"date": "2020-01-01"}}
    other = {"id": "marie-curie-2", "first_name": "Marie", "last_name": "Curry"}
    assert people_at_beta(gone, other).keys() == {"marie-curie", "marie-curie-2", "marie-curie-3"}
    with pytest.raises(InvalidError, match="marie-curie has left beta: write --as new"):
        people_at_beta(gone, choice="marie-curie")


def test_who_came_from_there_or_is_linked_is_the_person_whatever_else():
    cook = {**THERE, "function": "Cook", "since": "2000-01-01"}
    for known in ({"came_from": "acme/marie"}, {"same_as": ["acme/marie"]}):
        assert people_at_beta({**cook, **known}).keys() == {"marie-curie"}
        with pytest.raises(InvalidError, match="acme/marie is marie-curie at beta already"):
            people_at_beta({**cook, **known}, choice="new")


def test_an_id_of_nobody_is_refused():
    with pytest.raises(NoSuchItemError, match="did you mean marie-curie"):
        people_at_beta(THERE, choice="marie-curia")
