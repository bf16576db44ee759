"""`resolve`: a client that both sides of git's merge renamed, each to another id."""

from __future__ import annotations

import json
import subprocess

import pytest

from tests.support.runner import CliRunner


def git(runner: CliRunner, *words: str) -> int:
    return subprocess.run(["git", *words], cwd=runner.root, capture_output=True).returncode


def fork(runner: CliRunner) -> None:
    """Two ids of one client, a visit on each side, and one of a group that names it."""
    runner.run("new", "Globex")
    runner.run("new", "Initech")
    runner.run("set", "globex", "group", "acme")
    runner.run("set", "initech", "group", "acme")
    for branch, new in (("other", "acme-b"), ("main", "acme-a")):
        runner.git(
            *(
                ("checkout", "-q", "-b", "other")
                if branch == "other"
                else ("checkout", "-q", "main")
            )
        )
        runner.run("rename", "acme", new)
        runner.run("add-meeting", new, "--on", "2026-11-02", "--summary", branch)
        runner.run("set", f"{new}/jean-dupont", "function", branch)
    runner.run("unset", "initech", "group")


@pytest.mark.parametrize(("choice", "left"), [("mine", "acme-a"), ("theirs", "acme-b")])
def test_one_record_is_left_under_the_id_that_is_chosen(runner, choice, left):
    fork(runner)
    assert git(runner, "merge", "other") == 1
    (one, two, *_rest) = json.loads(runner.run("resolve", "-f", "json", code=5).out)["conflicts"]
    assert (one["name"], one["mine"], one["theirs"]) == ("acme/id", "acme-a", "acme-b")
    assert two["name"] == "acme-a/jean-dupont.function"
    result = runner.run("resolve", "--take", f"acme/id={choice}", "--prefer", "theirs")
    assert f"{left} is settled and staged\n" in result.out
    assert "go on with: git merge --continue" in result.err
    assert sorted(path.stem for path in runner.record("x").parent.glob("*.yaml")) == [
        left,
        "globex",
        "initech",
    ]
    text = runner.text(left)
    assert "summary: main" in text
    assert "summary: other" in text
    assert "function: other" in text
    assert f"group: {left}\n" in runner.text("globex")
    assert runner.git("ls-files", "-u") == ""
    assert git(runner, "commit", "-qm", "merged") == 0
    assert runner.git("status", "--porcelain") == ""
    runner.run("check")


def test_in_a_rebase_mine_is_what_the_user_gave(runner):
    fork(runner)
    assert git(runner, "rebase", "other") == 1
    conflicts = json.loads(runner.run("resolve", "-f", "json", code=5).out)["conflicts"]
    assert [(each["mine"], each["theirs"]) for each in conflicts] == [("acme-a", "acme-b")]
    runner.run("resolve", "acme-b", "--prefer", "mine")
    assert runner.text("acme-a").count("summary: other") == 1
    assert "records/acme" not in runner.git("ls-files", "-u")
