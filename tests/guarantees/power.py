"""A run of a command that is recorded, and the states in which a power cut, or a kill, during it
could leave its folder.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.guarantees.disk import TRACE, Disk, State, play
from tests.guarantees.stage import Stage
from tests.guarantees.strace import seccomp

_WITH_PATHS = ("config", "clientfile-joining")
"""The files in a git directory in which the address of a remote may be a whole path."""


@dataclass(frozen=True)
class Recording:
    """The calls of a run of a command, and the tree at `root` as it was before, a copy of which is
    `before`.
    """

    command: str
    root: Path
    directory: Path
    before: Path
    log: str

    @classmethod
    def of(cls, stage: Stage, words: tuple[str, ...], scratch: Path, root: Path) -> Recording:
        """Run a command of clientfile's, to its end."""
        before = scratch / "before the run"
        shutil.copytree(root, before, symlinks=True)
        log = scratch / "power.log"
        tracer = ["strace", "-f", *seccomp(stage), "-o", str(log), *TRACE]
        done = stage.clientfile(*words, tracer=tracer)
        assert done.returncode == 0, done.stderr
        return cls(words[0], root, stage.root, before, log.read_text())

    def play(self) -> Iterator[Disk]:
        """The disk, before the run and after each call: one and the same object."""
        return play(self.log, Disk.of(self.before, str(self.root)), str(self.directory))


def states(stage: Stage, words: tuple[str, ...], scratch: Path, manner: str) -> Iterator[State]:
    """The states in which a power cut during a run could leave its folder, each once, in order.

    The last is that after the run's end.
    """
    root = str(stage.root)
    recording = Recording.of(stage, words, scratch, stage.root)
    return distinct(disk.state(root, manner) for disk in recording.play())


def distinct(every: Iterable[State]) -> Iterator[State]:
    """The states of a run without those that are as the one before."""
    last: State | None = None
    for state in every:
        if state != last:
            last = state
            yield state


def materialise(state: State, root: str, to: Path) -> Stage:
    """A folder that holds just what a state does, in another place."""
    to.mkdir()
    for path, content in state.items():
        there = to / os.path.relpath(path, root)
        there.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            there.mkdir(exist_ok=True)
        elif there.name in _WITH_PATHS:
            there.write_bytes(content.replace(os.fsencode(root), os.fsencode(to)))
        else:
            there.write_bytes(content)
    # Nothing is older than what it was made after.
    moment = time.time()
    for path in to.rglob("*"):
        os.utime(path, (moment, moment))
    return Stage(to)
