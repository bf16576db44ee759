"""What people type, and what comes of it: in a terminal (data/typed), in pipes (data/piped)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.documented_commands import needs_a_shell, words_of
from tests.support.paths import EXAMPLES, ROOT
from tests.support.runner import CliRunner
from tests.support.typist import blocks, framed, item_ids, played

DATA = ROOT / "tests" / "data"
TYPED = sorted((DATA / "typed").glob("*.txt"))
PIPED = sorted((DATA / "piped").glob("*.txt"))


@pytest.fixture
def examples(tmp_path: Path) -> CliRunner:
    """The clients of examples/ in a repository of their own."""
    shutil.copytree(EXAMPLES, tmp_path / "clients")
    runner = CliRunner(tmp_path / "clients")
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "our clients"]):
        runner.git(*words)
    runner.git("config", "clientfile.me", "claire")
    return runner


def piped(root: Path, script: str) -> str:
    """A script with what each command writes in a shell, errors after results."""
    told, known = [], item_ids(root)
    for block in blocks(script):
        if not block.startswith("$ "):
            told.append(block)
            continue
        command = [line for line in block.splitlines() if line[:1] != "|"]
        shown = written(root, "\n".join(command).removeprefix("$ "))
        told.append("\n".join([*command, *framed(shown, item_ids(root) - known), ""]))
    return "\n".join(told)


def written(root: Path, line: str) -> str:
    """What a line writes, errors after results, and its exit code where that is not 0.

    What needs no shell is run within this process, which is quicker.
    """
    if not needs_a_shell(line):
        result, code = CliRunner(root).attempt(*words_of(line))
        return result.out + result.err + (f"[{code}]\n" if code else "")
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line],
        cwd=root,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.stdout + done.stderr + (f"[{done.returncode}]\n" if done.returncode else "")


@pytest.mark.parametrize(
    "path", [*TYPED, *PIPED], ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_a_script_leads_to_its_screens(examples, path):
    if "| jq " in path.read_text() and shutil.which("jq") is None:
        pytest.skip("jq is not installed")
    if path.stem.endswith("-fr"):
        settings = examples.root / "clientfile.toml"
        settings.write_text(settings.read_text().replace('language = "en"', 'language = "fr"'))
        examples.git("commit", "-qam", "en français")
    now = (played if path in TYPED else piped)(examples.root, path.read_text())
    if os.environ.get("WRITE_SCREENS"):
        path.write_text(now)
    assert now == path.read_text()
    assert ": 0 errors" in examples.run("check").err
    assert examples.git("status", "--porcelain") == ""
