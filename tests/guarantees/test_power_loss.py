"""The power goes after any write: what was not synced is gone, and the record is old or new; once
the command has ended, it is new.
"""

from __future__ import annotations

import shutil

import pytest

from tests.guarantees import power, strace
from tests.guarantees.disk import TRACE, Disk, play
from tests.guarantees.stage import COMMANDS, TEXTS, is_new, wrong_after_recovery, wrong_at_once


@pytest.mark.skipif(not strace.available(), reason="strace is not installed")
@pytest.mark.parametrize("manner", ["strict", "ordered"])
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.timeout(3000)
def test_a_power_cut_after_any_write(stage, scratch, command, manner, long_form, record_property):
    before = {client: stage.record(client) or "" for client in TEXTS}
    run = stage.copy(scratch / "run")
    root = str(run.root)
    found = list(power.states(run, COMMANDS[command], scratch, manner))
    assert len(found) >= 6
    chosen = found if long_form else [*found[2 : -1 : max(1, len(found) // 2)], found[-1]]
    wrong: dict[int, list[str]] = {}
    for number, state in enumerate(chosen):
        there = scratch / str(number)
        victim = power.materialise(state, root, there)
        told = wrong_at_once(victim, command, before)
        told += wrong_after_recovery(victim, command, before)
        if state is found[-1]:
            now = victim.records()
            done = all(is_new(command, client, old, now[client]) for client, old in before.items())
            told += [] if done else ["the command had ended, and its change is gone"]
        if told:
            wrong[found.index(state)] = told
        shutil.rmtree(there)
    record_property("guarantee", f"power loss, {command}, {manner}: {len(chosen)} of {len(found)} "
                    f"states, {len(wrong)} violations")  # fmt: skip
    assert not wrong


@pytest.mark.skipif(not strace.available(), reason="strace is not installed")
def test_the_model_tells_a_sync_that_is_missing(stage, scratch):
    """The check can fail: a plain git commit, which syncs nothing, is lost with the power."""
    run = stage.copy(scratch / "run")
    (run.root / "shell.py").write_text("")
    (run.root / "records" / "acme.yaml").write_text("identity: {name: A, status: client}\n")
    before = Disk.of(run.root, str(run.root))
    log = scratch / "git.log"
    run.run(
        ["strace", "-f", "-o", str(log), *TRACE,
         "git", "-c", "core.fsync=none", "commit", "-qam", "not synced"]
    )  # fmt: skip
    *_, disk = play(log.read_text(), before, str(run.root))
    strict = power.materialise(disk.state(str(run.root), "strict"), str(run.root), scratch / "s")
    assert strict.commits() == run.commits() - 1
    ordered = power.materialise(disk.state(str(run.root), "ordered"), str(run.root), scratch / "o")
    with pytest.raises(AssertionError):
        ordered.commits()
