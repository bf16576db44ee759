"""Items added to lists and taken away again: the record's lines, and the bytes as they were."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (
            ["business.competitors", "name=Globex", "price=cheaper", "products=A", "products=B"],
            ["+  competitors:", "+  - name: Globex", "+    products: [A, B]",
             "+    price: cheaper"],
        ),
        (["competitors", "name=Globex"], ["+  competitors:", "+  - name: Globex"]),
        (["tags", "new: one"], ['+    tags: [ key-account,  \'north\', "new: one" ]   # by hand']),
        (
            ["people", "last_name=Åkesson", "decision.role=décide", "address.city=Lyon"],
            ["+  - id: akesson", "+    last_name: Åkesson", "+    address:", "+      city: Lyon",
             "+    decision:", "+      role: decides", "+"],
        ),
        (["advantages", "rate=2,5 %", "kind=remise"], None),
        (["pricing.advantages", "rate=2,5 %", "kind=year-end-rebate"],
         ["+  pricing:", "+    advantages:", "+    - kind: year-end-rebate", "+      rate: 2.5%"]),
        (["purchases", "year=2025", "amount=12 500,50"],
         ["+  purchases:", "+  - year: 2025", "+    amount: 12500.50"]),
        (["results.targets", "year=2026", "revenue=1000"],
         ["+", "+results:", "+    targets:", "+    - year: 2026", "+      revenue: 1000"]),
    ],
)  # fmt: skip
def test_an_item_is_added_and_undone(runner, words, lines):
    before = runner.text("acme")
    if lines is None:
        runner.run("add", "acme", *words, code=2)
        assert runner.text("acme") == before
        return
    runner.run("add", "acme", *words)
    tags = "-    tags: [ key-account,  'north' ]   # by hand"
    added = [line for line in runner.changed_lines() if line != tags]
    assert added == lines
    runner.run("undo")
    assert runner.text("acme") == before


def test_an_item_of_an_item(runner):
    runner.run("add", "acme/k3f9abcd", "promises", "what=a quote", "due=friday")
    assert [line[:11] for line in runner.changed_lines()] == [
        "+    - id: ",
        "+      what",
        "+      due:",
    ]
    assert "due: 2026-11-27" in runner.text("acme")
    runner.run("add", "acme/CMD-1042", "payments", "date=hier", "amount=100")
    runner.run("add", "acme/k3f9abcd", "agreements", "net prices", "one delivery a week")
    assert "agreements: [net prices, one delivery a week]" in runner.text("acme")


def test_what_is_there_is_not_added_twice(runner):
    assert runner.run("add", "acme", "tags", "north").out == "nothing to change\n"
    runner.run("add", "acme", "competitors", "name=Globex")
    result = runner.run("add", "acme", "competitors", "name=Globex", "price=same", code=4)
    assert "clientfile set acme business.competitors.Globex.FIELD VALUE" in result.err


def test_fields_come_from_json_too(runner):
    runner.run(
        "add", "acme", "competitors", "--json", "-", stdin='{"name": "Globex", "share": "20%"}'
    )
    assert "- name: Globex\n    share: 20%" in runner.text("acme")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["competitors", "Globex"], 2, "'Globex': write KEY=VALUE"),
        (["competitors", "nam=Globex"], 2, "did you mean name"),
        (["competitors", "name=A", "name=B"], 2, "name is given twice"),
        (["competitors"], 2, "nothing is to be added"),
        (["tags"], 2, "nothing is to be added"),
        (["identity.name", "x"], 2, "is no list"),
        (["competitors", "price=cheaper"], 4, "name"),
        (["orders", "ref=A", "date=2026-02-30"], 4, "February 2026 has 28 days"),
    ],
)
def test_wrong_words_are_told_and_change_nothing(runner, words, code, told):
    before = runner.state()
    assert told in runner.run("add", "acme", *words, code=code).err
    assert runner.state() == before


def test_parts_are_taken_away(runner):
    runner.run("remove", "acme", "tags.north")
    assert "tags: [ key-account ]   # by hand" in runner.text("acme")
    assert runner.git("log", "-1", "--format=%s") == "acme: identity.tags: north removed\n"
    runner.run("remove", "acme", "tags.#1")
    assert "tags:" not in runner.text("acme")
    runner.run("remove", "acme/lea-blanc")
    assert "Blanc" not in runner.text("acme")
    runner.run("remove", "acme/CMD-1042", "lines.#1")
    assert "Oven" not in runner.text("acme")
    runner.run("remove", "acme/dupont", "cadence")


def test_a_person_whom_others_name_does_not_go(runner):
    before = runner.state()
    result = runner.run("remove", "acme/jean-dupont", code=4)
    assert "contacts.interactions.k3f9abcd.with" in result.err
    assert runner.state() == before
    assert "remove-client acme" in runner.run("remove", "acme", code=2).err
    runner.run("remove", "acme", "identity.fax", code=3)
