"""How git is set up to merge records: a clone's configuration and the folder's attribute."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import pytest

from clientfile.store import merge_driver
from clientfile.store.folder import open_folder
from clientfile.store.git.repository import Repository, require_repository
from clientfile.store.merge_driver import (
    attribute_line,
    driver_command,
    driver_state,
    install,
    merged_by,
    needs_attribute,
)
from tests.support.runner import ACME, CliRunner

KEY = "merge.clientfile.driver"


def repository_of(runner: CliRunner) -> Repository:
    return require_repository(runner.root)


def test_a_new_folder_is_set_up_in_its_first_commit(runner):
    assert driver_state(repository_of(runner)) == "ok"
    assert merged_by(open_folder(runner.root), repository_of(runner)) == "clientfile"
    assert runner.git("log", "--format=%s").splitlines()[-1] == "Make a client folder"
    assert "/records/**/*.yaml merge=clientfile" in runner.git("show", ":.gitattributes")
    assert runner.git("check-attr", "merge", "clientfile.toml").endswith("unspecified\n")


def test_what_is_set_up_is_not_written_again(runner):
    assert not install(repository_of(runner))
    before = runner.state()
    runner.run("init")
    assert runner.state() == before


@pytest.mark.parametrize("command", ["", "true", "c='", "c=gone; x", driver_command("/no/program")])
def test_another_command_gives_way(runner, command):
    runner.git("config", KEY, command)
    assert driver_state(repository_of(runner)) == ("other" if command else "missing")
    assert install(repository_of(runner))
    assert driver_state(repository_of(runner)) == "ok"


@pytest.mark.parametrize("name", ["it's", "a b", "100%", "a;b", "$HOME"])
def test_a_program_of_any_name_is_found_again(runner, tmp_path, name):
    program = tmp_path / name
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    runner.git("config", KEY, driver_command(str(program)))
    assert driver_state(repository_of(runner)) == "ok"
    assert shlex.split(driver_command(str(program)))[0] == f"c={program};".replace("%", "%%")


def test_a_lock_of_a_dead_git_is_removed(runner):
    runner.git("config", "--unset", KEY)
    lock = runner.root / ".git" / "config.lock"
    lock.touch()
    os.utime(lock, (1, 1))
    assert install(repository_of(runner))


@pytest.mark.parametrize(
    "records", ["records", "with blanks", "a[b]*c?", 'quo"te', "deep/er", "#hash", "!not", "é"]
)
def test_the_attribute_is_that_of_the_records_folder_alone(runner, records):
    place = runner.root / records
    (place / "sub").mkdir(parents=True, exist_ok=True)
    (runner.root / ".gitattributes").write_text(attribute_line(runner.root, place))
    names = [f"{records}/a.yaml", f"{records}/sub/b.yaml", "elsewhere/a.yaml", "products.yaml"]
    told = runner.git("check-attr", "-z", "merge", "--", *names).split("\0")[2::3]
    assert told == ["clientfile", "clientfile", "unspecified", "unspecified"]


def test_records_beside_the_settings_have_it_too(tmp_path):
    runner = CliRunner(tmp_path)
    runner.git("init", "-q")
    (tmp_path / "acme.yaml").write_text(ACME)
    runner.git("add", "-A")
    runner.git("commit", "-qm", "by hand")
    runner.run("init")
    assert runner.git("check-attr", "merge", "acme.yaml").endswith(": clientfile\n")


class TestAnAttributesFileThatIsThere:
    """A folder from before: its `.gitattributes` has no such line."""

    def write(self, runner: CliRunner, text: str) -> Path:
        path = runner.root / ".gitattributes"
        path.write_text(text)
        runner.git("commit", "-qam", "attributes by hand")
        return path

    @pytest.mark.parametrize("words", [["init"], ["doctor", "--mend"]], ids=lambda words: words[0])
    @pytest.mark.parametrize("text", ["*.yaml -text\n", "*.yaml -text", "# ours\r\n"])
    def test_gets_a_line_in_a_commit_of_its_own(self, runner, words, text):
        path = self.write(runner, text)
        runner.run(*words)
        added = "/records/**/*.yaml merge=clientfile\n"
        assert path.read_bytes().decode() == text.rstrip("\n") + "\n" * ("\n" not in text) + (
            "\n" * text.endswith("\n") + added
        )
        shown = runner.git("show", "--stat=80", "--format=%s", "HEAD")
        assert shown.startswith("Merge records by clientfile")
        assert "1 file changed" in shown
        assert runner.git("status", "--porcelain") == ""

    def test_is_left_alone_where_it_names_another_driver(self, runner):
        path = self.write(runner, "*.yaml merge=union\n")
        runner.run("init")
        assert path.read_text() == "*.yaml merge=union\n"
        assert "git merges records by union" in runner.run("doctor").out

    def test_is_left_alone_with_edits_by_hand(self, runner):
        path = self.write(runner, "*.yaml -text\n")
        path.write_text("*.yaml -text diff\n")
        told = runner.run("init").err
        assert ".gitattributes: add /records/**/*.yaml merge=clientfile" in told
        assert path.read_text() == "*.yaml -text diff\n"

    def test_is_left_alone_during_a_merge(self, runner):
        path = self.write(runner, "*.yaml -text\n")
        (runner.root / ".git" / "MERGE_HEAD").write_text(runner.git("rev-parse", "HEAD"))
        told = runner.run("doctor", "--mend", code=1).err
        assert "a merge is in progress" in told
        assert path.read_text() == "*.yaml -text\n"


def test_a_linked_worktree_shares_the_driver(runner, tmp_path):
    runner.git("worktree", "add", "-q", "-b", "tour", str(tmp_path / "tour"))
    assert driver_state(require_repository(tmp_path / "tour")) == "ok"


def test_the_driver_makes_no_run_ask_git_for_a_language(runner, monkeypatch):
    """`clientfile` in the name of the driver is no setting of ours."""
    from clientfile.store.git import preferred_language

    monkeypatch.setattr("clientfile.store.git.process.run_git", None)
    assert preferred_language.preferred_language(runner.root) == ""


def test_a_folder_without_a_line_needs_one(runner):
    (runner.root / ".gitattributes").write_text("*.yaml merge\n")
    assert needs_attribute(open_folder(runner.root), repository_of(runner))
    assert merge_driver.own_program().endswith("clientfile")
