"""Screens as files: `$ clientfile …` and under it all that it writes, as a reader would see it.

A file holds one command line: variables before the program's name are set for the run, `COLUMNS`
makes it a terminal of that width. What goes to stderr stands after what goes to stdout, and `[3]`
on the last line is an exit code that is not 0.
"""

from __future__ import annotations

import io
import os
import shlex
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from clientfile.cli import run
from clientfile.console.session import Session
from tests.support.runner import CliRunner, CommandResult


def screen(runner: CliRunner, line: str) -> str:
    """What a command line writes, stdout first, then its exit code where that is not 0."""
    words = shlex.split(line)
    program = words.index("clientfile")
    env = dict(word.split("=", 1) for word in words[:program])
    result, code = run_as_screen(runner, words[program + 1 :], env)
    return result.out + result.err + (f"[{code}]\n" if code else "")


def compare(runner: CliRunner, path: Path) -> tuple[str, str]:
    """What a screen's file holds and what its command writes now.

    With WRITE_SCREENS=1 in the environment the file is written anew first.
    """
    line, _, shown = path.read_text().partition("\n")
    now = screen(runner, line.removeprefix("$ "))
    if os.environ.get("WRITE_SCREENS"):
        path.write_text(f"{line}\n{now}")
        return now, now
    return shown, now


def run_as_screen(
    runner: CliRunner, words: list[str], env: dict[str, str], *, mixed: bool = False
) -> tuple[CommandResult, int]:
    """Run a command as on a terminal; `mixed` has all that it writes in `out`, in its order."""
    out = io.StringIO()
    err = out if mixed else io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.chdir(runner.root)
        patch.setenv("NO_COLOR", "1")
        for name, value in env.items():
            patch.setenv(name, value)
        if "COLUMNS" in env:
            patch.setattr(Session, "on_terminal", property(lambda _: True))
        code = run(words)
    return CommandResult(out.getvalue(), "" if mixed else err.getvalue()), code
