"""How many git processes a change starts: each question is put to git once."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from clientfile.store.git import process
from tests.support.runner import ACME, CliRunner

BRAVO = "identity: {name: Bravo, status: client, group: acme}\n"
WRITE = ["rev-parse", "status", "var", "status", "commit", "rev-list"]
"""The repository found, its state, who commits, the state under the claim, the commit, what of it
is to be synced."""
_COMMANDS = {*WRITE, "add", "cat-file", "config", "diff-tree", "log", "ls-tree", "merge-base"}


@pytest.fixture(scope="module")
def folder_of_two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two records, of which one names the other."""
    root = tmp_path_factory.mktemp("git-processes") / "clients"
    CliRunner(root.parent).run("init", str(root))
    CliRunner(root).write("acme", ACME)
    CliRunner(root).write("bravo", BRAVO)
    return root


@pytest.fixture
def runner(tmp_path: Path, folder_of_two: Path) -> CliRunner:
    """A copy of the folder."""
    shutil.copytree(folder_of_two, tmp_path / "clients")
    runner = CliRunner(tmp_path / "clients")
    runner.git("update-index", "-q", "--refresh")
    return runner


@pytest.fixture
def git_calls(runner: CliRunner, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Runs a command of clientfile; gives the git commands that it started, in order."""

    def calls(*words: str) -> list[str]:
        started: list[str] = []
        start = subprocess.Popen

        def counted(command, **options):
            started.append(next(word for word in command if word in _COMMANDS))
            return start(command, **options)

        with monkeypatch.context() as patch:
            patch.setattr(process.subprocess, "Popen", counted)
            result, code = runner.attempt(*words)
        assert code == 0, result.err
        return started

    return calls


def edit_by_hand(runner: CliRunner, client: str) -> None:
    """Change a record as an editor would, without a commit."""
    record = runner.record(client)
    record.write_text(record.read_text().replace("status: client", "status: former"))


def test_set_asks_git_each_thing_once(git_calls):
    assert git_calls("set", "acme", "website", "https://acme.example") == WRITE


def test_set_with_an_edit_by_hand_asks_for_the_state_twice(runner, git_calls):
    edit_by_hand(runner, "acme")
    started = git_calls("set", "acme", "website", "https://acme.example", "--include-edits")
    assert started == WRITE, "the record's former place is known from the same status"


def test_set_of_a_record_moved_by_hand_asks_for_the_state_twice(runner, git_calls):
    below = runner.root / "records" / "below"
    below.mkdir()
    runner.record("acme").rename(below / "acme.yaml")
    started = git_calls("set", "acme", "website", "https://acme.example", "--include-edits")
    assert started == ["rev-parse", "status", "var", "status", "add", "commit", "rev-list"]
    assert runner.git("status", "--short") == "", "the former place went with the commit"


def test_the_past_is_one_log(runner, git_calls):
    runner.run("set", "acme", "website", "https://acme.example")
    runner.run("rename", "acme", "acme-sa")
    assert git_calls("history", "acme").count("log") == 1
    assert git_calls("history").count("log") == 1
    assert git_calls("list", "--as-of", "today").count("log") == 1
    assert git_calls("undo", "--dry-run").count("log") == 1


def test_undo_asks_for_the_state_twice(runner, git_calls):
    runner.run("set", "acme", "website", "https://acme.example")
    started = git_calls("undo")
    assert started.count("status") == 2
    assert len(started) == 11, started


def test_undo_with_an_edit_by_hand_asks_for_the_state_twice(runner, git_calls):
    runner.run("set", "acme", "website", "https://acme.example")
    edit_by_hand(runner, "acme")
    started = git_calls("undo", "--include-edits")
    assert started.count("status") == 2
    assert len(started) == 11, started


def test_rename_starts_no_git_for_each_record(git_calls):
    started = git_calls("rename", "acme", "acme-bakery")
    assert started == ["rev-parse", "status", "var", "status", "add", "commit", "rev-list"]


def test_rename_with_an_edit_by_hand_asks_for_the_state_twice(runner, git_calls):
    edit_by_hand(runner, "bravo")
    started = git_calls("rename", "acme", "acme-bakery", "--include-edits")
    assert started == ["rev-parse", "status", "var", "status", "add", "commit", "rev-list"]
