"""due, promises, brief and the like as they are typed; their screens are in tests/data/screens."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import unicodedata

import pytest

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


@pytest.mark.parametrize("fmt", ["table", "tsv", "csv", "json", "jsonl", "md", "ids"])
@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_of_a_record_reaches_the_terminal_raw(desk, command, fmt):
    desk.write("evil", HOSTILE)
    said = desk.run(command, "-f", fmt)
    assert "evil" in said.out
    assert raw(said.out, "\n\t") == []


@pytest.mark.parametrize("fmt", ["table", "md", "json"])
def test_nor_by_a_brief_or_a_calendar(desk, fmt):
    desk.write("evil", HOSTILE)
    said = desk.run("brief", "evil", "--with", "eve", "-f", fmt)
    assert "\\u00admise" in said.out or "\\xadmise" in said.out
    assert raw(said.out) == []
    calendar = desk.run("due", "--where", "client=evil", "-f", "ics").out
    assert calendar.count("BEGIN:VEVENT") >= 5
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
def test_what_is_wrong_is_told_in_a_line(desk, words, code, told):
    said = desk.run(*words, code=code)
    assert said.out == ""
    assert told in said.err
    assert len(said.err.splitlines()) == 1


def test_the_day_goes_round(desk):
    """What is logged in the evening is what is due, and what the next brief says."""
    assert desk.run("due", "-f", "ids").out == "acme\n"
    before = json.loads(desk.run("brief", "acme", "-f", "json").out)
    assert [each["what"] for each in before["promises"]] == ["send the catalogue"]
    desk.run("done", "acme/p2q3r4s5")
    desk.run("add-meeting", "acme/dupont", "--promise", "offer by tomorrow",
             "--question", "which size", "--next", "call on 2026-12-01")  # fmt: skip
    rows = desk.run("due", "--within", "11d", "--columns", "reason,person,due").out.splitlines()
    assert rows == [
        "relationship\t\t2026-11-20", "promise\tjean-dupont\t2026-11-21", "next\t\t2026-12-01",
    ]  # fmt: skip
    after = json.loads(desk.run("brief", "acme", "--with", "dupont", "-f", "json").out)
    assert after["last_visit"]["date"] == "2026-11-20"
    assert [each["what"] for each in after["promises"]] == ["offer"]
    assert [each["what"] for each in after["questions"]] == ["which size"]
    assert [each["what"] for each in after["next"]] == ["call"]
    assert [each["person"] for each in after["people"]] == ["jean-dupont"]


def test_a_brief_of_an_earlier_day(desk):
    desk.run("add-meeting", "acme", "--summary", "later")
    then = json.loads(desk.run("brief", "acme", "--as-of", "HEAD~1", "-f", "json").out)
    assert then["last_visit"]["date"] == "2026-10-01"


def test_who_left_is_no_longer_in_the_room(desk):
    desk.run("successor", "acme/dupont", "Marie Curie", "--on", "2026-11-01")
    refused = desk.run("brief", "acme", "--with", "jean-dupont", code=4)
    assert "the successor is Marie Curie: --with marie-curie" in refused.err
    told = json.loads(desk.run("brief", "acme", "-f", "json").out)
    assert [each["person"] for each in told["people"]] == ["lea-blanc", "marie-curie"]
    assert told["promises"][0]["to"] == "marie-curie"
    assert [each["successor"] for each in told["gone"]] == ["marie-curie"]
    assert desk.run("promises", "--columns", "to").out == "marie-curie\n"


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Niue"])
def test_a_time_zone_shifts_no_day(desk, zone):
    here = desk.run("due", "--within", "30d").out
    assert desk.process("due", "--within", "30d", TZ=zone).out == here


def test_a_narrow_terminal_and_a_wide_one(desk, monkeypatch):
    from clientfile.console.session import Session

    monkeypatch.setattr(Session, "on_terminal", property(lambda _: True))
    for columns, widest in (("40", 40), ("80", 80), ("200", 100)):
        out = desk.run("brief", "acme", COLUMNS=columns, NO_COLOR="1").out
        assert max(map(len, out.splitlines())) <= widest


def test_a_brief_tells_what_changed_in_the_record_since_the_last_visit(desk):
    dated = {"GIT_AUTHOR_DATE": "2026-10-05T10:00:00+02:00"}
    desk.run("set", "acme", "identity.phone", "04 72 00 00 01", **dated)
    desk.run("add-meeting", "acme", "--on", "2026-11-10", "--summary", "Well received.")
    desk.run("set", "acme", "identity.phone", "04 72 00 00 02")
    later = {"GIT_AUTHOR_DATE": "2027-01-05T10:00:00+01:00"}
    desk.run("set", "acme", "identity.phone", "04 72 00 00 03", **later)
    told = json.loads(desk.run("brief", "acme", "-f", "json").out)["changes"]
    phone = [row for row in told if row["field"] == "identity.phone"]
    assert [(row["before"], row["after"]) for row in phone] == [
        ("04 72 00 00 01", "04 72 00 00 02")
    ]
    # The visit itself is on the page anyway.
    assert not any("Well received" in str(row["after"]) for row in told)
    page = desk.run("brief", "acme").out
    assert "2026-11-20 identity.phone 04 72 00 00 01 → 04 72 00 00 02" in page


def test_what_is_open_is_done_by_words_of_it(desk):
    told = desk.run("done", "acme", code=2).err
    assert "which one? write CLIENT/ID: open are p2q3r4s5 (send the catalogue)" in told
    assert (
        "'nope' is none of what is open: p2q3r4s5 (send"
        in desk.run("done", "acme/nope", code=3).err
    )
    assert "promise p2q3r4s5 done" in desk.run("done", "acme/catalog").out
    desk.run("add-meeting", "acme", "--question", "Which size?", "--question", "Which colour?")
    assert "which" in desk.run("answer", "acme/which", "42", code=3).err
    desk.run("answer", "acme/SIZE", "42")
    assert desk.run("questions", "acme", "--columns", "what").out == "Which colour?\n"


def test_due_and_brief_of_one(desk):
    desk.write("globex", "identity: {name: Globex, status: client}\n")
    assert "globex" not in desk.run("due", "acme").out
    assert desk.run("due", "Acme Ind").out == desk.run("due", "acme").out != ""
    assert desk.run("brief", "acme/dupont").out == desk.run("brief", "acme", "--with", "jean").out
    assert desk.run("list", "--people", "acme", "--columns", "person").out.split() == [
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
def test_an_option_with_nothing_in_it_is_refused_where_something_is_written(desk, words):
    before = desk.state()
    assert "is empty: give it a value, or leave it out" in desk.run(*words, code=2).err
    assert desk.state() == before
    desk.run("list", "--where", "")


@pytest.mark.parametrize("closed", ["add-meeting acme --report -", "set acme --json -"])
def test_standard_input_that_is_closed_is_told(desk, closed):
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m clientfile {closed} <&-"],
        cwd=desk.root, env=dict(os.environ), capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "standard input is closed" in done.stderr


def test_a_locale_without_letters_still_tells(desk):
    said = desk.process("list", "--people", "--columns", "name", PYTHONIOENCODING="ascii")
    assert said.out.splitlines() == ["Jean Dupont", "L\\xe9a Blanc"]
