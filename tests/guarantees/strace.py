"""Runs under strace: the points at which a command touches its folder, and what happens when it is
killed, or the disk fails, at one of them.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.guarantees.stage import Stage

# What changes a disk, or opens something on it.
SYSCALLS = (
    "write", "pwrite64", "openat", "rename", "renameat", "renameat2", "link", "linkat", "unlink",
    "unlinkat", "fsync", "fdatasync", "mkdir", "mkdirat", "ftruncate",
)  # fmt: skip
_HERE = re.compile(r"AT_FDCWD<[^>]*>")
_CALL = re.compile(r"^(\d+) +(?:<\.\.\. )?(\w+)[( ](.*)")
_WRITING_GIT = ("add", "commit", "update-ref", "update-index", "init")
GIT_OF_SYNC = (*_WRITING_GIT, "fetch", "push", "fast-import", "config", "remote", "symbolic-ref")
"""What a sync calls of git, and changes a disk."""
GIT_WITHIN_GIT = ("unpack-objects", "index-pack")
"""What git itself calls to that end."""


@dataclass(frozen=True)
class Point:
    """The `ordinal`-th call of a kind, of Python's own process or of the git that it calls to do
    `verb`; `inside` says whether it is about a file of the folder, `reads` whether it only reads.
    """

    verb: str
    syscall: str
    ordinal: int
    inside: bool = field(default=True, compare=False)
    reads: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        return f"{self.verb or 'clientfile'}:{self.syscall}:{self.ordinal}"


def available() -> bool:
    return shutil.which("strace") is not None


def seccomp(stage: Stage) -> list[str]:
    """The option with which a run from its start is as quick as without strace; no process takes it
    on later.
    """
    return [] if stage.forks else ["--seccomp-bpf"]


def points(
    stage: Stage, words: tuple[str, ...], scratch: Path, verbs: Sequence[str] = _WRITING_GIT
) -> list[Point]:
    """Every point of a run from where it first touches the folder, clientfile's and that of the
    git that does one of the `verbs`.
    """
    log = scratch / "strace.log"
    # What a first run imports, or compiles, no other one does.
    stage.copy(scratch / f"warm {len(words)}").next_command(*words)
    tracer = ["strace", "-f", *seccomp(stage), "-y", "-s", "300", "-o", str(log),
              "-e", f"trace=execve,{','.join(SYSCALLS)}"]  # fmt: skip
    done = stage.clientfile(*words, tracer=tracer)
    assert done.returncode == 0, done.stderr
    return list(_points_of(log.read_text(errors="replace"), str(stage.root), verbs))


def _points_of(log: str, folder: str, writing: Sequence[str]) -> list[Point]:
    counts: Counter[tuple[str, str]] = Counter()
    verbs: dict[str, str] = {}
    found: list[Point] = []
    touched = False
    first = log.split(" ", 1)[0]
    begun: dict[str, str] = {}
    for line in log.splitlines():
        match = _CALL.match(line)
        if match is None:
            continue
        process, syscall, rest = match.groups()
        if syscall == "execve":
            # A busy machine tells a call in two lines.
            if "<unfinished" in rest:
                begun[process] = rest
                continue
            rest = begun.pop(process, "") + rest
        elif "resumed>" in line:
            continue
        rest = _HERE.sub("", rest)
        if syscall == "execve":
            named = [verb for verb in writing if f'"{verb}"' in rest]
            if process != first and "= 0" in rest:
                verbs[process] = named[0] if named and 'git"' in rest else "other"
                counts = Counter({key: n for key, n in counts.items() if key[0] != process})
            continue
        counts[process, syscall] += 1
        if process != first and verbs.get(process, "other") == "other":
            continue
        touched = touched or (process == first and folder in rest and "O_RDONLY" not in rest)
        if touched and (process == first or folder in rest or ".git/" in rest):
            count = counts[process, syscall]
            reads = syscall == "openat" and "O_RDONLY" in rest and "O_CREAT" not in rest
            found.append(Point(verbs.get(process, ""), syscall, count, folder in rest, reads))
    return found


def attacked(stage: Stage, words: tuple[str, ...], point: Point, what: str, scratch: Path):
    """Run a command with an injection (`signal=KILL`, `error=ENOSPC`) at a point.

    With `+parent` after it, who called git is killed as soon as git is dead.
    """
    what, _, parent = what.partition("+")
    inject = f"{point.syscall}:{what}:when={point.ordinal}"
    strace = f"strace -o /dev/null -e trace={point.syscall} -e inject={inject}"
    if not point.verb:
        return stage.clientfile(*words, tracer=strace.split())
    if point.verb in GIT_WITHIN_GIT:
        return stage.clientfile(
            *words, GIT_EXEC_PATH=_wrapped_within(stage, point.verb, strace, scratch)
        )
    return stage.clientfile(*words, PATH=_wrapped(point.verb, strace, bool(parent), scratch))


def sample(found: list[Point], about: int) -> list[Point]:
    """So many of the points, spread over the run; all of them for 0, or where there are fewer."""
    if not about or about >= len(found):
        return found
    return [found[(2 * place + 1) * len(found) // (2 * about)] for place in range(about)]


def _wrapped(verb: str, strace: str, parent: bool, scratch: Path) -> str:
    """A PATH whose git is run under strace for one of its verbs."""
    directory = scratch / "bin"
    directory.mkdir(exist_ok=True)
    git = shutil.which("git")
    end = "[ $? -gt 128 ] && kill -9 $PPID; exit 1" if parent else "exit $?"
    script = directory / "git"
    script.write_text(
        f'#!/bin/sh\ncase " $* " in *" {verb} "*) {strace} {git} "$@"; {end};; esac\n'
        f'exec {git} "$@"\n'
    )
    script.chmod(0o755)
    return f"{directory}:{os.environ['PATH']}"


def _wrapped_within(stage: Stage, verb: str, strace: str, scratch: Path) -> str:
    """git's own programs, of which a `git` that another git of the folder calls is run under strace
    for one of its verbs.
    """
    programs = Path(subprocess.check_output(["git", "--exec-path"], text=True).strip())
    directory = scratch / "git-core"
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir()
    for program in programs.iterdir():
        (directory / program.name).symlink_to(program)
    script = directory / "git"
    script.unlink()
    script.write_text(
        f'#!/bin/sh\n[ "$1" = {verb} ] && [ "$PWD" = "{stage.root}" ] && '
        f'exec {strace} {programs}/git "$@"\nexec {programs}/git "$@"\n'
    )
    script.chmod(0o755)
    return str(directory)
