"""A record in an editor: what was typed lands, may be mended, and is never thrown away."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pexpect
import pytest


@pytest.fixture
def editor(tmp_path):
    """An editor that does what a Python expression makes of the text `t`, one for each visit."""

    def script_of(*expressions: str) -> str:
        visits = tmp_path / "visits"
        visits.write_text("")
        script = tmp_path / "editor.py"
        script.write_text(
            f"import sys, pathlib\nvisits = pathlib.Path({str(visits)!r})\n"
            "n = len(visits.read_text()); visits.write_text('x' * (n + 1))\n"
            f"does = {list(expressions)!r}\npath = pathlib.Path(sys.argv[1])\n"
            "t = path.read_bytes().decode()\n"
            "path.write_bytes(eval(does[min(n, len(does) - 1)]).encode())\n"
        )
        return f"{sys.executable} {script}"

    return script_of


def draft_files(runner) -> list[Path]:
    return sorted((runner.root / ".git" / "clientfile" / "kept").glob("*"))


def test_what_was_typed_is_committed_as_it_was_typed(runner, editor):
    before = runner.text("acme")
    result = runner.run(
        "edit", "acme", EDITOR=editor("t.replace('Buyer', 'Head buyer  # since May')")
    )
    assert runner.text("acme") == before.replace("Buyer", "Head buyer  # since May")
    assert result.out.startswith("acme: jean-dupont.function Buyer → Head buyer [")
    assert draft_files(runner) == []
    assert runner.git("status", "--porcelain") == ""
    runner.run("undo")
    assert runner.text("acme") == before


def test_an_item_is_edited_by_itself(runner, editor):
    result = runner.run("edit", "acme/dupont", EDITOR=editor("t.replace('Buyer', 'CEO')"))
    assert "acme: jean-dupont: function Buyer → CEO" in result.out.replace(
        "dupont: ", "jean-dupont: "
    )
    assert runner.changed_lines() == ["-    function: Buyer", "+    function: CEO"]
    runner.run("edit", "acme/dupont", EDITOR=editor("t.replace('cadence: 30\\n', '')"))
    assert runner.changed_lines() == ["-    cadence: 30"]


def test_a_chapter_is_edited_by_its_key_or_its_title(runner, editor):
    for chapter, status in (("identity", "former"), ("identité", "client")):
        result = runner.run(
            "edit",
            f"acme/{chapter}",
            EDITOR=editor(f"t.replace(t[t.index('status'):][:14], 'status: {status}')"),
        )
        assert "acme: identity: status" in result.out
        assert f"status: {status}" in runner.text("acme")


def test_nothing_typed_is_nothing_changed(runner, editor):
    before = runner.state()
    assert runner.run("edit", "acme", EDITOR=editor("t")).out == "nothing to change\n"
    runner.run("edit", "acme", EDITOR=editor("''"), code=2)
    runner.run("edit", "acme", EDITOR="false", code=2)
    runner.run("edit", "acme", EDITOR="no-such-editor", code=2)
    assert runner.state() == before
    assert draft_files(runner) == []


def test_what_is_wrong_is_told_and_the_text_kept(runner, editor):
    before = runner.state()
    wrong = editor("t.replace('status: client', 'status: klient')")
    result = runner.run("edit", "acme", EDITOR=wrong, code=4)
    assert "identity.status" in result.err
    path = re.search(r"what you typed is kept in (\S+)", result.err)
    assert path is not None
    assert "status: klient" in (runner.root / path[1]).read_text()
    assert runner.state() == before


def test_on_a_terminal_one_goes_back_with_the_problems_on_top(runner, editor, tmp_path):
    seen = tmp_path / "seen"
    there_again = (
        f"(open({str(seen)!r}, 'w').write(t), t.replace('status: klient', 'status: former'))[1]"
    )
    wrong = editor("t.replace('status: client', 'status: klient')", there_again)
    child = pexpect.spawn(
        sys.executable, ["-m", "clientfile", "edit", "acme"], cwd=str(runner.root),
        env={**os.environ, "EDITOR": wrong}, encoding="utf-8", timeout=30,
    )  # fmt: skip
    child.expect("identity.status.*Go back to the editor")
    child.sendline("y")
    child.expect(r"acme: identity.status client → former \[")
    child.expect(pexpect.EOF)
    assert seen.read_text().startswith("#! records/acme.yaml:4:5: identity.status: ")
    assert "#!" not in runner.text("acme")
    assert "status: former" in runner.text("acme")


def test_a_record_with_errors_is_mended(runner, editor):
    runner.write("globex", "identity: {name: Globex, status: klient}\n")
    runner.run("set", "globex", "phone", "1", code=4)
    runner.run("edit", "globex", EDITOR=editor("t.replace('klient', 'client')"))
    assert runner.text("globex") == "identity: {name: Globex, status: client}\n"


def test_what_another_command_does_meanwhile_stays(runner, editor):
    visit = f"{sys.executable} -m clientfile add-meeting acme --summary meanwhile"
    typing = f"(__import__('os').system({visit!r}), t.replace('Buyer', 'CEO'))[1]"
    runner.run("edit", "acme", EDITOR=editor(typing))
    assert "summary: meanwhile" in runner.text("acme")
    assert "function: CEO" in runner.text("acme")
    clash = f"{sys.executable} -m clientfile set acme/dupont function Director"
    typing = f"(__import__('os').system({clash!r}), t.replace('CEO', 'Owner'))[1]"
    result = runner.run("edit", "acme", EDITOR=editor(typing), code=5)
    assert "was changed while you edited it, in the same place" in result.err
    assert "function: Director" in runner.text("acme")
    assert "function: Owner" in draft_files(runner)[0].read_text()


def test_edits_by_hand_are_told_before_the_typing(runner, editor):
    runner.record("acme").write_text(runner.text("acme") + "# by hand\n")
    result = runner.run("edit", "acme", EDITOR=editor("1 / 0"), code=5)
    assert "clientfile save acme" in result.err
    runner.run("edit", "acme", "--include-edits", EDITOR=editor("t.replace('Buyer', 'CEO')"))
    assert runner.text("acme").endswith("# by hand\n")
    assert runner.git("status", "--porcelain") == ""


def test_bytes_are_kept(runner, editor):
    text = "\ufeffidentity:\r\n  name: Globex\r\n  status: client"
    runner.write("globex", text)
    runner.run("edit", "globex", EDITOR=editor("t.replace('Globex', 'Globex SA')"))
    assert runner.text("globex") == text.replace("Globex", "Globex SA")


def test_nobody_waits_for_somebody_who_types(runner, editor):
    visit = f'{sys.executable} -m clientfile add-contact acme \\"Paul Martin\\"'
    typing = f"(__import__('os').system({visit!r}.replace(chr(92), '')), t + 'notes: x\\n')[1]"
    runner.run("add-meeting", "acme", "--edit", EDITOR=editor("t + 'summary: x\\n'"))
    runner.run("set", "acme/CMD-1042", "--edit", EDITOR=editor(typing), code=5, CLIENTFILE_WAIT="3")
    assert "Martin" in runner.text("acme")


def test_an_editor_that_leaves_no_file_is_told(runner, tmp_path):
    script = tmp_path / "e"
    script.write_text('#!/bin/sh\nrm "$1"; mkdir "$1"\n')
    script.chmod(0o755)
    before = runner.state()
    for target in ("acme", "acme/dupont"):
        assert "took the file away" in runner.run("edit", target, EDITOR=str(script), code=2).err
    assert runner.state() == before


def test_a_record_that_is_gone_meanwhile_is_told(runner, editor):
    rename = f"{sys.executable} -m clientfile rename acme acme-sa"
    typing = f"(__import__('os').system({rename!r}), t.replace('Buyer', 'CEO'))[1]"
    result = runner.run("edit", "acme", EDITOR=editor(typing), code=5)
    assert "acme was renamed, moved or removed while you edited it" in result.err
    assert "CEO" in draft_files(runner)[0].read_text()


def test_a_part_that_is_no_part_is_told(runner, editor):
    result = runner.run("edit", "acme/dupont", EDITOR=editor("'- a\\n'"), code=4)
    assert "write fields, one a line" in result.err


def test_while_git_is_at_something_nobody_types(runner, editor):
    (runner.root / ".git" / "MERGE_HEAD").write_text(runner.git("rev-parse", "HEAD"))
    result = runner.run("edit", "acme", EDITOR=editor("1 / 0"), code=5)
    assert "a merge is in progress" in result.err


def test_a_part_that_is_left_as_it_was_is_opened_once(runner, editor, tmp_path):
    runner.run("set", "acme", "address.city", "Lyon")
    result = runner.run("set", "acme", "address", "--edit", EDITOR=editor("t"))
    assert "nothing to change" in result.out + result.err
    assert (tmp_path / "visits").read_text() == "x"
