"""Shared by the tests of docs/guarantees.md: a folder to break."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.guarantees.stage import Stage


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """A folder that is copied for every attempt."""
    return Stage.build(tmp_path_factory.mktemp("stage") / "folder")


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    return tmp_path
