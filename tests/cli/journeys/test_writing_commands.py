"""Each writing command, as a user types it: the record's lines, the commit, the one line said."""

from __future__ import annotations

import json
import re


def changed(runner) -> list[str]:
    """The lines that the last commit added or took away, by `git show`."""
    shown = runner.git("show", "--format=", "-U0", "HEAD").splitlines()
    return [line for line in shown if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def test_a_visit_adds_its_lines_and_no_other(runner):
    result = runner.run(
        "add-meeting", "acme", "--with", "dupont", "--on", "yesterday",
        "--summary", "Curie : trop cher", "--agreement", "net prices",
        "--promise", "send samples by friday", "--their-promise", "a forecast by 2026-12-01",
        "--question", "Saturdays?", "--brought", "the market study", "--competitor", "Globex",
        "--order", "CMD-1042", "--next", "call back on +2w", "-m", "Went well.",
        CLIENTFILE_ME="claire",
    )  # fmt: skip
    lines = [re.sub(r"id: [a-z2-7]{8}", "id: ID", line) for line in changed(runner)]
    assert lines == [
        "+  - id: ID",
        "+    date: 2026-11-19",
        "+    kind: visit",
        "+    with: [jean-dupont]",
        "+    salesperson: claire",
        '+    summary: "Curie : trop cher"',
        "+    agreements: [net prices]",
        "+    orders: [CMD-1042]",
        "+    promises:",
        "+    - id: ID",
        "+      what: send samples",
        "+      to: jean-dupont",
        "+      due: 2026-11-27",
        "+    - id: ID",
        "+      what: a forecast",
        "+      whose: theirs",
        "+      to: jean-dupont",
        "+      due: 2026-12-01",
        "+    questions:",
        "+    - id: ID",
        "+      what: Saturdays?",
        "+    brought: [the market study]",
        "+    competitors: [Globex]",
        "+    next:",
        "+      id: ID",
        "+      what: call back",
        "+      date: 2026-12-04",
    ]
    assert re.fullmatch(
        r"acme: visit on 2026-11-19 with jean-dupont \[[0-9a-f]{7,}\]\n", result.out
    )
    message = runner.git("log", "-1", "--format=%B")
    assert message.strip() == (
        "acme: visit on 2026-11-19 with jean-dupont\n\nWent well.\n\n"
        "Clientfile-Command: add-meeting\nClientfile-Client: acme"
    )
    assert runner.git("status", "--porcelain") == ""


def test_a_call_without_answer(runner):
    runner.run("add-call", "acme/dupont", "--no-answer", CLIENTFILE_ME="claire")
    text = runner.record("acme").read_text()
    assert "kind: call\n    reached: false\n    with: [jean-dupont]" in text
    assert "no answer" in runner.git("log", "-1", "--format=%s")


def test_json_gives_the_same_fields_named_as_in_the_record(runner):
    fields = {"date": "2026-11-18", "with": "lea-blanc", "promises": [{"what": "a quote"}]}
    result = runner.run(
        "add-meeting", "acme", "--json", "-", "-f", "json", stdin=json.dumps(fields)
    )
    told = json.loads(result.out)
    assert told["command"] == "add-meeting"
    assert told["clients"] == ["acme"]
    assert len(told["ids"]) == 2
    assert told["commit"] == runner.git("rev-parse", "--short", "HEAD").strip()
    assert f"id: {told['ids'][1]}\n      what: a quote" in runner.record("acme").read_text()


def test_a_dry_run_shows_the_diff_and_changes_nothing(runner):
    before = runner.state()
    result = runner.run("set", "acme", "identity.phone", "04 65 71 00 12", "--dry-run")
    assert "+    phone: 04 65 71 00 12" in result.out
    assert runner.state() == before


def test_the_editor_opens_on_the_part_in_question(runner, tmp_path):
    script = tmp_path / "editor"
    script.write_text('#!/bin/sh\necho "summary: typed in the editor" >> "$1"\n')
    script.chmod(0o755)
    runner.run("add-meeting", "acme", "--edit", EDITOR=str(script))
    assert "summary: typed in the editor" in runner.record("acme").read_text()


def test_what_was_typed_in_the_editor_is_kept_when_it_is_refused(runner, tmp_path):
    script = tmp_path / "editor"
    script.write_text('#!/bin/sh\necho "kind: seance" >> "$1"\n')
    script.chmod(0o755)
    before = runner.state()
    result = runner.run("add-meeting", "acme", "--edit", EDITOR=str(script), code=4)
    kept = re.search(r"what you typed is kept in (\S+)", result.err)
    assert kept is not None
    assert "kind: seance" in (runner.root / kept[1]).read_text()
    assert runner.state() == before


def test_a_successor_takes_over_post_assistant_and_cadence(runner):
    runner.run("successor", "acme/dupont", "Marie Curie", "--to", "Globex", "--to-function", "CEO",
             "--phone", "04 65 71 00 14")  # fmt: skip
    assert changed(runner) == [
        "+    left:",
        "+      date: 2026-11-20",
        "+      to_company: Globex",
        "+      to_function: CEO",
        "+      successor: marie-curie",
        "+  - id: marie-curie",
        "+    first_name: Marie",
        "+    last_name: Curie",
        "+    function: Buyer",
        "+    phone: 04 65 71 00 14",
        "+    assistant:",
        "+      name: Anne Roux",
        "+      phone: 04 65 71 00 13",
        "+    since: 2026-11-20",
        "+    replaces: jean-dupont",
        "+    cadence: 30",
        "+",
    ]
    again = runner.run("successor", "acme/dupont", "Marie Curie")
    assert again.out == "nothing to change\n"


def test_who_has_left_is_refused_with_the_successors_name(runner):
    runner.run("successor", "acme/dupont", "Marie Curie", "--on", "2026-11-10")
    result = runner.run("add-meeting", "acme", "--with", "dupont", code=4)
    assert "Jean Dupont left on 2026-11-10: the successor is Marie Curie" in result.err
    runner.run("add-meeting", "acme", "--with", "dupont", "--on", "2026-11-10")


def test_going_to_another_client_touches_two_files_in_one_commit(runner):
    runner.run("new", "Globex", "--status", "client")
    runner.run("successor", "acme/dupont", "--to-client", "globex", "--to-function", "Head buyer")
    files = runner.git("show", "--format=", "--name-only", "HEAD").split()
    assert files == ["records/acme.yaml", "records/globex.yaml"]
    assert "came_from: acme/jean-dupont" in runner.record("globex").read_text()
    assert "to_client: globex" in runner.record("acme").read_text()


def test_going_to_a_company_not_yet_in_the_folder_opens_it(runner):
    runner.run("successor", "acme/dupont", "--to", "Initech SA", "--to-client", "initech")
    assert "status: prospect" in runner.record("initech").read_text()
    runner.run("check")


def test_a_change_of_post_within_the_company(runner):
    runner.run("successor", "acme/dupont", "Léa Blanc", "--stays", "--to-function", "Director")
    text = runner.record("acme").read_text()
    assert (
        "past_posts:\n    - function: Buyer\n      assistant:\n        name: Anne Roux\n"
        "        phone: 04 65 71 00 13\n      cadence: 30\n      until: 2026-11-19\n"
        "      successor: lea-blanc"
    ) in text
    assert "left:" not in text
    assert text.count("function: Buyer") == 2  # his past post, and now hers
    assert runner.run("successor", "acme/dupont", "Léa Blanc", "--stays", "--to-function",
                    "Director").out == "nothing to change\n"  # fmt: skip


def test_set_writes_one_line_and_says_what_it_was(runner):
    result = runner.run("set", "acme/dupont", "function", "Head of purchasing")
    assert changed(runner) == ["-    function: Buyer", "+    function: Head of purchasing"]
    assert result.out.startswith("acme: jean-dupont.function Buyer → Head of purchasing [")


def test_set_reads_values_as_people_type_them(runner):
    runner.run("set", "acme", "potential.amount", "12 500,50")
    runner.run("set", "acme/CMD-1042", "due", "20/12")
    runner.run("set", "acme/CMD-1042", "discount", "2,5 %")
    runner.run("set", "acme", "headcount", "40", code=2)
    runner.run("set", "acme", "size.headcount", "20-49")
    text = runner.record("acme").read_text()
    for line in ("amount: 12500.50", "due: 2026-12-20", "discount: 2.5%", "headcount: 20-49"):
        assert line in text


def test_add_contact_makes_the_id_from_the_name(runner):
    runner.run(
        "add-contact", "acme", "Zoë Åkesson", "--decision", "buys", "--social", "linkedin=zoe"
    )
    assert "- id: zoe-akesson" in runner.record("acme").read_text()
    again = runner.run("add-contact", "acme", "Zoë Åkesson")
    assert "(zoe-akesson-2)" in again.out
    assert "zoe-akesson is called Zoë Åkesson too" in again.err
    runner.run("add-contact", "acme", "Zoë Åkesson", "--id", "zoe-akesson", code=4)


def test_staged_and_unstaged_changes_elsewhere_stay_as_they_are(runner):
    runner.write("globex", "identity: {name: Globex, status: client}\n")
    (runner.root / "notes.txt").write_text("staged\n")
    runner.git("add", "notes.txt")
    runner.record("globex").write_text("identity: {name: Globex 2, status: client}\n")
    before = runner.git("status", "--porcelain")
    runner.run("add-meeting", "acme")
    assert runner.git("status", "--porcelain") == before
    assert runner.git("show", "--format=", "--name-only", "HEAD").split() == ["records/acme.yaml"]


def test_edits_by_hand_are_not_swept_into_a_commit(runner):
    path = runner.record("acme")
    path.write_text(path.read_text().replace("# the end", "# by hand"))
    before = runner.state()
    result = runner.run("add-meeting", "acme", code=5)
    assert "clientfile save acme" in result.err
    assert "--include-edits" in result.err
    assert runner.state() == before
    runner.run("add-meeting", "acme", "--include-edits")
    assert runner.git("status", "--porcelain") == ""


def test_save_commits_an_edit_by_hand_once_it_is_valid(runner):
    path = runner.record("acme")
    path.write_text(path.read_text().replace("status: client", "status: klient"))
    runner.run("save", "acme", code=4)
    path.write_text(path.read_text().replace("status: klient", "status: former"))
    result = runner.run("save", "acme", "-m", "They closed.")
    told = "acme: edited by hand: identity.status client → former"
    assert result.out.startswith(told)
    assert runner.git("log", "-1", "--format=%s").strip() == told
    assert runner.git("status", "--porcelain") == ""
    assert runner.run("save").out == "nothing to change\n"


def test_init_again_changes_nothing(runner):
    before = runner.state()
    runner.run("init", ".")
    assert runner.state() == before


def test_init_keeps_records_that_lie_at_the_top(tmp_path):
    from tests.support.runner import CliRunner

    root = tmp_path / "old"
    root.mkdir()
    (root / "acme.yaml").write_text("identity: {name: Acme, status: client}\n")
    runner = CliRunner(root)
    runner.run("init")
    assert runner.run("list", "-f", "ids").out == "acme\n"
