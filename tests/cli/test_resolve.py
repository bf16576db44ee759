"""`resolve`: what a merge of git left unsettled in records."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from clientfile.console.session import Session
from clientfile.records import settings
from clientfile.records.conflict import Decision
from tests.support.runner import ACME, CliRunner
from tests.support.two_sides import TwoSides

PHONES = (
    ["set", "acme/jean-dupont", "phone", "05 36 49 22 71"],
    ["set", "acme/jean-dupont", "phone", "05 36 49 22 72"],
)
NAME = "acme/jean-dupont.phone"


def git(runner: CliRunner, *words: str) -> subprocess.CompletedProcess[str]:
    """Run git, whatever its exit code, without an editor."""
    return subprocess.run(
        ["git", *words],
        cwd=runner.root,
        capture_output=True,
        text=True,
        env={**os.environ, "GIT_EDITOR": "true"},
    )


def fork(runner: CliRunner) -> None:
    """Two phones of one person, and a visit on each side."""
    for branch, phone, day in (("other", PHONES[1], "02"), ("main", PHONES[0], "01")):
        if branch == "other":
            runner.git("checkout", "-q", "-b", "other")
        else:
            runner.git("checkout", "-q", "main")
        runner.run(*phone)
        runner.run("add-meeting", "acme", "--on", f"2026-11-{day}", "--summary", branch)


@pytest.fixture
def merging(runner):
    """A folder in which `git merge` has left a conflict."""
    fork(runner)
    assert git(runner, "merge", "other").returncode == 1
    return runner


def settled(runner: CliRunner, phone: str) -> bool:
    text = runner.text("acme")
    both = "summary: other" in text and "summary: main" in text
    return f"22 {phone}" in text and "<<<" not in text and both


def test_without_a_terminal_the_conflicts_are_listed(merging):
    before = merging.text("acme")
    result = merging.run("resolve", code=5)
    assert "jean-dupont.phone" in result.out
    assert "05 36 49 22 71" in result.out
    assert "nothing was changed: decide each conflict by --take NAME=mine" in result.err
    assert merging.text("acme") == before
    told = json.loads(merging.run("resolve", "-f", "json", code=5).out)
    (conflict,) = told["conflicts"]
    assert conflict["name"] == NAME
    assert (conflict["mine"], conflict["theirs"]) == ("05 36 49 22 71", "05 36 49 22 72")
    assert conflict["mine_by"] == conflict["theirs_by"] == "Claire Martin"
    assert conflict["mine_commit"] != conflict["theirs_commit"]


@pytest.mark.parametrize(
    ("words", "phone"),
    [
        (["--take", f"{NAME}=mine"], "71"),
        (["--take", "acme/contacts.people.jean-dupont.phone=theirs"], "72"),
        (["--prefer", "theirs"], "72"),
        (["acme", "--prefer", "mine"], "71"),
    ],
)
def test_the_record_is_written_and_staged(merging, words, phone):
    result = merging.run("resolve", *words)
    assert result.out == "acme is settled and staged\n"
    assert "go on with: git merge --continue" in result.err
    assert settled(merging, phone)
    assert merging.git("status", "--porcelain") == "M  records/acme.yaml\n"
    merging.run("check")
    assert git(merging, "merge", "--continue").returncode == 0
    assert merging.run("resolve").out == "nothing to settle: no merge left a record open\n"


def test_a_client_that_the_merge_left_alone_has_nothing_to_settle(merging):
    merging.record("globex").write_text("identity: {name: Globex, status: client}\n")
    result = merging.run("resolve", "glob")
    assert result.out == "nothing to settle in globex\n"
    assert "still to be settled: records/acme.yaml: run: clientfile resolve" in result.err


def test_a_part_of_an_open_record_is_refused_as_the_record_is(merging):
    """Nothing is known of its items, so that none is said to be missing."""
    for target in ("acme", "acme/dupont"):
        refusal = merging.run("show", target, code=4).err
        assert "clientfile resolve" in refusal
        assert "it has none yet" not in refusal


def test_a_dry_run_asks_nothing_on_a_terminal(merging, monkeypatch):
    monkeypatch.setattr(Session, "can_ask", True)
    result = merging.run("resolve", "--dry-run", code=5)
    assert "jean-dupont.phone" in result.out
    assert "nothing was changed: decide each conflict by --take" in result.err


def test_a_name_that_no_conflict_has(merging):
    assert (
        f"did you mean {NAME}?"
        in merging.run("resolve", "--take", "acme/jean-dupont.fone=mine", code=2).err
    )
    assert "write mine or theirs" in merging.run("resolve", "--take", f"{NAME}=both", code=2).err
    assert "no client fits 'globex'" in merging.run("resolve", "globex", code=3).err


def test_a_conflict_that_only_a_decision_brings_up_is_asked_for(runner, monkeypatch):
    """Our website and their note together are more than a record may have."""
    runner.git("checkout", "-q", "-b", "other")
    runner.run("set", "acme", "identity.website", "other.example")
    runner.run("set", "acme", "identity.notes", "t" * 300)
    runner.git("checkout", "-q", "main")
    runner.run("set", "acme", "identity.website", f"main.example{'/m' * 150}")
    most = len(runner.text("acme")) + 50
    assert git(runner, "merge", "other").returncode == 1
    monkeypatch.setattr(settings, "_megabytes", lambda _: most)
    before, website = runner.text("acme"), "acme/identity.website=mine"
    result = runner.run("resolve", "--take", website, code=5)
    assert "acme/record" in result.out
    assert "acme/identity.website" not in result.out
    assert runner.text("acme") == before
    runner.run("resolve", "--take", website, "--take", "acme/record=mine")
    assert "main.example" in runner.text("acme")
    assert "ttt" not in runner.text("acme")


def of_posts(*posts: str) -> str:
    """A client with these past posts of its buyer, items without an id."""
    lines = "".join(f"        - {post}\n" for post in posts)
    return (
        "identity:\n  name: Globex\n  status: prospect\n"
        "contacts:\n  people:\n    - id: jean-dupont\n"
        f"      last_name: Dupont\n      past_posts:\n{lines}"
    )


def test_an_item_without_an_id_is_called_as_sync_calls_it(runner):
    """By its place in the version that both sides began with, whatever else was merged there."""
    sides = TwoSides(runner)
    first, second = "department: one", "{department: two, function: buyer}"
    sides.begin(globex=of_posts(first, second))
    sides.mine("mine", globex=of_posts("{department: mine, function: buyer}"))
    sides.theirs("theirs", globex=of_posts(first, "department: theirs"))
    [conflict] = sides.plan().conflicts
    assert conflict.name == "globex/jean-dupont.past_posts.#2"
    runner.git("checkout", "-q", "-f", "-B", "main", sides.tips["mine"])
    assert git(runner, "merge", sides.tips["theirs"]).returncode == 1
    told = json.loads(runner.run("resolve", "-f", "json", code=5).out)
    assert [each["name"] for each in told["conflicts"]] == [conflict.name]
    runner.run("resolve", "--take", f"{conflict.name}=theirs")
    tip = sides.land({conflict.name: Decision("theirs")})
    assert runner.text("globex") == sides.text(tip, "globex")


def test_in_a_rebase_mine_is_what_the_user_wrote(runner):
    fork(runner)
    assert git(runner, "rebase", "other").returncode == 1
    (conflict,) = json.loads(runner.run("resolve", "-f", "json", code=5).out)["conflicts"]
    assert conflict["mine"] == "05 36 49 22 71"
    assert "git rebase --continue" in runner.run("resolve", "--prefer", "mine").err
    assert git(runner, "rebase", "--continue").returncode == 0
    assert settled(runner, "71")


def test_several_clients_one_after_the_other(runner):
    """What is still open is named, and not as what git alone can settle; who wrote it as by the
    team.
    """
    runner.write("globex", ACME.replace("Acme", "Globex"))
    (runner.root / "clientfile.toml").write_text('[team]\nclaire = "claire@example.com"\n')
    runner.git("config", "user.email", "claire@example.com")
    runner.git("add", "-A")
    runner.git("commit", "-qm", "team")
    fork(runner)
    for branch, phone in (("other", "82"), ("main", "81")):
        runner.git("checkout", "-q", branch)
        runner.run("set", "globex/jean-dupont", "phone", f"05 36 49 22 {phone}")
    assert git(runner, "merge", "other").returncode == 1
    told = runner.run("sync", code=5).err
    assert "a merge is in progress: settle its conflicts (clientfile resolve), then" in told
    conflicts = json.loads(runner.run("resolve", "-f", "json", code=5).out)["conflicts"]
    assert [each["mine_by"] for each in conflicts] == ["claire", "claire"]
    told = runner.run("resolve", "globex", "--prefer", "mine").err
    assert told == "still to be settled: records/acme.yaml: run: clientfile resolve\n"
    assert "go on with: git merge --continue" in runner.run("resolve", "--prefer", "mine").err


def test_a_pick_that_has_nothing_left_to_change_is_skipped(runner):
    fork(runner)
    assert git(runner, "cherry-pick", "other~1").returncode == 1
    told = runner.run("resolve", "--prefer", "mine").err
    assert "go on with: git cherry-pick --skip" in told
    assert git(runner, "cherry-pick", "--skip").returncode == 0
    assert git(runner, "revert", "--no-edit", "HEAD~1").returncode == 0
    assert runner.git("status", "--porcelain") == ""


def test_a_stash_goes_on_with_save(runner):
    runner.record("acme").write_text(ACME.replace("cadence: 30", "cadence: 45"))
    runner.git("stash", "-q")
    runner.run("set", "acme/jean-dupont", "cadence", "60")
    assert git(runner, "stash", "pop").returncode == 1
    assert "clientfile resolve" in runner.run("check", code=1).out
    told = runner.run("sync", code=5).err
    assert "records/acme.yaml: a merge of git's is unsettled there" in told
    (conflict,) = json.loads(runner.run("resolve", "-f", "json", code=5).out)["conflicts"]
    assert (conflict["mine"], conflict["theirs"]) == (45, 60)
    assert conflict["mine_on"] is None
    assert (conflict["mine_by"], conflict["theirs_by"]) == (None, "Claire Martin")
    assert "go on with: clientfile save" in runner.run("resolve", "--prefer", "mine").err
    runner.run("save")
    assert runner.text("acme") == ACME.replace("cadence: 30", "cadence: 45")
    assert runner.git("status", "--porcelain") == ""


def test_edits_by_hand_elsewhere_in_the_file_stay(merging):
    path = merging.record("acme")
    path.write_text(path.read_text().replace("# the end", "# the end, looked at"))
    merging.run("resolve", "--prefer", "theirs")
    assert "# the end, looked at" in merging.text("acme")
    assert settled(merging, "72")


def test_what_was_settled_by_hand_is_staged(merging):
    text = merging.text("acme")
    start, end = text.index("<<<<<<<"), text.index(">>>>>>> other\n") + len(">>>>>>> other\n")
    merging.record("acme").write_text(text[:start] + "    phone: '1'\n" + text[end:])
    merging.run("resolve")
    assert "phone: '1'" in merging.text("acme")
    assert merging.git("ls-files", "-u") == ""


def test_a_record_that_is_broken_by_hand_too_is_read_from_the_index(merging):
    """What stands in the file is kept."""
    path = merging.record("acme")
    path.write_text(f"identity: [\n{path.read_text()}")
    result = merging.run("resolve", "--prefer", "theirs")
    assert settled(merging, "72")
    kept = next((merging.root / ".git" / "clientfile" / "kept").glob("*-acme.yaml"))
    assert f"acme: the text with markers is kept in {kept}" in result.err
    assert kept.read_text().startswith("identity: [\n")


def test_a_record_that_can_t_be_read_on_any_side_is_left_alone(runner):
    runner.write("acme", ACME + "identity: [\n<<<<<<< a\n=======\n>>>>>>> b\n")
    before = runner.state()
    result = runner.run("resolve", code=4)
    assert "records/acme.yaml can't be read on both sides: mend it by hand" in result.err
    assert runner.state() == before


def test_markers_that_stand_in_a_commit(merging):
    """Somebody has committed them, as no commit of ours does."""
    merging.git("commit", "-qam", "with markers")
    assert "clientfile resolve" in merging.run("check", code=1).out
    merging.run("resolve", "--prefer", "mine")
    assert settled(merging, "71")
    merging.run("save")
    merging.run("check")


def test_without_the_driver_git_s_own_markers_are_settled_too(runner):
    runner.git("config", "--unset", "merge.clientfile.driver")
    fork(runner)
    assert git(runner, "merge", "other").returncode == 1
    runner.run("resolve", "--prefer", "mine")
    assert settled(runner, "71")


def test_a_side_that_was_left_in_the_file_is_not_taken_for_the_outcome(runner):
    """A driver that is not found leaves ours, without a marker."""
    runner.git("config", "merge.clientfile.driver", "no-such-program %A")
    fork(runner)
    assert git(runner, "merge", "other").returncode == 1
    assert "<<<" not in runner.text("acme")
    runner.run("resolve", "--prefer", "mine")
    assert settled(runner, "71")


def test_a_record_that_one_side_removed_stays(runner):
    runner.git("checkout", "-q", "-b", "other")
    runner.run("remove-client", "acme")
    runner.git("checkout", "-q", "main")
    runner.run(*PHONES[0])
    assert git(runner, "merge", "other").returncode == 1
    result = runner.run("resolve")
    assert (
        "acme was removed or renamed on one side and changed on the other: it stays" in result.err
    )
    assert git(runner, "merge", "--continue").returncode == 0
    assert "22 71" in runner.text("acme")


def test_other_files_are_left_to_git(runner):
    products = runner.root / "products.yaml"
    fork(runner)
    runner.git("checkout", "-q", "other")
    for branch in ("other", "main"):
        runner.git("checkout", "-q", branch)
        products.write_text(f"# {branch}\n")
        runner.git("add", "-A")
        runner.git("commit", "-qm", branch)
    assert git(runner, "merge", "other").returncode == 1
    result = runner.run("resolve", "--prefer", "mine")
    assert (
        "still unmerged, to be settled by git's own means (mend it, git add FILE): products.yaml"
        in result.err
    )
    assert settled(runner, "71")


def test_who_is_removed_here_and_named_there_stays(runner):
    fork(runner)
    runner.run("remove", "acme/lea-blanc")
    runner.git("checkout", "-q", "other")
    runner.run("add-meeting", "acme", "--on", "2026-11-03", "--with", "lea")
    assert git(runner, "merge", "main").returncode == 1
    runner.run("resolve", "--prefer", "mine")
    assert runner.text("acme").count("id: lea-blanc") == 1
    runner.run("check")
    runner.git("reset", "-q", "--hard")
    (runner.root / ".gitattributes").write_text("* -merge\n")
    assert git(runner, "merge", "main").returncode == 1
    told = runner.run("resolve", "--prefer", "mine").err
    assert "acme: lea-blanc was removed on one side, and is named on the other: it stays" in told
    runner.run("check")


def test_an_outcome_with_an_error_is_told(merging):
    record = merging.record("acme")
    record.write_text(record.read_text().replace("status: client", "status: clent"))
    result = merging.run("resolve", "--prefer", "mine", code=1)
    assert result.out == "acme is settled and staged\n"
    assert "records/acme.yaml:4:5: identity.status: " in result.err
    assert "clent" in result.err
