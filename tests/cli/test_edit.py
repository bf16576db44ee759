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

    def made(*expressions: str) -> str:
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

    return made


def kept(desk) -> list[Path]:
    return sorted((desk.root / ".git" / "clientfile" / "kept").glob("*"))


def test_what_was_typed_is_committed_as_it_was_typed(desk, editor):
    before = desk.text("acme")
    said = desk.run("edit", "acme", EDITOR=editor("t.replace('Buyer', 'Head buyer  # since May')"))
    assert desk.text("acme") == before.replace("Buyer", "Head buyer  # since May")
    assert said.out.startswith("acme: jean-dupont.function Buyer → Head buyer [")
    assert kept(desk) == []
    assert desk.git("status", "--porcelain") == ""
    desk.run("undo")
    assert desk.text("acme") == before


def test_an_item_is_edited_by_itself(desk, editor):
    said = desk.run("edit", "acme/dupont", EDITOR=editor("t.replace('Buyer', 'CEO')"))
    assert "acme: jean-dupont: function Buyer → CEO" in said.out.replace(
        "dupont: ", "jean-dupont: "
    )
    assert desk.changed() == ["-    function: Buyer", "+    function: CEO"]
    desk.run("edit", "acme/dupont", EDITOR=editor("t.replace('cadence: 30\\n', '')"))
    assert desk.changed() == ["-    cadence: 30"]


def test_nothing_typed_is_nothing_changed(desk, editor):
    before = desk.state()
    assert desk.run("edit", "acme", EDITOR=editor("t")).out == "nothing to change\n"
    desk.run("edit", "acme", EDITOR=editor("''"), code=2)
    desk.run("edit", "acme", EDITOR="false", code=2)
    desk.run("edit", "acme", EDITOR="no-such-editor", code=2)
    assert desk.state() == before
    assert kept(desk) == []


def test_what_is_wrong_is_told_and_the_text_kept(desk, editor):
    before = desk.state()
    wrong = editor("t.replace('status: client', 'status: klient')")
    said = desk.run("edit", "acme", EDITOR=wrong, code=4)
    assert "identity.status" in said.err
    path = re.search(r"what you typed is kept in (\S+)", said.err)
    assert path is not None
    assert "status: klient" in (desk.root / path[1]).read_text()
    assert desk.state() == before


def test_on_a_terminal_one_goes_back_with_the_problems_on_top(desk, editor, tmp_path):
    seen = tmp_path / "seen"
    there_again = (
        f"(open({str(seen)!r}, 'w').write(t), t.replace('status: klient', 'status: former'))[1]"
    )
    wrong = editor("t.replace('status: client', 'status: klient')", there_again)
    child = pexpect.spawn(
        sys.executable, ["-m", "clientfile", "edit", "acme"], cwd=str(desk.root),
        env={**os.environ, "EDITOR": wrong}, encoding="utf-8", timeout=30,
    )  # fmt: skip
    child.expect("identity.status.*Go back to the editor")
    child.sendline("y")
    child.expect(r"acme: identity.status client → former \[")
    child.expect(pexpect.EOF)
    assert seen.read_text().startswith("#! records/acme.yaml:4:5: identity.status: ")
    assert "#!" not in desk.text("acme")
    assert "status: former" in desk.text("acme")


def test_a_record_with_errors_is_mended(desk, editor):
    desk.write("globex", "identity: {name: Globex, status: klient}\n")
    desk.run("set", "globex", "phone", "1", code=4)
    desk.run("edit", "globex", EDITOR=editor("t.replace('klient', 'client')"))
    assert desk.text("globex") == "identity: {name: Globex, status: client}\n"


def test_what_another_command_does_meanwhile_stays(desk, editor):
    visit = f"{sys.executable} -m clientfile add-meeting acme --summary meanwhile"
    typing = f"(__import__('os').system({visit!r}), t.replace('Buyer', 'CEO'))[1]"
    desk.run("edit", "acme", EDITOR=editor(typing))
    assert "summary: meanwhile" in desk.text("acme")
    assert "function: CEO" in desk.text("acme")
    clash = f"{sys.executable} -m clientfile set acme/dupont function Director"
    typing = f"(__import__('os').system({clash!r}), t.replace('CEO', 'Owner'))[1]"
    said = desk.run("edit", "acme", EDITOR=editor(typing), code=5)
    assert "was changed while you edited it, in the same place" in said.err
    assert "function: Director" in desk.text("acme")
    assert "function: Owner" in kept(desk)[0].read_text()


def test_edits_by_hand_are_told_before_the_typing(desk, editor):
    desk.record("acme").write_text(desk.text("acme") + "# by hand\n")
    said = desk.run("edit", "acme", EDITOR=editor("1 / 0"), code=5)
    assert "clientfile save acme" in said.err
    desk.run("edit", "acme", "--include-edits", EDITOR=editor("t.replace('Buyer', 'CEO')"))
    assert desk.text("acme").endswith("# by hand\n")
    assert desk.git("status", "--porcelain") == ""


def test_bytes_are_kept(desk, editor):
    text = "\ufeffidentity:\r\n  name: Globex\r\n  status: client"
    desk.write("globex", text)
    desk.run("edit", "globex", EDITOR=editor("t.replace('Globex', 'Globex SA')"))
    assert desk.text("globex") == text.replace("Globex", "Globex SA")


def test_nobody_waits_for_somebody_who_types(desk, editor):
    visit = f'{sys.executable} -m clientfile add-contact acme \\"Paul Martin\\"'
    typing = f"(__import__('os').system({visit!r}.replace(chr(92), '')), t + 'notes: x\\n')[1]"
    desk.run("add-meeting", "acme", "--edit", EDITOR=editor("t + 'summary: x\\n'"))
    desk.run("set", "acme/CMD-1042", "--edit", EDITOR=editor(typing), code=5, CLIENTFILE_WAIT="3")
    assert "Martin" in desk.text("acme")


def test_an_editor_that_leaves_no_file_is_told(desk, tmp_path):
    script = tmp_path / "e"
    script.write_text('#!/bin/sh\nrm "$1"; mkdir "$1"\n')
    script.chmod(0o755)
    before = desk.state()
    for target in ("acme", "acme/dupont"):
        assert "took the file away" in desk.run("edit", target, EDITOR=str(script), code=2).err
    assert desk.state() == before


def test_a_record_that_is_gone_meanwhile_is_told(desk, editor):
    rename = f"{sys.executable} -m clientfile rename acme acme-sa"
    typing = f"(__import__('os').system({rename!r}), t.replace('Buyer', 'CEO'))[1]"
    said = desk.run("edit", "acme", EDITOR=editor(typing), code=5)
    assert "acme was renamed, moved or removed while you edited it" in said.err
    assert "CEO" in kept(desk)[0].read_text()


def test_a_part_that_is_no_part_is_told(desk, editor):
    said = desk.run("edit", "acme/dupont", EDITOR=editor("'- a\\n'"), code=4)
    assert "write fields, one a line" in said.err


def test_while_git_is_at_something_nobody_types(desk, editor):
    (desk.root / ".git" / "MERGE_HEAD").write_text(desk.git("rev-parse", "HEAD"))
    said = desk.run("edit", "acme", EDITOR=editor("1 / 0"), code=5)
    assert "a merge is in progress" in said.err
