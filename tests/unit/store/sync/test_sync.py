"""A sync from fetch to push: what comes in, goes out, is asked, and what happens in between."""

from __future__ import annotations

import os

import pytest

from clientfile.errors import (
    DiskError,
    ExitCode,
    NotSentError,
    OnlySavedError,
    StateError,
    UsageError,
)
from clientfile.store.git.transport import TransportError
from clientfile.store.sync import sync as module
from tests.support.remotes import add_hook, make_bare
from tests.support.runner import CliRunner
from tests.support.team import Member, Team, team

__all__ = ["team"]


@pytest.fixture
def karim(team: Team) -> Member:
    return team.join("karim")


@pytest.fixture
def claire(team: Team) -> Member:
    return team.join("claire")


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setattr(module, "_PAUSES", (0.0,) * 5)


def texts(lines) -> list[str]:
    return [line.text for line in lines]


def visit(member: Member, summary: str) -> None:
    member.runner.run("add-meeting", "acme", "--summary", summary, "--on", "2026-11-18")


def set_phone(member: Member, number: str) -> None:
    member.runner.run("set", "acme", "identity.phone", number)


def test_ahead_behind_and_nothing_to_do(team, karim, claire):
    visit(karim, "at their office")
    sent = karim.sync()
    assert (len(sent.sent), len(sent.received), sent.commit, sent.pushed) == (1, 0, "", True)
    assert team.tip == karim.head
    received = claire.sync()
    assert (len(received.sent), len(received.received), received.pushed) == (0, 1, True)
    assert claire.head == karim.head
    assert received.commit == claire.head[:10]
    assert claire.runner.state()[1] == ""
    again = claire.sync()
    assert (len(again.sent), len(again.received), again.commit) == (0, 0, "")


def test_two_visits_at_one_client(team, karim, claire):
    visit(karim, "karim was there")
    visit(claire, "claire was there")
    karim.sync()
    outcome = claire.sync()
    assert (len(outcome.sent), len(outcome.received)) == (1, 1)
    assert texts(outcome.received)[0].startswith("acme: visit on 2026-11-18")
    karim.sync()
    assert karim.head == claire.head == team.tip
    for member in (karim, claire):
        assert "karim was there" in member.runner.text("acme")
        assert "claire was there" in member.runner.text("acme")
        assert member.runner.state()[1] == ""
    assert len(claire.runner.git("rev-list", "--merges", "HEAD").split()) == 0


@pytest.mark.parametrize(("choice", "stands"), [("mine", "0400000002"), ("theirs", "0400000001")])
def test_a_field_with_two_values_is_asked_for_once(team, karim, claire, choice, stands):
    set_phone(karim, "0400000001")
    set_phone(claire, "0400000002")
    karim.sync()
    outcome = claire.sync(choice)
    assert claire.asked == [["acme/identity.phone"]]
    assert f"phone: '{stands}'" in claire.runner.text("acme").replace('"', "'")
    assert outcome.pushed
    karim.sync()
    assert karim.head == claire.head


def test_options_decide_without_asking(karim, claire):
    set_phone(karim, "0400000001")
    set_phone(claire, "0400000002")
    karim.sync()
    with pytest.raises(UsageError, match="can't be both"):
        claire.sync(takes={"acme/identity.phone": "both"})
    claire.sync(takes={"acme/identity.phone": "theirs"}, prefer="mine")
    assert "0400000001" in claire.runner.text("acme")
    assert claire.asked == []


def test_a_dry_run_tells_and_changes_nothing(team, karim, claire):
    set_phone(karim, "0400000001")
    set_phone(claire, "0400000002")
    visit(claire, "claire was there")
    karim.sync()
    before, tip = claire.runner.state(), team.tip
    outcome = claire.sync(dry_run=True)
    assert [each.name for each in outcome.conflicts] == ["acme/identity.phone"]
    assert (len(outcome.received), len(outcome.sent), outcome.pushed) == (1, 2, False)
    assert (claire.runner.state(), team.tip) == (before, tip)


def test_edits_by_hand_are_refused_or_saved(karim, claire):
    visit(karim, "karim was there")
    karim.sync()
    with claire.runner.record("acme").open("a") as record:
        record.write("# by hand\n")
    (claire.runner.root / "notes.txt").write_text("mine\n")
    before = claire.runner.state()
    with pytest.raises(StateError, match=r"records/acme.yaml has edits by hand"):
        claire.sync()
    assert claire.runner.state() == before
    assert len(claire.sync(include_edits=True).sent) == 1
    assert "# by hand" in claire.runner.text("acme")
    assert claire.runner.state()[1] == "? notes.txt"


def test_what_a_killed_git_left_is_cleared_away(karim, claire):
    """Locks, and marks that a new pack is not to be packed again; the user's own marks stay."""
    visit(claire, "claire was there")
    claire.sync()
    git_dir = karim.runner.root / ".git"
    left = {
        git_dir / "refs" / "remotes" / "origin" / "main.lock": "",
        git_dir / "config.lock": "",
        git_dir / "objects" / "pack" / "pack-1.keep": "fast-import",
        git_dir / "objects" / "pack" / "pack-2.keep": "fetch-pack 12 on office",
        git_dir / "objects" / "pack" / "pack-4.keep": "",
    }
    for path, text in left.items():
        path.write_text(text)
        os.utime(path, (0, 0))
    own = git_dir / "objects" / "pack" / "pack-3.keep"
    own.write_text("large, and packed well")
    assert len(karim.sync().received) == 1
    assert [path for path in (*left, own) if path.exists()] == [own]


def test_what_is_done_is_done_where_it_can_t_be_told(team, karim, claire, monkeypatch):
    visit(claire, "claire was there")
    claire.sync()

    def fail(*_arguments: object) -> None:
        raise DiskError("read", "the history", OSError(5, "Input/output error"))

    monkeypatch.setattr(module, "describe_commits", fail)
    outcome = karim.sync()
    assert (outcome.received, outcome.pushed, karim.head) == ((), True, team.tip)


def test_edits_that_were_saved_before_a_failure_are_told(team, karim):
    """Something was changed: it is no StateError."""
    with karim.runner.record("acme").open("a") as record:
        record.write("# by hand\n")
    team.bare.rename(team.home / "away")
    with pytest.raises(OnlySavedError, match="your edits by hand are committed here") as info:
        karim.sync(include_edits=True)
    assert info.value.exit_code == 7
    assert "# by hand" in karim.runner.git("show", "HEAD")
    with pytest.raises(StateError):
        karim.sync(include_edits=True)


def test_a_remote_that_moves_between_fetch_and_push(team, karim, claire, monkeypatch):
    """The others push at the wrong moment: it begins anew, and asks no field again."""
    set_phone(claire, "0400000002")
    set_phone(karim, "0400000001")
    karim.sync()
    plain, times = module.push, []

    def push(*arguments):
        times.append(1)
        if len(times) < 3:
            visit(karim, f"visit {len(times)}")
            karim.sync()
        return plain(*arguments)

    monkeypatch.setattr(module, "push", push)
    monkeypatch.setattr(module, "_PAUSES", (0.0,) * 9)
    karim_sync, karim_push = karim.sync, plain

    def by_karim(*arguments, **options):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, "push", karim_push)
            return karim_sync(*arguments, **options)

    karim.sync = by_karim
    outcome = claire.sync("mine")
    assert claire.asked == [["acme/identity.phone"]]
    assert (len(outcome.received), outcome.pushed) == (3, True)
    assert team.tip == claire.head
    assert "visit 1" in claire.runner.text("acme")
    assert "0400000002" in claire.runner.text("acme")


def test_a_push_that_is_refused_after_the_merge(team, karim, claire):
    visit(karim, "karim was there")
    visit(claire, "claire was there")
    karim.sync()
    add_hook(team.bare, "pre-receive", "echo 'only on weekdays' >&2; exit 1")
    tip = team.tip
    with pytest.raises(NotSentError, match="only on weekdays") as error:
        claire.sync()
    assert error.value.exit_code == ExitCode.NOT_SENT
    assert len(error.value.outcome.received) == 1
    assert "karim was there" in claire.runner.text("acme")
    assert (claire.runner.state()[1], team.tip) == ("", tip)
    # Nothing is merged the second time: it is refused, and nothing is changed.
    with pytest.raises(TransportError, match="only on weekdays"):
        claire.sync()
    add_hook(team.bare, "pre-receive", "exit 0")
    assert len(claire.sync().sent) == 1
    assert team.tip == claire.head


def test_our_branch_moves_while_it_is_merged(team, karim, claire, monkeypatch):
    visit(karim, "karim was there")
    visit(claire, "claire was there")
    karim.sync()
    plain, times = module.plan_sync, []

    def plan(*arguments):
        times.append(1)
        if len(times) == 1:
            set_phone(claire, "0400000002")
        return plain(*arguments)

    monkeypatch.setattr(module, "plan_sync", plan)
    outcome = claire.sync()
    assert len(times) == 2
    assert len(outcome.sent) == 2
    assert "0400000002" in claire.runner.text("acme")
    assert team.tip == claire.head


def test_the_first_push_to_an_empty_remote(tmp_path, runner):
    bare = make_bare(tmp_path / "new.git")
    member = Member(CliRunner(runner.root))
    with pytest.raises(StateError, match="no remote yet"):
        member.sync()
    outcome = member.sync(remote_url=str(bare))
    assert outcome.pushed
    assert len(outcome.sent) >= 2
    assert member.runner.git("rev-parse", "origin/main").strip() == member.head
    again = member.sync()
    assert (len(again.sent), len(again.received)) == (0, 0)


def test_undo_by_the_id_of_before_finds_the_commit_that_took_its_place(karim, claire):
    """Even of two with one author, one second and one message, and with a value that it lost."""
    visit(karim, "karim was there")
    set_phone(karim, "0400000001")
    karim.sync()
    ids = []
    for value in ("0400000002", "0400000003"):
        claire.runner.run("set", "acme", "identity.phone", value)
        claire.runner.run("set", "acme", "identity.fax", value)
        claire.runner.git("commit", "-q", "--amend", "-m", "numbers")
        ids.append(claire.head)
    claire.runner.run("set", "acme", "identity.notes", "theirs", "--message", "a line more")
    claire.sync("theirs")
    assert claire.runner.git("log", "-1", "--format=%(trailers:key=Clientfile-Lost)", "HEAD~1")
    claire.runner.run("undo", ids[1][:9])
    assert "0400000002" in claire.runner.text("acme")
    assert "0400000003" not in claire.runner.text("acme")
    missing = claire.runner.run("undo", ids[0][:5] + "0000", code=3)
    assert "no commit" in missing.err


def test_undo_of_a_change_that_lost_names_no_change_of_others(karim, claire):
    """What Claire opened since stands after every command that the message offers."""
    set_phone(karim, "0400000001")
    visit(karim, "karim was there")
    earlier = karim.head
    karim.sync()
    claire.sync()
    set_phone(claire, "0400000002")
    set_phone(karim, "0400000003")
    claire.sync()
    karim.sync("theirs")
    claire.runner.run("new", "Zinc Tonnelle")
    claire.sync()
    karim.sync()
    refusal = karim.runner.run("undo", code=5).err
    assert "has nothing to take back: a sync decided against it" in refusal
    assert "zinc" not in refusal
    assert "to restore it" not in refusal
    assert "(acme: visit on " in refusal
    assert refusal.endswith(f": clientfile undo {earlier[:7]}\n")
    karim.runner.run("undo", earlier[:7])
    assert "zinc-tonnelle" in karim.runner.run("list", "--columns", "client").out
