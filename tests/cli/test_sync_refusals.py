"""Each refusal of `sync`, word by word in both languages (data/sync_refusals.txt): what is to be
done next is said, and nothing is changed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.paths import DATA
from tests.support.remotes import (
    add_hook,
    clone_of,
    commit_file,
    free_port,
    git,
    http_server,
    make_bare,
    ssh_that_is_local,
)
from tests.support.runner import CliRunner

EXPECTED = DATA / "sync_refusals.txt"
_ID = re.compile(r"\b[0-9a-f]{10}\b")
_BY_GIT = re.compile(r"^.*(?:or refuses|ou refuse)\s?: ")


class Place:
    """A clone that is to be refused, beside the one of a colleague, and the repository of both."""

    def __init__(self, home: Path, source: Path) -> None:
        self.home = home
        self.bare = home / "clients.git"
        git(source, "clone", "-q", "--bare", str(source), str(self.bare))
        self.mine = clone_of(self.bare, home / "mine", "Claire")
        self.env: dict[str, str] = {}

    def theirs(self) -> Path:
        """The colleague's clone."""
        return clone_of(self.bare, self.home / "theirs")

    def commit(self, name: str = "records/acme.yaml", text: str = "# mine\n") -> str:
        """A commit of ours, which is not sent."""
        path = self.mine / name
        return commit_file(self.mine, name, (path.read_text() if path.exists() else "") + text)


def detached(place: Place) -> None:
    git(place.mine, "checkout", "-q", "--detach")


def no_upstream(place: Place) -> None:
    git(place.mine, "switch", "-qc", "draft")


def another_branch(place: Place) -> None:
    git(place.mine, "switch", "-qc", "draft")
    git(place.mine, "push", "-qu", "origin", "draft")


def shallow(place: Place) -> None:
    place.commit()
    git(place.mine, "push", "-q")
    git(place.home, "clone", "-q", "--depth=1", f"file://{place.bare}", "shallow")
    place.mine = place.home / "shallow"


def unrelated(place: Place) -> None:
    other = clone_of(make_bare(place.home / "other.git"), place.home / "other")
    commit_file(other, "records/globex.yaml", "identity: {name: Globex}\n")
    git(other, "push", "-q", "origin", "main")
    git(place.mine, "remote", "set-url", "origin", str(place.home / "other.git"))
    git(place.mine, "update-ref", "-d", "refs/remotes/origin/main")


def rewritten(place: Place) -> None:
    theirs = place.theirs()
    commit_file(theirs, "notes.txt", "one\n")
    git(theirs, "push", "-q")
    git(place.mine, "pull", "-q")
    git(theirs, "reset", "-q", "--hard", "HEAD~1")
    commit_file(theirs, "notes.txt", "two\n")
    git(theirs, "push", "-qf")


def lost_branch(place: Place) -> None:
    git(place.bare, "branch", "-m", "main", "trunk")


def merge(place: Place) -> None:
    (place.mine / ".git" / "MERGE_HEAD").write_text(git(place.mine, "rev-parse", "HEAD"))


def merge_with_conflicts(place: Place) -> None:
    merge(place)
    _leave_unmerged(place)


def stash_with_conflicts(place: Place) -> None:
    _leave_unmerged(place)


def _leave_unmerged(place: Place) -> None:
    blob = git(place.mine, "rev-parse", "HEAD:records/acme.yaml").strip()
    text = "".join(f"100644 {blob} {stage}\trecords/acme.yaml\n" for stage in (1, 2, 3))
    (place.home / "stages").write_text(text)
    words = "git rm -q --cached records/acme.yaml && git update-index --index-info < ../stages"
    assert os.system(f"cd {place.mine} && {words}") == 0


def rebase(place: Place) -> None:
    (place.mine / ".git" / "rebase-merge").mkdir()


def bisect(place: Place) -> None:
    git(place.mine, "bisect", "start")


def edits_by_hand(place: Place) -> None:
    with (place.mine / "records" / "acme.yaml").open("a") as record:
        record.write("# by hand\n")


def a_filter(place: Place) -> None:
    theirs = place.theirs()
    commit_file(theirs, ".gitattributes", "records/acme.yaml filter=git-crypt\n")
    commit_file(
        theirs, "records/acme.yaml", "# theirs\n" + (theirs / "records/acme.yaml").read_text()
    )
    git(theirs, "push", "-q")
    (place.mine / ".git" / "info").mkdir(exist_ok=True)
    (place.mine / ".git" / "info" / "attributes").write_text("records/acme.yaml filter=git-crypt\n")
    place.commit()


def the_same_lines(place: Place) -> None:
    theirs = place.theirs()
    commit_file(theirs, "notes.txt", "theirs\n")
    git(theirs, "push", "-q")
    place.commit("notes.txt", "mine\n")


def no_remote(place: Place) -> None:
    git(place.mine, "remote", "remove", "origin")


def unknown_host(place: Place) -> None:
    script = 'echo "Host key verification failed." >&2; exit 255'
    place.env["GIT_SSH_COMMAND"] = ssh_that_is_local(place.home, script)
    git(place.mine, "remote", "set-url", "origin", "git.example.com:clients.git")


def no_repository(place: Place) -> None:
    place.bare.rename(place.home / "elsewhere.git")


def a_password_in_the_address(place: Place) -> None:
    url = f"http://claire:secret@127.0.0.1:{free_port()}/clients.git"
    git(place.mine, "remote", "set-url", "origin", url)


def a_hook_that_refuses(place: Place) -> None:
    add_hook(place.bare, "pre-receive", "echo only the office may send >&2; exit 1")
    place.commit()


CASES: list[Callable[[Place], None]] = [
    *(detached, no_upstream, another_branch, shallow, unrelated, rewritten, lost_branch, merge),
    *(merge_with_conflicts, stash_with_conflicts, rebase, bisect, edits_by_hand, a_filter),
    *(the_same_lines, no_remote, unknown_host, no_repository, a_password_in_the_address),
    a_hook_that_refuses,
]


@pytest.fixture(scope="module")
def expected() -> dict[str, str]:
    """The screens of all cases by their names."""
    parts = re.split(r"^== (\w+)\n", EXPECTED.read_text(), flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_a_refusal_says_what_to_do(case, expected, new_folder, tmp_path):
    place = Place(tmp_path, new_folder)
    case(place)
    _compare(case.__name__, _refuse(place), expected)


def test_credentials_that_nobody_can_ask_for(expected, new_folder, tmp_path):
    place = Place(tmp_path, new_folder)
    with http_server(tmp_path, password="secret") as port:
        address = f"http://127.0.0.1:{port}/clients.git"
        git(place.mine, "remote", "set-url", "origin", address)
        shown = _refuse(place)
    _compare("credentials", shown, expected)


def _compare(name: str, shown: str, expected: dict[str, str]) -> None:
    """Compare a screen; in an empty file they are written anew: `WRITE_SCREENS=1`."""
    if os.environ.get("WRITE_SCREENS") and name not in expected:
        with EXPECTED.open("a") as file:
            file.write(f"== {name}\n{shown}")
        return
    assert shown == expected[name]


def _refuse(place: Place) -> str:
    """What sync says in both languages, with exit code 5 and nothing changed."""
    runner = CliRunner(place.mine)
    before = runner.git("rev-parse", "HEAD"), runner.git("status", "--porcelain")
    shown = []
    for language in ("en", "fr"):
        result = runner.run("--lang", language, "sync", code=5, **place.env)
        assert result.out == ""
        lines = [line.removeprefix("clientfile: ").rstrip() for line in result.err.splitlines()]
        # What git and its libraries say differs from one version to the next.
        by_git = _BY_GIT.match(lines[0])
        shown += [f"{by_git[0]}(git)", lines[-1]] if by_git else lines
        assert "secret" not in result.err
    assert (runner.git("rev-parse", "HEAD"), runner.git("status", "--porcelain")) == before
    text = "".join(f"{line}\n" for line in shown)
    return _ID.sub("COMMIT", text.replace(str(place.home), "HOME"))


def test_what_the_refusal_of_a_rewritten_remote_says_loses_nothing(new_folder, tmp_path):
    """The place has moved: theirs, who lack what we sent to the old one, filled the new one."""
    place = Place(tmp_path, new_folder)
    theirs, mine = place.theirs(), CliRunner(place.mine)
    mine.run("add-call", "acme", "--summary", "sent to the old place")
    mine.run("sync")
    place.commit()
    ours = mine.git("rev-parse", "HEAD", "HEAD~1").split()
    new = make_bare(tmp_path / "new.git")
    CliRunner(theirs).run("add-call", "acme", "--summary", "in the new place")
    for clone in (theirs, place.mine):
        git(clone, "remote", "set-url", "origin", str(new))
    git(theirs, "push", "-q", "origin", "main")
    message = mine.run("sync", code=5).err.partition("with nothing lost: ")[2].strip()
    for command in message.split(", then: "):
        program, *words = command.split()
        mine.git(*words) if program == "git" else mine.run(*words)
    sent = git(new, "rev-list", "main").split()
    assert {*ours, git(theirs, "rev-parse", "HEAD").strip()} <= {*sent}
    CliRunner(theirs).run("sync")
    assert git(theirs, "rev-parse", "HEAD") == mine.git("rev-parse", "HEAD")
