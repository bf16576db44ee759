"""`init --from`: a new clone that works at once, and what is refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from clientfile.console import prompt
from clientfile.console.session import Session
from clientfile.errors import StateError
from clientfile.store.sync import join
from tests.support.remotes import clone_of, commit_file, git, make_bare
from tests.support.runner import CliRunner


@pytest.fixture
def bare(tmp_path: Path, runner: CliRunner) -> Path:
    """The remote of a team that has one client."""
    bare = make_bare(tmp_path / "team.git")
    runner.git("push", "-q", str(bare), "main")
    return bare


@pytest.fixture
def here(tmp_path: Path) -> CliRunner:
    return CliRunner(tmp_path)


def test_a_team_is_joined(bare, here):
    result = here.run("init", "mine", "--from", "team.git")
    assert result.out == "client folder ready in mine\n"
    assert result.err.startswith("team.git cloned\n")
    assert "you are Claire Martin here\n" in result.err
    mine = CliRunner(here.root / "mine")
    assert "Acme" in mine.run("list").out
    assert mine.git("status", "--short") == ""
    assert mine.git("rev-parse", "--abbrev-ref", "main@{upstream}") == "origin/main\n"
    assert mine.git("symbolic-ref", "refs/remotes/origin/HEAD") == "refs/remotes/origin/main\n"
    assert not (mine.root / ".git" / "clientfile-joining").exists()
    mine.run("set", "acme", "phone", "0465710012")
    # Again: nothing is left to do, and nothing is lost.
    head = mine.git("rev-parse", "HEAD")
    here.run("init", "mine", "--from", str(bare))
    mine.run("init", "--from", str(bare))
    assert mine.git("rev-parse", "HEAD") == head


def test_a_team_is_joined_in_the_folder_that_one_is_in(bare, here):
    (here.root / "mine").mkdir()
    CliRunner(here.root / "mine").run("init", "--from", "../team.git")
    assert (here.root / "mine" / "records" / "acme.yaml").exists()


def test_the_branch_is_the_one_that_the_team_has(bare, here):
    """A bare repository that was made without a name for it has another one in its HEAD."""
    git(bare, "symbolic-ref", "HEAD", "refs/heads/master")
    here.run("init", "mine", "--from", "team.git")
    assert git(here.root / "mine", "branch", "--show-current") == "main\n"
    git(bare, "branch", "-m", "main", "clients")
    git(bare, "branch", "drafts", "clients")
    result = here.run("init", "other", "--from", "team.git", code=5)
    assert "git symbolic-ref HEAD refs/heads/clients" in result.err
    assert not (here.root / "other").exists()


def test_who_is_nobody_of_the_team_is_told(bare, here):
    clone = clone_of(bare, here.root / "lea", "Lea")
    team = '\n[team]\nlea = "lea@example.com"\nclaire = "claire@example.com"\n'
    commit_file(clone, "clientfile.toml", (clone / "clientfile.toml").read_text() + team)
    git(clone, "push", "-q", "origin", "main")
    assert "you are claire here\n" in here.run("init", "mine", "--from", "team.git").err
    git(clone, "rm", "-q", "clientfile.toml")
    team = team.replace("claire@", "c@")
    commit_file(clone, "clientfile.toml", team)
    git(clone, "push", "-q", "origin", "main")
    said = here.run("init", "other", "--from", "team.git").err
    assert "you are Claire Martin here, whom [team] of clientfile.toml does not name" in said


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("empty.git", "has no records yet"),
        ("nowhere.git", "look at its address"),
        ("ext::sh -c true", "take another address"),
        ("other.git", "is no client folder"),
    ],
)
def test_what_is_no_team_is_refused_and_nothing_is_left(here, url, words):
    make_bare(here.root / "empty.git")
    other = clone_of(make_bare(here.root / "other.git"), here.root / "other")
    commit_file(other, "song.txt", "la\n")
    git(other, "push", "-q", "origin", "main")
    (here.root / "there").mkdir()
    for directory in ("new/deep", "there"):
        result = here.run("init", directory, "--from", url, code=5)
        assert words in result.err
    assert not (here.root / "new").exists()
    assert list((here.root / "there").iterdir()) == []


def test_a_folder_with_something_in_it_is_refused(bare, here, runner):
    head = runner.git("rev-parse", "HEAD")
    for root in (runner.root, here.root):
        result = here.run("init", str(root), "--from", str(bare), code=5)
        assert "is not empty" in result.err
    assert runner.git("rev-parse", "HEAD") == head


def test_without_a_name_nobody_joins(bare, here, tmp_path):
    (tmp_path / "home").mkdir()
    result = here.run("init", "mine", "--from", "team.git", code=5, HOME=str(tmp_path / "home"))
    assert "git does not know who you are" in result.err
    assert not (here.root / "mine").exists()


def test_who_one_is_is_asked_on_a_terminal(bare, here, monkeypatch, tmp_path):
    clone = clone_of(bare, here.root / "lea", "Lea")
    team = '\n[team]\nlea = "lea@example.com"\nkarim = "k@example.com"\n'
    commit_file(clone, "clientfile.toml", (clone / "clientfile.toml").read_text() + team)
    git(clone, "push", "-q", "origin", "main")
    questions: list[str] = []
    answers = ["Karim Benali", "karim@example.com", "karim"]

    def ask(asked: prompt.Prompt) -> str:
        questions.append(asked.label)
        asked.check(answers[0])
        return answers.pop(0)

    monkeypatch.setattr(prompt, "ask", ask)
    monkeypatch.setattr(Session, "can_ask", True)
    (tmp_path / "home").mkdir()
    result = here.run("init", "mine", "--from", "team.git", HOME=str(tmp_path / "home"))
    assert "you are karim here\n" in result.err
    assert questions == [
        "your name, as your colleagues read it",
        "your e-mail address",
        "which of the team are you? lea, karim; Enter for none",
    ]
    assert git(here.root / "mine", "config", "user.name") == "Karim Benali\n"
    assert git(here.root / "mine", "config", "clientfile.me") == "karim\n"


def test_a_lock_that_the_making_of_the_branch_left_is_removed(bare, here, monkeypatch):
    def die(root: Path) -> None:
        (root / ".git" / "HEAD.lock").write_text("")
        os.utime(root / ".git" / "HEAD.lock", (0, 0))
        raise KilledError

    monkeypatch.setattr(join, "_remove_mark", die)
    with pytest.raises(KilledError):
        join.join_folder(here.root / "mine", str(bare), "en")
    monkeypatch.undo()
    join.join_folder(here.root / "mine", str(bare), "en")
    assert CliRunner(here.root / "mine").git("status", "--short") == ""


@pytest.mark.parametrize("step", range(6))
def test_what_was_killed_is_begun_anew(bare, here, monkeypatch, step):
    """At each step of the joining; the checkout is left in the middle of a file."""
    steps = (
        "begin_repository",
        "read_remote",
        "fetch_branch",
        "_check_out",
        "create_folder",
        "_run",
    )
    name = steps[step]
    begin = getattr(join, name)

    def die(*arguments: object, **options: object) -> None:
        if name == "_check_out":
            (here.root / "mine" / "clientfile.toml").write_text("cur")
            (here.root / "mine" / ".git" / "index.lock").write_text("")
        else:
            begin(*arguments, **options)
        raise KilledError

    monkeypatch.setattr(join, name, die)
    monkeypatch.setattr(join, "_remove_begun", lambda *__: None)
    with pytest.raises(KilledError):
        join.join_folder(here.root / "mine", str(bare), "en")
    monkeypatch.undo()
    if name != "create_folder":
        # Offline the next one fails: that leaves the way free for one after it.
        bare.rename(bare.with_name("away"))
        with pytest.raises(StateError):
            join.join_folder(here.root / "mine", str(bare), "en")
        bare.with_name("away").rename(bare)
    join.join_folder(here.root / "mine", str(bare), "en")
    mine = CliRunner(here.root / "mine")
    assert mine.git("status", "--short") == ""
    assert "Acme" in mine.run("list").out


class KilledError(BaseException):
    """Nothing goes on from here."""
