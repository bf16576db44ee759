"""The disk says no at every call that changes it: not 0 means that nothing was changed."""

from __future__ import annotations

import itertools
import shutil
from collections import Counter

import pytest

from tests.guarantees import strace
from tests.guarantees.stage import COMMANDS, TEXTS, is_new, wrong_after_recovery

ERRORS = ("ENOSPC", "EMFILE", "EIO", "EACCES", "EDQUOT", "EROFS")


def attempts(inside: list[strace.Point], about: int, turn: int) -> list[tuple[strace.Point, str]]:
    """Every point with every error; or so many points, each with the error whose turn it is."""
    if not about:
        return [(point, error) for error in ERRORS for point in inside]
    errors = itertools.cycle([*ERRORS[turn:], *ERRORS[:turn]])
    return list(zip(strace.sample(inside, about), errors, strict=False))


@pytest.mark.skipif(not strace.available(), reason="strace is not installed")
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.timeout(3000)
def test_a_fault_at_any_point(stage, scratch, command, long_form, record_property):
    before = {client: stage.record(client) or "" for client in TEXTS}
    commits = stage.commits()
    found = strace.points(stage.copy(scratch / "traced"), COMMANDS[command], scratch)
    inside = [point for point in found if point.verb or point.inside]
    chosen = attempts(inside, 0 if long_form else 5, list(COMMANDS).index(command))
    wrong: dict[str, list[str]] = {}
    ends: Counter[int] = Counter()
    for number, (point, error) in enumerate(chosen):
        there = scratch / str(number)
        victim = stage.copy(there)
        done = strace.attacked(victim, COMMANDS[command], point, f"error={error}", scratch)
        ends[done.returncode] += 1
        records, told = victim.records(), []
        if done.returncode == 0:
            if not all(is_new(command, c, old, records[c]) for c, old in before.items()):
                told.append(f"0, and not done: {records}")
        elif records != before or victim.commits() != commits:
            told.append(f"{done.returncode}, and changed: {records} {done.stderr}")
        elif done.returncode != 5 or "nothing was changed" not in done.stderr:
            told.append(f"{done.returncode}: {done.stderr}")
        told += wrong_after_recovery(victim, command, before)
        if told:
            wrong[f"{point} {error}"] = told
        shutil.rmtree(there)
    told = f"{len(chosen)} faults at {len(inside)} points"
    ended = f"{ends[5]} refused, {ends[0]} done all the same, changed on failure {len(wrong)}"
    record_property("guarantee", f"fault sweep, {command}: {told}, {ended}")
    assert not wrong
