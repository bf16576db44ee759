"""The upstream: what is found, what is refused and with which way out, what fetch and push do."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from clientfile.errors import StateError
from clientfile.store.git.repository import Status, read_status, require_repository
from clientfile.store.git.transport import PushResult, TransportError
from clientfile.store.sync.upstream import (
    Upstream,
    absolute_address,
    add_remote,
    connect_remote,
    fetch,
    find_base,
    find_upstream,
    push,
)
from tests.support.remotes import add_hook, clone_of, commit_file, git, make_bare


@dataclass
class Team:
    """A bare repository and two clones of it, with one commit that all have."""

    bare: Path
    mine: Path
    theirs: Path

    @property
    def status(self) -> Status:
        """The state of my clone."""
        return read_status(require_repository(self.mine), [])

    def upstream(self) -> Upstream:
        """The upstream of my clone."""
        return find_upstream(require_repository(self.mine), self.status)

    def fetch(self) -> str:
        """The tip that my clone fetches."""
        return fetch(require_repository(self.mine), self.upstream())

    def base(self, tip: str) -> str:
        """What my clone has in common with a tip that it has fetched."""
        return find_base(require_repository(self.mine), self.upstream(), self.status.head, tip)

    def push(self, commit: str, expected: str) -> PushResult:
        """Push from my clone."""
        return push(require_repository(self.mine), self.upstream(), commit, expected)


@pytest.fixture
def team(tmp_path: Path) -> Team:
    bare = make_bare(tmp_path / "team.git")
    theirs = clone_of(bare, tmp_path / "theirs", "Lea")
    commit_file(theirs, "records/acme.yaml", "identity: {name: Acme}\n")
    git(theirs, "push", "-q", "origin", "main")
    return Team(bare, clone_of(bare, tmp_path / "mine"), theirs)


def refusal(team: Team) -> str:
    with pytest.raises(StateError) as error:
        team.upstream()
    return str(error.value)


def test_a_clone_has_its_upstream(team):
    assert team.upstream() == Upstream("origin", "", "main", "refs/remotes/origin/main")
    assert team.upstream().name == "origin/main"


def test_fetch_brings_the_tip_and_no_tags(team):
    tip = commit_file(team.theirs, "records/globex.yaml", "identity: {name: Globex}\n")
    git(team.theirs, "tag", "v1")
    git(team.theirs, "push", "-q", "--tags", "origin", "main", "main:other")
    head = team.status.head
    assert team.fetch() == tip
    assert team.base(tip) == head
    assert git(team.mine, "tag") == ""
    assert "origin/other" not in git(team.mine, "branch", "-r")
    assert not (team.mine / ".git" / "FETCH_HEAD").exists()


def test_push_sends_a_commit(team):
    before = team.status.head
    commit = commit_file(team.mine, "records/acme.yaml", "identity: {name: Acme SA}\n")
    assert team.push(commit, before) == PushResult.SENT
    assert git(team.bare, "rev-parse", "main").strip() == commit
    assert git(team.mine, "rev-parse", "origin/main").strip() == commit


def test_push_to_a_remote_that_moved_sends_nothing(team):
    before = team.fetch()
    theirs = commit_file(team.theirs, "records/acme.yaml", "identity: {name: Acme SARL}\n")
    git(team.theirs, "push", "-q", "origin", "main")
    commit = commit_file(team.mine, "records/acme.yaml", "identity: {name: Acme SA}\n")
    assert team.push(commit, before) == PushResult.MOVED
    assert git(team.bare, "rev-parse", "main").strip() == theirs


def test_push_to_a_remote_that_moves_under_the_hands_of_its_hook_sends_nothing(team):
    before = team.fetch()
    theirs = commit_file(team.theirs, "records/acme.yaml", "identity: {name: Acme SARL}\n")
    git(team.theirs, "push", "-q", "origin", "main:refs/heads/hidden")
    add_hook(
        team.bare,
        "pre-receive",
        f"unset GIT_QUARANTINE_PATH; git update-ref refs/heads/main {theirs}",
    )
    commit = commit_file(team.mine, "records/acme.yaml", "identity: {name: Acme SA}\n")
    assert team.push(commit, before) == PushResult.MOVED
    assert git(team.bare, "rev-parse", "main").strip() == theirs


def test_what_a_hook_of_the_remote_says_is_told(team):
    add_hook(team.bare, "pre-receive", "echo only the office may send >&2; exit 1")
    commit = commit_file(team.mine, "records/acme.yaml", "identity: {name: Acme SA}\n")
    with pytest.raises(TransportError) as error:
        team.push(commit, git(team.mine, "rev-parse", "origin/main").strip())
    assert "remote: only the office may send" in str(error.value)
    assert "pre-receive hook declined" in str(error.value)


def test_a_remote_that_is_somebody_s_working_folder_is_refused(team, tmp_path):
    clone = clone_of(team.theirs, tmp_path / "third")
    before = team.status.head
    commit = commit_file(clone, "records/acme.yaml", "identity: {name: Acme SA}\n")
    with pytest.raises(TransportError, match="somebody works in that folder"):
        Team(team.theirs, clone, clone).push(commit, before)


def test_an_empty_remote_has_no_tip(team):
    bare = make_bare(team.bare.parent / "empty.git")
    repo = require_repository(team.mine)
    git(team.mine, "remote", "remove", "origin")
    upstream = add_remote(repo, team.status, str(bare))
    assert fetch(repo, upstream) == ""
    assert git(team.mine, "remote") == ""
    assert push(repo, upstream, team.status.head, "") == PushResult.SENT
    new = connect_remote(repo, upstream, team.status.head)
    assert new == team.upstream()
    assert team.fetch() == team.status.head
    assert git(team.mine, "for-each-ref", "refs/clientfile") == ""


def test_a_remote_that_is_added_is_asked_first(team):
    repo = require_repository(team.mine)
    git(team.mine, "remote", "remove", "origin")
    for url, words in (
        ("/nowhere/team.git", "look at its address"),
        (f"ext::sh -c touch% {team.mine}/ran", "take another address"),
    ):
        with pytest.raises(TransportError, match=words):
            add_remote(repo, team.status, url)
    assert git(team.mine, "remote") == ""
    assert not (team.mine / "ran").exists()


def test_the_remote_of_a_colleague_is_added(team):
    repo = require_repository(team.mine)
    git(team.mine, "remote", "remove", "origin")
    tip = commit_file(team.theirs, "records/globex.yaml", "identity: {name: Globex}\n")
    git(team.theirs, "push", "-q", "origin", "main")
    upstream = add_remote(repo, team.status, str(team.bare))
    assert fetch(repo, upstream) == tip
    assert find_base(repo, upstream, team.status.head, tip) == team.status.head
    connect_remote(repo, upstream, tip)
    assert team.fetch() == tip


def test_a_remote_that_is_there_already_is_added_again_without_a_change(team):
    repo = require_repository(team.mine)
    assert add_remote(repo, team.status, str(team.bare)) == team.upstream()
    with pytest.raises(StateError, match="git remote set-url origin /elsewhere"):
        add_remote(repo, team.status, "/elsewhere")


def test_a_branch_gets_the_upstream_of_the_remote_that_is_there(team):
    repo = require_repository(team.mine)
    git(team.mine, "branch", "--unset-upstream")
    assert f"clientfile sync --remote {team.bare}" in refusal(team)
    connect_remote(
        repo,
        add_remote(repo, team.status, str(team.bare)),
        git(team.mine, "rev-parse", "origin/main").strip(),
    )
    assert team.upstream().name == "origin/main"


def test_a_remote_with_another_branch_is_not_added(team):
    repo = require_repository(team.mine)
    git(team.mine, "remote", "remove", "origin")
    git(team.mine, "branch", "-m", "master")
    with pytest.raises(StateError, match="git branch -m main"):
        add_remote(repo, team.status, str(team.bare))


def test_an_address_is_kept_without_dots_where_they_lead_to_the_same(tmp_path, monkeypatch):
    (tmp_path / "here" / "deep").mkdir(parents=True)
    (tmp_path / "link").symlink_to("here/deep")
    monkeypatch.chdir(tmp_path / "here")
    assert absolute_address("../team.git") == f"{tmp_path}/team.git"
    assert absolute_address("../link/../team.git") == f"{tmp_path}/here/../link/../team.git"
    assert absolute_address("office:../team.git") == "office:../team.git"


def test_a_folder_without_a_remote_is_told_how_to_begin(team):
    git(team.mine, "remote", "remove", "origin")
    said = refusal(team)
    assert "clientfile sync --remote PATH" in said
    assert "clientfile init DIR --from URL" in said


def test_a_folder_without_a_commit_is_refused(tmp_path):
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    with pytest.raises(StateError, match="nothing is committed here yet"):
        find_upstream(require_repository(tmp_path), read_status(require_repository(tmp_path), []))


def test_a_shallow_clone_is_refused(team, tmp_path):
    commit_file(team.theirs, "records/globex.yaml", "identity: {name: Globex}\n")
    git(team.theirs, "push", "-q", "origin", "main")
    words = ("clone", "-q", "--depth=1", f"file://{team.bare}", str(tmp_path / "shallow"))
    git(tmp_path, *words)
    assert "git fetch --unshallow" in refusal(Team(team.bare, tmp_path / "shallow", team.theirs))


def test_a_merge_under_way_is_refused(team):
    (team.mine / ".git" / "MERGE_HEAD").write_text(team.status.head)
    assert "git merge --continue" in refusal(team)


def test_a_detached_head_is_refused(team):
    git(team.mine, "checkout", "-q", "--detach")
    assert "HEAD is detached" in refusal(team)


def test_another_branch_than_the_remote_s_default_is_refused(team):
    git(team.mine, "switch", "-qc", "draft")
    git(team.mine, "push", "-q", "-u", "origin", "draft")
    assert "git switch main" in refusal(team)
    # Who added the remote by hand has no note of its default branch: it is asked for once.
    git(team.mine, "remote", "set-head", "origin", "--delete")
    with pytest.raises(StateError, match="git switch main"):
        team.fetch()
    git(team.mine, "switch", "-q", "main")
    team.fetch()
    assert team.upstream().has_default


def test_a_remote_that_lost_the_branch_is_refused(team):
    git(team.bare, "branch", "-m", "main", "trunk")
    with pytest.raises(StateError, match="git push origin main"):
        team.fetch()
    git(team.bare, "update-ref", "-d", "refs/heads/trunk")
    with pytest.raises(StateError, match="git push origin main"):
        team.fetch()


def test_an_unrelated_remote_is_refused(team, tmp_path):
    other = clone_of(make_bare(tmp_path / "other.git"), tmp_path / "other")
    commit_file(other, "records/globex.yaml", "identity: {name: Globex}\n")
    git(other, "push", "-q", "origin", "main")
    repo = require_repository(team.mine)
    git(team.mine, "remote", "remove", "origin")
    upstream = add_remote(repo, team.status, str(tmp_path / "other.git"))
    tip = fetch(repo, upstream)
    with pytest.raises(StateError, match="another beginning"):
        find_base(repo, upstream, team.status.head, tip)


def test_a_remote_that_was_rewritten_is_refused(team):
    first = team.status.head
    commit_file(team.theirs, "records/globex.yaml", "identity: {name: Globex}\n")
    git(team.theirs, "push", "-q", "origin", "main")
    git(team.mine, "pull", "-q")
    was = team.status.head
    git(team.theirs, "reset", "-q", "--hard", first)
    commit_file(team.theirs, "records/initech.yaml", "identity: {name: Initech}\n")
    git(team.theirs, "push", "-qf", "origin", "main")
    with pytest.raises(StateError, match=f"it lacks {was[:10]}.*git merge origin/main"):
        team.fetch()
    # Nor does a fetch by hand, which git forces, make our commit one of ours alone.
    git(team.mine, "fetch", "-q")
    tip = team.fetch()
    with pytest.raises(StateError, match=f"it lacks {was[:10]}.*git merge origin/main"):
        team.base(tip)
    git(team.mine, "rebase", "-q", "--onto", "origin/main", was)
    assert team.base(tip) == tip
