"""Different people, orders and items that both sides added under one id: ours get another one."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from clientfile.records.conflict import Decision
from tests.support.runner import CliRunner
from tests.support.two_sides import TwoSides

GLOBEX = "identity:\n  name: Globex\n  status: prospect\n"
INITECH = "identity:\n  name: Initech\n"
JEAN = "    - {id: j-martin, last_name: Martin, first_name: Jean}\n"
JEANNE = "    - {id: j-martin, last_name: Martin, first_name: Jeanne}\n"
PEOPLE = "contacts:\n  people:\n"
MET = (
    "  interactions:\n    - {id: k3f9abcd, date: 2026-11-02, kind: visit, with: [j-martin],"
    " promises: [{id: p3f9abcd, what: catalogue, to: j-martin}]}\n"
)
CAME = "    - {id: jeanne, last_name: Martin, came_from: globex/j-martin}\n"
TAKEN = "j-martin is somebody else on the other side: Jeanne Martin is j-martin-2 now"


def orders(*entries: str) -> str:
    return "business:\n  orders:\n" + "".join(f"    - {{{each}}}\n" for each in entries)


def order(ref: str, product: str, more: str = "") -> str:
    line = f"{{product: {product}, quantity: 1, unit_price: 5}}"
    return f"ref: {ref}, date: 2026-11-02, lines: [{line}]{more}"


@pytest.fixture
def sides(runner: CliRunner) -> TwoSides:
    sides = TwoSides(runner)
    sides.begin(globex=GLOBEX, initech=INITECH)
    return sides


def people(sides: TwoSides, commit: str, client: str = "globex") -> dict[str, str]:
    """The first names of a client's people, by their ids."""
    data = yaml.safe_load(sides.text(commit, client))
    return {each["id"]: each["first_name"] for each in data["contacts"]["people"]}


BOTH = {"j-martin": "Jean", "j-martin-2": "Jeanne"}


def settled(sides: TwoSides, **more: Any) -> list[tuple[str, str]]:
    return [(each.client, each.text) for each in sides.plan(**more).settled]


def test_ours_gets_another_id_with_all_that_names_it(sides):
    sides.theirs("Jean", globex=GLOBEX + PEOPLE + JEAN)
    sides.mine("Jeanne", globex=GLOBEX + PEOPLE + JEANNE)
    sides.mine("came", initech=INITECH + PEOPLE + CAME)
    sides.mine("visit", globex=GLOBEX + PEOPLE + JEANNE + MET)
    tip = sides.land()
    text = sides.text(tip, "globex")
    assert JEAN in text
    assert JEANNE.replace("j-martin", "j-martin-2") in text
    assert MET.replace("j-martin", "j-martin-2") in text
    assert "came_from: globex/j-martin-2" in sides.text(tip, "initech")
    assert "came_from: globex/j-martin-2" in sides.text(f"{tip}~1", "initech")
    assert settled(sides) == [("globex", TAKEN)]
    plan = sides.plan()
    assert (plan.lost, plan.left_out) == ([], [])
    assert [each.message for each in plan.commits] == [
        b"Jeanne\n\nClientfile-Renumbered: globex/j-martin globex/j-martin-2\n",
        b"came\n",
        b"visit\n",
    ]


def test_one_person_entered_on_both_sides_is_one(sides):
    sides.theirs("Jean", globex=GLOBEX + PEOPLE + JEAN.replace("}", ", phone: '0402030405'}"))
    sides.mine("Jean", globex=GLOBEX + PEOPLE + JEAN.replace("}", ", phone: '0402030406'}"))
    assert [each.name for each in sides.plan().conflicts] == ["globex/j-martin.phone"]
    text = sides.text(sides.land({"globex/j-martin.phone": Decision("mine")}), "globex")
    assert text.count("j-martin") == 1


def test_two_orders_of_one_ref(sides):
    sides.theirs("order", globex=GLOBEX + orders(order("CMD-1", "bolts")))
    credit = order("CMD-2", "nuts", ", credit_of: CMD-1")
    sides.mine("order", globex=GLOBEX + orders(order("CMD-1", "nuts"), credit))
    text = sides.text(sides.land(), "globex")
    assert order("CMD-1", "bolts") in text
    assert order("CMD-1-2", "nuts") in text
    assert "credit_of: CMD-1-2" in text
    [(client, line)] = settled(sides)
    assert (client, line) == (
        "globex",
        "CMD-1 is another order on the other side: ours (2026-11-02: nuts) is CMD-1-2 now",
    )


def test_an_order_that_both_entered_is_one_and_is_asked_for(sides):
    sides.theirs("order", globex=GLOBEX + orders(order("CMD-1", "bolts")))
    other = order("CMD-1", "bolts").replace("quantity: 1", "quantity: 2")
    sides.mine("order", globex=GLOBEX + orders(other))
    assert [each.name for each in sides.plan().conflicts] == ["globex/CMD-1.lines.#1"]
    assert settled(sides) == []


@pytest.mark.parametrize("renamer", ["mine", "theirs"])
def test_at_a_client_that_a_side_renames(sides, renamer):
    texts = {"mine": GLOBEX + PEOPLE + JEANNE, "theirs": GLOBEX + PEOPLE + JEAN}
    sides.theirs("Jean", globex=texts["theirs"])
    sides.mine("Jeanne", globex=texts["mine"])
    sides.mine("came", initech=INITECH + PEOPLE + CAME)
    getattr(sides, renamer)("rename", globex=None, globex_sa=texts[renamer])
    if renamer == "mine":
        sides.mine("came", initech=INITECH + PEOPLE + CAME.replace("globex", "globex-sa"))
    tip = sides.land()
    assert sides.clients(tip) == ["acme", "globex-sa", "initech"]
    assert people(sides, tip, "globex-sa") == BOTH
    assert "came_from: globex-sa/j-martin-2" in sides.text(tip, "initech")


def test_at_a_client_that_both_sides_rename(sides):
    sides.theirs("rename", globex=None, globex_sa=GLOBEX)
    sides.theirs("Jean", globex_sa=GLOBEX + PEOPLE + JEAN)
    sides.mine("Jeanne", globex=GLOBEX + PEOPLE + JEANNE)
    sides.mine("rename", globex=None, globex_france=GLOBEX + PEOPLE + JEANNE)
    sides.mine("came", initech=INITECH + PEOPLE + CAME.replace("globex", "globex-france"))
    for choice, client in (("mine", "globex-france"), ("theirs", "globex-sa")):
        tip = sides.land({"globex/id": Decision(choice)})
        assert people(sides, tip, client) == BOTH
        assert f"came_from: {client}/j-martin-2" in sides.text(tip, "initech")


def test_at_a_client_that_is_new_on_both_sides(sides):
    new = "identity:\n  name: Umbrella\n"
    sides.theirs("new", umbrella=new + PEOPLE + JEAN)
    sides.mine("new", umbrella=new + PEOPLE + JEANNE)
    sides.mine("came", initech=INITECH + PEOPLE + CAME.replace("globex", "umbrella"))
    tip = sides.land()
    assert people(sides, tip, "umbrella") == BOTH
    assert "came_from: umbrella/j-martin-2" in sides.text(tip, "initech")


def test_one_that_we_removed_again(sides):
    sides.theirs("Jean", globex=GLOBEX + PEOPLE + JEAN)
    sides.mine("Jeanne", globex=GLOBEX + PEOPLE + JEANNE)
    sides.mine("took her away", globex=GLOBEX)
    tip = sides.land()
    assert sides.text(tip, "globex") == GLOBEX + PEOPLE + JEAN
    assert people(sides, f"{tip}~1") == BOTH


def test_a_free_id_is_one_that_neither_side_ever_had(sides):
    second = JEANNE.replace("j-martin", "j-martin-2").replace("Jeanne", "Joan")
    sides.theirs("Jean", globex=GLOBEX + PEOPLE + JEAN)
    sides.mine("two", globex=GLOBEX + PEOPLE + JEANNE + second)
    sides.mine("one", globex=GLOBEX + PEOPLE + JEANNE)
    assert "id: j-martin-3, last_name: Martin, first_name: Jeanne" in sides.text(
        sides.land(), "globex"
    )


def test_a_person_under_the_ref_of_an_order(sides):
    sides.theirs("order", globex=GLOBEX + orders(order("j-martin", "bolts")))
    sides.mine("Jeanne", globex=GLOBEX + PEOPLE + JEANNE + MET)
    text = sides.text(sides.land(), "globex")
    assert "with: [j-martin-2]" in text
    assert "{ref: j-martin, " in text
