"""Command lines as people type them into a shell."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from tests.support.runner import CliRunner, CommandResult

BIN = Path(sys.executable).parent
LONG_FORM = os.environ.get("HYPOTHESIS_PROFILE") == "stress"

# The shell has to read a line in which one of these stands outside of quotes.
_SHELL = set("|<>;&$`*?\\~")
_QUOTED = re.compile(r"'[^']*'|\"[^\"$`]*\"")


def needs_shell(line: str) -> bool:
    """Whether the shell makes more of the line than words."""
    bare = _QUOTED.sub("", line)
    return bool(_SHELL & set(bare)) or not line.startswith("clientfile ")


def split_words(line: str) -> list[str]:
    """The words that clientfile gets of a line that needs no shell."""
    return shlex.split(line)[1:]


def run_line(root: Path, line: str) -> tuple[CommandResult, int]:
    """What a line writes, and its exit code.

    What needs no shell is run within this process. In the short form, so is the command at the
    head of a pipe: its output is the standard input of the others, which bash runs.
    """
    if not needs_shell(line):
        return CliRunner(root).attempt(*split_words(line))
    head, rest = _split_pipe(line)
    if LONG_FORM or not head:
        return _run_bash(root, line, None)
    first, code = CliRunner(root).attempt(*split_words(head))
    result, last = _run_bash(root, rest, first.out)
    return CommandResult(result.out, first.err + result.err), last or code


def _split_pipe(line: str) -> tuple[str, str]:
    """A line's first command, where it is clientfile's and needs no shell, and what it pipes to."""
    masked = _QUOTED.sub(lambda match: "q" * len(match[0]), line)
    place = masked.find("|")
    head = line[: max(place, 0)].strip()
    if masked[place + 1 : place + 2] == "|" or not head or needs_shell(head):
        return "", line
    return head, line[place + 1 :].strip()


def _run_bash(root: Path, line: str, stdin: str | None) -> tuple[CommandResult, int]:
    source = {"stdin": subprocess.DEVNULL} if stdin is None else {"input": stdin}
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line],
        cwd=root,
        env={**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=90,
        **source,
    )
    return CommandResult(done.stdout, done.stderr), done.returncode
