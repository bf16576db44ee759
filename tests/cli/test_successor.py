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


def person(runner, path: str):
    return json.loads(runner.run("show", path, "-f", "json").out)


@pytest.mark.parametrize("shape", [*ONE, *TWO])
def test_every_shape_is_one_commit_and_taken_back_in_one_step(runner, shape):
    runner.write("globex", GLOBEX)
    head, status, files = runner.state()
    runner.run("successor", *(ONE | TWO)[shape])
    assert runner.git("rev-parse", "HEAD~1").strip() == head
    changed = runner.git("show", "--format=", "--name-only", "HEAD").split()
    assert len(changed) == (1 if shape in ONE else 2)
    assert ": 0 errors" in runner.run("check").err
    runner.run("undo")
    assert runner.state()[1:] == (status, files)


def test_a_promotion_leaves_the_person_in_place_and_what_was_promised_to_them(runner):
    result = runner.run("successor", "acme/dupont", "léa", "--stays", "--to-function", "Director")
    assert result.out.startswith("acme: jean-dupont becomes Director on 2026-11-20, lea-blanc")
    assert "promise" not in result.out
    jean, lea = person(runner, "acme/jean-dupont"), person(runner, "acme/lea-blanc")
    assert (jean["function"], lea["function"]) == ("Director", "Buyer")
    assert jean["past_posts"][0]["successor"] == "lea-blanc"
    assert (lea["cadence"], lea["assistant"]["name"]) == (30, "Anne Roux")
    assert runner.run("promises", "acme", "--columns", "to").out == "jean-dupont\n"
    runner.run("add-meeting", "acme", "--with", "jean")


def test_what_was_promised_in_a_visit_is_owed_to_the_successor(runner):
    runner.run("add-meeting", "acme", "--with", "dupont", "--promise", "call back by monday")
    result = runner.run("successor", "acme/dupont", "Marie Curie")
    assert "(2 open promises to jean-dupont go to marie-curie)" in result.out
    # On the day itself they are still there.
    later = {"CLIENTFILE_TODAY": "2026-11-21"}
    assert runner.run("promises", "acme", "--columns", "to", **later).out == "marie-curie\n" * 2
    assert "marie-curie\tpromise" in runner.run("due", "--within", "9d", "--columns",
                                              "person,reason", **later).out  # fmt: skip


def test_a_new_id_opens_a_prospect_named_by_it_or_by_to(runner):
    result = runner.run("successor", "acme/dupont", "--to-client", "initech-lyon")
    assert "(initech-lyon was opened as a prospect, named Initech Lyon)" in result.out
    there = person(runner, "initech-lyon")
    assert there["identity"]["status"] == "prospect"
    assert there["contacts"]["people"][0]["came_from"] == "acme/jean-dupont"
    runner.run("undo")
    runner.run("successor", "acme/dupont", "--to-client", "initech-lyon", "--to", "Initech SA")
    assert person(runner, "initech-lyon")["identity"]["name"] == "Initech SA"
    assert person(runner, "acme/jean-dupont")["left"]["to_company"] == "Initech SA"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["acmee"], "did you mean acme?; to open a new one: --to-client ID --to NAME"),
        (["No Such Company"], "to open a new one: --to-client ID --to NAME"),
        (["aksme", "--to", "ACME"], "ACME is in the folder already: write --to-client acme"),
    ],
)
def test_a_client_that_may_be_meant_is_not_opened_twice(runner, typed, told):
    before = runner.state()
    code = 4 if "--to" in typed else 3
    assert told in runner.run("successor", "acme/dupont", "--to-client", *typed, code=code).err
    assert runner.state() == before


@pytest.mark.parametrize("assistant", ["{person: lea-blanc}", "{name: Léa Blanc, phone: '1'}"])
def test_nobody_becomes_their_own_assistant(runner, assistant):
    text = runner.text("acme")
    old = '{name: Anne Roux, phone: "04 65 71 00 13"}'
    runner.write("acme", text.replace(old, assistant))
    runner.run("successor", "acme/dupont", "léa")
    assert "assistant" not in person(runner, "acme/lea-blanc")


def test_an_assistant_who_leaves_is_followed_by_the_successor(runner):
    old = '{name: Anne Roux, phone: "04 65 71 00 13"}'
    runner.write("acme", runner.text("acme").replace(old, "{person: lea-blanc, notes: kind}"))
    runner.run("successor", "acme/léa", "Zoé Tilde", "--on", "2026-11-01", "--phone", "0611223344")
    told = json.loads(runner.run("brief", "acme", "--with", "dupont", "-f", "json").out)
    assistant = told["people"][0]["assistant"]
    assert (assistant["name"], assistant["phone"]) == ("Zoé Tilde", "0611223344")


def test_who_will_leave_is_met_until_then(runner):
    runner.run("successor", "acme/dupont", "Marie Curie", "--on", "2026-12-31")
    runner.run("add-meeting", "acme", "--with", "dupont")
    assert "Leaves on 2026-12-31" in runner.run("brief", "acme").out
    later = {"CLIENTFILE_TODAY": "2027-01-02"}
    refused = runner.run("add-meeting", "acme", "--with", "dupont", code=4, **later)
    assert "the successor is Marie Curie: --with marie-curie" in refused.err


def test_what_is_completed_later_moves_nobody_again(runner):
    runner.run("add-contact", "acme", "Max Rot", "--function", "Engineer")
    runner.run("successor", "acme/max", "léa", "--on", "2026-10-01")
    runner.run("successor", "acme/dupont", "léa", "--on", "2026-11-01")
    before = person(runner, "acme/lea-blanc")
    runner.run("successor", "acme/max", "--to", "Globex")
    assert person(runner, "acme/lea-blanc") == before
    assert person(runner, "acme/max-rot")["left"]["to_company"] == "Globex"


def test_what_was_taken_away_from_the_successor_stays_away(runner):
    runner.run("successor", "acme/dupont", "Bo Ba", "--on", "2026-11-01")
    runner.run("unset", "acme/bo-ba", "cadence")
    runner.run("successor", "acme/dupont", "--to", "Globex")
    assert "cadence" not in person(runner, "acme/bo-ba")


def test_a_field_of_the_successor_that_differs_is_refused(runner):
    runner.run("successor", "acme/dupont", "Bo Ba", "--phone", "1")
    before = runner.state()
    refused = runner.run("successor", "acme/dupont", "--phone", "2", "--email", "b@b.eu", code=4)
    assert "phone of bo-ba is already '1'" in refused.err
    assert runner.state() == before


def test_a_departure_is_completed_after_its_successor_has_left_too(runner):
    runner.run("successor", "acme/dupont", "Bo Ba", "--on", "2026-10-01")
    runner.run("successor", "acme/bo-ba", "Cy Ca", "--on", "2026-11-01")
    runner.run("successor", "acme/dupont", "--to", "Globex")
    assert person(runner, "acme/jean-dupont")["left"]["to_company"] == "Globex"
    assert ": 0 errors" in runner.run("check").err


def test_a_colleague_named_later_took_over_on_the_day_of_the_departure(runner):
    runner.run("add-contact", "acme", "Max Rot", "--function", "Engineer")
    runner.run("successor", "acme/dupont", "--on", "2026-10-01")
    runner.run("successor", "acme/dupont", "max")
    max_ = person(runner, "acme/max-rot")
    assert (max_["since"], max_["past_posts"][0]["until"]) == ("2026-10-01", "2026-09-30")


def test_who_replaced_somebody_before_takes_the_next_post_too(runner):
    runner.run("successor", "acme/dupont", "léa", "--stays", "--to-function", "Head", "--on",
             "2026-10-01")  # fmt: skip
    runner.run("successor", "acme/dupont", "léa", "--stays", "--to-function", "Boss", "--on",
             "2026-11-01")  # fmt: skip
    lea, jean = person(runner, "acme/lea-blanc"), person(runner, "acme/jean-dupont")
    assert (lea["function"], lea["since"]) == ("Head", "2026-11-01")
    assert [post["function"] for post in lea["past_posts"]] == ["Buyer"]
    assert [post.get("from") for post in jean["past_posts"]] == [None, "2026-10-01"]
    # The assistant went with the first post.
    assert "assistant" not in jean
    assert lea["assistant"]["name"] == "Anne Roux"


def test_a_new_number_in_the_new_post_is_kept(runner):
    runner.run(
        "successor", "acme/dupont", "--stays", "--to-function", "Head", "--to-phone", "12 34"
    )
    assert person(runner, "acme/jean-dupont")["phone"] == "12 34"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["acme/dupont", "lea-blank"], 3, "did you mean lea-blanc?"),
        (["acme/dupont", "Léa Blanck"], 3, "did you mean lea-blanc?"),
        (["acme/dupont", "06 11 22 33 44"], 4, "is no name of a person"),
        (["acme/dupont", "nobody@x.example"], 4, "is no name of a person"),
    ],
)
def test_a_slip_makes_nobody(runner, words, code, told):
    before = runner.state()
    assert told in runner.run("successor", *words, code=code).err
    assert runner.state() == before


def test_parts_of_several_words_and_another_title_are_somebody_new(runner):
    runner.run("set", "acme/lea-blanc", "title", "Mme")
    runner.run("successor", "acme/dupont", "Lé Bla")
    assert person(runner, "acme/jean-dupont")["left"]["successor"] == "le-bla"
    runner.run("undo")
    runner.run("successor", "acme/dupont", "M. Blanc")
    assert person(runner, "acme/jean-dupont")["left"]["successor"] == "blanc"


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (["--on", "2026-11-01"], ["--stays", "--to-function", "CEO"],
         "has left: leave --stays out"),
        (["--stays", "--to-function", "X", "--on", "2026-10-01"],
         ["--stays", "--to-function", "X", "--on", "2026-11-01"], "changed posts on 2026-10-01"),
    ],
)  # fmt: skip
def test_what_contradicts_the_record_is_refused(runner, first, second, told):
    runner.run("successor", "acme/dupont", *first)
    before = runner.state()
    assert told in runner.run("successor", "acme/dupont", *second, code=4).err
    assert runner.state() == before


def test_a_client_that_is_named_and_not_linked_is_told(runner):
    runner.write("globex", GLOBEX)
    runner.run("list")
    result = runner.run("successor", "acme/dupont", "--to", "GLOBEX")
    assert "GLOBEX is the client globex: --to-client globex links them" in result.err


NAMESAKE = """\
identity: {name: Globex, status: prospect}
contacts:
  people:
  - {id: jean-dupont, last_name: Dupont, first_name: Jean, function: Cook, since: 2020-01-01}
"""


def test_a_namesake_who_may_be_somebody_else_is_settled_by_as(runner):
    runner.write("globex", NAMESAKE)
    runner.run("save")
    before = runner.state()
    words = ["successor", "acme/dupont", "--to-client", "globex", "--to-function", "Head"]
    told = runner.run(*words, code=4).err
    assert "jean-dupont has been there since 2020-01-01" in told
    assert runner.state() == before
    runner.run(*words, "--as", "new")
    there = person(runner, "globex/jean-dupont-2")
    assert (there["function"], there["came_from"]) == ("Head", "acme/jean-dupont")
    assert "came_from" not in person(runner, "globex/jean-dupont")
    runner.run("undo")
    runner.run(*words, "--as", "jean-dupont")
    assert person(runner, "globex/jean-dupont")["came_from"] == "acme/jean-dupont"
    assert "goes with --to-client" in runner.run(*words[:2], "--as", "new", code=2).err
