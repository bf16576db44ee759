"""add-meeting and add-call without a terminal: texts, templates, JSON and new people."""

from __future__ import annotations

import json

import pytest

REPORT = """\
# filled in on the train
Client: acme
Date: hier
With: dupont
New contacts: Paul Martin, Workshop manager
Summary: They take it,
  if the price holds.
Promises: send samples by friday
"""


def interactions(desk, client: str = "acme"):
    return json.loads(desk.run("show", client, "-f", "json").out)["contacts"]["interactions"]


def test_a_piped_report_is_logged_in_one_commit_with_its_new_contact(desk):
    said = desk.run("add-meeting", "--report", "-", stdin=REPORT)
    assert "acme: visit on 2026-11-19 with jean-dupont, paul-martin" in said.out
    assert "(paul-martin is a new contact)" in said.out
    assert "our promise: send samples by 2026-11-27" in said.err
    logged = interactions(desk)[-1]
    assert logged["summary"] == "They take it,\nif the price holds."
    assert logged["with"] == ["jean-dupont", "paul-martin"]
    added = json.loads(desk.run("show", "acme/paul-martin", "-f", "json").out)
    assert added["function"] == "Workshop manager"
    assert desk.git("log", "--format=%s", "-1").strip().endswith("with jean-dupont, paul-martin")
    before = desk.git("rev-parse", "HEAD~1:records/acme.yaml")
    desk.run("undo")
    assert desk.git("rev-parse", "HEAD:records/acme.yaml") == before


def test_options_win_over_the_report_and_json_is_joined(desk):
    desk.run("add-meeting", "acme", "--report", "-", "--on", "2026-11-02", stdin=REPORT)
    assert interactions(desk)[-1]["date"] == "2026-11-02"


def test_a_template_that_is_filled_in_is_a_report(desk, tmp_path):
    template = desk.run("add-meeting", "acme/dupont", "--template").out
    assert "# jean-dupont: Jean Dupont\n# lea-blanc: Léa Blanc\n" in template
    assert "With: dupont\n" in template
    assert "Reached" not in template
    report = tmp_path / "visit.txt"
    report.write_text(template.replace("Summary:", "Summary: Well received."))
    desk.run("add-meeting", "--report", str(report))
    assert report.exists()
    logged = interactions(desk)[-1]
    assert (logged["summary"], logged["with"]) == ("Well received.", ["jean-dupont"])


def test_the_template_of_a_call(desk):
    template = desk.run("add-call", "acme", "--template").out
    assert "Kind: call\nReached: yes\n" in template
    desk.run("add-call", "--report", "-", stdin=template.replace("yes", "non"))
    assert interactions(desk)[-1]["reached"] is False


def test_a_template_in_french_is_read_in_any_folder(desk):
    settings = desk.root / "clientfile.toml"
    english = settings.read_text()
    settings.write_text(english.replace('language = "en"', 'language = "fr"'))
    template = desk.run("add-meeting", "acme", "--template").out
    assert "Nature: visite\n" in template
    assert "Nouveaux interlocuteurs:\n" in template
    settings.write_text(english)
    text = template.replace("Leurs promesses:", "Leurs promesses: réponse pour lundi")
    desk.run("add-meeting", "--report", "-", stdin=text)
    assert interactions(desk)[-1]["promises"][0]["whose"] == "theirs"


def test_with_new_adds_whom_nobody_knows_and_links_whom_we_know(desk):
    desk.run("add-meeting", "acme", "--with", "dupont", "--with-new", "Mme Ada Lind, Buyer")
    added = json.loads(desk.run("show", "acme/ada-lind", "-f", "json").out)
    assert (added["title"], added["function"]) == ("Mme", "Buyer")
    desk.run("add-call", "acme", "--with-new", "ada lind")
    assert interactions(desk)[-1]["with"] == ["ada-lind"]
    assert desk.text("acme").count("last_name: Lind") == 1


def test_a_namesake_of_somebody_who_left_is_new(desk):
    desk.run("successor", "acme/dupont", "--on", "2026-11-01")
    desk.run("add-meeting", "acme", "--with-new", "Jean Dupont")
    assert interactions(desk)[-1]["with"] == ["jean-dupont-2"]


def test_a_promise_to_a_newcomer(desk):
    told = {"promises": [{"what": "call", "to": "Paul Martin"}]}
    words = ["add-meeting", "acme", "--with-new", "Paul Martin", "--json", "-"]
    desk.run(*words, stdin=json.dumps(told))
    assert interactions(desk)[-1]["promises"][0]["to"] == "paul-martin"


@pytest.mark.parametrize(
    ("words", "stdin", "code", "told"),
    [
        (["add-meeting"], "", 2, "which client?"),
        (["add-meeting", "--report", "-"], "With: dupont", 2, "which client?"),
        (["add-meeting", "globex", "--report", "-"], "Client: acme\nSummary: x", 3, "globex"),
        (["add-meeting", "--report", "-"], "Client: acme\nSumary: x", 4, "did you mean Summary?"),
        (["add-meeting", "--report", "-"], "Client: acme\nDate: 31/02/2026", 4, "February 2026"),
        (["add-meeting", "--report", "-"], "Client: acme\nWith: Zoe", 3, '--with-new "Zoe"'),
        (["add-meeting", "--report", "-"], "Client: acme\nWith: dupond", 3, "jean-dupont"),
        (
            ["add-meeting", "--report", "-"],
            "Client: nobody\nSummary: x",
            3,
            "no client fits 'nobody'",
        ),
        (
            ["add-call", "--report", "-"],
            "Client: acme\nKind: visit\nNext: x",
            2,
            "clientfile add-meeting",
        ),
        (["add-meeting", "acme", "--report", "no-such-file"], "", 2, "--report no-such-file"),
        (["add-meeting", "acme", "--with-new", " , Buyer"], "", 4, "needs a name"),
        (["add-meeting", "acme", "--with-new", "04 65 71 00 13"], "", 4, "no name of a person"),
        (["add-meeting", "acme", "--with-new", "A B, C", "--with-new", "A B, D"], "", 4, "twice"),
        (["add-meeting", "acme", "--with-new", "Jean Dupont, CEO"], "", 4, "--with jean-dupont"),
        (["add-meeting", "acme", "--report", "-"], "", 2, "tells nothing"),
        (["add-meeting", "acme", "--report", "-"], "Date: hier\nKind: visit", 2, "tells nothing"),
        (["add-call", "acme", "--report", "-"], "Reached: yes", 2, "tells nothing"),
    ],
)
def test_what_is_wrong_changes_nothing(desk, words, stdin, code, told):
    before = desk.state()
    said = desk.run(*words, stdin=stdin, code=code)
    assert told in said.err
    assert len(said.err.splitlines()) == 1
    assert desk.state() == before


def test_a_call_may_say_its_kind(desk):
    desk.run("add-call", "--report", "-", stdin="Client: acme\nNature: appel\nRéférence: x", code=4)
    desk.run("add-call", "--report", "-", stdin="Client: acme\nNature: appel\nNext: x")
    assert interactions(desk)[-1]["kind"] == "call"


def test_a_report_and_a_target_may_name_the_client_each_in_its_way(desk):
    desk.run("add-meeting", "acm", "--report", "-", stdin="Client: Acme Industries\nSummary: x")
    assert interactions(desk)[-1]["summary"] == "x"


@pytest.mark.parametrize("command", ["add-meeting", "add-call"])
def test_a_text_that_nobody_asked_for_is_not_passed_over(desk, command):
    before = desk.state()
    said = desk.process(command, "acme", stdin="Summary: all of it\n", code=2)
    assert "there is a text on standard input: --report - takes it" in said.err
    assert desk.state() == before
    desk.process(command, "acme", "--summary", "x", stdin="not for us\n")
    desk.process(command, "acme")


def test_who_was_still_there_on_that_day_is_no_newcomer(desk):
    desk.run("successor", "acme/dupont", "--on", "2026-11-01")
    desk.run("add-meeting", "acme", "--with-new", "Jean Dupont", "--on", "2026-10-20")
    assert interactions(desk)[-1]["with"] == ["jean-dupont"]


def test_a_salesperson_whom_the_team_does_not_know_is_told(desk):
    with (desk.root / "clientfile.toml").open("a") as settings:
        settings.write('[team]\nclaire = "c@example.com"\n')
    said = desk.run("add-meeting", "acme", "--salesperson", "clarie")
    assert (
        "nobody of [team] in clientfile.toml is called 'clarie': did you mean claire?" in said.err
    )


def test_the_editor_shows_what_else_there_is(desk, tmp_path):
    seen = tmp_path / "seen"
    editor = tmp_path / "editor"
    editor.write_text(f'#!/bin/sh\ncp "$1" {seen}\necho "summary: typed" >> "$1"\n')
    editor.chmod(0o755)
    desk.run("add-meeting", "acme", "--purpose", "service", "--edit", EDITOR=str(editor))
    form = seen.read_text()
    assert "purpose: service\n" in form
    assert "# purpose" not in form
    assert "# summary:\n" in form
    assert "# kind:  # visit | meeting" in form
    assert interactions(desk)[-1]["summary"] == "typed"


def test_a_note_that_is_given_twice_is_refused_joined_or_not(desk):
    for words in (["-m", "a", "-m", "b"], ["-ma", "-mb"], ["-ma", "--message=b"]):
        said = desk.run("add-meeting", "acme", "--summary", "x", *words, code=2)
        assert "given twice" in said.err
