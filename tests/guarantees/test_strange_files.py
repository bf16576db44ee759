"""Files that are not what they should be, in a folder that somebody else made: no command hangs on
one, fills the memory with one, or touches what it leads to.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.support.groups import check_each
from tests.support.paths import ROOT

MAP = 'kind = "customers"\nclient = "Name"\n\n[fields]\n"identity.name" = "Name"\n'
DEEP, LONG = f"x = {'[' * 5000}", f"x = {'9' * 5000}"
HUGE = 5_000_000_000
KINDS = ("/dev/zero", "pipe", "circle", "huge", "directory")


def put(path: Path, kind: str) -> None:
    """Put a file of a strange kind in the place of another."""
    path.unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "circle":
        path.symlink_to(path.name)
    elif kind == "directory":
        path.mkdir()
    elif kind == "huge":
        path.touch()
        os.truncate(path, HUGE)
    else:
        path.symlink_to(kind)


def remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    else:
        path.unlink()


READING = (["list"], ["check"], ["doctor"], ["find", "x"], ["rank"], ["history"])
WRITING = (
    ["set", "globex", "identity.phone", "0465710013"],
    ["rename", "globex", "other"],
    ["remove-client", "globex"],
    ["undo"],
    ["save"],
    ["new", "Third"],
    ["init"],
)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("kind", KINDS)
def test_strange_settings_are_refused_by_every_command(stage, scratch, kind):
    folder = stage.copy(scratch / "folder")
    put(folder.root / "clientfile.toml", kind)

    def check(words):
        code, _, err = folder.next_command(*words)
        assert code == 4, err
        assert "clientfile.toml" in err
        assert len(err.splitlines()) == 1

    check_each([*READING, *WRITING], " ".join, check)


@pytest.mark.parametrize(
    "text", [DEEP, LONG, f"format = 0x{'f' * 5000}", 'records = "a\\u0000b"', "x = 1e99999999999"]
)
def test_settings_that_break_the_parser_are_a_sentence(stage, scratch, text):
    folder = stage.copy(scratch / "folder")
    (folder.root / "clientfile.toml").write_text(text)
    code, _, err = folder.next_command("list")
    assert code == 4
    assert err.startswith("clientfile: clientfile.toml")


@pytest.mark.timeout(60)
@pytest.mark.parametrize("kind", KINDS)
def test_a_strange_record_is_a_problem_and_stops_no_other(stage, scratch, kind):
    folder = stage.copy(scratch / "folder")
    path = folder.root / "records" / "acme.yaml"
    put(path, kind)

    def check(words):
        code, _, err = folder.next_command(*words)
        assert code in (0, 1, 3, 4, 5), err

    check_each([*READING, ["show", "acme"], ["brief", "acme"]], " ".join, check)
    check_each(
        [*WRITING, ["set", "acme", "identity.phone", "1"], ["rename", "acme", "b"]], " ".join, check
    )
    check_each([["remove-client", "acme"], ["undo"], ["save", "acme"]], " ".join, check)
    assert os.path.lexists(path)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("kind", KINDS)
def test_strange_files_that_a_command_line_names_are_refused(stage, scratch, kind):
    folder = stage.copy(scratch / "folder")
    strange, plain = scratch / "strange", scratch / "plain"
    put(strange, kind)
    plain.write_text(MAP)

    def check(words):
        code, _, err = folder.next_command(*words)
        assert code == 2, err
        assert str(strange) in err

    visit = ["add-meeting", "acme", "--report", str(strange)]
    imported = [["import", "customers", str(plain), "--map", str(strange)]]
    if kind != "huge":
        imported.append(["import", "customers", str(strange), "--map", str(plain)])
    check_each([visit, ["add-contact", "acme", "--json", str(strange)], *imported], " ".join, check)


def test_a_pipe_of_the_shell_is_read(stage, scratch):
    folder = stage.copy(scratch / "folder")
    reader, writer = os.pipe()
    os.write(writer, b'{"first_name": "Ann", "last_name": "Lee"}')
    os.close(writer)
    code, _, err = folder.next_command("add-contact", "acme", "--json", f"/dev/fd/{reader}")
    os.close(reader)
    assert code == 0, err


def test_init_writes_through_no_link(stage, scratch):
    folder = stage.copy(scratch / "folder")
    (folder.root / ".vscode").symlink_to(scratch / "outside")
    (scratch / "outside").mkdir()
    code, _, err = folder.next_command("init")
    assert code == 4
    assert "leads outside the folder" in err
    assert list((scratch / "outside").iterdir()) == []


@pytest.mark.timeout(60)
@pytest.mark.parametrize("kind", KINDS)
def test_an_editor_that_leaves_a_strange_file_changes_nothing(stage, scratch, kind, monkeypatch):
    folder = stage.copy(scratch / "folder")
    script = scratch / "editor.py"
    script.write_text(
        "import sys, pathlib\nfrom tests.guarantees.test_strange_files import put\n"
        f"put(pathlib.Path(sys.argv[1]), {kind!r})\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")
    code, _, err = folder.next_command("edit", "acme")
    assert code == 2
    assert "nothing was changed" in err
    assert folder.records() == stage.records()


@pytest.mark.parametrize("length", [300, 5000])
def test_a_name_that_no_disk_can_hold_is_no_folder(stage, scratch, length):
    folder = stage.copy(scratch / "folder")
    code, _, err = folder.next_command("-C", "x" * length, "list")
    assert code == 2
    assert err.startswith("clientfile: xxx")
    shutil.rmtree(folder.root / ".git")
    (folder.root / ".git").write_text(f"gitdir: {'x' * length}\n")
    assert folder.next_command("list")[0] == 0
    assert folder.next_command("undo")[0] == 5


# What git reads in a folder before it does anything else.
OF_REPOSITORY = ("config", "HEAD", "index", "commondir", "packed-refs", "shallow")
RULES = (".gitattributes", ".gitignore", "records/.gitattributes", "records/.gitignore")
OF_GIT = (
    *(f".git/{name}" for name in OF_REPOSITORY),
    *(".git/info/exclude", ".git/info/attributes", ".mailmap"),
    *(".git/refs/heads/main", ".git/refs/tags/one", ".git/objects/pack/pack-one.idx"),
    *RULES,
)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("kind", ["/dev/zero", "pipe"])
def test_strange_files_that_git_reads_are_refused(stage, scratch, kind):
    def check(name):
        folder = stage.copy(scratch / name.replace("/", "-"))
        (folder.root / name).parent.mkdir(exist_ok=True)
        put(folder.root / name, kind)
        words = ["set", "globex", "identity.phone", "0465710013"]
        commands = [words] if name.startswith("records/") else [words, ["history"], ["doctor"]]
        for command in [*commands, [*words, "--dry-run"]]:
            code, _, err = folder.next_command(*command)
            assert code == 5, (command, err)
            assert f"{name} is a pipe or a device" in err
            assert len(err.splitlines()) == 1
        assert folder.next_command("list")[0] in (0, 5)

    check_each(OF_GIT, str, check)


def test_a_pipe_above_the_worktree_is_nobodys(stage, scratch):
    put(scratch / ".gitignore", "pipe")
    folder = stage.copy(scratch / "folder")
    assert folder.next_command("set", "globex", "identity.phone", "0465710013")[0] == 0
