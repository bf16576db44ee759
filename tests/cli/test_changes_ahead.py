"""A change that is dated ahead: every screen before and from its day, also looked back at."""

from __future__ import annotations

import json
from datetime import date

import pytest

from clientfile.console.candidates import item_candidates, person_candidates
from clientfile.store.folder import find_folder

RECORD = """\
identity: {name: Globex, status: client, client_since: 2020-01-01}
contacts:
  people:
  - id: jean-dupont
    first_name: Jean
    last_name: Dupont
    function: Buyer
    assistant: {name: Anne Roux}
    responsibility: Packaging
    decision: {role: buys}
    cadence: 30
    since: 2021-03-01
  - {id: lea-blanc, first_name: Léa, last_name: Blanc, function: Planner, cadence: 400}
  - {id: max-rot, first_name: Max, last_name: Rot}
  interactions:
  - id: aaaaaaaa
    date: 2026-11-02
    kind: visit
    with: [jean-dupont, lea-blanc, max-rot]
    promises: [{id: bbbbbbbb, what: samples, to: jean-dupont, due: 2026-12-10}]
"""
EVE, DAY = "2026-12-31", "2027-01-01"


@pytest.fixture
def globex(runner):
    runner.write("globex", RECORD)
    runner.run("save")
    return runner


def on(day: str) -> dict[str, str]:
    return {"CLIENTFILE_TODAY": day}


def functions(runner, *words: str, **env: str) -> dict[str, str]:
    """Person → function, as `list --people` has them."""
    columns = ("--columns", "person,function", "-f", "json")
    told = json.loads(runner.run("list", "--people", "globex", *columns, *words, **env).out)
    return {row["person"]: row["function"] for row in told}


def in_the_room(runner, *words: str, **env: str) -> dict[str, tuple[object, ...]]:
    """Person → function, role, responsibility, cadence and assistant, as `brief` has them."""
    told = json.loads(runner.run("brief", "globex", "-f", "json", *words, **env).out)
    keys = ("function", "role", "responsibility", "cadence")
    return {
        each["person"]: (
            *(each[key] for key in keys), (each["assistant"] or {}).get("name")
        ) for each in told["people"]
    }  # fmt: skip


def due_days(runner, *words: str, **env: str) -> dict[str, str]:
    """Person → day on which a contact with them is due."""
    told = runner.run("due", "--within", "900d", "--where", "client=globex and reason=cadence",
                      "--columns", "person,due", *words, **env).out  # fmt: skip
    return dict(line.split("\t") for line in told.splitlines() if line[0] != "\t")


def test_a_promotion_takes_effect_on_its_day_on_every_screen(globex):
    globex.run(
        "successor", "globex/jean", "léa", "--stays", "--to-function", "Director", "--on", DAY
    )
    globex.run("set", "globex/jean-dupont", "decision.role", "decides")
    old = {"jean-dupont": "Buyer", "lea-blanc": "Planner", "max-rot": None}
    new = {"jean-dupont": "Director", "lea-blanc": "Buyer", "max-rot": None}
    assert functions(globex, **on(EVE)) == old
    assert functions(globex, **on(DAY)) == new
    was = in_the_room(globex, **on(EVE))
    assert was["jean-dupont"] == ("Buyer", "buys", "Packaging", 30, "Anne Roux")
    assert was["lea-blanc"] == ("Planner", None, None, 400, None)
    now = in_the_room(globex, **on(DAY))
    assert now["jean-dupont"] == ("Director", "decides", None, 30, None)
    assert now["lea-blanc"] == ("Buyer", None, "Packaging", 400, "Anne Roux")
    for day, found in ((EVE, ""), (DAY, "globex\n")):
        where = ("list", "--where", "people.function=Director", "-f", "ids")
        assert globex.run(*where, **on(day)).out == found
    note = "the post of Jean Dupont begins on 2027-01-01; until then: Buyer"
    assert note in globex.run("show", "globex/jean-dupont", **on(EVE)).err
    assert note in globex.run("show", "globex", **on(EVE)).err
    assert globex.run("show", "globex", **on(DAY)).err == ""


def test_it_is_looked_back_at_as_it_was_on_that_day(globex):
    globex.run("successor", "globex/jean", "--stays", "--to-function", "Director", "--on", DAY,
               **on("2026-11-20"))  # fmt: skip
    later = on("2027-03-01")
    assert functions(globex, **later)["jean-dupont"] == "Director"
    for day, post in ((EVE, "Buyer"), (DAY, "Director")):
        assert functions(globex, "--as-of", day, **later)["jean-dupont"] == post
        assert in_the_room(globex, "--as-of", day, **later)["jean-dupont"][0] == post


def test_the_cadence_of_a_post_holds_while_it_is_held(globex):
    globex.run("successor", "globex/max", "--stays", "--to-function", "Cook", "--on", DAY)
    globex.run("set", "globex/max-rot", "cadence", "10")
    assert "max-rot" not in due_days(globex, **on(EVE))
    assert due_days(globex, **on(DAY))["max-rot"] == "2026-11-12"
    assert due_days(globex, "--as-of", EVE, **on("2027-03-01")).get("max-rot") is None
    assert due_days(globex, "--as-of", DAY, **on("2027-03-01"))["max-rot"] == "2026-11-12"


def test_who_follows_a_leaver_is_not_there_before_the_day(globex):
    told = globex.run("successor", "globex/jean", "Ida Noll", "--on", DAY).out
    assert "(1 open promise to jean-dupont goes to ida-noll from 2027-01-01 on)" in told
    assert in_the_room(globex, **on(EVE)).keys() == {"jean-dupont", "lea-blanc", "max-rot"}
    listed = globex.run("list", "--people", "ida", **on(EVE))
    assert "Ida Noll is at globex from 2027-01-01 on" in listed.err
    assert globex.run("list", "--people", "ida", **on(DAY)).err == ""
    told = globex.run("brief", "globex", "--with", "ida", code=4, **on(EVE)).err
    assert "Ida Noll is there from 2027-01-01 on, not on 2026-12-31" in told
    globex.run("brief", "globex", "--with", "ida", **on(DAY))
    for day, whose in ((EVE, "jean-dupont"), (DAY, "ida-noll")):
        assert globex.run("promises", "globex", "--columns", "to", **on(day)).out == f"{whose}\n"
        late = globex.run("due", "--where", "client=globex and reason=promise", "--columns",
                          "person", **on(day)).out  # fmt: skip
        assert late == f"{whose}\n"
    assert "jean-dupont" not in due_days(globex, **on("2027-01-02"))
    found = "(left 2027-01-01)"
    assert (
        found not in globex.run("find", "packaging", "--where", "item=jean-dupont", **on(DAY)).out
    )
    assert found in globex.run("find", "packaging", **on("2027-01-02")).out
    # Who is still to come is due so many days after that.
    assert due_days(globex, **on(EVE))["ida-noll"] == "2027-01-31"


def test_who_is_there_on_the_day_is_offered(globex):
    globex.run("successor", "globex/jean", "Ida Noll", "--on", DAY)
    folder = find_folder(globex.root)
    for day, offered in (
        (date(2026, 12, 31), ["jean-dupont", "lea-blanc", "max-rot"]),
        (date(2027, 1, 1), ["jean-dupont", "lea-blanc", "max-rot", "ida-noll"]),
        (date(2027, 1, 2), ["lea-blanc", "max-rot", "ida-noll"]),
    ):
        assert [name for name, __ in person_candidates(folder, "globex", "", day)] == offered
    eve = [name for name, __ in item_candidates(folder, "globex/", "PERSON", date(2026, 12, 31))]
    assert "globex/jean-dupont" in eve


def test_a_promise_to_who_left_with_nobody_after_is_told(globex):
    globex.run("successor", "globex/jean", "--on", "2026-11-30")
    told = "Jean Dupont left, and nobody follows"
    line = "samples, to Jean Dupont, who left; nobody follows, by 2026-12-10"
    for day, after in (("2026-11-30", False), ("2026-12-11", True)):
        words = ("due", "globex", "--within", "30d")
        assert (f"samples ({told})" in globex.run(*words, "-f", "table", **on(day)).out) is after
        rows = json.loads(globex.run(*words, "-f", "json", **on(day)).out)
        promised = [row for row in rows if row["reason"] == "promise"]
        assert [(row["person"], row["nobody_after"]) for row in promised] == [
            ("jean-dupont", after)
        ]  # fmt: skip
        calendar = (
            globex.run(*words, "-f", "ics", **on(day)).out.replace("\r\n ", "").replace("\\,", ",")
        )
        assert (f"{told}: clientfile successor globex/jean-dupont NAME" in calendar) is after
        assert (line in " ".join(globex.run("brief", "globex", **on(day)).out.split())) is after
    globex.run("successor", "globex/jean", "léa", "--on", "2026-11-30")
    assert told not in globex.run("due", "globex", "-f", "table", **on("2026-12-11")).out


def test_a_colleague_without_a_function_has_none_before_the_day(globex):
    globex.run("successor", "globex/jean", "max", "--on", DAY)
    assert functions(globex, **on(EVE))["max-rot"] is None
    assert functions(globex, **on(DAY))["max-rot"] == "Buyer"


def test_a_status_begins_on_its_day(globex):
    globex.run("lose", "globex", "--on", DAY)
    globex.write("initech", "identity: {name: Initech, status: client, client_since: 2027-01-01}\n")
    globex.run("save")
    for day, who in ((EVE, "globex\tclient\ninitech\tprospect\n"),
                     (DAY, "globex\tformer\ninitech\tclient\n")):  # fmt: skip
        columns = ("--columns", "client,status", "--where", "client!=acme")
        assert globex.run("list", *columns, **on(day)).out == who
        looked_back = globex.run("list", *columns, "--as-of", day, **on("2027-03-01"))
        assert looked_back.out == who
        found = globex.run("list", "--where", "identity.status=client", "-f", "ids", **on(day)).out
        assert [each in found for each in ("globex", "initech")] == [day == EVE, day == DAY]
        row = globex.run("prospects", "--columns", "prospects", **on(day)).out
        assert row == ("1\n" if day == EVE else "0\n")
        word = "client since 2020-01-01" if day == EVE else "former since 2027-01-01"
        assert word in globex.run("brief", "globex", **on(day)).out
    assert "prospect" in globex.run("brief", "initech", **on(EVE)).out
    told = globex.run("show", "initech", **on(EVE)).err
    assert told == "the status client begins on 2027-01-01; until then: prospect\n"
    assert globex.run("due", "globex", **on(DAY)).out == ""


def test_a_visit_is_with_who_was_there_on_its_day(globex):
    globex.run("successor", "globex/jean", "Ida Noll", "--on", "2026-06-15")
    told = globex.run("add-meeting", "globex", "--with", "ida", "--on", "2026-05-03", code=4).err
    assert "Ida Noll is there from 2026-06-15 on, not on 2026-05-03" in told
    globex.write("globex", globex.text("globex").replace(
        "  - {id: max-rot", "  - {id: ida-bolt, first_name: Ida, last_name: Bolt,\n"
        "     left: {date: 2026-06-14}}\n  - {id: max-rot"))  # fmt: skip
    globex.run("save")
    for day, who in (("2026-05-03", "ida-bolt"), ("2026-06-20", "ida-noll")):
        told = globex.run("add-meeting", "globex", "--with", "ida", "--promise", "x",
                          "--on", day).out  # fmt: skip
        assert f"with {who}" in told
    told = globex.run("add-meeting", "globex", "--with-new", "Ida Noll", "--on", "2026-05-03",
                      code=4).err  # fmt: skip
    assert "Ida Noll is there already, from 2026-06-15 on, as ida-noll" in told
