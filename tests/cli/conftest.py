"""The desk that every test of the command line sits at."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.runner import ACME, CliRunner


@pytest.fixture(scope="session")
def _founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder made by `init`, with one client and two people; copied for every test."""
    root = tmp_path_factory.mktemp("founded") / "clients"
    CliRunner(root.parent).run("init", str(root))
    CliRunner(root).write("acme", ACME)
    return root


@pytest.fixture
def runner(tmp_path: Path, _founded: Path) -> CliRunner:
    """A folder made by `init`, with one client and two people."""
    root = tmp_path / "clients"
    shutil.copytree(_founded, root)
    made = CliRunner(root)
    made.git("update-index", "-q", "--refresh")
    return made
