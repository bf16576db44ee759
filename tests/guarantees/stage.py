"""A client folder to break things in: copied afresh for every attempt, and looked at afterwards."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from clientfile.cli import run
from tests.support.forked import run_forked

LONG_FORM = os.environ.get("HYPOTHESIS_PROFILE") == "stress"

ACME = """\
# Acme: our oldest client
identity:
    name: 'Acme  Industries'   # as on their letterhead
    status: client

contacts:
  people:
  - id: jean-dupont    # the one who signs
    first_name: Jean
    last_name: Dupont
    function: Buyer

  interactions:
  - {id: k3f9abcd, date: 2026-10-01, kind: visit, with: [jean-dupont]}
# the end
"""
GLOBEX = "identity:\n  name: Globex\n  status: prospect\n"
TEXTS = {"acme": ACME, "globex": GLOBEX}
COMMANDS = {
    "add-meeting": ("add-meeting", "acme", "--with", "dupont", "--summary", "under attack"),
    "successor": ("successor", "acme/dupont", "Marie Curie", "--to-client", "globex"),
    "undo": ("undo",),
}
"""The command lines that are killed, starved and cut off at any point."""
WAYS_OF_WRITING = {
    **dict.fromkeys(
        [
            "add",
            "add-call",
            "add-email",
            "add-meeting",
            "add-order",
            "add-contact",
            "answer",
            "cancel",
            "done",
        ],
        "edits one record",
    ),
    **dict.fromkeys(
        ["lose", "pay", "remind", "remove", "set", "set-result", "snooze", "unset"],
        "edits one record",
    ),
    "successor": "edits several records",
    "link": "edits several records",
    "merge": "edits several records and removes one",
    "not-duplicates": "edits one record",
    "import": "edits and adds several records",
    "new": "adds a record",
    "remove-client": "removes a record",
    "rename": "moves a record, edits those that refer to it",
    "edit": "merges a text into one record",
    "save": "commits edits by hand",
    "undo": "takes a commit back",
    "init": "adds the folder's own files",
    "sync": "lands commits that were made beforehand",
    "resolve": "writes records that a merge of git's left, and commits nothing",
}
"""How each command that writes lands what it writes."""


@dataclass
class Stage:
    """A folder under git with two clients, whose last commit is a `set` that `undo` takes back.

    `forks` says whether commands run in processes forked from this one, instead of an interpreter
    that is started for each.
    """

    root: Path
    forks: bool = not LONG_FORM

    @classmethod
    def build(cls, root: Path, texts: Mapping[str, str] = TEXTS) -> Stage:
        stage = cls(root)
        root.mkdir(parents=True)
        stage.git("init", "-q", "-b", "main", "--template=")
        records = root / "records"
        records.mkdir()
        (root / "clientfile.toml").write_text('records = "records"\n')
        for client, text in texts.items():
            (records / f"{client}.yaml").write_text(text)
        stage.git("add", "-A")
        stage.git("commit", "-qm", "two clients")
        done = stage.clientfile("set", "globex", "identity.phone", "0465710012")
        assert done.returncode == 0, done.stderr
        return stage

    def copy(self, to: Path) -> Stage:
        shutil.copytree(self.root, to, symlinks=True)
        return Stage(to, self.forks)

    def do(self, *words: str) -> int:
        """Run clientfile within this process; its exit code."""
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()) as told:
            code = run(["-C", str(self.root), *words])
        assert "fault of clientfile" not in told.getvalue()
        return code

    def next_command(self, *words: str) -> tuple[int, str, str]:
        """Exit code and output of the command that comes after an attack.

        It runs within this process, at length in one of its own.
        """
        if not self.forks:
            done = self.clientfile(*words)
            return done.returncode, done.stdout, done.stderr
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.setenv("CLIENTFILE_WAIT", "20")
            code = run(["-C", str(self.root), *words])
        return code, out.getvalue(), err.getvalue()

    def clientfile(
        self, *words: str, tracer: Sequence[str] = (), **env: str
    ) -> subprocess.CompletedProcess[str]:
        """Run clientfile in a process of its own, under strace's command line `tracer`.

        The process is forked from this one, at length an interpreter is started.
        """
        if not self.forks:
            return self.run([*tracer, sys.executable, "-m", "clientfile", *words], **env)
        env = {**os.environ, "CLIENTFILE_WAIT": "20", **env}
        return run_forked(list(words), self.root, env, tracer)

    def run(self, words: list[str], **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words,
            cwd=self.root,
            capture_output=True,
            text=True,
            env={**os.environ, "CLIENTFILE_WAIT": "20", **env},
            timeout=100,
        )

    def git(self, *words: str) -> str:
        done = subprocess.run(["git", *words], cwd=self.root, capture_output=True, text=True)
        assert done.returncode == 0, f"git {words}: {done.stderr}"
        return done.stdout

    def record(self, client: str) -> str | None:
        path = self.root / "records" / f"{client}.yaml"
        return path.read_text() if path.exists() else None

    def records(self) -> dict[str, str | None]:
        return {client: self.record(client) for client in TEXTS}

    def at_head(self) -> dict[str, str]:
        return {client: self.git("show", f"HEAD:records/{client}.yaml") for client in TEXTS}

    def commits(self) -> int:
        return int(self.git("rev-list", "--count", "HEAD"))


def is_new(command: str, client: str, old: str, text: str | None) -> bool:
    """Whether a record is exactly as the whole command leaves it."""
    if text is None:
        return False
    if command == "undo":
        return text == (GLOBEX if client == "globex" else old)
    if command == "add-meeting":
        return text == old if client == "globex" else _has_one_more_visit(old, text)
    marks = {
        "acme": ("to_client: globex", "successor: marie-curie", "replaces: jean-dupont"),
        "globex": ("came_from: acme/jean-dupont", "last_name: Dupont"),
    }
    return all(text.count(mark) == 1 for mark in marks[client]) and _keeps_lines(old, text)


def _has_one_more_visit(old: str, text: str) -> bool:
    added = len(text.splitlines()) - len(old.splitlines())
    return _keeps_lines(old, text) and text.count("summary: under attack") == 1 and added == 6


def _keeps_lines(old: str, text: str) -> bool:
    """Whether every line of the old text is there still, in its order, and the text is whole."""
    lines = iter(text.splitlines())
    return all(line in lines for line in old.splitlines()) and text.endswith("\n")


def wrong_at_once(stage: Stage, command: str, before: dict[str, str]) -> list[str]:
    """What is wrong right after an attack: old or new, each record; a valid repository."""
    wrong = []
    fsck = subprocess.run(["git", "fsck", "--no-dangling"], cwd=stage.root, capture_output=True)
    if fsck.returncode:
        wrong.append(f"fsck: {fsck.stderr.decode()}")
    for client, old in before.items():
        text = stage.record(client)
        if text != old and not is_new(command, client, old, text):
            wrong.append(f"{client} is neither old nor new: {text!r}")
    return wrong


def wrong_after_recovery(stage: Stage, command: str, before: dict[str, str]) -> list[str]:
    """What is wrong once the next command has run, and a plain commit of the user's after it."""
    wrong = []
    code, out, err = stage.next_command("list", "-f", "ids")
    if code or out.split() != sorted(TEXTS):
        wrong.append(f"the next command: {code} {out} {err}")
    records = stage.records()
    states = [
        {text == before[client], is_new(command, client, before[client], text)}
        for client, text in records.items()
    ]
    all_old = all(text == before[client] for client, text in records.items())
    all_new = all(is_new(command, c, before[c], text) for c, text in records.items())
    if not (all_old or all_new):
        wrong.append(f"half of it is there: {states} {records}")
    if stage.at_head() != records:
        wrong.append(f"HEAD has another text: {stage.at_head()} {records}")
    if status := stage.git("status", "--porcelain"):
        wrong.append(f"left in the worktree: {status}")
    left = [p.name for p in (stage.root / ".git").rglob("*.lock")]
    # The cache's own files go when the process that has it open does.
    own = (stage.root / ".git" / "clientfile").glob("*[xl]")
    left += [p.name for p in own if LONG_FORM or ".sqlite" not in p.name]
    left += [p.name for p in (stage.root / "records").glob(".*")]
    left += [p.name for p in (stage.root / ".git" / "clientfile").glob("staged/*")]
    if left:
        wrong.append(f"left in the git directory: {left}")
    try:
        (stage.root / "notes.txt").write_text("mine\n")
        stage.git("add", "notes.txt")
        stage.git("commit", "-qm", "a plain commit")
    except AssertionError as error:
        return [*wrong, f"no plain commit: {error} after {err}"]
    if stage.git("show", "--format=", "--name-only", "HEAD").split() != ["notes.txt"]:
        wrong.append(f"a plain commit took records along: {stage.git('show', '--stat', 'HEAD')}")
    if stage.records() != records:
        wrong.append("a plain commit changed a record")
    return wrong
