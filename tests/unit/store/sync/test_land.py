"""Landing a commit that was made beforehand: what changes in the folder, and what stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from clientfile.errors import StateError
from clientfile.store.git import landing
from clientfile.store.git.new_commits import NewCommit, write_commits
from clientfile.store.git.repository import Repository, Status, read_status, require_repository
from clientfile.store.sync import land as land_module
from clientfile.store.sync.land import land
from clientfile.store.transaction.commit import HeadMovedError
from clientfile.store.transaction.lock import exclusive_lock
from tests.support.runner import CliRunner

AUTHOR = b"Karim <karim@example.com> 1700000000 +0100"
GLOBEX = "identity: {name: Globex, status: prospect}\n"


@pytest.fixture
def repo(runner: CliRunner) -> Repository:
    return require_repository(runner.root)


def make(repo: Repository, *steps: dict[str, str | None]) -> str:
    """The last of the commits of these steps, each name → text, on HEAD; nothing else changes."""
    commits = [
        NewCommit(
            "",
            AUTHOR,
            b"globex: karim's\n",
            "",
            {n: None if t is None else ("100644", t.encode()) for n, t in step.items()},
        )
        for step in steps
    ]
    return write_commits(repo, read_status(repo, []).head, commits)[-1]


def start_of(repo: Repository) -> Status:
    return read_status(repo, [])


def land_in(repo: Repository, target: str, start: Status | None = None) -> list[str]:
    with exclusive_lock(repo.own_dir) as lock:
        return list(land(repo, lock, start or start_of(repo), target))


def left_over(runner: CliRunner) -> list[str]:
    own = runner.root / ".git" / "clientfile"
    names = [path.name for path in own.rglob("*") if path.name in ("journal", "index", "claim")]
    return names + [path.name for path in (runner.root / ".git").rglob("*.lock")]


def test_files_index_and_branch_come_to_the_target(runner, repo):
    target = make(
        repo,
        {"records/globex.yaml": GLOBEX},
        {"records/acme.yaml": None, "records/north/acme-2.yaml": runner.text("acme")},
    )
    assert land_in(repo, target) == []
    head, status, files = runner.state()
    assert (head, status) == (target, "")
    assert files["records/globex.yaml"] == GLOBEX.encode()
    assert "records/acme.yaml" not in files
    assert "records/north/acme-2.yaml" in files
    assert left_over(runner) == []
    assert "clientfile: sync of" in runner.git("reflog", "-1", "main")


def test_what_else_is_edited_staged_or_untracked_stays(runner, repo):
    runner.write("hooli", "identity: {name: Hooli, status: prospect}\n")
    target = make(repo, {"records/globex.yaml": GLOBEX})
    (runner.root / "notes.txt").write_text("mine\n")
    (runner.root / "staged.txt").write_text("staged\n")
    runner.git("add", "staged.txt")
    with runner.record("hooli").open("a") as record:
        record.write("# by hand\n")
    runner.git("add", "records/hooli.yaml")
    with runner.record("acme").open("a") as record:
        record.write("# by hand\n")
    before = runner.git("status", "--porcelain")
    land_in(repo, target)
    assert runner.git("status", "--porcelain") == before
    assert runner.git("rev-parse", "HEAD").strip() == target


@pytest.mark.parametrize("how", ["edited", "staged", "removed", "untracked", "ignored"])
def test_a_file_that_changes_and_has_edits_by_hand_is_refused(runner, repo, how):
    name = "acme" if how in ("edited", "staged", "removed") else "globex"
    target = make(repo, {f"records/{name}.yaml": GLOBEX})
    if how == "removed":
        runner.record(name).unlink()
    else:
        runner.record(name).write_text("# mine\n")
    if how == "staged":
        runner.git("add", "-A")
    if how == "ignored":
        (runner.root / ".git/info/exclude").write_text("globex.yaml\n")
    before = runner.state()
    with pytest.raises(StateError, match=f"records/{name}.yaml .*nothing was changed"):
        land_in(repo, target)
    assert runner.state() == before
    assert left_over(runner) == []


def test_an_edit_by_hand_that_is_what_comes_in_is_no_edit(runner, repo):
    target = make(repo, {"records/globex.yaml": GLOBEX, "records/acme.yaml": GLOBEX})
    for client in ("globex", "acme"):
        runner.record(client).write_text(GLOBEX)
    land_in(repo, target)
    assert runner.state()[:2] == (target, "")


def test_a_file_keeps_its_mode_and_gets_the_line_ends_of_the_settings(runner, repo):
    (runner.root / ".git/info").mkdir(exist_ok=True)
    (runner.root / ".git/info/attributes").write_text("globex.yaml text eol=crlf\n")
    runner.record("acme").chmod(0o640)
    target = make(repo, {"records/globex.yaml": GLOBEX, "records/acme.yaml": GLOBEX})
    land_in(repo, target)
    assert runner.record("globex").read_bytes() == GLOBEX.replace("\n", "\r\n").encode()
    assert runner.record("acme").stat().st_mode & 0o777 == 0o640
    assert runner.state()[:2] == (target, "")


def test_a_branch_that_has_moved_since_is_left_alone(runner, repo):
    start, target = start_of(repo), make(repo, {"records/globex.yaml": GLOBEX})
    runner.run("set", "acme", "identity.notes", "meanwhile")
    before = runner.state()
    with pytest.raises(HeadMovedError):
        land_in(repo, target, start)
    assert runner.state() == before


MOVES = {
    "update-ref": "update-ref refs/heads/main HEAD~1",
    "symbolic-ref": "symbolic-ref HEAD refs/heads/older",
    "branch -m": "branch -m main trunk",
    "reset --soft": "reset -q --soft HEAD~1",
    "detached": "update-ref --no-deref HEAD HEAD",
}


@pytest.mark.parametrize("step", ["swap_files", "stage_target", "move_branch", "sync_landing"])
@pytest.mark.parametrize("move", MOVES)
def test_another_git_moves_head_meanwhile(runner, repo, monkeypatch, step, move):
    """The landing is where it was planned for, or is taken back, and nobody's commit is touched."""
    runner.git("branch", "older")
    runner.run("set", "acme", "identity.notes", "before")
    target, before = make(repo, {"records/globex.yaml": GLOBEX}), runner.state()
    holder = land_module if step == "swap_files" else landing
    plain = getattr(holder, step)
    moved: list[str] = []

    def act(*arguments):
        if not moved:
            moved.append(move)
            runner.git(*MOVES[move].split())
        return plain(*arguments)

    monkeypatch.setattr(holder, step, act)
    if step == "sync_landing" and move in ("branch -m", "detached"):
        # HEAD has it, whatever it is at.
        land_in(repo, target)
        assert runner.state()[:2] == (target, "")
        return
    with pytest.raises(StateError):
        land_in(repo, target)
    assert moved
    assert runner.state()[2] == before[2]
    assert left_over(runner) == []
    assert runner.git("rev-parse", "HEAD").strip() != target


def test_a_file_that_is_saved_meanwhile_stays_as_saved(runner, repo, monkeypatch):
    target = make(repo, {"records/globex.yaml": GLOBEX, "records/acme.yaml": GLOBEX})
    plain = land_module.swap_files

    def save_then_swap(changes):
        runner.record("acme").write_text("# saved\n")
        plain(changes)

    monkeypatch.setattr(land_module, "swap_files", save_then_swap)
    with pytest.raises(StateError, match="changed by another program"):
        land_in(repo, target)
    assert runner.text("acme") == "# saved\n"
    assert not runner.record("globex").exists()
    assert runner.git("status", "--porcelain").split() == ["M", "records/acme.yaml"]


def test_links_and_programs_are_left_to_git(runner, repo):
    for mode in ("100755", "120000"):
        new = NewCommit("", AUTHOR, b"x\n", "", {"run.sh": (mode, b"acme")})
        [target] = write_commits(repo, start_of(repo).head, [new])
        with pytest.raises(StateError, match=r"run\.sh is new as a link or a program"):
            land_in(repo, target)


def test_thousands_of_files_at_once(runner, repo):
    target = make(repo, {f"records/c{n}.yaml": GLOBEX for n in range(2000)})
    land_in(repo, target)
    assert runner.state()[:2] == (target, "")
    assert len(list(Path(runner.root / "records").glob("c*.yaml"))) == 2000
