"""The day on which a record came into git, from which one that says no day is counted."""

from __future__ import annotations

import json

import pytest

from clientfile.store.git import log
from tests.support.runner import CliRunner

PROSPECT = "identity: {name: Bolt, status: prospect, prospect_since: 2026-06-01}\n"
BY_STATUS, BY_COMMIT = "2026-07-16", "2026-11-16"


def due_day(runner: CliRunner, client: str = "bolt") -> str:
    """The day on which a prospect who was never met falls due: 45 days after it is counted from."""
    rows = json.loads(runner.run("due", client, "--within", "99d", "-f", "json").out)
    return str(rows[0]["due"])


@pytest.fixture
def bolt(runner, monkeypatch):
    """A folder with a prospect that came into git on 2 October, and was edited on the 9th."""
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2026-10-02T10:00:00+02:00")
    runner.write("bolt", PROSPECT)
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2026-10-09T10:00:00+02:00")
    runner.write("bolt", PROSPECT.replace("Bolt", "Bolt & Sons"))
    return runner


def test_it_is_the_day_of_the_first_commit(bolt):
    assert due_day(bolt) == BY_COMMIT


def test_a_renamed_record_and_one_that_moved_are_followed(bolt):
    bolt.run("rename", "bolt", "bolts")
    assert due_day(bolt, "bolts") == BY_COMMIT
    (bolt.root / "records/north").mkdir()
    bolt.git("mv", "records/bolts.yaml", "records/north/bolts.yaml")
    bolt.git("commit", "-qm", "north")
    assert due_day(bolt, "bolts") == BY_COMMIT


def test_git_is_asked_once(bolt, monkeypatch):
    due_day(bolt)
    monkeypatch.setattr(log, "read_log", None)
    assert due_day(bolt) == BY_COMMIT


def test_what_no_commit_has_is_looked_for_again_only_after_another_commit(bolt, monkeypatch):
    bolt.record("new").write_text(PROSPECT)
    assert due_day(bolt, "new") == BY_STATUS
    with monkeypatch.context() as patch:
        patch.setattr(log, "read_log", None)
        assert due_day(bolt, "new") == BY_STATUS
    bolt.git("add", "-A")
    bolt.git("commit", "-qm", "new")
    assert due_day(bolt, "new") == "2026-11-23"


def test_a_shallow_clone_says_nothing(bolt, tmp_path):
    bolt.git("clone", "-q", "--depth=1", f"file://{bolt.root}", str(tmp_path / "clone"))
    assert due_day(CliRunner(tmp_path / "clone")) == BY_STATUS


def test_without_git_the_record_s_own_days_count(bolt):
    (bolt.root / ".git").rename(bolt.root / "git-taken-away")
    assert due_day(bolt) == BY_STATUS


def test_a_folder_of_the_past_has_its_own_history(bolt, monkeypatch):
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2026-11-12T10:00:00+02:00")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-11-12T10:00:00+02:00")
    bolt.run("remove-client", "bolt")
    rows = bolt.run("due", "--within", "99d", "--as-of", "HEAD~1", "--columns", "client,due").out
    assert f"bolt\t{BY_COMMIT}\n" in rows
