"""Two people with a clone each: what `sync` shows them, on terminals and in pipes (data/team)."""

from __future__ import annotations

import os

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


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_leads_to_its_screens(folder, path):
    if path.stem.endswith("-fr"):
        use_french(folder)
    script = path.read_text()
    now = (piped if "| cat" in script else play)(join(folder).root, script)
    if os.environ.get("WRITE_SCREENS"):
        path.write_text(now)
    assert now == script
