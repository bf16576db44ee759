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


def interactions(runner, client: str = "acme"):
    return json.loads(runner.run("show", client, "-f", "json").out)["contacts"]["interactions"]


def test_a_piped_report_is_logged_in_one_commit_with_its_new_contact(runner):
    result = runner.run("add-meeting", "--report", "-", stdin=REPORT)
    assert "acme: visit on 2026-11-19 with jean-dupont, paul-martin" in result.out
    assert "(paul-martin is a new contact)" in result.out
    assert "our promise: send samples by 2026-11-27" in result.err
    logged = interactions(runner)[-1]
    assert logged["summary"] == "They take it,\nif the price holds."
    assert logged["with"] == ["jean-dupont", "paul-martin"]
    added = json.loads(runner.run("show", "acme/paul-martin", "-f", "json").out)
    assert added["function"] == "Workshop manager"
    assert runner.git("log", "--format=%s", "-1").strip().endswith("with jean-dupont, paul-martin")
    before = runner.git("rev-parse", "HEAD~1:records/acme.yaml")
    runner.run("undo")
    assert runner.git("rev-parse", "HEAD:records/acme.yaml") == before


def test_options_win_over_the_report_and_json_is_joined(runner):
    runner.run("add-meeting", "acme", "--report", "-", "--on", "2026-11-02", stdin=REPORT)
    assert interactions(runner)[-1]["date"] == "2026-11-02"


def test_a_template_that_is_filled_in_is_a_report(runner, tmp_path):
    template = runner.run("add-meeting", "acme/dupont", "--template").out
    assert "# jean-dupont: Jean Dupont\n# lea-blanc: Léa Blanc\n" in template
    assert "With: dupont\n" in template
    assert "Reached" not in template
    report = tmp_path / "visit.txt"
    report.write_text(template.replace("Summary:", "Summary: Well received."))
    runner.run("add-meeting", "--report", str(report))
    assert report.exists()
    logged = interactions(runner)[-1]
    assert (logged["summary"], logged["with"]) == ("Well received.", ["jean-dupont"])


def test_the_template_of_a_call(runner):
    template = runner.run("add-call", "acme", "--template").out
    assert "Kind: call\nReached: yes\n" in template
    runner.run("add-call", "--report", "-", stdin=template.replace("yes", "non"))
    assert interactions(runner)[-1]["reached"] is False


def test_a_template_in_french_is_read_in_any_folder(runner):
    settings = runner.root / "clientfile.toml"
    english = settings.read_text()
    settings.write_text(english.replace('language = "en"', 'language = "fr"'))
    template = runner.run("add-meeting", "acme", "--template").out
    assert "Nature: visite\n" in template
    assert "Nouveaux interlocuteurs:\n" in template
    settings.write_text(english)
    text = template.replace("Leurs promesses:", "Leurs promesses: réponse pour lundi")
    runner.run("add-meeting", "--report", "-", stdin=text)
    assert interactions(runner)[-1]["promises"][0]["whose"] == "theirs"


def test_with_new_adds_whom_nobody_knows_and_links_whom_we_know(runner):
    runner.run("add-meeting", "acme", "--with", "dupont", "--with-new", "Mme Ada Lind, Buyer")
    added = json.loads(runner.run("show", "acme/ada-lind", "-f", "json").out)
    assert (added["title"], added["function"]) == ("Mme", "Buyer")
    runner.run("add-call", "acme", "--with-new", "ada lind")
    assert interactions(runner)[-1]["with"] == ["ada-lind"]
    assert runner.text("acme").count("last_name: Lind") == 1


def test_a_namesake_of_somebody_who_left_is_new(runner):
    runner.run("successor", "acme/dupont", "--on", "2026-11-01")
    runner.run("add-meeting", "acme", "--with-new", "Jean Dupont")
    assert interactions(runner)[-1]["with"] == ["jean-dupont-2"]


def test_a_promise_to_a_newcomer(runner):
    told = {"promises": [{"what": "call", "to": "Paul Martin"}]}
    words = ["add-meeting", "acme", "--with-new", "Paul Martin", "--json", "-"]
    runner.run(*words, stdin=json.dumps(told))
    assert interactions(runner)[-1]["promises"][0]["to"] == "paul-martin"


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
def test_what_is_wrong_changes_nothing(runner, words, stdin, code, told):
    before = runner.state()
    result = runner.run(*words, stdin=stdin, code=code)
    assert told in result.err
    assert len(result.err.splitlines()) == 1
    assert runner.state() == before


def test_a_call_may_say_its_kind(runner):
    runner.run(
        "add-call", "--report", "-", stdin="Client: acme\nNature: appel\nRéférence: x", code=4
    )
    runner.run("add-call", "--report", "-", stdin="Client: acme\nNature: appel\nNext: x")
    assert interactions(runner)[-1]["kind"] == "call"


def test_a_report_and_a_target_may_name_the_client_each_in_its_way(runner):
    runner.run("add-meeting", "acm", "--report", "-", stdin="Client: Acme Industries\nSummary: x")
    assert interactions(runner)[-1]["summary"] == "x"


@pytest.mark.parametrize("command", ["add-meeting", "add-call"])
def test_a_text_that_nobody_asked_for_is_not_passed_over(runner, command):
    before = runner.state()
    result = runner.run_process(command, "acme", stdin="Summary: all of it\n", code=2)
    assert "there is a text on standard input: --report - takes it" in result.err
    assert runner.state() == before
    runner.run_process(command, "acme", "--summary", "x", stdin="not for us\n")
    runner.run_process(command, "acme")


def test_who_was_still_there_on_that_day_is_no_newcomer(runner):
    runner.run("successor", "acme/dupont", "--on", "2026-11-01")
    runner.run("add-meeting", "acme", "--with-new", "Jean Dupont", "--on", "2026-10-20")
    assert interactions(runner)[-1]["with"] == ["jean-dupont"]


def test_a_salesperson_whom_the_team_does_not_know_is_told(runner):
    with (runner.root / "clientfile.toml").open("a") as settings:
        settings.write('[team]\nclaire = "c@example.com"\n')
    result = runner.run("add-meeting", "acme", "--salesperson", "clarie")
    assert (
        "nobody of [team] in clientfile.toml is called 'clarie': did you mean claire?" in result.err
    )


def test_the_editor_shows_what_else_there_is(runner, tmp_path):
    seen = tmp_path / "seen"
    editor = tmp_path / "editor"
    editor.write_text(f'#!/bin/sh\ncp "$1" {seen}\necho "summary: typed" >> "$1"\n')
    editor.chmod(0o755)
    runner.run("add-meeting", "acme", "--purpose", "service", "--edit", EDITOR=str(editor))
    form = seen.read_text()
    assert "purpose: service\n" in form
    assert "# purpose" not in form
    assert "# summary:\n" in form
    assert "# kind:  # visit | meeting" in form
    assert interactions(runner)[-1]["summary"] == "typed"


def test_a_note_that_is_given_twice_is_refused_joined_or_not(runner):
    for words in (["-m", "a", "-m", "b"], ["-ma", "-mb"], ["-ma", "--message=b"]):
        result = runner.run("add-meeting", "acme", "--summary", "x", *words, code=2)
        assert "given twice" in result.err
