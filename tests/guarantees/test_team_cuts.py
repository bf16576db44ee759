"""`resolve` and `init --from` are killed, or lose the power, after any of their calls that change a
disk: the same command then comes to the same end.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.guarantees import strace
from tests.guarantees.disk import State
from tests.guarantees.power import Recording, materialise
from tests.guarantees.stage import LONG_FORM, Stage
from tests.guarantees.strace import sample
from tests.guarantees.sync_stage import (
    BARE,
    MANNERS,
    MINE,
    attempt_there,
    build_start,
    files,
    fsck,
    run,
)

pytestmark = pytest.mark.skipif(not strace.available(), reason="strace is not installed")
RESOLVE = ("resolve", "--prefer", "mine")
JOIN = ("init", "new", "--from", BARE)
Verdict = Callable[[Stage], Sequence[str]]


def check_cuts(
    recording: Recording, verdict: Verdict, scratch: Path, tell: Callable[[str, str], None]
) -> None:
    """Look at all states that a kill or a power cut could leave, or at some."""
    root = str(recording.root)
    found: dict[str, list[State]] = {manner: [] for manner in MANNERS}
    for disk in recording.play():
        for manner, states in found.items():
            if (state := disk.state(root, manner)) not in states[-1:]:
                states.append(state)
    wrong = {}
    for manner, states in found.items():
        chosen = states if LONG_FORM else sample(states, 1)
        for number, state in enumerate(chosen):
            victim = materialise(state, root, scratch / f"{manner}-{number}")
            victim.forks = True
            if told := verdict(victim):
                wrong[manner, number] = told
            shutil.rmtree(victim.root)
        tell("guarantee", f"{MANNERS[manner]} of {recording.command}: {len(chosen)} of "
             f"{len(states)} states, {len(wrong)} violations")  # fmt: skip
    assert not wrong, "\n".join(f"{case}: {told}" for case, told in wrong.items())


def disagree_about_fields(folder: Stage, branch: str) -> None:
    """On each branch two records are changed in one field, and get a call."""
    for client in ("acme", "globex"):
        run(folder, "set", client, "identity.notes", branch)
        run(folder, "add-call", client, "--summary", f"called on {branch}")


def disagree_about_an_id(folder: Stage, branch: str) -> None:
    """On each branch a client is renamed that another record names, and is changed."""
    run(folder, "rename", "globex", f"globex-{branch}")
    run(folder, "add-call", f"globex-{branch}", "--summary", f"called on {branch}")
    run(folder, "set", "acme", "identity.notes", branch)


@pytest.mark.timeout(3000)
@pytest.mark.parametrize("disagree", [disagree_about_fields, disagree_about_an_id])
def test_resolve_cut_after_any_call(scratch, record_property, disagree):
    folder = Stage.build(scratch / "folder")
    run(folder, "new", "Initech")
    run(folder, "set", "initech", "identity.group", "globex")
    folder.git("branch", "other")
    for branch in ("other", "main"):
        folder.git("checkout", "-q", branch)
        disagree(folder, branch)
    assert folder.run(["git", "merge", "-q", "other"]).returncode == 1
    before = files(folder)
    recording = Recording.of(Stage(folder.root, forks=True), RESOLVE, scratch, folder.root)
    after = files(folder)
    assert after != before
    folder.git("commit", "-qm", "merged")
    tree = folder.git("rev-parse", "HEAD^{tree}")

    def verdict(victim: Stage) -> Sequence[str]:
        now = files(victim)
        wrong = [
            f"neither old nor new: {name}"
            for name in {**before, **now}
            if now.get(name) not in (before.get(name), after.get(name))
            # What is about to be renamed is gone after the next resolve, which is looked at below.
            and not name.endswith(".yaml.tmp")
        ]
        wrong += fsck(victim.root)
        for words in (["list"], RESOLVE):
            code, said = attempt_there(victim, *words)
            wrong += [f"{words}: {code} {said}"] if code else []
        if files(victim) != after:
            wrong.append(f"the next resolve leads elsewhere: {files(victim)}")
        wrong += [str(path) for path in (victim.root / ".git").rglob("*.lock")]
        done = victim.run(["git", "commit", "-qm", "merged"])
        if done.returncode or victim.git("rev-parse", "HEAD^{tree}") != tree:
            wrong.append(f"the merge is not committed: {done.stderr}")
        return wrong

    check_cuts(recording, verdict, scratch, record_property)


@pytest.mark.timeout(3000)
def test_init_from_cut_after_any_call(scratch, record_property):
    desk = scratch / "desk"
    desk.mkdir()
    shutil.rmtree(build_start(desk) / MINE)
    recording = Recording.of(Stage(desk, forks=True), JOIN, scratch, desk)
    after, commits = (
        files(Stage(desk / "new")),
        Stage(desk / "new").git("rev-list", "--count", "HEAD"),
    )

    def verdict(victim: Stage) -> Sequence[str]:
        code, said = attempt_there(victim, *JOIN)
        wrong = [f"init --from: {code} {said}"] if code else []
        folder = Stage(victim.root / "new", forks=True)
        if files(folder) != after:
            wrong.append(f"it leads elsewhere: {files(folder)}")
        for words in (["list"], ["sync"], ["doctor"]):
            code, said = attempt_there(folder, *words)
            wrong += [f"{words}: {code} {said}"] if code else []
        wrong += [line for line in folder.git("status", "--porcelain").splitlines() if line]
        if folder.git("rev-list", "--count", "HEAD") != commits:
            wrong.append("it has other commits")
        wrong += [str(path) for path in (folder.root / ".git").rglob("*.lock")]
        return wrong + fsck(folder.root)

    check_cuts(recording, verdict, scratch, record_property)
