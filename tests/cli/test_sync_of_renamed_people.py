"""sync, and git's merge: people whose id one side changed, or both."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.support.remotes import clone_of, make_bare
from tests.support.runner import CliRunner


@pytest.fixture
def team(runner: CliRunner, tmp_path: Path) -> list[CliRunner]:
    """Two clones of one bare repository."""
    runner.run("new", "Globex")
    runner.run("add-contact", "globex", "Jean Dupont", "--id", "jd")
    bare = make_bare(tmp_path / "shared.git")
    runner.git("push", "-q", str(bare), "main")
    return [CliRunner(clone_of(bare, tmp_path / name, name)) for name in ("Claire", "Karim")]


def rename(clone: CliRunner, name: str, old: str = "jean-dupont") -> None:
    """Change Jean's id by hand, in all that names him in the record."""
    path = clone.record("acme")
    text = path.read_text()
    path.write_text(text.replace(f"id: {old} ", f"id: {name} ").replace(f"{old}]", f"{name}]"))
    path.write_text(path.read_text().replace(f"to: {old},", f"to: {name},"))
    clone.run("save")


def people(clone: CliRunner) -> list[str]:
    clone.run("check")
    record = json.loads(clone.run("show", "acme", "-f", "json").out)
    return sorted(each["id"] for each in record["contacts"]["people"])


@pytest.mark.parametrize("renames_first", [True, False])
def test_one_side_changes_the_id_and_the_other_edits(team, renames_first):
    first, second = team
    renamer, editor = team if renames_first else reversed(team)
    rename(renamer, "jean")
    renamer.run("set", "acme/jean", "function", "Director")
    editor.run("set", "acme/jean-dupont", "phone", "01 02 03 04 05")
    editor.run("add-meeting", "acme", "--with", "jean-dupont", "--summary", "a talk")
    editor.run("link", "acme/jean-dupont", "globex/jd")
    first.run("sync")
    second.run("sync")
    first.run("sync")
    assert first.text("acme") == second.text("acme")
    assert first.git("rev-parse", "HEAD") == second.git("rev-parse", "HEAD")
    assert people(first) == ["jean", "lea-blanc"]
    assert "acme/jean\n" in first.text("globex").replace("]", "\n")
    text = first.text("acme")
    assert "jean-dupont" not in text
    assert "01 02 03 04 05" in text
    assert "function: Director" in text


def test_both_change_the_id(team):
    claire, karim = team
    rename(claire, "jean")
    rename(karim, "dupont")
    karim.run("set", "acme/dupont", "phone", "01 02 03 04 05")
    claire.run("sync")
    conflicts = json.loads(karim.run("sync", "-f", "json", code=5).out)["conflicts"]
    assert [(each["name"], each["mine"], each["theirs"]) for each in conflicts] == [
        ("acme/jean-dupont.id", "dupont", "jean")
    ]
    karim.run("sync", "--take", "acme/jean-dupont.id=mine")
    claire.run("sync")
    assert claire.text("acme") == karim.text("acme")
    assert people(claire) == ["dupont", "lea-blanc"]
    assert "01 02 03 04 05" in claire.text("acme")


def test_git_alone_asks_which_id(team):
    claire, karim = team
    rename(claire, "jean")
    rename(karim, "dupont")
    karim.run("set", "acme/dupont", "phone", "01 02 03 04 05")
    karim.git("fetch", "-q", str(claire.root), "main")
    karim.run("doctor", "--mend")
    merge = subprocess.run(["git", "merge", "-q", "FETCH_HEAD"], cwd=karim.root, check=False)
    assert merge.returncode == 1
    karim.run("resolve", "--take", "acme/jean-dupont.id=theirs")
    assert people(karim) == ["jean", "lea-blanc"]
    assert "01 02 03 04 05" in karim.text("acme")
