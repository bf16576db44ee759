"""Command lines as people type them into a shell."""

from __future__ import annotations

import itertools
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
_SHELL = set("|<>;&$`*?\\~\n")
_QUOTED = re.compile(r"'[^']*'|\"[^\"$`]*\"")
_INTO_A_FILE = re.compile(r"(.*\S) *> *([\w.-]+)", re.DOTALL)
_XARGS = re.compile(r"xargs (-n1|-I\{\}) (clientfile .*)", re.DOTALL)


def needs_shell(line: str) -> bool:
    """Whether the shell makes more of the line than words."""
    bare = _QUOTED.sub("", _joined(line))
    return bool(_SHELL & set(bare)) or not line.startswith("clientfile ")


def split_words(line: str) -> list[str]:
    """The words that clientfile gets of a line that needs no shell."""
    return shlex.split(_joined(line))[1:]


def run_line(root: Path, line: str) -> tuple[CommandResult, int]:
    """What a line writes, and its exit code.

    What needs no shell is run within this process. In the short form, so is what a pipe has of
    clientfile, by xargs too, and what is written into a file; bash runs the pipe's other programs.
    """
    if LONG_FORM and needs_shell(line):
        return _run_bash(root, line, None)
    text = _joined(line)
    into = _INTO_A_FILE.fullmatch(text)
    if into and not needs_shell(into[1]):
        result, code = CliRunner(root).attempt(*split_words(into[1]))
        (root / into[2]).write_text(result.out)
        return CommandResult("", result.err), code
    return _run_pipe(root, _split_pipe(text))


def _joined(line: str) -> str:
    """A line that goes on after a backslash, as one."""
    return line.replace("\\\n", " ")


def _split_pipe(line: str) -> list[str]:
    """The programs of a pipe; what is no mere pipe is one."""
    masked = _QUOTED.sub(lambda match: "q" * len(match[0]), line)
    if re.search(r"\|\||[;&<>$`]", masked):
        return [line]
    places = [-1, *(match.start() for match in re.finditer(r"\|", masked)), len(line)]
    return [line[one + 1 : two].strip() for one, two in itertools.pairwise(places)]


def _run_pipe(root: Path, programs: list[str]) -> tuple[CommandResult, int]:
    """What a pipe writes; its exit code is the last one that is not 0."""
    passed: str | None = None
    errors, code = "", 0
    for ours, some in itertools.groupby(programs, _is_ours):
        each = list(some)
        for part in each if ours else [" | ".join(each)]:
            run = _run_ours if ours else _run_bash
            result, own = run(root, part, passed)
            passed, errors, code = result.out, errors + result.err, own or code
    return CommandResult(passed or "", errors), code


def _is_ours(program: str) -> bool:
    xargs = _XARGS.fullmatch(program)
    return not needs_shell(xargs[2].replace("{}", "") if xargs else program)


def _run_ours(root: Path, program: str, stdin: str | None) -> tuple[CommandResult, int]:
    """A run of clientfile, or by xargs one for each word or line of the input."""
    xargs = _XARGS.fullmatch(program)
    if not xargs:
        return CliRunner(root).attempt(*split_words(program), stdin=stdin or "")
    out, err, code = "", "", 0
    for item in (stdin or "").split():
        words = split_words(xargs[2])
        words = [word.replace("{}", item) for word in words] + [item] * (xargs[1] == "-n1")
        result, own = CliRunner(root).attempt(*words)
        out, err, code = out + result.out, err + result.err, (own and 123) or code
    return CommandResult(out, err), code


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
