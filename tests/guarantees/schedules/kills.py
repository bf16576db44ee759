"""A command that is killed somewhere: before the n-th thing that it does to the disk or by git."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from tests.support.forked import run_forked

_DEEDS = {"os.rename", "os.remove", "os.link", "os.mkdir", "os.truncate", "subprocess.Popen",
          "os.posix_spawn", "os.fork", "open"}  # fmt: skip
_MOST_DEEDS = 250
_SUBREAPER = 36


@dataclass
class _Countdown:
    """How many deeds of a forked process are left; `parent` is the process that is spared."""

    parent: int = 0
    left: int = 0
    with_its_gits: bool = False


_countdown = _Countdown()


def run_until_killed(words: list[str], root: Path, dice: Random, env: Mapping[str, str]) -> int:
    """Kill `clientfile WORDS` before a deed drawn at random, with its gits or without; wait for
    those that it leaves.

    Returns the number of the deed; 0 where the command had ended before it.
    """
    _watch_forks()
    number = int(_MOST_DEEDS ** dice.random())
    _countdown.parent, _countdown.left = os.getpid(), number
    _countdown.with_its_gits = dice.random() < 0.5
    done = run_forked(words, root, {**os.environ, "CLIENTFILE_WAIT": "20", **env})
    # The deeds were counted in the forked process alone: those of later tests are not to be killed.
    _countdown.left = 0
    _wait_for_orphans()
    return number if done.returncode == -signal.SIGKILL else 0


@cache
def _watch_forks() -> None:
    """An audit hook can't be taken away again: it looks on while nothing is to be killed."""
    sys.addaudithook(_look_on)
    # Orphans become ours, so that their end can be waited for.
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)


def _look_on(event: str, args: tuple[object, ...]) -> None:
    if event not in _DEEDS or not _countdown.left or os.getpid() == _countdown.parent:
        return
    if event == "open" and not _writes(args):
        return
    if os.getpgid(0) != os.getpid():
        os.setpgid(0, 0)
    _countdown.left -= 1
    if not _countdown.left:
        if _countdown.with_its_gits:
            os.killpg(0, signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)


def _writes(args: tuple[object, ...]) -> bool:
    flags = args[2] if len(args) > 2 else 0
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def _wait_for_orphans() -> None:
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
