"""The desk that every test of the command line sits at."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_desk import ACME, Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A folder made by `init`, with one client and two people."""
    root = tmp_path / "clients"
    Desk(tmp_path).run("init", str(root))
    made = Desk(root)
    made.write("acme", ACME)
    return made
