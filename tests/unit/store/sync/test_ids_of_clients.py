"""Ids of clients that several records have one after the other, on one side or on both."""

from __future__ import annotations

import pytest

from tests.support.runner import CliRunner
from tests.support.two_sides import TwoSides

ANGERS = "identity:\n  name: Martin\n  status: prospect\n  address: {city: Angers}\n"
LILLE = "identity:\n  name: Martin et Fils\n  status: prospect\n  address: {city: Lille}\n"
INITECH = "identity:\n  name: Initech\n"
GROUP = "identity:\n  name: Initech\n  group: martin\n"


def client(text: str) -> str:
    return text.replace("prospect", "client")


@pytest.fixture
def sides(runner: CliRunner) -> TwoSides:
    sides = TwoSides(runner)
    sides.begin(initech=INITECH)
    return sides


def test_a_new_client_that_we_renamed_leaves_theirs_of_its_first_id_alone(sides):
    sides.theirs("new", martin=ANGERS)
    sides.mine("new", martin=LILLE)
    sides.mine("group", initech=GROUP)
    sides.mine("rename", martin=None, martin_lille=LILLE, initech=GROUP + "  language: fr\n")
    sides.mine("group", initech=GROUP.replace("martin", "martin-lille"))
    tip = sides.land()
    assert sides.clients(tip) == ["acme", "initech", "martin", "martin-lille"]
    assert sides.text(tip, "martin") == ANGERS
    assert sides.text(tip, "martin-lille") == LILLE
    assert "group: martin-lille" in sides.text(tip, "initech")
    assert "group: martin-2" in sides.text(f"{tip}~1", "initech")
    for back in range(4):
        assert sides.text(f"{tip}~{back}", "martin") == ANGERS
    assert sides.plan().settled == []


def test_a_new_client_that_we_removed_again(sides):
    sides.theirs("new", martin=ANGERS)
    sides.mine("new", martin=LILLE)
    sides.mine("away", martin=None)
    tip = sides.land()
    assert sides.clients(tip) == ["acme", "initech", "martin"]
    assert sides.text(tip, "martin") == sides.text(f"{tip}~1", "martin") == ANGERS
    assert sides.text(f"{tip}~1", "martin-2") == LILLE


def test_an_id_that_our_rename_left_is_free_for_another_client(sides):
    sides.begin(initech=INITECH, martin=ANGERS)
    sides.theirs("client", martin=client(ANGERS))
    sides.theirs("group", initech=GROUP)
    sides.mine("rename", martin=None, martin_angers=ANGERS)
    sides.mine("new", martin=LILLE)
    tip = sides.land()
    assert sides.clients(tip) == ["acme", "initech", "martin", "martin-angers"]
    assert sides.text(tip, "martin") == LILLE
    assert sides.text(tip, "martin-angers") == client(ANGERS)
    assert "group: martin-angers" in sides.text(tip, "initech")


def test_another_client_under_the_id_of_one_that_we_removed(sides):
    sides.begin(initech=INITECH, martin=ANGERS)
    sides.mine("away", martin=None)
    sides.mine("new", martin=LILLE)
    sides.theirs("initech", initech=GROUP.replace("group: martin", "language: fr"))
    tip = sides.land()
    assert sides.text(tip, "martin") == LILLE
    assert "martin" not in sides.clients(f"{tip}~1")

    sides.theirs("client", martin=client(ANGERS))
    tip = sides.land()
    assert sides.text(tip, "martin") == client(ANGERS)
    assert sides.text(tip, "martin-2") == LILLE


def test_another_client_under_the_id_of_one_that_they_removed(sides):
    sides.begin(initech=INITECH, martin=ANGERS)
    sides.theirs("away", martin=None)
    sides.theirs("new", martin=LILLE)
    sides.mine("client", martin=client(ANGERS))
    sides.mine("group", initech=GROUP)
    tip = sides.land()
    assert sides.text(tip, "martin") == LILLE
    assert sides.text(tip, "martin-2") == client(ANGERS)
    assert "group: martin-2" in sides.text(tip, "initech")
    assert len(sides.plan().settled) == 2


def test_another_client_of_theirs_where_we_changed_nothing(sides):
    sides.begin(initech=INITECH, martin=ANGERS)
    sides.theirs("away", martin=None)
    sides.theirs("new", martin=LILLE)
    sides.mine("initech", initech=INITECH + "  language: fr\n")
    tip = sides.land()
    assert sides.text(tip, "martin") == LILLE
    assert sides.clients(tip) == ["acme", "initech", "martin"]


def test_one_company_removed_and_brought_back_is_the_same_one(sides):
    sides.begin(initech=INITECH, martin=ANGERS)
    sides.mine("away", martin=None)
    sides.mine("back", martin=ANGERS)
    sides.mine("language", martin=ANGERS + "  language: fr\n")
    sides.theirs("client", martin=client(ANGERS))
    tip = sides.land()
    assert sides.text(tip, "martin") == client(ANGERS) + "  language: fr\n"
    assert sides.clients(tip) == ["acme", "initech", "martin"]
