"""Clones of one bare repository, each with its own person, that sync by calling the function."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from clientfile.records.conflict import Decision
from clientfile.store.folder import open_folder
from clientfile.store.sync.outcome import (
    FolderConflict,
    NamedDecisions,
    SyncOptions,
    SyncOutcome,
)
from clientfile.store.sync.sync import sync
from tests.support.remotes import clone_of, git, make_bare
from tests.support.runner import CliRunner

TODAY = date(2026, 11, 20)


def refuse(conflicts: Sequence[FolderConflict]) -> NamedDecisions:
    """Nobody is there to ask."""
    raise AssertionError([each.name for each in conflicts])


@dataclass
class Member:
    """Somebody of the team, with a clone."""

    runner: CliRunner
    asked: list[list[str]] = field(default_factory=list)

    def sync(self, choice: Any = None, **options: Any) -> SyncOutcome:
        """Sync; where asked, every conflict is decided so."""

        def ask(conflicts: Sequence[FolderConflict]) -> NamedDecisions:
            if choice is None:
                return refuse(conflicts)
            self.asked.append([each.name for each in conflicts])
            return {each.name: Decision(choice) for each in conflicts}

        folder = open_folder(self.runner.root)
        return sync(folder, SyncOptions(TODAY, **options), ask, lambda _sentence: None)

    @property
    def head(self) -> str:
        """The id of HEAD."""
        return self.runner.git("rev-parse", "HEAD").strip()


@dataclass
class Team:
    """A bare repository and its clones, by their people's names."""

    bare: Path
    home: Path

    def join(self, name: str) -> Member:
        """A new clone of somebody's."""
        root = clone_of(self.bare, self.home / name, name.title())
        return Member(CliRunner(root))

    @property
    def tip(self) -> str:
        """The id of the remote's tip."""
        return git(self.bare, "rev-parse", "main").strip()


@pytest.fixture
def team(tmp_path: Path, new_folder: Path) -> Team:
    """A team whose remote has the folder of `new_folder`."""
    home = tmp_path / "team"
    home.mkdir()
    bare = make_bare(home / "clients.git")
    first = home / "first"
    shutil.copytree(new_folder, first)
    git(first, "push", "-q", str(bare), "main")
    return Team(bare, home)
