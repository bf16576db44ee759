"""history of values that a sync decided against, history --incoming, and what due says of it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support.runner import CliRunner

LOST = 'Clientfile-Lost: acme/jean-dupont.phone "05 36 49 22 71"'


def commit_with(runner: CliRunner, *trailers: str) -> None:
    message = "\n".join(["acme: phone", "", "Clientfile-Command: set", *trailers])
    runner.git("commit", "-q", "--allow-empty", "-m", message)


def rows(runner: CliRunner, *words: str) -> list[dict[str, Any]]:
    return json.loads(runner.run("history", *words, "-f", "json").out)


@pytest.fixture
def clone(runner: CliRunner, tmp_path: Path) -> CliRunner:
    """A clone of the runner's folder."""
    subprocess.run(["git", "clone", "-q", runner.root, tmp_path / "clone"], check=True)
    return CliRunner(tmp_path / "clone")


def test_a_value_that_a_sync_decided_against_is_a_row_to_the_one_that_stands(runner):
    runner.run("set", "acme/jean-dupont", "phone", "05 36 49 22 72")
    commit_with(runner, LOST)
    for words in ([], ["acme"], ["acme/jean-dupont"], ["acme/jean-dupont", "phone"]):
        row = rows(runner, *words)[0]
        assert (row["client"], row["item"], row["field"]) == ("acme", "jean-dupont", "phone")
        assert (row["before"], row["after"]) == ("05 36 49 22 71", "05 36 49 22 72")
        assert (row["merge"], row["command"]) == ("dropped", "set")
    assert not any(row["merge"] for row in rows(runner, "acme/lea-blanc"))
    assert not any(row["merge"] for row in rows(runner, "acme", "identity.name"))
    table = runner.run("history", "acme", "-f", "table", "-n", "1", CLIENTFILE_LANG="fr").out
    assert "Téléphone" in table
    assert "abandonné" in table


def test_lost_values_of_every_kind(runner):
    commit_with(
        runner,
        'Clientfile-Lost: acme/identity.size.headcount 12',
        'Clientfile-Lost: acme/identity.address {"city": "Lyon"}',
        'Clientfile-Lost: acme/k3f9abcd.summary "a \\"word\\"\\nand more"',
        'Clientfile-Lost: acme/gone.phone "1"',
        'Clientfile-Lost: acme "identity: {name: Acme}"',
        "Clientfile-Lost: something else",
        'Clientfile-Lost: acme/identity.phone {"broken',
    )  # fmt: skip
    lost = [row for row in rows(runner, "acme") if row["merge"]]
    assert [(row["item"], row["field"], row["before"]) for row in lost] == [
        (None, "identity.size.headcount", 12),
        (None, "identity.address.city", "Lyon"),
        ("k3f9abcd", "summary", 'a "word"\nand more'),
        ("gone", "phone", "1"),
        (None, None, "identity: {name: Acme}"),
    ]


def test_a_lost_value_follows_its_record_under_another_id(runner):
    commit_with(runner, LOST)
    runner.run("rename", "acme", "acme-sa")
    lost = [row for row in rows(runner, "acme-sa") if row["merge"]]
    assert [(row["client"], row["before"]) for row in lost] == [("acme-sa", "05 36 49 22 71")]


def test_a_lost_value_of_a_commit_without_files_in_a_folder_that_is_part_of_a_repository(runner):
    (runner.root / ".git").rename(runner.root.parent / ".git")
    commit_with(runner, LOST)
    assert [row["before"] for row in rows(runner, "acme") if row["merge"]] == ["05 36 49 22 71"]


def test_incoming_is_what_was_fetched_and_is_not_in(runner, clone):
    runner.run("add-call", "acme", "--no-answer")
    clone.run("set", "acme", "identity.phone", "05 36 49 22 71")
    assert rows(clone, "--incoming") == []
    clone.git("fetch", "-q")
    (row,) = rows(clone, "--incoming")
    assert (row["client"], row["command"]) == ("acme", "add-call")
    assert rows(clone, "acme", "--incoming") == [row]
    assert rows(clone, "acme/lea-blanc", "--incoming") == []
    runner.run("new", "Zinc", "--id", "zinc")
    clone.git("fetch", "-q")
    assert [row["after"] for row in rows(clone, "zinc", "--incoming")] == ["Zinc"]


def test_incoming_without_the_others(runner, clone):
    message = runner.run("history", "--incoming", code=5).err
    assert "clientfile sync" in message
    assert "leave --as-of out" in clone.run("history", "--incoming", "--as-of", "-1d", code=2).err


def test_due_says_how_many_changes_of_colleagues_wait(runner, clone):
    def waiting(*words: str) -> list[str]:
        err = clone.run("due", "-f", "table", *words).err
        return [line for line in err.splitlines() if "colleagues" in line]

    assert waiting() == []
    runner.run("add-call", "acme", "--no-answer")
    clone.git("fetch", "-q")
    assert waiting() == ["1 change of colleagues waits: clientfile sync"]
    clone.git("pack-refs", "--all")
    runner.run("set", "acme", "identity.phone", "05 36 49 22 71")
    clone.git("fetch", "-q")
    assert waiting() == ["2 changes of colleagues wait: clientfile sync"]
    assert waiting("--as-of", "HEAD") == []
    assert "colleagues" not in clone.run("due", "-f", "json").err
    clone.git("merge", "-q", "--ff-only", "@{upstream}")
    assert waiting() == []
    clone.run("add-call", "acme", "--no-answer")
    assert waiting() == []


def test_due_runs_no_git_where_nothing_waits_by_git_s_files(runner, clone, monkeypatch):
    from clientfile.store.git import incoming

    monkeypatch.setattr(incoming, "run_git", None)
    for folder in (runner, clone):
        for pack in ([], ["pack-refs", "--all"]):
            if pack:
                folder.git(*pack)
            assert incoming.count_incoming(folder.root) == 0
