"""Verbs, undo, hand edits, kills and staged changes in any order: after every step the folder, HEAD
and a model agree.
"""

from __future__ import annotations

import copy
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from clientfile.store.folder import open_folder
from clientfile.store.transaction import commit
from tests.guarantees.stage import Stage
from tests.support.forked import run_forked
from tests.support.full_scan import load_all

CLIENTS = ("acme", "globex", "initech")
FIELDS = ("phone", "fax", "website")
VALUES = st.sampled_from(["0465710011", "0465710012", "a: b", "x # y"])
# Where a change may be killed: before each of these is done for the n-th time.
STEPS = ("write_journal", "stage", "swap", "commits.commit", "commits.sync_commit",
         "commits.publish_index", "recovery.finish_files", "recovery.close")  # fmt: skip


class Folder(RuleBasedStateMachine):
    """`states` are the records as each commit left them, `dirty` those edited by hand since."""

    @initialize()
    def begin(self) -> None:
        self.base = Path(tempfile.mkdtemp(prefix="machine-"))
        self.stage = Stage.build(self.base / "folder")
        self.notes = 0
        self.staged = ""
        self.states = [{"acme": {}, "globex": {}}, {"acme": {}, "globex": {"phone": "0465710012"}}]
        self.dirty: dict[str, dict] = {}
        self.refusing = False

    def teardown(self) -> None:
        if hasattr(self, "base"):
            shutil.rmtree(self.base)

    @property
    def committed(self) -> dict:
        return self.states[-1]

    def did(self, words: list[str], client: str, change: dict, include: bool) -> None:
        """A verb on one record: done, or refused for the reason that the model knows."""
        words += ["--include-edits"] if include else []
        there = client in self.committed or client in self.dirty
        code = self.stage.do(*words)
        if not there:
            assert code == 3
        elif client in self.dirty and not include:
            assert code == 5
        else:
            now = copy.deepcopy(self.dirty.get(client, self.committed.get(client)))
            after = apply(now, change)
            changed = after != now
            assert code == (5 if self.refusing and changed else 0), (words, code)
            if changed and not self.refusing:
                self.dirty.pop(client, None)
                self.states.append({**self.committed, client: after})

    @rule(client=st.sampled_from(CLIENTS), text=VALUES, include=st.booleans())
    def visit(self, client: str, text: str, include: bool) -> None:
        words = ["add-meeting", client, "--summary", text]
        self.did(words, client, {"visit": text}, include)

    @rule(client=st.sampled_from(CLIENTS), field=st.sampled_from(FIELDS), value=VALUES,
          include=st.booleans())  # fmt: skip
    def set_field(self, client: str, field: str, value: str, include: bool) -> None:
        self.did(["set", client, f"identity.{field}", value], client, {field: value}, include)

    @rule(client=st.sampled_from(CLIENTS))
    def open_record(self, client: str) -> None:
        taken = client in self.committed or client in self.dirty
        code = self.stage.do("new", client.title(), "--id", client)
        assert code == (4 if taken else 5 if self.refusing else 0)
        if code == 0:
            self.states.append({**self.committed, client: {}})

    @rule()
    def take_back(self) -> None:
        code = self.stage.do("undo")
        if len(self.states) < 2:
            assert code == 3
            return
        before, after = self.states[-2], self.states[-1]
        touched = {c for c in CLIENTS if before.get(c) != after.get(c)}
        if touched & set(self.dirty) or self.refusing:
            assert code == 5
            return
        assert code == 0
        self.states.append(copy.deepcopy(before))

    @rule(client=st.sampled_from(CLIENTS), value=VALUES)
    def edit_by_hand(self, client: str, value: str) -> None:
        path = self.stage.root / "records" / f"{client}.yaml"
        now = self.dirty.get(client, self.committed.get(client))
        if now is None or "website" in now:
            return
        margin = "    " if client == "acme" else "  "
        added = f"identity:\n{margin}website: '{value}'\n"
        path.write_text(path.read_text().replace("identity:\n", added, 1))
        self.dirty[client] = {**now, "website": value}

    @rule()
    def save(self) -> None:
        code = self.stage.do("save")
        assert code == (5 if self.dirty and self.refusing else 0)
        if self.dirty and not self.refusing:
            self.states.append({**self.committed, **self.dirty})
            self.dirty = {}

    @rule(client=st.sampled_from(CLIENTS))
    def give_up_the_edit(self, client: str) -> None:
        if client in self.dirty:
            self.stage.git("checkout", "-q", "HEAD", "--", f"records/{client}.yaml")
            del self.dirty[client]

    @rule()
    def stage_something_else(self) -> None:
        self.notes += 1
        self.staged = f"note {self.notes}\n"
        (self.stage.root / "notes.txt").write_text(self.staged)
        self.stage.git("add", "notes.txt")

    @precondition(lambda self: self.staged and not self.refusing)
    @rule()
    def commit_it(self) -> None:
        self.stage.git("commit", "-qm", "notes")
        shown = self.stage.git("show", "--format=", "--name-only", "HEAD")
        assert shown.split() == ["notes.txt"]
        self.staged = ""

    @rule()
    def a_hook_says_no_or_yes(self) -> None:
        self.refusing = not self.refusing
        hook = self.stage.root / ".git" / "hooks" / "pre-commit"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\nexit {int(self.refusing)}\n")
        hook.chmod(0o755)

    @rule(client=st.sampled_from(("acme", "globex")), step=st.sampled_from(STEPS))
    def kill(self, client: str, step: str) -> None:
        words = ["add-meeting", client, "--summary", "killed", "--include-edits"]
        # The process that is forked has the patch, and ends by it.
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(f"{commit.__name__}.{step}", lambda *_, **__: os.kill(os.getpid(), 9))
            done = run_forked(words, self.stage.root, dict(os.environ))
        now = self.dirty.get(client, self.committed.get(client))
        # What is done only once git has committed; the close is a taking back's end too.
        refused = self.refusing and step in STEPS[4:7]
        if now is None:
            assert done.returncode in (3, -9)
            return
        assert done.returncode == (5 if refused else -9), done.stderr
        assert self.stage.do("list") == 0
        text = self.stage.record(client) or ""
        if text.count("killed") > sum(visit == "killed" for visit in now.get("visits", [])):
            self.dirty.pop(client, None)
            self.states.append({**self.committed, client: apply(now, {"visit": "killed"})})
            assert step.startswith(("commits.sync", "commits.publish", "recovery"))

    @invariant()
    def everything_agrees(self) -> None:
        if not hasattr(self, "stage"):
            return
        assert records_now(self.stage) == {**self.committed, **self.dirty}
        status = self.stage.git("status", "--porcelain").splitlines()
        wanted = sorted(f" M records/{client}.yaml" for client in self.dirty)
        wanted += [line for line in status if line[3:] == "notes.txt"]
        assert sorted(status) == sorted(wanted)
        if self.staged:
            assert self.stage.git("show", ":notes.txt") == self.staged
        self.stage.git("fsck", "--no-dangling")
        left = list((self.stage.root / ".git").rglob("*.lock"))
        assert left == []
        assert not (self.stage.root / ".git" / "clientfile" / "journal").exists()


def apply(data: dict, change: dict) -> dict:
    after = copy.deepcopy(data)
    for key, value in change.items():
        if key == "visit":
            after.setdefault("visits", []).append(value)
        else:
            after[key] = value
    return after


def records_now(stage: Stage) -> dict:
    """What the records say, as the model has it."""
    found = {}
    for client, data in load_all(open_folder(stage.root)).records.items():
        fields = {key: data["identity"][key] for key in FIELDS if key in data["identity"]}
        visits = data.get("contacts", {}).get("interactions", [])
        summaries = [visit["summary"] for visit in visits if "summary" in visit]
        found[client] = {**fields, **({"visits": summaries} if summaries else {})}
    return found


LONG = os.environ.get("HYPOTHESIS_PROFILE") == "stress"
TestFolder = Folder.TestCase
TestFolder.settings = settings(
    parent=settings(), max_examples=150 if LONG else 4, stateful_step_count=25 if LONG else 10
)
