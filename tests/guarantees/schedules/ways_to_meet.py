"""How a desk meets the remote: by `sync`, or by git alone with the merge driver."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from typing import Literal

import pytest

from clientfile.errors import StateError
from clientfile.records.conflict import Decision
from clientfile.store.folder import open_folder
from clientfile.store.sync.outcome import FolderConflict, NamedDecisions, SyncOptions, SyncOutcome
from tests.guarantees.schedules.day import Day
from tests.guarantees.schedules.kills import run_until_killed
from tests.guarantees.schedules.leaves import REFERENCES
from tests.guarantees.schedules.meetings import Meeting, Question
from tests.guarantees.schedules.office import Desk, Office, State

Time = Mapping[str, str]
How = Literal["", "killed", "quietly"]
"""`killed` somewhere on the way; `quietly`: nobody gets in the way."""
Meet = Callable[[Office, Day, Time, How], Meeting]
TODAY = date(2026, 11, 20)
NOTHING_CHANGED, NOT_SENT = 5, 7
_OVERTAKING = """\
#!/bin/sh
rm -f "$0"
unset $(git rev-parse --local-env-vars)
exec git -C {other} push -q origin HEAD:main
"""
_STEPS_OF_SYNC = ("merging", "writing the records", "sending yours", "")
"""The steps at which the remote moves; where there is none, it does while git sends."""


def by_git(office: Office, day: Day, time: Time, how: How) -> Meeting:
    """`git merge` with the merge driver, conflicts by `resolve`, then `git push`.

    Records that one side removed or moved are git's own matter: there nothing is merged.
    """
    desk = day.desk
    desk.attempt("save", **time)
    ours = desk.state_at()
    desk.git("fetch", "-q", "origin")
    theirs = desk.state_at("origin/main")
    base = desk.state_at(desk.git("merge-base", "HEAD", "origin/main").strip())
    meeting = Meeting(desk, "git", base, ours, theirs, ours)
    done = _run(desk, ["git", "merge", "-q", "--no-edit", "origin/main"], time)
    if done.returncode:
        meeting.kind = "git, resolved"
        if not _resolve(meeting, day, time):
            desk.git("merge", "--abort")
            meeting.kind = "refused"
            return meeting
    meeting.outcome = desk.state_at()
    desk.git("push", "-q", "origin", "main")
    return meeting


def _resolve(meeting: Meeting, day: Day, time: Time) -> bool:
    """Decide what git left unmerged, and commit the merge; whether that could be done."""
    desk = meeting.desk
    stages: dict[str, set[str]] = {}
    for line in desk.git("ls-files", "-u").splitlines():
        facts, _, path = line.partition("\t")
        stages.setdefault(path, set()).add(facts[-1])
    if not all({"2", "3"} <= each for each in stages.values()):
        return False
    meeting.preferred = day.dice.choice(("mine", "theirs"))
    result, code = desk.attempt("resolve", "--prefer", meeting.preferred, **time)
    assert code in (0, 1), f"resolve: {code} {result.err}"
    done = _run(desk, ["git", "commit", "-q", "--no-edit"], time)
    assert done.returncode == 0, done.stderr
    return True


def _run(desk: Desk, words: list[str], time: Time) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, **time}
    return subprocess.run(words, cwd=desk.root, env=env, capture_output=True, text=True)


def by_sync(office: Office, day: Day, time: Time, how: How) -> Meeting:
    """`sync`; the remote may move meanwhile, and what is asked is decided at random."""
    desk, dice = day.desk, day.dice
    overtaker = _prepare(office, day, time) if dice.random() < 0.4 and not how else None
    run = _Run(desk, dice, time, day.word)
    way = (
        run.killed
        if how == "killed"
        else dice.choice((run.by_function, run.by_prefer, run.by_takes))
    )
    if overtaker is not None:
        overtaker.wait(run, dice)
    if desk.is_edited() and desk.state_at().errors:
        _save_or_take_back(desk, time)
    if way != run.by_function and desk.is_edited():
        desk.attempt("save", **time)
    ours, tip = _with_edits(desk), office.tip
    before = desk.snapshot()
    kind = way()
    moved_to = overtaker.desk.head() if overtaker and overtaker.has_sent() else ""
    if kind != "sync":
        # It may have had no time to.
        desk.git("fetch", "-q", "origin")
    # Who had nothing to send may have looked before the remote moved.
    moved = bool(moved_to) and desk.has_fetched(moved_to)
    if how == "killed" and office.tip == desk.head():
        # It had sent what it was ahead by, or the remote had nothing new.
        kind = "sync, killed"
    meeting = run.meeting(office, kind, ours, moved_to if moved else tip)
    meeting.moved, meeting.earlier = moved, overtaker.meeting if overtaker else None
    if kind == "refused":
        meeting.problems += _wrong_of_refusal(desk, before, office, moved_to or tip)
    else:
        allowed = {office.tip} if moved or not moved_to else {tip}
        meeting.problems += _wrong_of_end(kind, desk, allowed)
    return meeting


@dataclass
class _Overtaker:
    """A colleague with a change that is not sent yet; `meeting` is the one before that change."""

    desk: Desk
    meeting: Meeting
    hook: Path

    def wait(self, run: _Run, dice: Random) -> None:
        """Send the change while a sync sends its own, or at a step of it before that."""
        script = _OVERTAKING.format(other=self.desk.root)
        self.hook.parent.mkdir(exist_ok=True)
        self.hook.write_text(script)
        self.hook.chmod(0o755)
        run.interruption = dice.choice(_STEPS_OF_SYNC), self.hook

    def has_sent(self) -> bool:
        """Whether that came about."""
        sent = not self.hook.exists()
        self.hook.unlink(missing_ok=True)
        return sent


def _prepare(office: Office, day: Day, time: Time) -> _Overtaker | None:
    """A colleague who is ready to send a change; None where that can't be."""
    other = day.dice.choice([each for each in office.desks if each is not day.desk])
    colleague = Day(day.dice, other, day.numbers)
    tip, ours = office.tip, _with_edits(other)
    run = _Run(other, day.dice, time, day.word)
    meeting = run.meeting(office, run.by_function(), ours, tip)
    colleague.records = other.at_work()
    if meeting.kind == "refused" or not colleague.records:
        return None
    _, code = other.attempt("add-call", colleague.client(), "--summary", day.word(), **time)
    hook = day.desk.root / ".git" / "hooks" / "pre-push"
    return None if code else _Overtaker(other, meeting, hook)


def _save_or_take_back(desk: Desk, time: Time) -> None:
    """Save edits by hand, or take them back where the record can't be saved as it is: a merge by
    git alone has left a reference in it that leads nowhere.
    """
    _, code = desk.attempt("save", **time)
    if code:
        desk.git("checkout", "-q", "--", ".")


def _with_edits(desk: Desk) -> State:
    """HEAD with the edits by hand, as `--save` commits them."""
    texts = {
        path.relative_to(desk.root).as_posix(): path.read_text()
        for path in sorted(desk.root.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(desk.root).parts
    }
    return State(desk.head(), texts)


def _wrong_of_refusal(
    desk: Desk, before: Sequence[object], office: Office, tip: str
) -> Sequence[str]:
    wrong = [] if desk.snapshot() == before else ["refused, and the folder is another"]
    return wrong + ([] if office.tip == tip else ["refused, and sent"])


def _wrong_of_end(kind: str, desk: Desk, allowed: Collection[str]) -> Sequence[str]:
    if desk.is_edited():
        return [f"left in the folder: {desk.git('status', '--porcelain')}"]
    if kind == "sync" and desk.head() not in allowed:
        return ["done, and the remote has another commit"]
    return []


def _question(client: str, address: str, kind: str, values: tuple[object, object]) -> Question:
    ours, theirs = (each if isinstance(each, str) else repr(each) for each in values)
    return Question(client, address, kind, (ours, theirs))


@dataclass
class _Run:
    """One `sync` of a desk, in one of the ways of deciding.

    `asked` has the answers by the names of the conflicts.
    """

    desk: Desk
    dice: Random
    time: Time
    word: Callable[[], str]
    asked: dict[str, str] = field(default_factory=dict)
    preferred: str = ""
    questions: list[Question] = field(default_factory=list)
    settled: set[str] = field(default_factory=set)
    left_out: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    interruption: tuple[str, Path] | None = None

    def meeting(self, office: Office, kind: str, ours: State, tip: str) -> Meeting:
        """The meeting of our state before the sync with that tip of the remote."""
        base = self.desk.git("merge-base", ours.commit, tip).strip()
        return Meeting(self.desk, kind, office.state_at(base), ours, office.state_at(tip),
                       self.desk.state_at(), self.asked, self.questions, self.preferred,
                       self.settled, self.left_out, self.problems)  # fmt: skip

    def by_function(self) -> str:
        """With answers of every kind, as on a terminal."""
        return self._call(SyncOptions(TODAY, include_edits=True), self._answer)

    def by_prefer(self) -> str:
        """One side has it, whatever is asked."""
        self.preferred = self.dice.choice(("mine", "theirs"))
        options = SyncOptions(TODAY, prefer=self.preferred)
        kind = self._call(options, self._answer)
        if self.asked:
            self.problems.append(f"asked, in spite of --prefer: {self.asked}")
        return kind

    def by_takes(self) -> str:
        """The command lists what it would ask; then it is answered by options."""
        words = ["sync", "-f", "json"]
        result, code = self.desk.attempt(*words, **self.time)
        if code == NOTHING_CHANGED and result.out.strip():
            conflicts = json.loads(result.out)["conflicts"]
            self.asked = {each["name"]: self.dice.choice(("mine", "theirs")) for each in conflicts}
            self.questions += [
                _question(each["client"], each["address"], each["kind"],
                          (each["mine"], each["theirs"]))
                for each in conflicts
            ]  # fmt: skip
            takes = [["--take", f"{name}={side}"] for name, side in self.asked.items()]
            result, code = self.desk.attempt(*words, *itertools.chain(*takes), **self.time)
        assert code in (0, NOTHING_CHANGED), f"sync: {code} {result.out} {result.err}"
        if code:
            self.problems.append(f"sync is refused: {result.out} {result.err}")
            return "refused"
        told = json.loads(result.out)
        self.settled = {each["client"] for each in told.get("settled", [])}
        self.left_out = {each["commit"] for each in told.get("left_out", [])}
        return "sync"

    def killed(self) -> str:
        self.preferred = self.dice.choice(("mine", "theirs"))
        head = self.desk.head()
        words = ["sync", "--prefer", self.preferred]
        run_until_killed(words, self.desk.root, self.dice, self.time)
        _, code = self.desk.attempt("list", **self.time)
        assert code == 0
        return "refused" if self.desk.head() == head else "sync, killed"

    def _call(self, options: SyncOptions, ask: Callable[..., NamedDecisions]) -> str:
        from clientfile.store.sync.sync import sync

        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(self.desk.root)
            for name, value in self.time.items():
                patch.setenv(name, value)
            try:
                outcome: SyncOutcome = sync(open_folder(self.desk.root), options, ask, self._step)
            except StateError as error:
                self.problems.append(f"sync is refused: {error}")
                return "refused"
        self.settled |= {each.client for each in outcome.settled}
        self.left_out = {each.commit for each in outcome.left_out}
        return "sync"

    def _step(self, sentence: str) -> None:
        """Let a colleague send a change at a step of the sync."""
        if self.interruption and self.interruption[0] == sentence:
            if self.interruption[1].exists():
                subprocess.run([self.interruption[1]], cwd=self.desk.root, check=True)
            self.interruption = None

    def _answer(self, conflicts: Sequence[FolderConflict]) -> NamedDecisions:
        decisions = {}
        for each in conflicts:
            if each.name in self.asked:
                self.problems.append(f"asked twice: {each.name}")
            decisions[each.name] = self._decision(each)
            self.asked[each.name] = decisions[each.name].choice or "another"
            values = each.conflict.ours, each.conflict.theirs
            self.questions.append(_question(each.client, each.address, each.conflict.kind, values))
        return decisions

    def _decision(self, conflict: FolderConflict) -> Decision:
        texts = all(isinstance(each, str) and each.startswith("word")
                    for each in (conflict.conflict.ours, conflict.conflict.theirs))  # fmt: skip
        # A word that somebody thinks of is no client and no person.
        is_reference = conflict.address.rpartition(".")[2] in REFERENCES
        if texts and not is_reference and self.dice.random() < 0.3:
            return Decision(None, self.word())
        sides = ("mine", "theirs", *(["both"] if conflict.conflict.kind == "item" else []))
        return Decision(self.dice.choice(sides))
