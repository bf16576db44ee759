"""`doctor --mend`: out of every state that kills and other programs leave, with every text kept."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from clientfile.store.transaction import commit
from tests.support.runner import CliRunner

WORDS = "PRECIOUS WORDS"


class Stopped(BaseException):
    """Stands for a kill: nothing is taken back."""


def interrupt(runner: CliRunner, step: str) -> None:
    """Stop a change as a step of it begins, and leave all that a kill leaves."""

    def stop(*_: object, **__: object) -> None:
        raise Stopped

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(commit, step, stop)
        patch.setattr(commit, "take_back", stop)
        with pytest.raises(Stopped):
            runner.attempt("add-call", "acme", "--summary", WORDS)
    assert (own(runner) / "journal").exists()


def own(runner: CliRunner) -> Path:
    return runner.root / ".git" / "clientfile"


def damage_journal(runner: CliRunner) -> None:
    interrupt(runner, "_commit_files")
    path = own(runner) / "journal"
    path.write_bytes(path.read_bytes()[:-1] + b"?")


def begin_with_nonsense(runner: CliRunner) -> None:
    """A journal whose files can't be where it says."""
    interrupt(runner, "swap_files")
    runner.record("acme").unlink()
    runner.record("acme").mkdir()


def lock_of_a_dead_git(runner: CliRunner, *names: str) -> None:
    for name in names or ("index.lock", "HEAD.lock", "refs/heads/main.lock", "packed-refs.lock"):
        (runner.root / ".git" / name).write_bytes(b"")
        os.utime(runner.root / ".git" / name, (1, 1))


def journal_and_lock_of_a_dead_git(runner: CliRunner) -> None:
    interrupt(runner, "swap_files")
    (runner.root / ".git" / "index.lock").unlink()
    lock_of_a_dead_git(runner, "index.lock")


def files_of_ours(runner: CliRunner) -> None:
    (own(runner) / "staged").mkdir(parents=True, exist_ok=True)
    (own(runner) / "staged" / "0").write_text(WORDS)
    for name in ("index", "index.lock", "claim", ".claim.tmp"):
        (own(runner) / name).write_text("left")
    lock_of_a_dead_git(runner, "next-index-99999999.lock")


def staged_beside_the_record(runner: CliRunner) -> None:
    (runner.root / "records" / ".acme.yaml.clientfile").write_text(WORDS)


def texts_of_ours(runner: CliRunner) -> dict[str, str]:
    """The files in our folder of the git directory, but the lock and the cache."""
    paths = (path for path in own(runner).rglob("*") if path.is_file())
    return {
        path.name: path.read_text(errors="replace")
        for path in paths
        if path.name != "lock" and ".sqlite" not in path.name
    }


STATES: dict[str, tuple[Callable[[CliRunner], None], str]] = {
    "a damaged journal": (damage_journal, "is damaged"),
    "a journal that can't be ended": (begin_with_nonsense, "was interrupted and is not ended"),
    "locks of a dead git": (lock_of_a_dead_git, "HEAD.lock is there"),
    "a journal and a lock of a dead git": (journal_and_lock_of_a_dead_git, "index.lock is there"),
    "files of ours": (files_of_ours, "claim is left over"),
    "a text beside its record": (staged_beside_the_record, "acme.yaml.clientfile is left over"),
}


@pytest.mark.parametrize("state", STATES)
def test_a_state_is_told_and_mended(runner, state):
    make, told = STATES[state]
    make(runner)
    before = texts_of_ours(runner)
    result, _ = runner.attempt("doctor")
    assert told in result.out
    assert "doctor --mend: " in result.out
    assert texts_of_ours(runner).items() >= before.items(), "doctor alone only tells"
    result, _ = runner.attempt("doctor", "--mend")
    assert "left over" not in result.out
    places = [*own(runner).glob("kept/*"), *runner.root.glob("records/*")]
    texts = "".join(path.read_text() for path in places if path.is_file())
    assert WORDS in texts or not any(WORDS in text for text in before.values())
    if runner.record("acme").is_dir():
        runner.record("acme").rmdir()
    runner.git("stash", "-q", "--include-untracked")
    assert list((runner.root / ".git").rglob("*.lock")) == []
    runner.run("add-call", "acme")
    runner.run("doctor")


DAMAGES = {
    "truncated": lambda content: content[: len(content) // 2],
    "garbage": lambda content: b"\x93garbage" * 40,
    "empty": lambda content: b"",
    "NULs": lambda content: bytes(len(content)),
    "one byte": lambda content: content[:30] + bytes([content[30] ^ 255]) + content[31:],
    "gone": None,
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("interrupted", [False, True])
def test_a_damaged_index_is_made_anew_and_the_old_one_kept(runner, damage, interrupted):
    if interrupted:
        interrupt(runner, "_commit_files")
    else:
        runner.record("acme").write_text(runner.record("acme").read_text() + "# by hand\n")
    index, change = runner.root / ".git" / "index", DAMAGES[damage]
    text, content = runner.record("acme").read_text(), index.read_bytes()
    index.unlink()
    if change:
        index.write_bytes(change(content))
    for words in (["list"], ["show", "acme"], ["history"], ["check"], ["list", "--as-of", "HEAD"]):
        if not interrupted:
            runner.run(*words)
    result, _ = runner.attempt("doctor")
    assert ".git/index is" in result.out
    assert "fetch what is lost" not in result.out
    runner.run("doctor", "--mend")
    assert runner.git("fsck", "--no-dangling") == ""
    assert "deleted" not in runner.git("status")
    kept = [path.read_bytes() for path in (own(runner) / "kept").glob("*-index")]
    assert kept == ([change(content)] if change else [])
    places = [*own(runner).glob("kept/*"), runner.record("acme")]
    assert not interrupted or any(WORDS.encode() in path.read_bytes() for path in places)
    if not interrupted:
        assert runner.record("acme").read_text() == text, "no file is touched"
        runner.run("save", "acme")
    runner.run("doctor")
    runner.run("add-call", "acme")


def test_nothing_to_mend(runner):
    before = runner.state()
    assert runner.run("doctor", "--mend").err == ""
    assert runner.state() == before


def test_a_lock_of_a_living_git_stays(runner):
    lock_of_a_dead_git(runner, "index.lock")
    with subprocess.Popen(
        ["git", "-c", "alias.wait=!sleep 60", "wait"], cwd=runner.root, start_new_session=True
    ) as living:
        result = runner.run("doctor", "--mend", code=5)
        os.killpg(living.pid, 9)
    assert "may hold" in result.err
    assert (runner.root / ".git" / "index.lock").exists()
    runner.run("doctor", "--mend")
    assert not (runner.root / ".git" / "index.lock").exists()


def test_who_is_nobody_of_the_team_is_warned(runner):
    settings = runner.root / "clientfile.toml"
    settings.write_text(settings.read_text() + '\n[team]\nkarim = "karim@example.com"\n')
    told = runner.run("doctor").out
    assert "is nobody of [team] in clientfile.toml" in told
    assert "git config clientfile.me NAME" in told
    runner.git("config", "clientfile.me", "karim")
    assert "nobody of [team]" not in runner.run("doctor").out
