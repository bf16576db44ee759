"""Two people with a clone each: what `sync` shows them, on terminals and in pipes (data/team)."""

from __future__ import annotations

import os
import subprocess

import pytest

from tests.cli.journeys.test_typed_scripts import piped
from tests.support.paths import DATA
from tests.support.remotes import clone_of, make_bare
from tests.support.runner import CliRunner
from tests.support.typist import play

SCRIPTS = sorted((DATA / "team").glob("*.txt"))


@pytest.fixture
def claire(folder: CliRunner) -> CliRunner:
    """Claire's clone of examples/; Karim has one beside it, and both send to one repository."""
    return join(folder)


def join(runner: CliRunner) -> CliRunner:
    root = runner.root
    runner.git("config", "clientfile.me", "claire")
    bare = make_bare(root.parent / "shared.git")
    runner.git("remote", "add", "origin", str(bare))
    runner.git("push", "-qu", "origin", "HEAD:main")
    clone_of(bare, root.parent / "karim")
    return runner


def use_french(runner: CliRunner) -> None:
    settings = runner.root / "clientfile.toml"
    settings.write_text(settings.read_text().replace('language = "en"', 'language = "fr"'))
    runner.git("commit", "-qam", "en français")


def leave_open(runner: CliRunner) -> None:
    """A pull by git that leaves two fields of two records to be settled."""
    karim = CliRunner(runner.root.parent / "karim")
    for member, number in ((karim, "72"), (runner, "71")):
        member.run("set", "kervelec/mael-gourvez", "phone", f"05 36 49 22 {number}")
        member.run("set", "gerbe", "size.headcount", number)
    karim.git("push", "-q")
    words = ["git", "pull", "-q", "--no-rebase", "origin", "main"]
    assert subprocess.run(words, cwd=runner.root, capture_output=True).returncode == 1


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_leads_to_its_screens(folder, path):
    if path.stem.endswith("-fr"):
        use_french(folder)
    script, claire = path.read_text(), join(folder)
    if path.stem.startswith("pulled-by-git"):
        leave_open(claire)
    now = (piped if "| cat" in script else play)(claire.root, script)
    if os.environ.get("WRITE_SCREENS"):
        path.write_text(now)
    assert now == script
