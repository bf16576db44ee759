"""Clones that lack a part of the history, and objects that git has lost: absent is never none."""

from __future__ import annotations

import subprocess

import pytest

from tests.support.runner import CliRunner

UNSHALLOW = "git fetch --unshallow"


def clone(runner: CliRunner, *options: str) -> CliRunner:
    """A clone of the folder, over the protocol that cuts a history off."""
    root = runner.root.parent / "clone"
    source = f"file://{runner.root}"
    subprocess.run(["git", "clone", "-q", *options, source, str(root)], check=True)
    return CliRunner(root)


@pytest.fixture
def shallow(runner: CliRunner) -> CliRunner:
    """A clone of the last two commits, both by the user, of a folder with two records."""
    runner.run("new", "Globex")
    runner.run("set", "acme", "phone", "0465710011")
    runner.run("set", "acme", "phone", "0465710012")
    return clone(runner, "--depth", "2")


def lose(runner: CliRunner, name: str) -> None:
    """Delete an object from git's store."""
    objects = runner.root / ".git" / "objects"
    for pack in (objects / "pack").glob("*.pack"):
        # git unpacks only what it does not have.
        beside = pack.rename(runner.root / ".git" / pack.name)
        pack.with_suffix(".idx").unlink()
        with beside.open("rb") as packed:
            subprocess.run(
                ["git", "unpack-objects", "-q"], cwd=runner.root, stdin=packed, check=True
            )
    (objects / name[:2] / name[2:]).unlink()


@pytest.mark.parametrize("words", [["undo"], ["undo", "HEAD"]])
def test_the_commit_at_which_a_clone_begins_is_not_taken_back(runner, words):
    runner.run("set", "acme", "phone", "0465710011")
    clipped = clone(runner, "--depth", "1")
    before = clipped.state()
    err = clipped.run(*words, code=5).err
    assert "what it changed is not here" in err
    assert err.endswith(f"{UNSHALLOW}\n")
    assert "revert" not in err
    assert clipped.state() == before
    clipped.git("fetch", "-q", "--unshallow")
    clipped.run("undo")
    assert "phone: " not in clipped.text("acme").partition("contacts")[0]


def test_what_is_whole_in_a_shallow_clone_is_taken_back(shallow):
    shallow.run("undo")
    assert "0465710011" in shallow.text("acme")
    shallow.run("undo")
    assert "0465710012" in shallow.text("acme")
    before = shallow.state()
    assert "what it changed is not here" in shallow.run("undo", "HEAD~3", code=5).err
    assert UNSHALLOW in shallow.run("undo", "HEAD~9", code=5).err
    assert UNSHALLOW in shallow.run("undo", code=5, GIT_AUTHOR_EMAIL="b@example.com").err
    assert shallow.state() == before


def test_history_begins_where_the_clone_does(shallow, runner):
    whole = runner.run("history").out.splitlines()
    for words in (["history"], ["history", "acme"]):
        result = shallow.run(*words)
        assert result.out.splitlines() == whole[:1]
        assert result.err.startswith("the history before ")
        assert result.err.endswith(f"{UNSHALLOW}\n")
    # What these rows would be is here.
    assert shallow.run("history", "--since", "2026-11-21").err == "Nothing to show.\n"
    assert UNSHALLOW in shallow.run("history", "initech", code=3).err
    assert UNSHALLOW in shallow.run("history", "acme/nobody", code=3).err
    shallow.git("fetch", "-q", "--unshallow")
    assert shallow.run("history").out.splitlines() == whole


@pytest.mark.parametrize("as_of", ["2026-11-01", "HEAD~2"])
def test_a_day_before_the_clone_begins(shallow, as_of):
    err = shallow.run("list", "--as-of", as_of, code=5).err
    assert "has no commit: the history before " in err
    assert UNSHALLOW in err
    assert "acme" in shallow.run("list", "--as-of", "HEAD~1").out


def test_a_clone_that_is_marked_shallow_and_lacks_nothing(runner):
    """git marks a first commit too, if a clone of that depth ends with it."""
    whole = runner.run("history").out
    marked = clone(runner, "--depth", runner.git("rev-list", "--count", "HEAD").strip())
    assert marked.root.joinpath(".git", "shallow").exists()
    assert marked.run("history").out == whole
    assert marked.run("history").err == ""
    assert "no commit is that old" in marked.run("list", "--as-of", "2020-01-01", code=2).err


def test_the_first_commit_is_not_advised_to_be_reverted(runner):
    first = runner.git("rev-list", "--max-parents=0", "HEAD").strip()
    err = runner.run("undo", first, code=5).err
    assert "it is the first commit" in err
    assert "revert" not in err


def test_a_change_that_was_reverted_by_hand(runner):
    runner.run("set", "acme", "phone", "0465710011")
    runner.run("set", "acme", "phone", "0465710012")
    runner.git("revert", "--no-edit", "HEAD")
    revert, mine, earlier = runner.git("log", "-3", "--format=%h").split()
    before = runner.state()
    err = runner.run("undo", code=5).err
    assert f"{mine} (acme: identity.phone 0465710011 → 0465710012), your last change" in err
    assert f"is already taken back by {revert} (Revert " in err
    assert f"to restore it: clientfile undo {revert}" in err
    assert "an earlier one (acme: identity.phone (nothing) → 0465710011): " in err
    assert err.endswith(f"clientfile undo {earlier}\n")
    assert runner.state() == before
    runner.run("undo", revert)
    assert "0465710012" in runner.text("acme")


@pytest.mark.parametrize("words", [["history", "acme"], ["list", "--as-of", "HEAD~1"],
                                   ["undo", "HEAD"]])  # fmt: skip
def test_a_lost_version_of_a_record(runner, words):
    runner.run("set", "acme", "phone", "0465710011")
    lose(runner, runner.git("rev-parse", "HEAD~1:records/acme.yaml").strip())
    before = runner.state()
    err = runner.run(*words, code=5).err
    assert "an object of git's history is missing" in err
    assert "git fetch --refetch --no-filter" in err
    assert runner.state() == before


@pytest.mark.parametrize("words", [["history"], ["undo"], ["undo", "HEAD"]])
def test_a_lost_listing(runner, words):
    runner.run("set", "acme", "phone", "0465710011")
    lose(runner, runner.git("rev-parse", "HEAD~1:records").strip())
    assert "git" in runner.run(*words, code=5).err
    assert runner.record("acme").exists()
