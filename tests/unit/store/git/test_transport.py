"""Remotes over each transport: reached, cut off, slow, silent, closed to who has no password."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from clientfile.store.git import watch
from clientfile.store.git.transport import (
    PushResult,
    TransportError,
    fetch_branch,
    push_commit,
    read_remote,
)
from tests.support.remotes import (
    LOOPBACK,
    Proxy,
    clone_of,
    commit_file,
    free_port,
    git,
    git_daemon,
    http_server,
    make_bare,
    ssh_that_is_local,
)

REF = "refs/remotes/origin/main"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone of `team.git` beside it, with one commit."""
    clone = clone_of(make_bare(tmp_path / "team.git"), tmp_path / "clone")
    commit_file(clone, "records/acme.yaml", "identity: {name: Acme}\n")
    git(clone, "push", "-q", "origin", "main")
    return clone


def exchange(clone: Path, url: str) -> None:
    """Fetch from an address and push to it."""
    before = git(clone, "rev-parse", "HEAD").strip()
    assert read_remote(clone, url).branches == {"main": before}
    assert fetch_branch(clone, url, "main", "refs/clientfile/test")
    assert git(clone, "rev-parse", "refs/clientfile/test").strip() == before
    after = commit_file(clone, "records/globex.yaml", "identity: {name: Globex}\n")
    assert push_commit(clone, url, "main", after, before) == PushResult.SENT
    assert git(clone.parent / "team.git", "rev-parse", "main").strip() == after


def test_over_git_s_daemon(clone):
    with git_daemon(clone.parent) as port:
        exchange(clone, f"git://{LOOPBACK}:{port}/team.git")


def test_over_http(clone, monkeypatch):
    with http_server(clone.parent, password="secret") as port:
        place = f"{LOOPBACK}:{port}/team.git"
        exchange(clone, f"http://claire:secret@{place}")
        with pytest.raises(TransportError) as error:
            read_remote(clone, f"http://{place}")
        assert "could not read Username" in str(error.value)
        assert "run it on a terminal" in str(error.value)
        with pytest.raises(TransportError) as error:
            read_remote(clone, f"http://claire:wrong@{place}")
        assert "Authentication failed" in str(error.value)
        assert "wrong" not in str(error.value)
        # A program of the environment that knows the password is no question to anybody.
        askpass = clone.parent / "askpass"
        askpass.write_text('#!/bin/sh\ncase "$1" in User*) echo claire;; *) echo secret;; esac\n')
        askpass.chmod(0o755)
        monkeypatch.setenv("GIT_ASKPASS", str(askpass))
        assert "main" in read_remote(clone, f"http://{place}").branches


def test_over_ssh(clone, monkeypatch, tmp_path):
    monkeypatch.setenv("GIT_SSH_COMMAND", ssh_that_is_local(tmp_path))
    exchange(clone, f"ssh://server{clone.parent}/team.git")
    refusing = "echo Host key verification failed. >&2; exit 255"
    monkeypatch.setenv("GIT_SSH_COMMAND", ssh_that_is_local(tmp_path, refusing))
    with pytest.raises(TransportError, match="look at the host's key"):
        read_remote(clone, "server:team.git")


def test_ssh_asks_nobody_without_a_terminal(clone, monkeypatch, tmp_path):
    """ssh itself is called with options that have it fail instead."""
    program = Path(ssh_that_is_local(tmp_path, 'echo "$@" >&2; exit 255'))
    program.rename(tmp_path / "ssh")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(TransportError) as error:
        read_remote(clone, "server:team.git")
    assert "-oConnectTimeout=30 -oBatchMode=yes" in str(error.value)


def test_nobody_listens(clone):
    url = f"git://{LOOPBACK}:{free_port()}/team.git"
    with pytest.raises(TransportError, match="try again when the network is there") as error:
        fetch_branch(clone, url, "main", REF)
    assert "Connection refused" in str(error.value)


def test_a_remote_that_says_nothing_is_not_waited_for(clone, monkeypatch):
    monkeypatch.setenv("CLIENTFILE_WAIT", "0.2")
    with git_daemon(clone.parent) as daemon, Proxy(daemon, mute=True) as proxy:
        start = time.monotonic()
        with pytest.raises(TransportError, match="CLIENTFILE_WAIT=300"):
            fetch_branch(clone, f"git://{LOOPBACK}:{proxy.port}/team.git", "main", REF)
        assert time.monotonic() - start < 5


def test_a_remote_that_is_slow_is_waited_for_as_long_as_it_says_something(clone, monkeypatch):
    monkeypatch.setenv("CLIENTFILE_WAIT", "2")
    lines = []
    for number in range(3):
        commit_file(clone, f"records/c{number}.yaml", f"identity: {{name: {number}}}\n")
    git(clone, "push", "-q", "origin", "main")
    new = clone.parent / "new"
    git(clone.parent, "init", "-q", "new")
    git(new, "config", "fetch.unpackLimit", "1")
    with git_daemon(clone.parent) as daemon, Proxy(daemon, pause=0.05) as proxy:
        url = f"git://{LOOPBACK}:{proxy.port}/team.git"
        assert fetch_branch(new, url, "main", REF, lines.append)
    assert lines[-1] == "receiving: 16 of 16"


def test_a_ref_that_another_fetch_writes_is_waited_for(clone):
    lock = clone / ".git" / f"{REF}.lock"
    git(clone, "update-ref", "-d", REF)
    lock.parent.mkdir(parents=True, exist_ok=True)
    lock.write_text("")
    threading.Timer(0.2, lock.unlink).start()
    assert fetch_branch(clone, "origin", "main", REF)
    assert git(clone, "rev-parse", REF) == git(clone, "rev-parse", "HEAD")


def test_what_is_cut_off_leaves_the_ref_as_it_was(clone):
    new = clone.parent / "new"
    git(clone.parent, "init", "-q", "new")
    with git_daemon(clone.parent) as daemon, Proxy(daemon) as proxy:
        url = f"git://{LOOPBACK}:{proxy.port}/team.git"
        proxy.limit = 600
        with pytest.raises(TransportError):
            fetch_branch(new, url, "main", REF)
        assert git(new, "for-each-ref") == ""
        proxy.limit = None
        assert fetch_branch(new, url, "main", REF)


def test_ctrl_c_ends_git(clone, monkeypatch):
    """Whoever types it gets the prompt back, and no git goes on alone."""
    started = []
    start = watch.subprocess.Popen
    monkeypatch.setattr(
        watch.subprocess, "Popen", lambda *a, **k: started.append(start(*a, **k)) or started[-1]
    )
    with git_daemon(clone.parent) as daemon, Proxy(daemon, mute=True) as proxy:
        proxy.on_connection = lambda: threading.Timer(
            0.05, os.kill, (os.getpid(), signal.SIGINT)
        ).start()
        with pytest.raises(KeyboardInterrupt):
            fetch_branch(clone, f"git://{LOOPBACK}:{proxy.port}/team.git", "main", REF)
    assert started[0].poll() is not None
    assert not list((clone / ".git").rglob("*.lock"))
