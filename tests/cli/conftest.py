"""The desk that every test of the command line sits at."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.runner import ACME, Desk


@pytest.fixture(scope="session")
def _founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder made by `init`, with one client and two people; copied for every test."""
    root = tmp_path_factory.mktemp("founded") / "clients"
    Desk(root.parent).run("init", str(root))
    Desk(root).write("acme", ACME)
    return root


@pytest.fixture
def desk(tmp_path: Path, _founded: Path) -> Desk:
    """A folder made by `init`, with one client and two people."""
    root = tmp_path / "clients"
    shutil.copytree(_founded, root)
    made = Desk(root)
    made.git("update-index", "-q", "--refresh")
    return made
