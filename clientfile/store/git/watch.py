"""Runs a git that talks to a remote: its progress is told, and a silence that lasts ends it.

git asks for a password or a passphrase itself, on the terminal; without one it asks nobody, and
fails.
"""

from __future__ import annotations

import os
import re
import selectors
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from clientfile.errors import StateError
from clientfile.language import _, ngettext
from clientfile.store.git.process import Result, not_started, prepare_transport, run_git
from clientfile.store.patience import read_patience

Progress = Callable[[str], None]
"""Tells the step under way: a sentence in the present tense."""

_BLOCK = 1 << 16
# A git that is told to end does so within this time, in seconds, or is killed.
_GRACE = 2.0
# On a terminal the user may be typing a passphrase, which looks like silence.
_WHILE_ASKED = 120.0
_SENDING = b"Writing"
_STEP = re.compile(rb"(Receiving|Unpacking|Writing) objects: +\d+% \((\d+)/(\d+)\)")
_PROGRESS = re.compile(
    rb"(?:remote: )?(?:\w+ (?:objects|deltas|connectivity): |Delta compression |Total \d)"
)
_WITHOUT_TERMINAL = {
    "GIT_TERMINAL_PROMPT": "0",
    "SSH_ASKPASS_REQUIRE": "never",
    "GCM_INTERACTIVE": "never",
}


class SilenceError(StateError):
    """A remote said nothing for as long as it is waited for, in seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            ngettext(
                "nothing came for {count} second: try again, or wait longer: CLIENTFILE_WAIT=300",
                "nothing came for {count} seconds: try again, or wait longer: CLIENTFILE_WAIT=300",
                max(1, round(seconds)),
            )
        )


def watch_git(
    directory: Path, *arguments: str, writes: bool = False, progress: Progress | None = None
) -> Result:
    """Run a git that talks to a remote, to its end; `writes` is for a push, whose hooks run.

    A failure of git is in the result, without the lines of its progress. Raises SilenceError where
    nothing came for `$CLIENTFILE_WAIT` seconds, else 30, or 120 on a terminal; StateError where git
    can't be started. git is ended by that, by ^C, and by whatever else is raised meanwhile.
    """
    has_terminal = os.isatty(0) and os.isatty(2)
    patience = read_patience(_WHILE_ASKED) if has_terminal else read_patience()
    command, env = prepare_transport(directory, arguments, writes=writes)
    try:
        running = subprocess.Popen(
            command,
            cwd=directory,
            env=env | _ways_to_ask(directory, patience, has_terminal=has_terminal),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # In a session of its own no program that git starts finds a terminal to ask on.
            start_new_session=not has_terminal,
        )
    except OSError as error:
        raise not_started(directory, error) from error
    with running:
        try:
            output = _Output(progress)
            _read_all(running, output, patience)
            return Result(running.wait(), bytes(output.out), os.fsdecode(bytes(output.words)))
        except BaseException:
            _end(running, is_leader=not has_terminal)
            raise


@dataclass
class _Output:
    """What git has printed so far: standard output, and of standard error what is no progress."""

    progress: Progress | None
    out: bytearray = field(default_factory=bytearray)
    words: bytearray = field(default_factory=bytearray)
    _line: bytearray = field(default_factory=bytearray)

    def add_errors(self, block: bytes) -> None:
        """Take what came on standard error; an empty block is its end."""
        self._line += block
        *lines, rest = re.split(rb"[\r\n]", bytes(self._line))
        self._line[:] = rest
        for line in lines if block else [*lines, rest]:
            self._take(line)

    def _take(self, line: bytes) -> None:
        step = _STEP.match(line)
        if step and self.progress:
            self.progress(_describe_step(step[1] == _SENDING, int(step[2]), int(step[3])))
        if line.strip() and not _PROGRESS.match(line):
            self.words += line + b"\n"


def _describe_step(is_sent: bool, done: int, count: int) -> str:
    if is_sent:
        return _("sending: {done:,} of {count:,}", done=done, count=count)
    return _("receiving: {done:,} of {count:,}", done=done, count=count)


def _read_all(running: subprocess.Popen[bytes], output: _Output, patience: float) -> None:
    """Read what git prints to its end. Raises SilenceError."""
    assert running.stdout is not None
    assert running.stderr is not None
    out, errors = running.stdout.fileno(), running.stderr.fileno()
    with selectors.DefaultSelector() as selector:
        selector.register(out, selectors.EVENT_READ)
        selector.register(errors, selectors.EVENT_READ)
        while selector.get_map():
            ready = selector.select(patience)
            if not ready:
                raise SilenceError(patience)
            for key, _events in ready:
                block = os.read(key.fd, _BLOCK)
                if not block:
                    selector.unregister(key.fd)
                if key.fd == out:
                    output.out += block
                else:
                    output.add_errors(block)


def _end(running: subprocess.Popen[bytes], *, is_leader: bool) -> None:
    """End git, with what it has started where it leads a session."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError, PermissionError):
            if is_leader:
                os.killpg(running.pid, number)
            else:
                running.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            running.wait(_GRACE)
            if not is_leader:
                return


def _ways_to_ask(directory: Path, patience: float, *, has_terminal: bool) -> dict[str, str]:
    """The environment in which git and ssh ask on the terminal, or nobody."""
    env = {} if has_terminal else dict(_WITHOUT_TERMINAL)
    if not has_terminal and "GIT_ASKPASS" not in os.environ:
        env["GIT_ASKPASS"] = ""
    own = any(name in os.environ for name in ("GIT_SSH_COMMAND", "GIT_SSH"))
    if not own and not _has_ssh_command(directory):
        options = [f"ConnectTimeout={max(1, round(patience))}"]
        options += [] if has_terminal else ["BatchMode=yes"]
        env["GIT_SSH_COMMAND"] = " -o".join(["ssh", *options])
    return env


@cache
def _has_ssh_command(directory: Path) -> bool:
    """Whether git's settings name the command for ssh; a process asks once."""
    return run_git(directory, "config", "--get", "core.sshCommand").code == 0
