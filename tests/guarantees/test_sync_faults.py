"""`sync` lives on while a git that it has called is killed, or while the disk says no to either."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.guarantees import strace
from tests.guarantees.stage import LONG_FORM
from tests.guarantees.strace import Point
from tests.guarantees.sync_stage import CASES, SyncRun, build_start, wrong_after

pytestmark = pytest.mark.skipif(not strace.available(), reason="strace is not installed")
ERRORS = ("ENOSPC", "EMFILE", "EIO", "EACCES", "EDQUOT", "EROFS")
VERBS = (*strace.GIT_OF_SYNC, *strace.GIT_WITHIN_GIT)
SHORT = {
    "both sides": [
        (Point("fetch", "rename", 1), "signal=KILL"),
        (Point("update-ref", "rename", 1), "signal=KILL"),
    ],
    "ahead": [(Point("push", "rename", 1), "error=ENOSPC")],
}
"""What `make test` tries: the remote's ref is learned, the branch moves, what was sent is noted."""


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_start(tmp_path_factory.mktemp("team"))


def attempts(sync: SyncRun, scratch: Path) -> list[tuple[Point, str]]:
    """Every point at which git, or clientfile, changes the disk, with what happens there."""
    traced = sync.before.copy(scratch / "traced")
    found = strace.points(traced.mine, sync.case.words, scratch, VERBS)
    changing = [point for point in found if not point.reads]
    kills = [point for point in changing if point.verb and "sync" not in point.syscall]
    return [
        *((point, "signal=KILL") for point in kills),
        *((point, f"error={ERRORS[turn % 6]}") for turn, point in enumerate(changing)),
    ]


@pytest.mark.timeout(3000)
@pytest.mark.parametrize("name", SHORT if not LONG_FORM else CASES)
def test_a_fault_at_any_point(start, scratch, name, long_form, record_property):
    sync = SyncRun.of(CASES[name], start, scratch)
    chosen = attempts(sync, scratch) if long_form else SHORT[name]
    wrong = {}
    for number, (point, what) in enumerate(chosen):
        victim = sync.before.copy(scratch / str(number))
        done = strace.attacked(victim.mine, sync.case.words, point, what, scratch)
        if told := wrong_after(sync, victim, code=done.returncode):
            wrong[f"{point} {what}"] = [*told, str(done.returncode), done.stderr]
        shutil.rmtree(victim.place)
    record_property("guarantee", f"faults of sync, {name}: {len(chosen)} kills of git and faults "
                    f"of the disk, {len(wrong)} violations")  # fmt: skip
    assert not wrong, "\n".join(f"{case}: {told}" for case, told in wrong.items())


@pytest.mark.stress
@pytest.mark.parametrize("everybody", [True, False], ids=["to all", "to clientfile alone"])
@pytest.mark.parametrize("verb", ["fetch", "fast-import", "update-index", "update-ref", "push"])
def test_ctrl_c_while_git_works(start, scratch, verb, everybody):
    """Before the landing nothing was changed; what has landed and is not sent is told; ^C to us
    alone during the landing comes too late.
    """
    sync = SyncRun.of(CASES["both sides"], start, scratch)
    victim = sync.before.copy(scratch / "victim")
    slow = scratch / "bin" / "git"
    slow.parent.mkdir()
    git = shutil.which("git")
    wait = f'touch "{scratch}/began"; sleep 3; exec {git} "$@"'
    slow.write_text(f'#!/bin/sh\ncase " $* " in *" {verb} "*) {wait};; esac\nexec {git} "$@"\n')
    slow.chmod(0o755)
    running = subprocess.Popen(
        [sys.executable, "-m", "clientfile", "sync"],
        cwd=victim.mine.root,
        env={**os.environ, "PATH": f"{slow.parent}:{os.environ['PATH']}"},
        start_new_session=True,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not (scratch / "began").exists():
        assert running.poll() is None
        time.sleep(0.01)
    (os.killpg if everybody else os.kill)(running.pid, signal.SIGINT)
    _, said = running.communicate()
    is_landing = verb in ("update-index", "update-ref")
    expected = 7 if verb == "push" else 0 if is_landing and not everybody else 130
    assert running.returncode == expected, said
    assert ("nothing was changed" in said) == (expected == 130)
    assert ("merged here, not sent" in said) == (expected == 7)
    code = 5 if expected == 130 else expected
    assert wrong_after(sync, victim, code) == []
