"""A line of commits written by one git: what each has, and what is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from clientfile.errors import StateError
from clientfile.store.git.new_commits import NewCommit, write_commits
from clientfile.store.git.repository import Repository, require_repository
from tests.support.runner import CliRunner

AUTHOR = b"K\xc3\xa9vin <kevin@example.com> 1700000000 +0100"


@pytest.fixture
def repo(runner: CliRunner) -> Repository:
    return require_repository(runner.root)


def new_commit(subject: str, **files: str | None) -> NewCommit:
    return NewCommit(
        "0" * 40,
        AUTHOR,
        f"{subject}\n".encode(),
        "",
        {
            f"records/{name}.yaml": None if text is None else ("100644", text.encode())
            for name, text in files.items()
        },
    )


def shown(runner: CliRunner, form: str, commit: str) -> str:
    return runner.git("show", "-s", f"--format={form}", commit).strip()


def test_each_commit_has_its_author_message_and_files(runner, repo):
    before, tip = runner.state(), runner.git("rev-parse", "HEAD").strip()
    ids = write_commits(
        repo,
        tip,
        [
            new_commit("globex: new", globex="identity: {name: Globex}\n"),
            new_commit("nothing is left of it"),
            new_commit("acme: removed", acme=None),
        ],
    )
    assert len(ids) == 3
    assert shown(runner, "%P", ids[0]) == tip
    assert shown(runner, "%P", ids[2]) == ids[1]
    assert shown(runner, "%an <%ae> %at%n%B", ids[0]).splitlines() == [
        "Kévin <kevin@example.com> 1700000000",
        "globex: new",
    ]
    assert shown(runner, "%cn <%ce>", ids[0]) == "Claire Martin <claire@example.com>"
    assert runner.git("show", f"{ids[0]}:records/globex.yaml") == "identity: {name: Globex}\n"
    assert runner.git("diff", "--stat", ids[0], ids[1]) == ""
    assert "records/acme.yaml" not in runner.git("ls-tree", "-r", "--name-only", ids[2])
    assert runner.state() == before
    assert runner.git("for-each-ref", "--format=%(refname)").split() == ["refs/heads/main"]
    assert len(list((runner.root / ".git/objects/pack").glob("*.pack"))) == 2


def test_a_blob_that_git_has_is_named_by_its_id(runner, repo):
    tip = runner.git("rev-parse", "HEAD").strip()
    blob = runner.git("rev-parse", "HEAD:records/acme.yaml").strip()
    files = {'records/with "quotes"\\ and\nlines.yaml': ("100644", blob)}
    [commit] = write_commits(repo, tip, [NewCommit("", AUTHOR, b"a copy\n", "", files)])
    names = runner.git("ls-tree", "-r", "-z", "--name-only", commit).split("\0")
    assert 'records/with "quotes"\\ and\nlines.yaml' in names


def test_a_message_of_another_encoding_stays_as_it_is(runner, repo):
    tip = runner.git("rev-parse", "HEAD").strip()
    message = "réglé\n".encode("latin-1")
    [commit] = write_commits(repo, tip, [NewCommit("", AUTHOR, message, "ISO-8859-1", {})])
    assert shown(runner, "%e %s", commit) == "ISO-8859-1 réglé"


def test_the_committer_s_date_never_goes_back_along_the_line(runner, repo, monkeypatch):
    tip = runner.git("rev-parse", "HEAD").strip()
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2020-01-01T10:00:00+01:00")
    ids = write_commits(repo, tip, [new_commit("a clock that is wrong")])
    assert shown(runner, "%ct", ids[0]) == shown(runner, "%ct", tip)


def test_the_first_commits_of_a_repository_have_no_parent(runner, repo):
    [commit] = write_commits(repo, "", [new_commit("first", acme="identity: {name: A}\n")])
    assert shown(runner, "%P", commit) == ""


def _signer(tmp_path: Path, script: str) -> str:
    program = tmp_path / "gpg"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return str(program)


def test_each_commit_is_signed_where_the_user_signs(runner, repo, tmp_path):
    signs = 'cat >/dev/null; echo "[GNUPG:] SIG_CREATED " >&2; echo "-----BEGIN PGP SIGNATURE-----"'
    runner.git("config", "commit.gpgSign", "true")
    runner.git("config", "gpg.program", _signer(tmp_path, signs))
    tip = runner.git("rev-parse", "HEAD").strip()
    first, second = write_commits(
        repo, tip, [new_commit("one", acme="identity: {name: A}\n"), new_commit("two")]
    )
    for commit in (first, second):
        assert "gpgsig -----BEGIN PGP SIGNATURE-----" in runner.git("cat-file", "-p", commit)
    assert shown(runner, "%an %at %P %s", second) == f"Kévin 1700000000 {first} two"
    assert runner.git("show", f"{second}:records/acme.yaml") == "identity: {name: A}\n"


@pytest.mark.parametrize("what", ["gpg", "blob", "identity"])
def test_a_failure_changes_nothing(runner, repo, tmp_path, monkeypatch, what):
    tip = runner.git("rev-parse", "HEAD").strip()
    before, commit = runner.state(), new_commit("one")
    if what == "gpg":
        runner.git("config", "commit.gpgSign", "true")
        runner.git("config", "gpg.program", _signer(tmp_path, "echo no key >&2; exit 2"))
    elif what == "blob":
        commit = NewCommit("", AUTHOR, b"x\n", "", {"a.yaml": ("100644", "1" * 40)})
    else:
        monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(StateError, match="git can't write the commits, nothing was changed"):
        write_commits(repo, tip, [commit])
    assert runner.state() == before
    assert not list((runner.root / ".git").glob("fast_import_crash*"))
