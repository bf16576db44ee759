"""What breaks tools: odd JSON, broken streams, links, moves, editors; nothing is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

ODD_JSON = {
    "a scalar for a chapter": (["new", "--json", "-"], '{"identity": "x"}', 4, "identity"),
    "a list for a chapter": (["new", "--json", "-"], '{"identity": [1]}', 4, "an object"),
    "half a character": (
        ["new", "--json", "-"], '{"identity": {"name": "N", "notes": "\\ud800"}}', 4, "surrogate",
    ),
    "a date in words": (["add-meeting", "acme", "--json", "-"], '{"date": "hier"}', 4, "YYYY"),
    "a number for a date": (["add-meeting", "acme", "--json", "-"], '{"date": 5}', 4, "date"),
    "a fraction for a count": (
        ["set", "acme", "--json", "-"], '{"payment.days": 4.5}', 4, "whole number",
    ),
    "a key twice": (["new", "--json", "-"], '{"name": "A", "name": "B"}', 4, "stands twice"),
    "no JSON": (["new", "--json", "-"], "{", 4, "no JSON"),
    "a list": (["new", "--json", "-"], "[]", 4, "JSON object"),
    "not a number": (["set", "acme", "--json", "-"], '{"payment.days": NaN}', 4, "NaN"),
    "a huge number": (
        ["set", "acme", "--json", "-"], '{"payment.days": ' + "9" * 5000 + "}", 4, "18 digits",
    ),
    "nested too deeply": (["new", "--json", "-"], '{"x-a":' * 3000 + "1" + "}" * 3000, 4, "deep"),
    "an unknown key": (["add-contact", "acme", "--json", "-"],
                       '{"last_name": "X", "fone": "1"}', 4, "fone"),
}  # fmt: skip


@pytest.mark.parametrize("case", ODD_JSON)
def test_odd_json_is_told_with_its_place(runner, case):
    words, text, code, told = ODD_JSON[case]
    before = runner.state()
    assert told in runner.run(*words, stdin=text, code=code).err
    assert runner.state() == before


def test_json_may_leave_the_chapter_out_and_hold_numbers_as_text(runner):
    runner.run("new", "--json", "-", stdin='{"name": 1664, "address": {"city": "Lyon"}}')
    text = runner.record("1664").read_text()
    assert 'name: "1664"' in text
    assert "city: Lyon" in text


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["add-meeting", "acme", "--with", ""], 2, "empty name"),
        (["show", " "], 2, "write CLIENT"),
        (["successor", "acme/dupont", "--to-client", "acme"], 2, "--stays"),
        (["successor", "acme/dupont", "--stays", "--to-function", "X", "--to", "Y"], 2, "--stays"),
        (["add-meeting", "acme", "--next", "a", "--next", "b"], 2, "given twice"),
        (["set", "acme", "phone", ""], 2, "clientfile unset"),
        (["unset", "acme", "phone"], 3, "identity.phone is not set"),
        (["set", "acme", "potential.amount", "1.250"], 4, "decimals"),
        (["set", "acme", "address.country", "France"], 4, "FR"),
        (["new", "\udcff"], 2, "not UTF-8"),
    ],
)
def test_odd_words_are_refused(runner, words, code, told):
    before = runner.state()
    assert told in runner.run(*words, code=code).err
    assert runner.state() == before


def test_text_pasted_from_windows_keeps_its_lines(runner):
    runner.run("add-meeting", "acme", "--summary", "one\r\ntwo")
    told = json.loads(runner.run("show", "acme", "-f", "json").out)
    assert told["contacts"]["interactions"][-1]["summary"] == "one\ntwo"


def test_of_two_who_fit_one_who_left_is_found_but_not_met(runner):
    runner.run("add-contact", "acme", "Jean Martin")
    runner.run("successor", "acme/dupont", "--on", "2026-11-10")
    assert "jean-martin" in runner.run("set", "acme/jean", "phone", "1", code=3).err
    runner.run("add-meeting", "acme", "--with", "jean")
    assert "with: [jean-martin]" in runner.record("acme").read_text()


def test_what_was_set_is_unset_byte_for_byte(runner):
    before = runner.record("acme").read_bytes()
    runner.run("set", "acme", "identity.size.headcount", "40")
    runner.run("unset", "acme", "identity.size.headcount")
    assert runner.record("acme").read_bytes() == before


def test_a_next_action_that_is_set_has_an_id(runner):
    runner.run("set", "acme/k3f9abcd", "next.what", "call")
    runner.run("check")
    assert runner.run("show", "acme/k3f9abcd", "-f", "json").out.count('"id"') == 3


def test_a_moved_record_is_saved_as_a_move(runner):
    north = runner.root / "records" / "north"
    north.mkdir()
    runner.record("acme").rename(north / "acme.yaml")
    runner.run("save", "acme")
    assert runner.git("status", "--porcelain") == ""
    assert runner.git("ls-files", "records").split() == ["records/north/acme.yaml"]
    runner.git("mv", "records/north/acme.yaml", "records/acme.yaml")
    runner.run("set", "acme", "phone", "04 65 71 00 12", "--include-edits")
    assert runner.git("status", "--porcelain") == ""
    assert runner.git("ls-files", "records").split() == ["records/acme.yaml"]


def test_a_removed_record_is_saved_unless_others_name_it(runner):
    runner.run("new", "Globex")
    runner.run("set", "acme", "identity.group", "globex")
    runner.record("globex").unlink()
    before = runner.state()
    assert "identity.group" in runner.run("save", code=4).err
    assert runner.state() == before
    assert "removed by hand" in runner.run("new", "Globex", code=5).err
    assert runner.state() == before
    runner.run("unset", "acme", "identity.group")
    assert "globex: removed by hand" in runner.run("save", "globex").out
    assert runner.git("status", "--porcelain") == ""


def test_a_link_in_a_circle_is_one_invalid_record(runner):
    (runner.root / "records" / "loop.yaml").symlink_to("loop.yaml")
    result = runner.run("list", "-f", "ids")
    assert result.out == "acme\n"
    assert "records/loop.yaml" in result.err
    runner.run("check", code=1)


def test_a_link_within_the_folder_is_written_through(runner):
    (runner.root / "records" / "north").mkdir()
    runner.git("mv", "records/acme.yaml", "records/north/real-acme.yml")
    (runner.root / "records" / "acme.yaml").symlink_to("north/real-acme.yml")
    runner.git("add", "-A")
    runner.git("commit", "-qm", "a link")
    runner.run("set", "acme", "phone", "04 65 71 00 12")
    assert runner.record("acme").is_symlink()
    assert runner.git("status", "--porcelain") == ""


def test_a_record_that_leads_outside_is_refused(runner, tmp_path):
    (tmp_path / "secret.yaml").write_text("identity: {name: S, status: client}\n")
    (runner.root / "records" / "secret.yaml").symlink_to(tmp_path / "secret.yaml")
    assert "leads outside" in runner.run("list").err
    assert "leads outside" in runner.run("add-meeting", "secret", code=4).err


def raw(runner, script: str) -> subprocess.CompletedProcess[str]:
    command = f"{sys.executable} -m clientfile"
    return subprocess.run(
        ["bash", "-c", script.replace("clientfile", command)],
        cwd=runner.root,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("clientfile list >/dev/full", 5),
        ("clientfile list >&-", 5),
        ("clientfile set nope phone 1 2>&-", 3),
        ("clientfile set nope phone 1 2>/dev/full", 3),
        ("clientfile --help | true; exit ${PIPESTATUS[0]}", 0),
        ("clientfile rank --help | true; exit ${PIPESTATUS[0]}", 0),
        ("clientfile schema | true; exit ${PIPESTATUS[0]}", 0),
    ],
)
def test_streams_that_fail(runner, script, code):
    done = raw(runner, script)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr


def test_a_change_that_is_made_is_not_called_failed(runner):
    done = raw(runner, "clientfile new Globex >/dev/full")
    assert done.returncode == 0
    assert "globex: opened Globex" in done.stderr
    assert runner.git("log", "-1", "--format=%s").strip() == "globex: prospect opened"


@pytest.mark.parametrize("editor", ["'\"x'", "no-such-editor", "rm", "false", "true"])
def test_an_editor_that_fails_leaves_nothing_behind(runner, editor, tmp_path):
    before = runner.state()
    result = runner.run(
        "set", "acme", "--edit", EDITOR=editor.strip("'"), TMPDIR=str(tmp_path),
        code=0 if editor == "true" else 2,
    )  # fmt: skip
    assert "what you typed" not in result.err
    assert runner.state() == before
    assert [path for path in tmp_path.iterdir() if path.name.startswith("clientfile-")] == []


@pytest.mark.parametrize("kind", ["directory", "circle", "file for records"])
def test_settings_that_cannot_be_read(runner, kind):
    settings = runner.root / "clientfile.toml"
    settings.unlink()
    if kind == "directory":
        settings.mkdir()
    elif kind == "circle":
        settings.symlink_to("clientfile.toml")
    else:
        settings.write_text('records = ".gitattributes"\n')
    runner.run("list", code=4)
