"""The first sync of a clone sets git up to merge records, for itself and once for all."""

from __future__ import annotations

import pytest

from clientfile.store.git.repository import require_repository
from clientfile.store.merge_driver import driver_state
from clientfile.store.sync import sync as module
from tests.support.remotes import add_hook, commit_file, git
from tests.support.team import Member, Team, team

__all__ = ["team"]
SUBJECT = "Merge records by clientfile"
OLD = "*.yaml -text\n"


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setattr(module, "_PAUSES", (0.0,) * 5)


@pytest.fixture
def old_team(team: Team) -> Team:
    """A team whose folder is from before: its `.gitattributes` says nothing of merging."""
    first = team.join("first-of-them")
    commit_file(first.runner.root, ".gitattributes", OLD)
    first.runner.git("push", "-q")
    return team


def driver_of(member: Member) -> str:
    return driver_state(require_repository(member.runner.root))


def attributes(member: Member) -> str:
    return (member.runner.root / ".gitattributes").read_text()


def test_three_clones_that_sync_for_the_first_time_make_it_once(old_team, monkeypatch):
    """Two of them at once, too: the second push is refused, and the line is there already."""
    ines, karim, claire = (old_team.join(name) for name in ("ines", "karim", "claire"))
    for number, member in enumerate((karim, claire)):
        member.runner.run("add-call", "acme", "--no-answer", "--summary", f"call {number}")
    plain = module.push

    def push(*arguments):
        monkeypatch.setattr(module, "push", plain)
        karim.sync()
        return plain(*arguments)

    monkeypatch.setattr(module, "push", push)
    outcome = claire.sync()
    assert [each.text for each in outcome.left_out] == [SUBJECT]
    assert "git merges records by clientfile here" in outcome.notes
    for member in (ines, karim):
        member.sync()
    assert claire.head == karim.head == ines.head == old_team.tip
    assert git(old_team.bare, "log", "--format=%s", "main").count(SUBJECT) == 1
    for member in (claire, karim, ines):
        assert driver_of(member) == "ok"
        assert attributes(member) == OLD + "/records/**/*.yaml merge=clientfile\n"
        again = member.sync()
        assert (again.notes, again.commit) == ([], "")


def test_a_dry_run_sets_nothing_up(old_team):
    member = old_team.join("karim")
    before = member.runner.state()
    assert member.sync(dry_run=True).notes == []
    assert (driver_of(member), member.runner.state()) == ("missing", before)


def test_what_is_edited_by_hand_keeps_nobody_from_syncing(old_team):
    member = old_team.join("karim")
    (member.runner.root / ".gitattributes").write_text(f"{OLD}# mine\n")
    member.runner.run("add-call", "acme", "--no-answer")
    outcome = member.sync()
    assert ".gitattributes: add /records/**/*.yaml merge=clientfile" in outcome.notes
    assert (outcome.pushed, driver_of(member)) == (True, "ok")
    assert attributes(member) == f"{OLD}# mine\n"


def test_a_hook_that_refuses_the_commit_keeps_nobody_from_syncing(old_team):
    member = old_team.join("karim")
    member.runner.run("add-call", "acme", "--no-answer")
    add_hook(member.runner.root / ".git", "pre-commit", "echo no attributes here; exit 1")
    outcome = member.sync()
    assert "no attributes here" in str(outcome.notes)
    assert (outcome.pushed, attributes(member)) == (True, OLD)
    assert member.runner.state()[1] == ""
