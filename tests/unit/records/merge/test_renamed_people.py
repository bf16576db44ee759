"""People whose id a side changed: who is the same, and under which id."""

from __future__ import annotations

from typing import Any

import pytest

from clientfile.records.conflict import Decision
from clientfile.records.merge.renamed_people import RenamedPerson, find_renamed_people


def record(**people: str) -> dict[str, Any]:
    return {
        "contacts": {"people": [{"id": id_, "last_name": name} for id_, name in people.items()]}
    }


BASE = record(jean="Dupont", lea="Blanc")
JD = record(jd="DUPONT", lea="Blanc")
OTHER = record(jean_d="Dupont", lea="Blanc")


@pytest.mark.parametrize(
    ("ours", "theirs", "found", "common"),
    [
        (JD, BASE, ("jean", "jd", "jean"), "jd"),
        (BASE, JD, ("jean", "jean", "jd"), "jd"),
        (JD, JD, ("jean", "jd", "jd"), "jd"),
        (JD, OTHER, ("jean", "jd", "jean_d"), "jd"),
    ],
)
def test_the_same_person_under_a_new_id(ours, theirs, found, common):
    (person,) = find_renamed_people(BASE, ours, theirs)
    assert person == RenamedPerson(*found)
    assert person.common == common
    assert (person.conflict is not None) == (theirs is OTHER)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (record(jd="Durand", lea="Blanc"), BASE),
        (record(jd="Dupont", jp="Dupont"), BASE),
        (JD, record(lea="Blanc")),
        (JD, record(jean="Dupont", lea="Blanc", jd="Roux")),
    ],
)
def test_no_longer_there_or_not_for_sure_the_same(ours, theirs):
    assert find_renamed_people(BASE, ours, theirs) == []
    assert find_renamed_people(BASE, theirs, ours) == []


def test_the_id_that_is_decided():
    person = RenamedPerson("jean", "jd", "jean_d")
    decisions = (None, Decision("mine"), Decision("theirs"), Decision(None, "j"))
    assert [person.decided(each) for each in decisions] == ["jd", "jd", "jean_d", "j"]
