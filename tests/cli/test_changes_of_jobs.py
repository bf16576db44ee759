"""`successor`, in every shape in which people change jobs; each is taken back in one step."""

from __future__ import annotations

import json

import pytest

GLOBEX = """\
identity: {name: Globex, status: prospect}
contacts:
  people:
  - {id: ada-lind, last_name: Lind, first_name: Ada}
"""

ONE = {
    "nobody follows yet": ["acme/dupont", "--on", "2026-11-01"],
    "somebody new": ["acme/dupont", "Marie Curie", "--phone", "04 65 71 00 14"],
    "a colleague": ["acme/dupont", "léa"],
    "retired": ["acme/dupont", "Marie Curie", "--to-function", "retired"],
    "to a company that is no client": ["acme/dupont", "--to", "Initech", "--to-function", "CEO"],
    "promoted": ["acme/dupont", "léa", "--stays", "--to-function", "Head of purchasing"],
    "promoted, nobody follows yet": ["acme/dupont", "--stays", "--to-function", "Director"],
}
TWO = {
    "to a client": ["acme/dupont", "Marie Curie", "--to-client", "globex"],
    "to a client, by part of its name": ["acme/dupont", "--to-client", "glob"],
    "to a new prospect": ["acme/dupont", "--to-client", "initech", "--to", "Initech SA"],
    "to a new prospect, by its id alone": ["acme/dupont", "léa", "--to-client", "initech-lyon"],
}


def person(desk, path: str):
    return json.loads(desk.run("show", path, "-f", "json").out)


@pytest.mark.parametrize("shape", [*ONE, *TWO])
def test_every_shape_is_one_commit_and_taken_back_in_one_step(desk, shape):
    desk.write("globex", GLOBEX)
    head, status, files = desk.state()
    desk.run("successor", *(ONE | TWO)[shape])
    assert desk.git("rev-parse", "HEAD~1") == head
    changed = desk.git("show", "--format=", "--name-only", "HEAD").split()
    assert len(changed) == (1 if shape in ONE else 2)
    assert ": 0 errors" in desk.run("check").err
    desk.run("undo")
    assert desk.state()[1:] == (status, files)


def test_a_promotion_leaves_the_person_in_place_and_what_was_promised_to_them(desk):
    said = desk.run("successor", "acme/dupont", "léa", "--stays", "--to-function", "Director")
    assert said.out.startswith("acme: jean-dupont becomes Director on 2026-11-20, lea-blanc")
    assert "promise" not in said.out
    jean, lea = person(desk, "acme/jean-dupont"), person(desk, "acme/lea-blanc")
    assert (jean["function"], lea["function"]) == ("Director", "Buyer")
    assert jean["past_posts"][0]["successor"] == "lea-blanc"
    assert (lea["cadence"], lea["assistant"]["name"]) == (30, "Anne Roux")
    assert desk.run("promises", "acme", "--columns", "to").out == "jean-dupont\n"
    desk.run("add-meeting", "acme", "--with", "jean")


def test_what_was_promised_in_a_visit_is_owed_to_the_successor(desk):
    desk.run("add-meeting", "acme", "--with", "dupont", "--promise", "call back by monday")
    said = desk.run("successor", "acme/dupont", "Marie Curie")
    assert "(2 open promises to jean-dupont now for marie-curie)" in said.out
    # On the day itself they are still there.
    later = {"CLIENTFILE_TODAY": "2026-11-21"}
    assert desk.run("promises", "acme", "--columns", "to", **later).out == "marie-curie\n" * 2
    assert "marie-curie\tpromise" in desk.run("due", "--within", "9d", "--columns",
                                              "person,reason", **later).out  # fmt: skip


def test_a_new_id_opens_a_prospect_named_by_it_or_by_to(desk):
    said = desk.run("successor", "acme/dupont", "--to-client", "initech-lyon")
    assert "(initech-lyon was opened as a prospect, named Initech Lyon)" in said.out
    there = person(desk, "initech-lyon")
    assert there["identity"]["status"] == "prospect"
    assert there["contacts"]["people"][0]["came_from"] == "acme/jean-dupont"
    desk.run("undo")
    desk.run("successor", "acme/dupont", "--to-client", "initech-lyon", "--to", "Initech SA")
    assert person(desk, "initech-lyon")["identity"]["name"] == "Initech SA"
    assert person(desk, "acme/jean-dupont")["left"]["to_company"] == "Initech SA"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["acmee"], "did you mean acme?; to open a new one: --to-client ID --to NAME"),
        (["No Such Company"], "to open a new one: --to-client ID --to NAME"),
        (["aksme", "--to", "ACME"], "ACME is in the folder already: write --to-client acme"),
    ],
)
def test_a_client_that_may_be_meant_is_not_opened_twice(desk, typed, told):
    before = desk.state()
    code = 4 if "--to" in typed else 3
    assert told in desk.run("successor", "acme/dupont", "--to-client", *typed, code=code).err
    assert desk.state() == before


@pytest.mark.parametrize("assistant", ["{person: lea-blanc}", "{name: Léa Blanc, phone: '1'}"])
def test_nobody_becomes_their_own_assistant(desk, assistant):
    text = desk.text("acme")
    old = '{name: Anne Roux, phone: "04 65 71 00 13"}'
    desk.write("acme", text.replace(old, assistant))
    desk.run("successor", "acme/dupont", "léa")
    assert "assistant" not in person(desk, "acme/lea-blanc")


def test_an_assistant_who_leaves_is_followed_by_the_successor(desk):
    old = '{name: Anne Roux, phone: "04 65 71 00 13"}'
    desk.write("acme", desk.text("acme").replace(old, "{person: lea-blanc, notes: kind}"))
    desk.run("successor", "acme/léa", "Zoé Tilde", "--on", "2026-11-01", "--phone", "0611223344")
    told = json.loads(desk.run("brief", "acme", "--with", "dupont", "-f", "json").out)
    assistant = told["people"][0]["assistant"]
    assert (assistant["name"], assistant["phone"]) == ("Zoé Tilde", "0611223344")


def test_who_will_leave_is_met_until_then(desk):
    desk.run("successor", "acme/dupont", "Marie Curie", "--on", "2026-12-31")
    desk.run("add-meeting", "acme", "--with", "dupont")
    later = {"CLIENTFILE_TODAY": "2027-01-02"}
    refused = desk.run("add-meeting", "acme", "--with", "dupont", code=4, **later)
    assert "the successor is Marie Curie: --with marie-curie" in refused.err
