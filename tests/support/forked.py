"""clientfile in a process that is forked from this one: at a pseudo-terminal, or under a tracer.

A fork has every module at once: it takes a tenth of the time in which an interpreter starts.
"""

from __future__ import annotations

import contextlib
import fcntl
import io
import os
import pty
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

import prompt_toolkit.shortcuts  # noqa: F401 - imported once, for all who are forked
from pexpect import fdpexpect

from clientfile.cli import main


class ForkedChild(fdpexpect.fdspawn):
    """A run of the command line, with the part of pexpect.spawn's protocol that Typist uses."""

    def __init__(
        self, words: list[str], cwd: Path, env: dict[str, str], size: tuple[int, int]
    ) -> None:
        with _threads_ignored():
            self.pid, fd = pty.fork()
        if self.pid == 0:
            _run_and_leave(words, cwd, env, size)
        super().__init__(fd, timeout=30)
        self.exitstatus: int | None = None

    def close(self) -> None:
        """Wait for the end of the run; its exit code is `exitstatus`."""
        deadline = time.monotonic() + 30
        while True:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() > deadline:
                os.kill(self.pid, signal.SIGKILL)
            time.sleep(0.005)
        self.exitstatus = os.waitstatus_to_exitcode(status)
        with contextlib.suppress(OSError):
            super().close()


def run_forked(
    words: list[str], cwd: Path, env: dict[str, str], tracer: Sequence[str] = ()
) -> subprocess.CompletedProcess[str]:
    """`clientfile WORDS`, without a terminal.

    `tracer` is a command line that takes `-p PID`, such as strace's: it sees the run from its
    first call.
    """
    gate, key = os.pipe()
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        with _threads_ignored():
            pid = os.fork()
        if pid == 0:
            os.read(gate, 1)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            _run_and_leave(words, cwd, env, None)
        watching = _attach(tracer, pid) if tracer else None
        os.write(key, b"x")
        _, status = os.waitpid(pid, 0)
        if watching:
            watching.wait()
        os.close(gate)
        os.close(key)
        out.seek(0)
        err.seek(0)
        code = os.waitstatus_to_exitcode(status)
        return subprocess.CompletedProcess(words, code, out.read(), err.read())


def _attach(tracer: Sequence[str], pid: int) -> subprocess.Popen[bytes]:
    """The tracer, once it has hold of a process."""
    watching = subprocess.Popen([*tracer, "-p", str(pid)], stderr=subprocess.DEVNULL)
    status = Path(f"/proc/{pid}/status")
    while "\nTracerPid:\t0\n" in status.read_text():
        assert watching.poll() is None, "the tracer could not take hold of the process"
        time.sleep(0.001)
    return watching


@contextlib.contextmanager
def _threads_ignored() -> Iterator[None]:
    """Later Pythons warn of threads, which pytest-xdist has: a forked process uses none of them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def _run_and_leave(
    words: list[str], cwd: Path, env: dict[str, str], size: tuple[int, int] | None
) -> None:
    """What the forked process does: `clientfile WORDS` as in a fresh one."""
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if size is not None:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
        os.chdir(cwd)
        os.environ.clear()
        os.environ.update(env)
        warnings.simplefilter("ignore")
        sys.stdin = sys.__stdin__ = _text(0, "r")
        sys.stdout = sys.__stdout__ = _text(1, "w")
        sys.stderr = sys.__stderr__ = _text(2, "w", errors="backslashreplace")
        sys.argv = ["clientfile", *words]
        main()
        os._exit(0)
    except SystemExit as leaving:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(leaving.code if isinstance(leaving.code, int) else 1)
    except BaseException:
        os._exit(99)


def _text(fd: int, mode: str, errors: str = "strict") -> io.TextIOWrapper:
    return open(fd, mode, buffering=1, encoding="utf-8", errors=errors, closefd=False)
