"""`remind`: what is typed, and every screen that tells of a reminder."""

from __future__ import annotations

import json

import pytest


def reminded(runner, *words: str, **env: str) -> str:
    """Set a reminder; its id."""
    result = runner.run("remind", *words, "-f", "json", **env)
    return str(json.loads(result.out)["ids"][0])


def due_rows(runner, within: str = "900d") -> list[str]:
    where = ("--where", "reason=reminder")
    columns = ("--columns", "person,due,what")
    return runner.run("due", "--within", within, *where, *columns).out.splitlines()


def test_a_reminder_goes_round(runner):
    name = reminded(runner, "acme/dupont", "His birthday", "--by", "31/01/1981", "--every", "1m")
    assert due_rows(runner) == ["jean-dupont\t2026-11-30\tHis birthday"]
    done = runner.run("done", "acme/birthday", CLIENTFILE_TODAY="2026-11-30")
    assert done.out.startswith(
        f"acme: reminder {name} done on 2026-11-30 (His birthday), next on 2026-12-31 ["
    )
    assert runner.changed_lines() == [
        "-    date: 2026-11-30", "+    date: 2026-12-31",
        "-    planned: 1981-01-31", "+    last_done: 2026-11-30",
    ]  # fmt: skip
    assert runner.run("done", "acme/birthday", CLIENTFILE_TODAY="2026-11-30").out == (
        "nothing to change\n"
    )
    runner.run("cancel", f"acme/{name}")
    assert due_rows(runner) == []
    runner.run("undo")
    assert due_rows(runner) == ["jean-dupont\t2026-12-31\tHis birthday"]


def test_every_screen_tells_of_it(runner):
    name = reminded(runner, "acme/dupont", "His birthday", "--by", "today", "--every", "1 an")
    assert f"- His birthday, of Jean Dupont, by 2026-11-20, every year [{name}]" in (
        runner.run("brief", "acme").out
    )
    assert f"- His birthday, Jean Dupont, 2026-11-20, every year [{name}]" in (
        runner.run("show", "acme").out
    )
    calendar = runner.run("due", "-f", "ics").out
    assert f"UID:acme.reminder.{name}@clientfile" in calendar
    assert "SUMMARY:Jean Dupont (Acme  Industries): His birthday" in calendar
    assert name in runner.run("find", "birthday").out
    assert "His birthday" in runner.run("history", f"acme/{name}").out
    assert runner.run("check").out == ""


def test_who_follows_is_reminded_of(runner):
    reminded(runner, "acme/dupont", "His birthday", "--by", "+3w")
    runner.run("successor", "acme/dupont", "Lea Blanc")
    tomorrow = runner.run("due", "--within", "30d", "--where", "reason=reminder",
                          "--columns", "person", CLIENTFILE_TODAY="2026-11-21")  # fmt: skip
    assert tomorrow.out == "lea-blanc\n"


def test_a_client_that_was_lost_can_be_thought_of(runner):
    runner.run("lose", "acme", "--reason", "price")
    reminded(runner, "acme", "Ask again", "--by", "+1y")
    assert due_rows(runner) == ["\t2027-11-20\tAsk again"]


def test_the_day_may_stand_in_the_text(runner):
    reminded(runner, "acme", "Send the price list by friday")
    assert due_rows(runner) == ["\t2026-11-27\tSend the price list"]


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["acme", "x"], 2, "when?"),
        (["acme", " ", "--by", "today"], 2, "is empty"),
        (["acme", "x", "--by", "yesterday"], 4, "2026-11-19 is past"),
        (["acme", "x", "--by", "today", "--every", "often"], 4, "write 1y, 6m, 2w or 10d"),
        (["acme/nobody", "x", "--by", "today"], 3, "nobody"),
    ],
)
def test_what_can_not_be_set(runner, words, code, message):
    before = runner.state()
    assert message in runner.run("remind", *words, code=code).err
    assert runner.state() == before
