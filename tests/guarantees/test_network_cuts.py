"""A sync whose network is cut: nothing is lost, and the folder is as it was or as it was to become.

git's daemon is behind a proxy that cuts the connection after a number of bytes.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.guarantees.stage import LONG_FORM
from tests.support.remotes import (
    LOOPBACK,
    Proxy,
    add_hook,
    clone_of,
    commit_file,
    git,
    git_daemon,
    make_bare,
)
from tests.support.runner import CliRunner

POINTS = 50 if LONG_FORM else 4
NOT_CHANGED, NOT_SENT = 5, 7


@dataclass
class Team:
    """My clone and the remote of a team, to be copied afresh; both sides have a change."""

    place: Path
    proxy: Proxy
    before: Path

    @property
    def mine(self) -> CliRunner:
        return CliRunner(self.place / "mine")

    @property
    def bare(self) -> Path:
        return self.place / "team.git"

    def begin(self) -> None:
        """Have everything as it was before the sync."""
        for name in ("mine", "team.git"):
            shutil.rmtree(self.place / name, ignore_errors=True)
            shutil.copytree(self.before / name, self.place / name)

    def sync(self, after: int | None, connection: int = 1) -> tuple[int, str]:
        """Sync with the n-th connection cut after so many bytes. Returns its exit code and what
        it said.
        """
        count = 0

        def connected() -> None:
            nonlocal count
            count += 1
            self.proxy.limit = after if count == connection else None

        self.proxy.on_connection = connected
        result, code = self.mine.attempt("sync")
        return code, result.err

    def tip(self) -> str:
        """The tip of the remote."""
        return git(self.bare, "rev-parse", "main").strip()


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory, new_folder: Path) -> Iterator[Team]:
    place = tmp_path_factory.mktemp("cuts")
    before = place / "before"
    before.mkdir()
    bare = make_bare(before / "team.git")
    git(new_folder, "push", "-q", str(bare), "main")
    with git_daemon(place) as daemon, Proxy(daemon) as proxy:
        for name in ("mine", "theirs"):
            clone_of(bare, before / name, name.title())
        commit_file(before / "theirs", "records/globex.yaml", "identity: {name: Globex}\n")
        CliRunner(before / "theirs").run("add-call", "acme", "--summary", "called by them")
        git(before / "theirs", "push", "-q", "origin", "main")
        mine = CliRunner(before / "mine")
        mine.git("remote", "set-url", "origin", f"git://{LOOPBACK}:{proxy.port}/team.git")
        mine.run("add-call", "acme", "--summary", "called by me")
        mine.run("set", "acme", "phone", "0465710012")
        yield Team(place, proxy, before)


@pytest.fixture(autouse=True)
def _a_short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLIENTFILE_WAIT", "5")


def lengths(team: Team) -> list[int]:
    """The bytes of each connection of a sync that is not cut."""
    team.begin()
    counts: list[int] = []
    team.proxy.limit = None
    team.proxy.on_connection = lambda: counts.append(team.proxy.count)
    assert team.mine.attempt("sync")[1] == 0
    return [*counts[1:], team.proxy.count]


def check_nothing_lost(team: Team) -> None:
    """A sync without a cut then has all of both sides everywhere."""
    code, said = team.sync(None)
    assert code == 0, said
    assert team.mine.git("rev-parse", "HEAD").strip() == team.tip()
    text = team.mine.text("acme")
    assert text.count("called by them") == text.count("called by me") == 1
    assert "phone" in text
    assert team.mine.record("globex").exists()
    assert team.mine.git("status", "--short") == ""
    assert team.mine.git("log", "--format=%s").count("phone") == 1
    assert team.mine.git("rev-list", "--merges", "HEAD") == ""


def spread(length: int) -> list[int]:
    """Numbers of bytes after which a connection of that length is cut."""
    return sorted({length * number // POINTS for number in range(POINTS)})


def test_a_fetch_that_is_cut_changes_nothing(team, record_property):
    fetched, _sent = lengths(team)
    refused = 0
    for after in spread(fetched):
        team.begin()
        before = team.mine.state()
        code, said = team.sync(after)
        # A cut that takes no more than the goodbye is none.
        if code != 0:
            assert code == NOT_CHANGED, f"{after}: {said}"
            assert team.mine.state() == before, after
            refused += 1
        check_nothing_lost(team)
    assert refused
    record_property("guarantee", f"network cuts of a fetch: {refused}, 0 lost")


def test_a_push_that_is_cut_is_landed_and_told(team, record_property):
    _fetched, sent = lengths(team)
    unsent = 0
    for after in spread(sent):
        team.begin()
        code, said = team.sync(after, connection=2)
        if code != 0:
            assert code == NOT_SENT, f"{after}: {said}"
            assert team.mine.git("status", "--short") == ""
            assert "called by them" in team.mine.text("acme")
            assert "called by me" in team.mine.text("acme")
            unsent += 1
        check_nothing_lost(team)
    assert unsent
    record_property("guarantee", f"network cuts of a push: {unsent}, 0 lost")


def test_a_remote_that_a_hook_protects(team):
    team.begin()
    add_hook(team.bare, "pre-receive", "echo only the office may send >&2; exit 1")
    code, said = team.sync(None)
    assert code == NOT_SENT
    assert "only the office may send" in said
    (team.bare / "hooks" / "pre-receive").unlink()
    check_nothing_lost(team)


def test_a_remote_that_moves_between_fetch_and_push(team):
    """Three times, each with a commit of somebody else."""
    team.begin()
    other = clone_of(team.bare, team.place / "other", "Lea")
    moves = iter(range(3))

    def connected() -> None:
        if connections.pop() == "push" and (number := next(moves, None)) is not None:
            commit_file(other, f"records/new{number}.yaml", f"identity: {{name: New {number}}}\n")
            git(other, "push", "-q", "origin", "main")

    connections = ["push", "fetch"] * 4
    team.proxy.limit, team.proxy.on_connection = None, connected
    result, code = team.mine.attempt("sync")
    shutil.rmtree(other)
    assert code == 0, result.err
    assert all(team.mine.record(f"new{number}").exists() for number in range(3))
    check_nothing_lost(team)


def test_a_remote_that_is_slow(team):
    team.begin()
    team.proxy.pause = 0.05
    try:
        assert team.sync(None)[0] == 0
    finally:
        team.proxy.pause = 0.0
    check_nothing_lost(team)


def test_nobody_listens(team):
    team.begin()
    before = team.mine.state()
    team.mine.git("remote", "set-url", "origin", f"git://{LOOPBACK}:1/team.git")
    result = team.mine.run("sync", code=NOT_CHANGED)
    assert "try again when the network is there" in result.err
    assert team.mine.state() == before
