"""What people type, and what comes of it: in a terminal (data/typed), in pipes (data/piped)."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.support.paths import ROOT
from tests.support.runner import CliRunner
from tests.support.shell import run_line
from tests.support.typist import Typist, blocks, frame, item_ids, play

DATA = ROOT / "tests" / "data"
TYPED = sorted((DATA / "typed").glob("*.txt"))
PIPED = sorted((DATA / "piped").glob("*.txt"))


@pytest.fixture
def writable(folder: CliRunner) -> CliRunner:
    """The clients of examples/, at their owner's keyboard."""
    folder.git("config", "clientfile.me", "claire")
    return folder


def piped(root: Path, script: str) -> str:
    """A script with what each command writes in a shell, errors after results."""
    blocks_now, before = [], item_ids(root)
    for block in blocks(script):
        if not block.startswith("$ "):
            blocks_now.append(block)
            continue
        command = [line for line in block.splitlines() if line[:1] != "|"]
        shown = written(root, "\n".join(command).removeprefix("$ "))
        blocks_now.append("\n".join([*command, *frame(shown, item_ids(root) - before), ""]))
    return "\n".join(blocks_now)


def written(root: Path, line: str) -> str:
    """What a line writes, errors after results, and its exit code where that is not 0."""
    result, code = run_line(root, line)
    return result.out + result.err + (f"[{code}]\n" if code else "")


@pytest.mark.parametrize(
    "path", [*TYPED, *PIPED], ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_a_script_leads_to_its_screens(writable, path):
    if "| jq " in path.read_text() and shutil.which("jq") is None:
        pytest.skip("jq is not installed")
    if path.stem.endswith("-fr"):
        settings = writable.root / "clientfile.toml"
        settings.write_text(settings.read_text().replace('language = "en"', 'language = "fr"'))
        writable.git("commit", "-qam", "en français")
    now = (play if path in TYPED else piped)(writable.root, path.read_text())
    if os.environ.get("WRITE_SCREENS"):
        path.write_text(now)
    assert now == path.read_text()
    assert ": 0 errors" in writable.run("check", CLIENTFILE_LANG="en").err
    assert writable.git("status", "--porcelain") == ""


def test_every_script_has_its_french_twin():
    stems = {(path.parent.name, path.stem) for path in [*TYPED, *PIPED]}
    english = {(folder, stem) for folder, stem in stems if not stem.endswith("-fr")}
    missing = {f"{folder}/{stem}-fr.txt" for folder, stem in english} - {
        f"{folder}/{stem}.txt" for folder, stem in stems
    }
    assert missing == set()


def test_a_no_break_space_of_a_question_is_drawn_as_a_blank(folder):
    typist = Typist.at(folder.root, "CLIENTFILE_LANG=fr NO_COLOR= clientfile add-call")
    typist.step("= un identifiant")
    assert b"\x1b[0;33;4m" not in typist.written
    typist.step("+ <^C>")
    typist.leave()
