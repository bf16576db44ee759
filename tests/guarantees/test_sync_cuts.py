"""`sync` is killed, or loses the power, after any of its calls that change a disk, git's own among
them: what was begun is whole or not there, and the next sync ends as one that nobody interrupted.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.guarantees import strace
from tests.guarantees.stage import LONG_FORM
from tests.guarantees.strace import sample
from tests.guarantees.sync_stage import CASES, MANNERS, SyncRun, build_start, wrong_after

pytestmark = pytest.mark.skipif(not strace.available(), reason="strace is not installed")


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_start(tmp_path_factory.mktemp("team"))


@pytest.mark.timeout(3000)
@pytest.mark.parametrize("name", CASES if LONG_FORM else ["merging set up"])
def test_cut_after_any_call(start, scratch, name, record_property):
    sync = SyncRun.of(CASES[name], start, scratch)
    wrong = {}
    for manner, found in sync.states().items():
        chosen = found if LONG_FORM else sample(found, 2)
        for number, (state, remote) in enumerate(chosen):
            place = scratch / f"{manner} {number}"
            victim = sync.place(state, remote, place)
            code = 0 if (state, remote) == found[-1] else None
            if told := wrong_after(sync, victim, code):
                wrong[manner, number] = told
            shutil.rmtree(place)
        record_property("guarantee", f"{MANNERS[manner]} of sync, {name}: {len(chosen)} of "
                        f"{len(found)} states, {len(wrong)} violations")  # fmt: skip
    assert not wrong, "\n".join(f"{case}: {told}" for case, told in wrong.items())
