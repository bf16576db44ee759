"""Every way of writing, and every command that writes, killed anywhere; then the user acts."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
from pathlib import Path

import pytest

from tests.guarantees import strace
from tests.guarantees.stage import WAYS_OF_WRITING, Stage
from tests.guarantees.verdict import Killed, attempt, fingerprint, play, records, wedged
from tests.guarantees.ways import ACTS, OTHERS, WAYS, WORDS, Way, build_office
from tests.support.groups import check_each

pytestmark = pytest.mark.skipif(not strace.available(), reason="strace is not installed")
CASES = {**WAYS, **{way.verb: way for way in OTHERS}}
SHORT = [
    strace.Point("commit", "rename", 1),
    strace.Point("", "linkat", 1),
    strace.Point("commit", "link", 1),
    strace.Point("", "renameat2", 1),
    strace.Point("", "renameat", 3),
]
"""HEAD moves, the index is claimed, an object written, a file swapped, the index published."""
FAULTS = [
    ("hand edits at once", strace.Point("", "write", 3), "next command"),
    ("undo", strace.Point("commit", "rename", 2), "checkout of an older branch"),
]
"""What a sweep has brought to light: a new text half written, an index that a checkout carries."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return build_office(tmp_path_factory.mktemp("office") / "folder")


@pytest.fixture(autouse=True)
def _an_editor(monkeypatch):
    monkeypatch.setenv("EDITOR", f"sed -i '1i # {WORDS}'")


def kill(office: Stage, way: Way, point: strace.Point, scratch: Path) -> Killed | None:
    """The folder after a kill; None where the command ends before it comes to the point."""
    victim = office.copy(scratch / "victim")
    way.prepare(victim)
    before = records(victim)
    what = "signal=KILL+parent" if point.verb else "signal=KILL"
    code = strace.attacked(victim, way.words, point, what, scratch).returncode
    head = office.git("rev-parse", "HEAD")
    return Killed(victim, way, before, head) if code == -signal.SIGKILL else None


def points(office: Stage, way: Way, scratch: Path, about: int) -> list[strace.Point]:
    """Points at which a command changes the disk, so many of them, spread over its run."""
    traced = office.copy(scratch / "traced")
    warm = office.copy(scratch / "warm")
    for folder in (warm, traced):
        way.prepare(folder)
    assert warm.clientfile(*way.words).returncode == 0
    found = strace.points(traced, way.words, scratch)
    return strace.sample([point for point in found if not point.reads], about)


def test_every_command_that_writes_is_swept():
    others = {"init", "resolve", "sync"}
    assert {way.verb for way in CASES.values()} == WAYS_OF_WRITING.keys() - others


def test_each_way_killed_once_then_each_act(office, scratch):
    """The short form: over the ways each act and each point appear."""
    cases = [*zip(WAYS, itertools.cycle(SHORT), itertools.cycle(ACTS), strict=False), *FAULTS]

    def check(case):
        name, point, act = case
        place = scratch / str(len(list(scratch.iterdir())))
        place.mkdir()
        killed = kill(office, WAYS[name], point, place)
        assert killed, "it was not killed"
        assert not killed.wrong_after(place / "copy", act)

    check_each(cases, str, check)


@pytest.mark.timeout(3000)
@pytest.mark.stress
@pytest.mark.parametrize("name", CASES)
def test_killed_anywhere_then_the_user_acts(office, scratch, name, record_property):
    way = CASES[name]
    wrong: dict[str, list[str]] = {}
    states = set()
    chosen = points(office, way, scratch, 64 if name in WAYS else 12)
    kills = 0
    for point in chosen:
        killed = kill(office, way, point, scratch)
        if killed is not None:
            kills += 1
            state = fingerprint(killed.stage, office)
            for act in ACTS if state not in states else ():
                if told := killed.wrong_after(scratch / "copy", act):
                    wrong[f"{point}, then {act}"] = told
                shutil.rmtree(scratch / "copy")
            states.add(state)
        shutil.rmtree(scratch / "victim")
    record_property("guarantee", f"kills of {name}: {kills} of {len(chosen)} points, "
                    f"{len(states)} states, {len(ACTS)} acts, {len(wrong)} violations")  # fmt: skip
    assert not wrong, "\n".join(f"{case}: {told}" for case, told in wrong.items())
    assert kills >= len(chosen) * 0.9


def wrong_after_init(folder: Stage) -> list[str]:
    """What is wrong when `init` is run again, where it was killed before."""
    code, message = attempt(folder, "init")
    if code:
        return [f"init: {code} {message}"]
    files = folder.git("ls-files").split()
    missing = {"clientfile.toml", ".gitattributes", ".vscode/settings.json"} - {*files}
    wrong = [f"not in HEAD: {missing}"] if missing else []
    if (folder.root / "mine.txt").read_text() != "mine":
        wrong.append("a file of the user's has changed")
    code, message = attempt(folder, "new", "Hooli")
    return [*wrong, f"new: {code} {message}"] if code else wrong + wedged(folder)


@pytest.mark.parametrize("name", ["config.lock", "HEAD.lock"])
def test_init_after_a_git_init_that_was_killed(scratch, name):
    folder = Stage(scratch / "folder", forks=True)
    lock = folder.root / ".git" / name
    lock.parent.mkdir(parents=True)
    lock.touch()
    os.utime(lock, (0, 0))
    (folder.root / "mine.txt").write_text("mine")
    assert wrong_after_init(folder) == []


@pytest.mark.timeout(3000)
@pytest.mark.stress
def test_init_killed_anywhere(scratch, record_property):
    empty = Stage(scratch / "empty", forks=True)
    empty.root.mkdir()
    (empty.root / "mine.txt").write_text("mine")
    way = Way(("init",))
    wrong = {}
    chosen = [point for point in strace.points(empty.copy(scratch / "traced"), way.words, scratch)
              if not point.reads]  # fmt: skip
    for point in chosen:
        victim = empty.copy(scratch / "victim")
        what = "signal=KILL+parent" if point.verb else "signal=KILL"
        strace.attacked(victim, way.words, point, what, scratch)
        for act in ACTS:
            folder = victim.copy(scratch / "copy")
            play(folder, ACTS[act])
            if told := wrong_after_init(folder):
                wrong[f"{point}, then {act}"] = told
            shutil.rmtree(folder.root)
        shutil.rmtree(victim.root)
    record_property("guarantee", f"kills of init: {len(chosen)} points, {len(ACTS)} acts, "
                    f"{len(wrong)} violations")  # fmt: skip
    assert len(chosen) >= 10
    assert not wrong, "\n".join(f"{case}: {told}" for case, told in wrong.items())
