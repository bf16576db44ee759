"""A schedule: people at their desks do what they do, meet the remote now and then, and in the end
all of them do.

A schedule is its seed. Each step has dice and words of its own, so that some steps can be left out
and the others stay what they are.
"""

from __future__ import annotations

import itertools
import re
import secrets
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from tests.guarantees.schedules.day import FIELDS, Act, Day
from tests.guarantees.schedules.kills import run_until_killed
from tests.guarantees.schedules.leaves import leaves_of
from tests.guarantees.schedules.meetings import LOST, Meeting
from tests.guarantees.schedules.office import Desk, Office, State, tokens
from tests.guarantees.schedules.ways_to_meet import Meet, by_git

_BEGIN = datetime(2026, 11, 20, 9, tzinfo=UTC)
_STEPS = {"act": 60, "two at once": 16, "edit by hand": 8, "save": 5, "commit by hand": 2,
          "move by hand": 1, "merge by git": 3, "meet": 18, "kill": 4,
          "kill a meeting": 4}  # fmt: skip
_NOTES = re.compile(r" *notes: word\d+\n")
NOT_FOR_A_VERB = (3, 4, 5, 6)
"""Exit codes of a verb that has changed nothing."""


class ScheduleError(AssertionError):
    """What is wrong, after the steps that led there."""


@dataclass
class Schedule:
    """One schedule, at the desks of an office, `length` steps but for those `left_out`.

    `story` is what was done, `dropped` the tokens that somebody took away by a verb or by hand,
    `landed` those that a commit has had.
    """

    office: Office
    seed: int
    length: int
    meet_by: Meet
    left_out: frozenset[int] = frozenset()
    story: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    landed: set[str] = field(default_factory=set)
    dropped: set[str] = field(default_factory=set)
    was_asked: bool = False

    def play(self) -> None:
        """All steps, then everyone meets until nothing moves. Raises ScheduleError."""
        try:
            for number in range(self.length):
                if number not in self.left_out:
                    self.step(number)
            self.finish()
        except AssertionError as error:
            raise ScheduleError(
                "\n".join([f"seed {self.seed}", *self.story, str(error)])
            ) from error

    def step(self, number: int) -> None:
        dice = Random(f"{self.seed}:{number}")
        desk = dice.choice(self.office.desks)
        kind = dice.choices([*_STEPS], [*_STEPS.values()])[0]
        day = Day(dice, desk, itertools.count(number * 20 + 1))
        with _chosen_ids(dice):
            {"act": self.act, "two at once": self.two_at_once,
             "edit by hand": self.edit_by_hand, "save": self.save,
             "commit by hand": self.commit_by_hand, "move by hand": self.move_by_hand,
             "merge by git": self.merge_by_git, "meet": self.meet, "kill": self.kill,
             "kill a meeting": self.kill_a_meeting,
            }[kind](day, self.time_of(number, desk))  # fmt: skip

    def time_of(self, number: int, desk: Desk) -> dict[str, str]:
        """The environment of a step: a minute after the one before, by that desk's clock."""
        slow = timedelta(hours=3 * self.office.desks.index(desk) % 4)
        moment = (_BEGIN + timedelta(minutes=number) - slow).isoformat()
        return {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}

    def tell(self, desk: Desk, text: object, code: int = 0) -> None:
        self.story.append(f"{desk.person}: {text}" + (f"  -> {code}" if code else ""))

    def act(self, day: Day, time: dict[str, str]) -> None:
        self._do(day, day.draw(), time)

    def two_at_once(self, day: Day, time: dict[str, str]) -> None:
        """Somebody renames a client, and a colleague names it; or both set one field."""
        other = day.dice.choice([each for each in self.office.desks if each is not day.desk])
        colleague = Day(day.dice, other, day.numbers)
        shared = sorted(day.desk.at_work().keys() & other.at_work().keys())
        if len(shared) < 2:
            return
        client, another = day.dice.sample(shared, 2)
        if day.dice.random() < 0.5:
            acts = ("rename", client, day.word()), ("set", another, "identity.group", client)
        else:
            field_ = day.dice.choice(FIELDS)
            acts = ("set", client, field_, day.word()), ("set", client, field_, day.word())
        for each, words in zip((day, colleague), acts, strict=True):
            self._do(each, Act(words), time)

    def _do(self, day: Day, act: Act, time: dict[str, str]) -> None:
        """Run the command line of an act."""
        desk = day.desk
        words = [*act.words, *(["--include-edits"] if day.dice.random() < 0.5 else [])]
        before = desk.state_at()
        result, code = desk.attempt(*words, stdin=act.stdin, **time, **self._editor(act))
        self.tell(desk, act, code)
        self.counts[act.words[0] if code == 0 else f"{act.words[0]} refused"] += 1
        self.settle(before, desk.state_at())
        if code:
            assert code in NOT_FOR_A_VERB, result.err
            assert desk.head() == before.commit, f"exit {code}, and a commit"
        else:
            new = tokens(*act.words, act.stdin, act.editor) - before.tokens
            missing = new - desk.state_at().tokens if act.words[0] != "undo" else set()
            assert not missing, f"done, and not there: {missing}"

    def _editor(self, act: Act) -> dict[str, str]:
        if not act.editor:
            return {}
        script = self.office.base / "editor.py"
        script.write_text(act.editor)
        return {"VISUAL": f"{sys.executable} -IS {script}"}

    def settle(self, before: State, after: State) -> None:
        """Take down what a commit brought and what it took away."""
        self.landed |= after.tokens
        self.dropped |= before.tokens - after.tokens
        # What is taken back, and again, is there once more.
        self.dropped -= after.tokens - before.tokens

    def edit_by_hand(self, day: Day, time: dict[str, str]) -> None:
        paths = sorted((day.desk.root / "records").rglob("*.yaml"))
        if not paths:
            return
        path = day.dice.choice(paths)
        text = path.read_text()
        lines = text.splitlines(keepends=True)
        # An order is followed by its notes.
        before = [*(line.strip() for line in lines), "orders:"].index("orders:")
        written = [i for i, line in enumerate(lines[:before]) if _NOTES.fullmatch(line)]
        if written and day.dice.random() < 0.5:
            place = day.dice.choice(written)
            lines[place] = f"{lines[place].partition('notes:')[0]}notes: {day.word()}\n"
        else:
            lines.insert(day.dice.choice((0, len(lines))), f"# {day.word()}\n")
        path.write_text("".join(lines))
        self.dropped |= tokens(text) - tokens("".join(lines))
        self.tell(day.desk, f"edits {path.name} by hand")

    def save(self, day: Day, time: dict[str, str]) -> None:
        before = day.desk.state_at()
        _, code = day.desk.attempt("save", **time)
        self.tell(day.desk, "save", code)
        assert code in (0, 4)
        self.counts["save"] += 1
        self.settle(before, day.desk.state_at())

    def commit_by_hand(self, day: Day, time: dict[str, str]) -> None:
        """All that was edited, and a file that is no record."""
        desk, before = day.desk, day.desk.state_at()
        with (desk.root / f"notes-of-{desk.person}.txt").open("a") as notes:
            notes.write(f"{day.word()}\n")
        desk.git("add", "-A")
        desk.git("commit", "-qm", f"by hand {day.word()}")
        self.tell(desk, "commits by hand")
        self.settle(before, desk.state_at())

    def merge_by_git(self, day: Day, time: dict[str, str]) -> None:
        """A merge that is not sent, unless git finds conflicts."""
        desk, before = day.desk, day.desk.state_at()
        if desk.is_edited():
            return
        desk.git("fetch", "-q", "origin")
        try:
            desk.git("merge", "-q", "--no-edit", "origin/main")
        except subprocess.CalledProcessError:
            desk.git("merge", "--abort")
        self.tell(desk, "git merge origin/main")
        # What a colleague took away is nothing that this merge loses.
        self.landed |= desk.state_at().tokens - before.tokens

    def move_by_hand(self, day: Day, time: dict[str, str]) -> None:
        """A record goes to a sub-folder, or back."""
        desk, records = day.desk, day.desk.root / "records"
        paths = sorted(records.rglob("*.yaml"))
        if not paths or desk.is_edited():
            return
        path = day.dice.choice(paths)
        goal = records / path.name if path.parent != records else records / "north" / path.name
        goal.parent.mkdir(exist_ok=True)
        desk.git("mv", str(path), str(goal))
        desk.git("commit", "-qm", f"{path.stem} moves")
        self.tell(desk, f"git mv {path.relative_to(desk.root)} {goal.relative_to(desk.root)}")

    def kill(self, day: Day, time: dict[str, str]) -> None:
        """A verb is killed; the next command ends what it began."""
        desk, act = day.desk, day.draw()
        before = desk.state_at()
        where = run_until_killed([*act.words], desk.root, day.dice, {**time, **self._editor(act)})
        self.tell(desk, f"{act}  killed at {where}")
        _, code = desk.attempt("list", **time)
        assert code == 0
        self.counts["kill"] += 1
        self.settle(before, desk.state_at())

    def meet(self, day: Day, time: dict[str, str]) -> None:
        self._take_down(self.meet_by(self.office, day, time, ""))

    def kill_a_meeting(self, day: Day, time: dict[str, str]) -> None:
        self._take_down(self.meet_by(self.office, day, time, "killed"))

    def _take_down(self, meeting: Meeting) -> None:
        if meeting.earlier is not None:
            self._take_down(meeting.earlier)
        self.counts[meeting.kind] += 1
        self.counts["moved meanwhile"] += meeting.moved
        self.counts["questions"] += len(meeting.asked)
        self.counts["fields of two values"] += len(meeting.contested)
        self.counts["commits"] += len(meeting.own)
        moved = ", moved meanwhile" if meeting.moved else ""
        self.tell(meeting.desk, f"meets the remote: {meeting.kind}{moved} {meeting.asked or ''}")
        self.was_asked |= bool(meeting.asked or meeting.settled or meeting.contested)
        if meeting.asked or meeting.preferred:
            # What the remote had and a decision took away, the line has still.
            self.dropped |= meeting.theirs.tokens - meeting.outcome.tokens
        # What the others took away, were it by a decision, an undo of something else brings back at
        # this desk alone.
        base, ours = meeting.base.tokens, meeting.ours.tokens
        self.dropped |= (base & ours) - meeting.theirs.tokens - meeting.outcome.tokens
        if meeting.kind == "git, resolved":
            # A merge by git has both sides in its history.
            self.dropped |= meeting.ours.tokens - meeting.outcome.tokens
        meeting.desk.replaced += meeting.replaced()
        wrong = meeting.wrong()
        assert not wrong, "\n".join(wrong)

    def finish(self) -> None:
        """Everyone saves and meets until all have the remote's commit; then nothing is lost.

        In some schedules that is done in the other order too: unless something was asked or is
        told, the records come to the same.
        """
        dice = Random(f"{self.seed}:finish")
        order = dice.sample(range(len(self.office.desks)), len(self.office.desks))
        twin = self._twin() if dice.random() < 0.3 else None
        self.everyone_meets(order)
        self.look_back()
        if twin is not None:
            twin.everyone_meets(order[::-1])
            twin.look_back()
            self._compare(twin)

    def _twin(self) -> Schedule:
        base = self.office.base.with_name(f"{self.office.base.name}-twin")
        shutil.copytree(self.office.base, base, symlinks=True)
        return replace(self, office=Office.at(base), story=[*self.story, "in the other order:"],
                       landed={*self.landed}, dropped={*self.dropped})  # fmt: skip

    def _compare(self, twin: Schedule) -> None:
        if self.was_asked or twin.was_asked:
            return
        self.counts["the other order"] += 1
        one, two = (leaves_of(each.office.desks[0].state_at().records) for each in (self, twin))
        differing = [path for path in {*one, *two} if one.get(path) != two.get(path)]
        assert not differing, f"the order matters: {differing} {twin.story[len(self.story) :]}"

    def everyone_meets(self, order: Sequence[int]) -> None:
        dice = Random(f"{self.seed}:end")
        self.was_asked = False
        for number in range(self.length, self.length + 4):
            for desk in (self.office.desks[place] for place in order):
                edited = desk.is_edited()
                if desk.head() == self.office.tip and not edited:
                    continue
                day = Day(dice, desk, itertools.count(number * 20 + 1))
                time = self.time_of(number, desk)
                with _chosen_ids(dice):
                    if edited:
                        self.save(day, time)
                    self._take_down(self.meet_by(self.office, day, time, "quietly"))
            if len({desk.head() for desk in self.office.desks}) == 1:
                break

    def look_back(self) -> None:
        """What must be so once all have met."""
        heads = {desk.person: desk.head() for desk in self.office.desks}
        if self.counts["refused"] and self.meet_by is by_git:
            return
        assert {*heads.values()} == {self.office.tip}, f"not the same commit: {heads}"
        desk = self.office.desks[0]
        messages = desk.git("log", "--format=%B", "--grep=^Clientfile-Lost: ")
        told = tokens("\n".join(LOST.findall(messages)))
        lost = self.landed - self.dropped - desk.state_at().tokens - told
        assert not lost, f"lost: {sorted(lost)}"
        for each in self.office.desks:
            assert not each.is_edited(), each.person
        desk.git("fsck", "--no-dangling")
        for words in (["history"], ["due"], ["summary"]):
            result, code = desk.attempt(*words)
            assert code == 0, f"{words}: {result.err}"


@contextmanager
def _chosen_ids(dice: Random) -> Iterator[None]:
    """Ids that a seed repeats."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secrets, "choice", dice.choice)
        yield


def play(
    seed: int, base: Path, office: Path, length: int, meet_by: Meet, left_out: Sequence[int] = ()
) -> Schedule:
    """Play a schedule in a copy of an office."""
    copied = base / f"schedule-{seed}"
    shutil.copytree(office, copied, symlinks=True)
    schedule = Schedule(Office.at(copied), seed, length, meet_by, frozenset(left_out))
    schedule.play()
    return schedule
