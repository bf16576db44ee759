"""A visit at two clients of which one side removed what the other changed or names."""

from __future__ import annotations

import pytest

from tests.support.runner import CliRunner
from tests.support.two_sides import TwoSides


def record(name: str, visit: str = "") -> str:
    text = f"identity:\n  name: {name}\ncontacts:\n  people:\n    - {{id: roux, last_name: Roux}}\n"
    return f"{text}  interactions:\n    - {{{visit}}}\n" if visit else text


HOST = "id: aaaaaaaa, date: 2026-11-02, kind: visit, with: [roux], summary: both were there"
GUEST = "id: bbbbbbbb, date: 2026-11-02, kind: visit, with: [roux], shared: globex/aaaaaaaa"


@pytest.fixture
def sides(runner: CliRunner) -> TwoSides:
    sides = TwoSides(runner)
    sides.begin(globex=record("Globex", HOST), initech=record("Initech", GUEST))
    return sides


@pytest.mark.parametrize(("remover", "changer"), [("mine", "theirs"), ("theirs", "mine")])
def test_what_one_side_removed_at_both_and_the_other_changed_at_one(sides, remover, changer):
    getattr(sides, remover)("away", globex=record("Globex"), initech=record("Initech"))
    changed = record("Initech", f"{GUEST}, agreements: [five ovens]")
    getattr(sides, changer)("agreed", initech=changed)
    tip = sides.land()
    assert "five ovens" in sides.text(tip, "initech")
    assert "both were there" in sides.text(tip, "globex")
    assert sorted((each.client, each.text) for each in sides.plan().settled) == [
        ("globex", "visit 2026-11-02: both were there: removed on one side, but it was at initech"
         " too: it stays"),
        ("initech", "bbbbbbbb was removed on one side and changed on the other: it stays"),
    ]  # fmt: skip


@pytest.mark.parametrize(("remover", "namer"), [("mine", "theirs"), ("theirs", "mine")])
def test_a_visit_that_one_side_removed_and_the_other_was_at_too(sides, remover, namer):
    sides.begin(globex=record("Globex", HOST), initech=record("Initech"))
    getattr(sides, remover)("away", globex=record("Globex"))
    getattr(sides, namer)("there too", initech=record("Initech", GUEST))
    tip = sides.land()
    assert "both were there" in sides.text(tip, "globex")
    assert GUEST in sides.text(tip, "initech")


def test_who_was_there_comes_back_with_it(sides):
    sides.begin(globex=record("Globex", HOST), initech=record("Initech"))
    sides.theirs("away", globex="identity:\n  name: Globex\n")
    sides.mine("there too", initech=record("Initech", GUEST))
    text = sides.text(sides.land(), "globex")
    assert "both were there" in text
    assert "id: roux" in text


def test_a_visit_that_one_side_removed_is_gone_at_both(sides):
    sides.theirs("away", globex=record("Globex"), initech=record("Initech"))
    sides.mine("client", globex=record("Globex", HOST).replace("Globex\n", "Globex Ltd\n"))
    tip = sides.land()
    assert "interactions" not in sides.text(tip, "globex") + sides.text(tip, "initech")
