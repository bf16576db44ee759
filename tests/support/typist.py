"""Somebody at a terminal: a script of what is typed, and the screen that it leads to.

A script is a file of commands, each followed by what is typed and by the whole screen at its end:

    $ clientfile add-meeting acme
    ? With > jean<Tab>
    + <Enter>
    ? Purpose > <^D>

`? LABEL > KEYS` waits for a new line of the screen that begins with LABEL, then types KEYS and
Enter, unless KEYS end with a key of their own; `+ KEYS` types into the line where the cursor is,
`= TEXT` waits until TEXT is on the screen, `@ TEXT` until it is in that line. Variables before
`clientfile` are set for the run; KEPT in a command line is the newest text that was kept. Lines
that begin with `# ` before a command tell its story.
The terminal is pyte's, which shares no code with ours.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pexpect
import pyte

from tests.support.forked import ForkedChild
from tests.support.shell import LONG_FORM

ROWS, COLUMNS = 200, 120
KEYS = {
    "Enter": "\r", "Tab": "\t", "^C": "\x03", "^D": "\x04", "^U": "\x15", "Back": "\x7f",
    "Esc": "\x1b", "Down": "\x1b[B",
}  # fmt: skip
_KEY = re.compile(r"<([^<>]+)>")
_PATIENCE = 30.0
_QUIET = 0.02


class Screen(pyte.Screen):
    """A terminal that answers when it is asked where its cursor is."""

    def __init__(self, child: ForkedChild | pexpect.spawn) -> None:
        super().__init__(COLUMNS, ROWS)
        self._child = child

    def write_process_input(self, data: str) -> None:
        self._child.send(data)


@dataclass
class Typist:
    """One run of the command line in a pseudo-terminal, and what has been seen of it."""

    child: ForkedChild | pexpect.spawn
    screen: Screen
    stream: pyte.ByteStream
    row: int = -1
    written: bytes = b""

    @classmethod
    def at(cls, root: Path, line: str) -> Typist:
        words = shlex.split(line)
        program = words.index("clientfile")
        # Pages are as wide as pytest-xdist tells its workers, in a run without it too.
        env = {"COLUMNS": "80"} | dict(word.split("=", 1) for word in words[:program])
        env = {**os.environ, "TERM": "xterm", "NO_COLOR": "1", "LC_ALL": "C.UTF-8", **env}
        size, words = (ROWS, COLUMNS), words[program + 1 :]
        child: ForkedChild | pexpect.spawn
        if LONG_FORM:
            child = pexpect.spawn(
                sys.executable, ["-m", "clientfile", *words], cwd=str(root), env=env,
                dimensions=size, timeout=_PATIENCE,
            )  # fmt: skip
        else:
            child = ForkedChild(words, root, env, size)
        child.delaybeforesend = None
        screen = Screen(child)
        return cls(child, screen, pyte.ByteStream(screen))

    def look(self, wait: float) -> bool | None:
        """Take in what is written within `wait` seconds: True for something, False for nothing,
        None where there will be no more.
        """
        try:
            came = self.child.read_nonblocking(65536, timeout=wait)
        except pexpect.TIMEOUT:
            return False
        except pexpect.EOF:
            return None
        self.written += came
        self.stream.feed(came)
        return True

    def wait_until(self, seen, text: str) -> None:
        """Wait until `seen()` holds and the screen rests."""
        end = time.monotonic() + _PATIENCE
        # Looked at once for each time that the screen comes to rest: a whole one takes long.
        changed = True
        while True:
            came = self.look(_QUIET)
            if not came and changed and seen():
                return
            changed = bool(came)
            if came is None or time.monotonic() > end:
                shown = "\n".join(self.lines())
                raise AssertionError(f"waited in vain for {text!r} on\n{shown}")

    def wait_for_question(self, label: str) -> None:
        """Wait for a question that begins with `label`, on a line of its own."""

        def stands_there() -> bool:
            return self.screen.cursor.y != self.row and self.line().startswith(label)

        self.wait_until(stands_there, label)
        self.row = self.screen.cursor.y

    def type(self, keys: str) -> None:
        self.child.send(_KEY.sub(lambda match: KEYS[match[1]], keys))

    def step(self, line: str) -> None:
        """One line of a script."""
        kind, _, rest = line.partition(" ")
        if kind == "=":
            self.wait_until(lambda: rest in "\n".join(self.lines()), rest)
            return
        if kind == "@":
            self.wait_until(lambda: rest in self.line(), rest)
            return
        if kind == "?":
            label, _, rest = rest.partition(" >")
            self.wait_for_question(label)
            rest = rest.removeprefix(" ")
        self.type(rest if kind == "+" or rest.endswith(">") else rest + "<Enter>")

    def line(self) -> str:
        """The line where the cursor is."""
        cells = self.screen.buffer[self.screen.cursor.y]
        return "".join(cells[column].data for column in range(COLUMNS)).rstrip()

    def lines(self) -> list[str]:
        shown = [line.rstrip() for line in self.screen.display]
        while shown and not shown[-1]:
            shown.pop()
        return shown

    def leave(self) -> str:
        """The screen at the end of the run, and its exit code where that is not 0."""
        end = time.monotonic() + _PATIENCE
        while self.look(0.2) is not None:
            assert time.monotonic() < end, "still running:\n" + "\n".join(self.lines())
        self.child.close()
        code = self.child.exitstatus
        return "\n".join([*self.lines(), *([f"[{code}]"] if code else []), ""])


def play(root: Path, script: str) -> str:
    """A script with every screen as it is now."""
    blocks_now, before = [], item_ids(root)
    for block in blocks(script):
        if not block.startswith("$ "):
            blocks_now.append(block)
            continue
        first, *rest = block.splitlines()
        steps = [line for line in rest if line[:2] in ("? ", "+ ", "= ", "@ ")]
        typist = Typist.at(root, first.removeprefix("$ ").replace("KEPT", _newest_draft(root)))
        for step in steps:
            typist.step(step)
        shown = frame(typist.leave(), item_ids(root) - before)
        blocks_now.append("\n".join([first, *steps, *shown, ""]))
    return "\n".join(blocks_now)


def blocks(script: str) -> list[str]:
    """The story's parts, and each command with all that belongs to it."""
    parts = re.split(r"^(?=\$ )|(?<=\n)(?=# )", script, flags=re.MULTILINE)
    return [part.rstrip("\n") + "\n" for part in parts if part.strip()]


def item_ids(root: Path) -> set[str]:
    """The ids of items, other than people, that the records have."""
    texts = (path.read_text() for path in (root / "records").rglob("*.yaml"))
    return {found for text in texts for found in re.findall(r"\bid: ([a-z2-7]{8})\b", text)}


def frame(shown: str, new: Iterable[str]) -> list[str]:
    """A screen's lines as a script holds them; what is by chance, such as new ids, is not told."""
    shown = re.sub(r"\[[0-9a-f]{7,}\]", "[COMMIT]", shown)
    shown = re.sub(r"kept/[0-9]+-[0-9]+-", "kept/TIME-", shown)
    for identifier in new:
        shown = shown.replace(identifier, "newidnew")
    return [f"| {line}".rstrip() for line in shown.splitlines()]


def _newest_draft(root: Path) -> str:
    drafts = sorted((root / ".git" / "clientfile" / "kept").glob("*"))
    return str(drafts[-1]) if drafts else "KEPT"
