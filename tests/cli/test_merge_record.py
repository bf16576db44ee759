"""`merge-record` as git calls it: merge, pull, rebase, cherry-pick, revert, stash pop."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.support.runner import ACME, CliRunner

HERE, THERE = "from this clone", "from the other clone"


def git(runner: CliRunner, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run git, whatever its exit code, without an editor."""
    return subprocess.run(
        ["git", *words],
        cwd=runner.root,
        capture_output=True,
        text=True,
        env={**os.environ, "GIT_EDITOR": "true", **env},
    )


def visit(runner: CliRunner, day: str, summary: str) -> None:
    runner.run("add-meeting", "acme", "--on", day, "--summary", summary)


def fork(runner: CliRunner, ours: list[str], theirs: list[str]) -> None:
    """One change on `main`, another on the branch `other`, from one base."""
    runner.git("checkout", "-q", "-b", "other")
    runner.run(*theirs)
    runner.git("checkout", "-q", "main")
    runner.run(*ours)


VISITS = (
    ["add-meeting", "acme", "--on", "2026-11-01", "--summary", HERE],
    ["add-meeting", "acme", "--on", "2026-11-02", "--summary", THERE],
)


@pytest.mark.parametrize(
    "words",
    [["merge", "-q", "other", "-m", "merged"], ["rebase", "-q", "other"], ["cherry-pick", "other"]],
    ids=lambda words: words[0],
)
def test_two_visits_are_both_there(runner, words):
    fork(runner, *VISITS)
    done = git(runner, *words)
    assert done.returncode == 0, done.stdout + done.stderr
    text = runner.text("acme")
    assert HERE in text
    assert THERE in text
    assert runner.git("status", "--porcelain") == ""
    runner.run("check")


def test_who_is_removed_here_and_named_there_stays(runner):
    """As in a sync: the merge is valid, and the person is there with all that was known of them."""
    fork(
        runner,
        ["remove", "acme/lea-blanc"],
        ["add-meeting", "acme", "--on", "2026-11-02", "--with", "lea"],
    )
    done = git(runner, "merge", "-q", "other", "-m", "merged")
    assert done.returncode == 0, done.stdout + done.stderr
    assert runner.text("acme").count("id: lea-blanc") == 1
    runner.run("check")


def test_a_revert_takes_one_of_two_neighbours_away(runner):
    visit(runner, "2026-11-01", "to be taken back")
    visit(runner, "2026-11-02", "stays")
    done = git(runner, "revert", "--no-edit", "HEAD~1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "to be taken back" not in runner.text("acme")
    assert "stays" in runner.text("acme")


def test_a_stash_is_put_beside_what_was_committed_meanwhile(runner):
    before = runner.text("acme")
    item = "  - {id: h8jkmnpq, date: 2026-11-03, kind: call, summary: typed by hand}\n"
    runner.record("acme").write_text(before.replace("\nbusiness:", f"{item}\nbusiness:"))
    runner.git("stash", "-q")
    visit(runner, "2026-11-01", HERE)
    done = git(runner, "stash", "pop")
    assert done.returncode == 0, done.stdout + done.stderr
    assert HERE in runner.text("acme")
    assert "typed by hand" in runner.text("acme")


def test_a_clone_is_told_what_it_lacks_and_pulls_after_that(runner, tmp_path):
    subprocess.run(["git", "clone", "-q", runner.root, tmp_path / "clone"], check=True)
    clone = CliRunner(tmp_path / "clone")
    line = next(each for each in clone.run("doctor").out.splitlines() if "line by line" in each)
    assert line.startswith("warning")
    assert "git merges records by clientfile here" in clone.run("doctor", "--mend").err
    assert "git merges records by clientfile" in clone.run("doctor").out
    assert clone.git("log", "--format=%s", "origin/main..") == ""
    visit(runner, "2026-11-01", HERE)
    visit(clone, "2026-11-02", THERE)
    done = git(clone, "pull", "-q", "--no-rebase", "--no-edit")
    assert done.returncode == 0, done.stdout + done.stderr
    assert HERE in clone.text("acme")
    assert THERE in clone.text("acme")


PHONES = (
    ["set", "acme/jean-dupont", "phone", "05 36 49 22 71"],
    ["set", "acme/jean-dupont", "phone", "05 36 49 22 72"],
)
PHONE_LINES = ['    phone: "05 36 49 22 71"\n', '    phone: "05 36 49 22 72"\n']


def marked(ours: str, theirs: str, our_name: str, their_name: str) -> str:
    return f"<<<<<<< {our_name}\n{ours}=======\n{theirs}>>>>>>> {their_name}\n"


def test_markers_stand_around_the_field_alone(runner):
    fork(runner, *PHONES)
    runner.run(*VISITS[0])
    mine, before = runner.text("acme"), runner.git("rev-parse", "HEAD")
    runner.git("checkout", "-q", "other")
    runner.run(*VISITS[1])
    runner.git("checkout", "-q", "main")
    done = git(runner, "merge", "other")
    assert done.returncode == 1
    assert (
        "records/acme.yaml: both sides changed contacts.people.jean-dupont.phone: settle it with: "
        "clientfile resolve" in done.stderr
    )
    our_line = next(line for line in mine.splitlines(keepends=True) if "22 71" in line)
    their_line = our_line.replace("22 71", "22 72")
    text = runner.text("acme")
    conflict = marked(our_line, their_line, "HEAD", "other")
    assert conflict in text
    # Without it there is our record, and their visit.
    assert text.replace(conflict, our_line).startswith(mine[: mine.index(our_line)])
    assert THERE in text
    assert text.count("<<<<<<<") == 1
    assert runner.git("ls-files", "-u", "records/acme.yaml").count("\n") == 3
    assert runner.git("rev-parse", "HEAD") == before
    assert "settle it with: clientfile resolve" in runner.run("check", code=1).out


@pytest.mark.parametrize(
    ("begin", "style"),
    [(b"", "merge"), (b"\xef\xbb\xbf", "diff3"), (b"", "zdiff3")],
    ids=["lf", "bom, diff3", "crlf, zdiff3"],
)
def test_markers_are_as_the_file_is_written_whatever_the_style(runner, begin, style):
    """The base is in git's index, and `resolve` takes it from there: it is not shown."""
    end = b"\r\n" if style == "zdiff3" else b"\n"
    text = begin + ACME.encode().replace(b"\n", end)
    runner.git("config", "merge.conflictStyle", style)
    runner.record("acme").write_bytes(text.replace(b"cadence: 30", b"cadence: 31"))
    runner.git("commit", "-qam", "written otherwise")
    fork(
        runner, ["set", "acme/jean-dupont", "cadence", "45"], ["set", "acme/jean", "cadence", "60"]
    )
    assert git(runner, "merge", "other").returncode == 1
    shown = runner.record("acme").read_bytes()
    lines = [b"<<<<<<< HEAD", b"    cadence: 45", b"=======", b"    cadence: 60", b">>>>>>> other"]
    assert end.join([b"", *lines, b""]) in shown
    assert shown.startswith(begin + b"# Acme")
    assert b"|||||||" not in shown
    runner.run("resolve", "--prefer", "theirs")
    assert runner.record("acme").read_bytes() == text.replace(b"cadence: 30", b"cadence: 60")


def test_a_marker_has_the_size_that_attributes_say(runner):
    with (runner.root / ".git" / "info" / "attributes").open("a") as file:
        file.write("*.yaml conflict-marker-size=12\n")
    fork(runner, *PHONES)
    assert git(runner, "merge", "other").returncode == 1
    assert f"{'<' * 12} HEAD\n" in runner.text("acme")


def test_without_the_program_git_merges_lines_and_loses_nothing(runner, tmp_path):
    """The program is gone, and there is none on the path."""
    key = "merge.clientfile.driver"
    command = runner.git("config", key).strip()
    program = command.partition(";")[0].removeprefix("c=")
    runner.git("config", key, command.replace(program, str(tmp_path / "gone"), 1))
    for name in ("git", "sh"):
        (tmp_path / name).symlink_to(shutil.which(name) or name)
    fork(runner, *VISITS)
    assert "by another command" in runner.run("doctor").out
    done = git(runner, "merge", "other", PATH=str(tmp_path))
    assert done.returncode == 1
    text = runner.text("acme")
    assert HERE in text
    assert THERE in text
    assert "<<<<<<< ours\n" in text
    runner.run("doctor", "--mend", code=1)
    assert "by another command" not in runner.run("doctor", code=1).out


def test_the_attribute_of_a_stranger_starts_nothing(runner, tmp_path):
    subprocess.run(["git", "clone", "-q", runner.root, tmp_path / "clone"], check=True)
    clone = CliRunner(tmp_path / "clone")
    fork(clone, *VISITS)
    assert git(clone, "merge", "other").returncode == 1
    assert "clientfile" not in (clone.root / ".git" / "config").read_text().replace(
        str(runner.root), ""
    )


def versions(tmp_path: Path, base: str, ours: str, theirs: str) -> list[str]:
    for name, text in (("base", base), ("ours", ours), ("theirs", theirs)):
        (tmp_path / name).write_bytes(text.encode())
    return [str(tmp_path / name) for name in ("base", "ours", "theirs")]


def test_the_command_line_merges_as_the_driver_does(runner, tmp_path):
    """With `-C` before it, or with words that git does not use, it is an ordinary command."""
    theirs = ACME.replace("function: Buyer", "function: Head buyer")
    ours = ACME.replace("cadence: 30", "cadence: 45")
    both = ours.replace("function: Buyer", "function: Head buyer")
    files = versions(tmp_path, ACME, ours, theirs)
    runner.run_process("merge-record", *files, "--path", "records/acme.yaml")
    assert (tmp_path / "ours").read_text() == both
    files = versions(tmp_path, ACME, ours, theirs)
    runner.run("merge-record", *files, "--path=records/acme.yaml", "--marker-size=9")
    assert (tmp_path / "ours").read_text() == both
    runner.run_process("merge-record", *files[:2], code=2)
    runner.run_process("merge-record", *files, "--marker-size", "none", code=2)
    assert "{BASE} {OURS} {THEIRS}" in runner.run_process("merge-record", "--help").out


def test_what_is_no_record_is_merged_line_by_line(runner, tmp_path):
    broken = "identity: [\n# a\n# b\n# c\n"
    ours, theirs = f"# ours\n{broken}", f"{broken}# theirs\n"
    files = versions(tmp_path, broken, ours, theirs)
    runner.run("merge-record", *files)
    assert (tmp_path / "ours").read_text() == f"# ours\n{broken}# theirs\n"
    files = versions(tmp_path, broken, f"# ours\n{broken}", f"# theirs\n{broken}")
    runner.run("merge-record", *files, "--theirs", "other", code=1)
    conflict = marked("# ours\n", "# theirs\n", "HEAD", "other")
    assert (tmp_path / "ours").read_text() == conflict + broken


def test_a_fault_of_ours_leaves_both_sides(runner, tmp_path, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("clientfile.store.merge_record.merge_for_git", fail)
    files = versions(tmp_path, ACME, ACME.replace("30", "45"), ACME.replace("Jean", "Jeanne"))
    result = runner.run("merge-record", *files, code=1, HOME=str(tmp_path))
    assert "ours is merged line by line: clientfile can't do better" in result.err
    assert "the details are in" in result.err
    assert (tmp_path / "ours").read_text() == ACME.replace("30", "45").replace("Jean", "Jeanne")


def contact(name: str) -> list[str]:
    return ["add-contact", "acme", name, "--id", "roux"]


@pytest.mark.parametrize(
    ("words", "second"),
    [
        (["merge", "-q", "other", "-m", "merged"], "Anne Roux"),
        (["rebase", "-q", "other"], "Anne Roux"),
        (["cherry-pick", "other~1", "other"], "Paul Roux"),
    ],
    ids=["merge", "rebase", "cherry-pick"],
)
def test_two_people_of_one_id_are_both_there(runner, words, second):
    runner.git("checkout", "-q", "-b", "other")
    runner.run(*contact("Paul Roux"))
    runner.run("set", "acme/roux", "phone", "01 02")
    runner.git("checkout", "-q", "main")
    runner.run(*contact("Anne Roux"))
    runner.run("set", "acme/roux", "phone", "03 04")
    done = git(runner, *words)
    assert done.returncode == 0, done.stdout + done.stderr
    people = yaml.safe_load(runner.text("acme"))["contacts"]["people"]
    found = {each["first_name"]: (each["id"], each["phone"]) for each in people if "phone" in each}
    phones = {"Anne": "03 04", "Paul": "01 02"}
    assert found == {
        name: ("roux-2" if second.startswith(name) else "roux", phone)
        for name, phone in phones.items()
    }
    told = f"acme.yaml: roux is somebody else on the other side: {second} is roux-2 now"
    assert told in done.stdout + done.stderr
