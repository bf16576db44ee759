"""A kill at every call that changes a disk: old or new at once, whole after the next command."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.guarantees import strace
from tests.guarantees.stage import COMMANDS, TEXTS, Stage, wrong_after_recovery, wrong_at_once

needs_strace = pytest.mark.skipif(not strace.available(), reason="strace is not installed")
KILL, BOTH = "signal=KILL", "signal=KILL+parent"


def attempts(found: list[strace.Point], about: int) -> Iterator[tuple[strace.Point, str]]:
    """What is killed where: clientfile alone, git alone, both at once."""
    own = [point for point in found if not point.verb]
    gits = [point for point in found if point.verb]
    for point in strace.sample(own, about // 2):
        yield point, KILL
    for what, point in [
        *((KILL, point) for point in strace.sample(gits, about // 4)),
        *((BOTH, point) for point in strace.sample(gits[1:], about // 4)),
    ]:
        yield point, what


@needs_strace
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.timeout(3000)
def test_a_kill_at_any_point(stage, scratch, command, long_form, record_property):
    before = {client: stage.record(client) or "" for client in TEXTS}
    found = strace.points(stage.copy(scratch / "traced"), COMMANDS[command], scratch)
    assert len(found) >= 150
    wrong: dict[str, list[str]] = {}
    ends: Counter[int] = Counter()
    for number, (point, what) in enumerate(attempts(found, 0 if long_form else 6)):
        there = scratch / str(number)
        victim = stage.copy(there)
        ends[strace.attacked(victim, COMMANDS[command], point, what, scratch).returncode] += 1
        told = wrong_at_once(victim, command, before)
        if told := told + wrong_after_recovery(victim, command, before):
            wrong[f"{point} {what}"] = told
        shutil.rmtree(there)
    tried = sum(ends.values())
    record_property("guarantee", f"kill sweep, {command}: {tried} kills at {len(found)} points, "
                    f"{len(wrong)} violations")  # fmt: skip
    assert not wrong
    assert ends[-signal.SIGKILL] >= tried // 2


@needs_strace
@pytest.mark.parametrize("verb", ["", "commit"])
@pytest.mark.timeout(3000)
def test_a_kill_of_the_recovery_itself(stage, scratch, verb, long_form, record_property):
    """The command is killed before git begins, or right after its commit; then the next one is."""
    before = {client: stage.record(client) or "" for client in TEXTS}
    words = COMMANDS["successor"]
    found = strace.points(stage.copy(scratch / "traced"), words, scratch)
    renames = [p for p in found if p.syscall.startswith("rename") and p.verb == verb]
    # clientfile's third rename swaps the second record; git's last one publishes its index.
    first = renames[-1] if verb else renames[2]
    hurt = stage.copy(scratch / "hurt")
    strace.attacked(hurt, words, first, BOTH if verb else KILL, scratch)
    assert (hurt.root / ".git" / "clientfile" / "journal").exists()
    recovery = strace.points(hurt.copy(scratch / "traced again"), ("list",), scratch)
    wrong = {}
    chosen = strace.sample(recovery, 0 if long_form else 2)
    for number, point in enumerate(chosen):
        there = scratch / str(number)
        victim = hurt.copy(there)
        strace.attacked(victim, ("list",), point, BOTH if point.verb else KILL, scratch)
        if told := wrong_after_recovery(victim, "successor", before):
            wrong[str(point)] = told
        shutil.rmtree(there)
    record_property("guarantee", f"kill of the recovery: {len(chosen)} kills "
                    f"at {len(recovery)} points, {len(wrong)} violations")  # fmt: skip
    assert not wrong


def hook(stage: Stage, name: str, script: str) -> None:
    path = stage.root / ".git" / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + 20
    while not path.exists():
        assert time.monotonic() < deadline, f"{path} never came"
        time.sleep(0.02)


@pytest.mark.parametrize("name", ["pre-commit", "post-commit"])
def test_the_parent_killed_alone_while_a_slow_hook_runs(stage, scratch, name):
    """git lives on, and its commit lands: nobody takes it back under its hands."""
    before = {client: stage.record(client) or "" for client in TEXTS}
    victim = stage.copy(scratch / "slow")
    # Until the test lets it go on, however slow the machine; not for ever, should the test fail.
    waits = f"for n in $(seq 600); do [ -e '{scratch}/go' ] && break; sleep 0.05; done"
    hook(victim, name, f"touch '{scratch}/began'; {waits}; sleep 0.5")
    words = [sys.executable, "-m", "clientfile", *COMMANDS["successor"]]
    process = subprocess.Popen(words, cwd=victim.root, env=dict(os.environ))
    wait_for(scratch / "began")
    process.kill()
    process.wait()
    assert victim.clientfile("list", "-f", "ids").stdout.split() == ["acme", "globex"]
    (scratch / "go").touch()
    done = victim.clientfile("set", "globex", "identity.fax", "0465710013")
    assert done.returncode == 0, done.stderr
    assert "was interrupted after its commit: it is complete now" in done.stderr
    (victim.root / ".git" / "hooks" / name).unlink()
    assert victim.clientfile("undo").returncode == 0
    assert wrong_after_recovery(victim, "successor", before) == []
    assert "came_from" in (victim.record("globex") or "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_waits_for_the_end(stage, scratch, number):
    """To the process alone: git goes on and the change lands. To all: git gives up."""
    for everybody in (False, True):
        victim = stage.copy(scratch / f"signal-{everybody}")
        hook(victim, "pre-commit", "touch ../began; sleep 1")
        (scratch / "began").unlink(missing_ok=True)
        words = [sys.executable, "-m", "clientfile", *COMMANDS["add-meeting"]]
        process = subprocess.Popen(
            words, cwd=victim.root, start_new_session=True, stderr=subprocess.PIPE, text=True
        )
        wait_for(scratch / "began")
        if everybody:
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
        _, told = process.communicate()
        landed = "under attack" in (victim.record("acme") or "")
        assert victim.at_head() == victim.records()
        assert landed is not everybody, told
        if number == signal.SIGINT:
            assert process.returncode == (130 if everybody else 0), told
        assert not (victim.root / ".git" / "clientfile" / "journal").exists()


def test_what_a_hook_leaves_running_holds_nobody_up(stage, scratch):
    victim = stage.copy(scratch / "background")
    hook(victim, "post-commit", f"sleep 30 >/dev/null 2>&1 & echo $! >'{scratch}/left'")
    assert victim.clientfile(*COMMANDS["add-meeting"]).returncode == 0
    done = victim.clientfile("set", "globex", "identity.fax", "1234567", CLIENTFILE_WAIT="2")
    assert done.returncode == 0, done.stderr
    os.kill(int((scratch / "left").read_text()), signal.SIGKILL)
