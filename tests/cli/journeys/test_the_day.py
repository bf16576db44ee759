"""due, promises, brief and the like as they are typed; their screens are in tests/data/screens."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import unicodedata

import pytest

from clientfile.output.formats import TEXT_FORMATS

# Control characters make a record no record: these are what may stand in one.
HOSTILE = """\
identity: {name: "Evil\\u202e Ltd", status: client, notes: "a\\nb\\u2028c\\u2066"}
contacts:
  people:
    - id: eve
      last_name: "Eve\\u202e"
      cadence: 1
      phone: "0\\u200b1"
      profile: {passions: ["\\u2066x"]}
  interactions:
    - date: 2026-01-02
      kind: visit
      with: [eve]
      salesperson: "s\\u202e"
      summary: "one\\ntwo\\u2028three\\tfour\\u200f"
      agreements: ["ag\\u2029reed"]
      promises: [{id: p1, what: "pro\\u00admise\\u202e", to: eve, due: 2026-02-01}]
      questions: [{id: q1, what: "why\\u2067"}]
      next: {id: n1, what: "go\\u200d", date: 2026-02-01}
business:
  orders:
    - {ref: "R1", date: 2026-01-03, lines: [{product: "p\\u202e", quantity: 1, unit_price: 1}]}
"""
UNSAFE = {"Cc", "Cf", "Zl", "Zp", "Cs"}
COMMANDS = ("due", "meetings", "promises", "questions", "orders")


def raw(text: str, kept: str = "\n") -> list[str]:
    return [c for c in text if unicodedata.category(c) in UNSAFE and c not in kept]


@pytest.mark.parametrize("fmt", TEXT_FORMATS)
@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_of_a_record_reaches_the_terminal_raw(runner, command, fmt):
    runner.write("evil", HOSTILE)
    result = runner.run(command, "-f", fmt)
    assert "evil" in result.out
    assert raw(result.out, "\n\t") == []


@pytest.mark.parametrize("fmt", ["table", "md", "json"])
def test_nor_by_a_brief_or_a_calendar(runner, fmt):
    runner.write("evil", HOSTILE)
    result = runner.run("brief", "evil", "--with", "eve", "-f", fmt)
    assert "\\u00admise" in result.out or "\\xadmise" in result.out
    assert raw(result.out) == []
    calendar = runner.run("due", "--where", "client=evil", "-f", "ics").out
    assert calendar.count("BEGIN:VEVENT") >= 4
    assert raw(calendar, "\r\n") == []


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["brief", "acme", "-f", "csv"], 2, "write one of table, md, json"),
        (["brief", "acme", "--with", "nobody"], 3, "jean-dupont"),
        (["brief", "nobody-at-all"], 3, "no client fits"),
        (["brief"], 2, "CLIENT"),
        (["due", "--within", "soon"], 2, "such as 14d or 2w"),
        (["due", "--within", "-1d"], 2, "such as 14d or 2w"),
        (["due", "--within", "999999d"], 2, "such as 14d or 2w"),
        (["promises", "--ours", "--theirs"], 2, "leave both out"),
        (["orders", "nobody-at-all"], 3, "no client fits"),
        (["meetings", "--period", "soon"], 2, "2026-Q3"),
    ],
)
def test_what_is_wrong_is_told_in_a_line(runner, words, code, told):
    result = runner.run(*words, code=code)
    assert result.out == ""
    assert told in result.err
    assert len(result.err.splitlines()) == 1


def test_the_day_goes_round(runner):
    """What is logged in the evening is what is due, and what the next brief says."""
    assert runner.run("due", "-f", "ids").out == "acme\n"
    before = json.loads(runner.run("brief", "acme", "-f", "json").out)
    assert [each["what"] for each in before["promises"]] == ["send the catalogue"]
    runner.run("done", "acme/p2q3r4s5")
    runner.run("add-meeting", "acme/dupont", "--promise", "offer by tomorrow",
             "--question", "which size", "--next", "call on 2026-12-01")  # fmt: skip
    rows = runner.run("due", "--within", "11d", "--columns", "reason,person,due").out.splitlines()
    assert rows == ["promise\tjean-dupont\t2026-11-21", "next\t\t2026-12-01"]
    after = json.loads(runner.run("brief", "acme", "--with", "dupont", "-f", "json").out)
    assert after["last_visit"]["date"] == "2026-11-20"
    assert [each["what"] for each in after["promises"]] == ["offer"]
    assert [each["what"] for each in after["questions"]] == ["which size"]
    assert [each["what"] for each in after["next"]] == ["call"]
    assert [each["person"] for each in after["people"]] == ["jean-dupont"]


def test_a_brief_of_an_earlier_day(runner):
    runner.run("add-meeting", "acme", "--summary", "later")
    then = json.loads(runner.run("brief", "acme", "--as-of", "HEAD~1", "-f", "json").out)
    assert then["last_visit"]["date"] == "2026-10-01"


def test_who_left_is_no_longer_in_the_room(runner):
    runner.run("successor", "acme/dupont", "Marie Curie", "--on", "2026-11-01")
    refused = runner.run("brief", "acme", "--with", "jean-dupont", code=4)
    assert "the successor is Marie Curie: --with marie-curie" in refused.err
    told = json.loads(runner.run("brief", "acme", "-f", "json").out)
    assert [each["person"] for each in told["people"]] == ["lea-blanc", "marie-curie"]
    assert told["promises"][0]["to"] == "marie-curie"
    assert [each["successor"] for each in told["gone"]] == ["marie-curie"]
    assert runner.run("promises", "--columns", "to").out == "marie-curie\n"


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Niue"])
def test_a_time_zone_shifts_no_day(runner, zone):
    here = runner.run("due", "--within", "30d").out
    assert runner.run_process("due", "--within", "30d", TZ=zone).out == here


def test_a_narrow_terminal_and_a_wide_one(runner, monkeypatch):
    from clientfile.console.session import Session

    monkeypatch.setattr(Session, "on_terminal", property(lambda _: True))
    for columns, widest in (("40", 40), ("80", 80), ("200", 100)):
        out = runner.run("brief", "acme", COLUMNS=columns, NO_COLOR="1").out
        assert max(map(len, out.splitlines())) <= widest


def test_a_brief_tells_what_changed_in_the_record_since_the_last_visit(runner):
    dated = {"GIT_AUTHOR_DATE": "2026-10-05T10:00:00+02:00"}
    runner.run("set", "acme", "identity.phone", "04 72 00 00 01", **dated)
    runner.run("add-meeting", "acme", "--on", "2026-11-10", "--summary", "Well received.")
    runner.run("set", "acme", "identity.phone", "04 72 00 00 02")
    later = {"GIT_AUTHOR_DATE": "2027-01-05T10:00:00+01:00"}
    runner.run("set", "acme", "identity.phone", "04 72 00 00 03", **later)
    told = json.loads(runner.run("brief", "acme", "-f", "json").out)["changes"]
    phone = [row for row in told if row["field"] == "identity.phone"]
    assert [(row["before"], row["after"]) for row in phone] == [
        ("04 72 00 00 01", "04 72 00 00 02")
    ]
    # The visit itself is on the page anyway.
    assert not any("Well received" in str(row["after"]) for row in told)
    page = runner.run("brief", "acme").out
    assert "2026-11-20 identity.phone 04 72 00 00 01 → 04 72 00 00 02" in page


def test_what_is_open_is_done_by_words_of_it(runner):
    told = runner.run("done", "acme", code=2).err
    assert "which one? write CLIENT/ID: open are p2q3r4s5 (send the catalogue)" in told
    assert (
        "'nope' is none of what is open: p2q3r4s5 (send"
        in runner.run("done", "acme/nope", code=3).err
    )
    assert "promise p2q3r4s5 done" in runner.run("done", "acme/catalog").out
    runner.run("add-meeting", "acme", "--question", "Which size?", "--question", "Which colour?")
    assert "which" in runner.run("answer", "acme/which", "42", code=3).err
    runner.run("answer", "acme/SIZE", "42")
    assert runner.run("questions", "acme", "--columns", "what").out == "Which colour?\n"


def test_due_and_brief_of_one(runner):
    runner.write("globex", "identity: {name: Globex, status: client}\n")
    assert "globex" not in runner.run("due", "acme").out
    assert runner.run("due", "Acme Ind").out == runner.run("due", "acme").out != ""
    assert (
        runner.run("brief", "acme/dupont").out == runner.run("brief", "acme", "--with", "jean").out
    )
    assert runner.run("list", "--people", "acme", "--columns", "person").out.split() == [
        "jean-dupont", "lea-blanc",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        ["set", "acme", "phone", "1", "-m", ""],
        ["add-meeting", "acme", "--report", ""],
        ["add-meeting", "acme", "--summary", "x", "--json="],
        ["successor", "acme/dupont", "--to-client", " "],
    ],
)
def test_an_option_with_nothing_in_it_is_refused_where_something_is_written(runner, words):
    before = runner.state()
    assert "is empty: give it a value, or leave it out" in runner.run(*words, code=2).err
    assert runner.state() == before
    runner.run("list", "--where", "")


@pytest.mark.parametrize("closed", ["add-meeting acme --report -", "set acme --json -"])
def test_standard_input_that_is_closed_is_told(runner, closed):
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m clientfile {closed} <&-"],
        cwd=runner.root, env=dict(os.environ), capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "standard input is closed" in done.stderr


def test_a_locale_without_letters_still_tells(runner):
    result = runner.run_process("list", "--people", "--columns", "name", PYTHONIOENCODING="ascii")
    assert result.out.splitlines() == ["Jean Dupont", "L\\xe9a Blanc"]
