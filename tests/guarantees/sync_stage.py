"""Folders of a team to break `sync` in: each with its remote beside it, and what both sides did."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.guarantees.disk import State
from tests.guarantees.power import Recording, materialise
from tests.guarantees.stage import Stage
from tests.guarantees.verdict import attempt, wedged
from tests.guarantees.ways import TEXTS

BARE, MINE = "team.git", "mine"
MANNERS = {"killed": "kill", "strict": "power loss (strict)", "ordered": "power loss (ordered)"}
_ENDED = re.compile(
    r"^(?P<verb>[a-z-]+) of \S+ \S+ \((?P<subject>.*)\) was interrupted(?P<rest>.*)$", re.MULTILINE
)
ADDRESS = f"../{BARE}"
Act = Callable[[Stage], None]


def attempt_there(stage: Stage, *words: str) -> tuple[int, str]:
    """Exit code and messages of a command that is run in its folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(stage.root)
        return attempt(stage, *words)


def run(stage: Stage, *words: str) -> None:
    """Run a command that must succeed."""
    code, said = attempt_there(stage, *words)
    assert code == 0, said


def work_here(stage: Stage) -> None:
    """What we did: a call, a client renamed, one removed, a new one, and a file of our own."""
    run(stage, "add-call", "acme", "--summary", "called by me")
    run(stage, "rename", "globex", "globex-sa")
    run(stage, "remove-client", "initech")
    run(stage, "new", "Pied Piper")
    (stage.root / "plans.txt").write_text("our plans\n")
    stage.git("add", "plans.txt")
    stage.git("commit", "-qm", "Plans")


def work_there(stage: Stage) -> None:
    """What the others did: a field, a client renamed, a new one, a visit at one that we renamed."""
    run(stage, "set", "acme", "identity.phone", "0465710012")
    run(stage, "rename", "hooli", "hooli-inc")
    run(stage, "new", "Vandelay")
    run(stage, "add-meeting", "globex", "--summary", "seen by them")


def edit_elsewhere(stage: Stage) -> None:
    """Edits by hand that no sync touches: of a file under git, and a new one."""
    with (stage.root / "todo.txt").open("a") as file:
        file.write("to do by hand\n")
    (stage.root / "new.txt").write_text("new by hand\n")


def set_nothing_up(stage: Stage) -> None:
    """Nothing says how git merges records: neither in this clone nor in its files."""
    stage.git("config", "--remove-section", "merge.clientfile")
    stage.git("rm", "-q", ".gitattributes")
    stage.git("commit", "-qm", "No attributes")


def take_packs_as_they_come(stage: Stage) -> None:
    """git keeps what it fetches as a pack, however small."""
    stage.git("config", "fetch.unpackLimit", "1")


def edit_a_record(stage: Stage) -> None:
    """An edit by hand of a record, which is to be saved."""
    with (stage.root / "records" / "umbrella.yaml").open("a") as record:
        record.write("# umbrella, by hand\n")


@dataclass(frozen=True)
class SyncCase:
    """A sync to interrupt: what both sides did since they met, and the words of the command."""

    mine: Sequence[Act] = ()
    theirs: Sequence[Act] = ()
    words: tuple[str, ...] = ("sync",)
    has_remote: bool = True

    def build(self, start: Path, place: Path) -> SyncStage:
        """The folder and its remote as they are before the sync."""
        shutil.copytree(start, place, symlinks=True)
        stage = SyncStage(place)
        other = Stage(place / "other", forks=True)
        if self.theirs:
            subprocess.run(["git", "clone", "-q", BARE, "other"], cwd=place, check=True)
            for act in self.theirs:
                act(other)
            other.git("push", "-q", "origin", "main")
            shutil.rmtree(other.root)
        if not self.has_remote:
            stage.mine.git("remote", "remove", "origin")
            subprocess.run(
                ["git", "update-ref", "-d", "refs/heads/main"], cwd=stage.bare, check=True
            )
        for act in (*self.mine, edit_elsewhere):
            act(stage.mine)
        return stage


CASES = {
    "both sides": SyncCase([work_here], [work_there]),
    "behind": SyncCase([], [work_there]),
    "behind, as a pack": SyncCase([take_packs_as_they_come], [work_there]),
    "ahead": SyncCase([work_here], []),
    "merging set up": SyncCase([work_here, set_nothing_up], [work_there]),
    "edits saved": SyncCase([edit_a_record], [work_there], ("sync", "--save")),
    "first push": SyncCase([work_here], [], ("sync", "--remote", ADDRESS), has_remote=False),
}


def build_start(place: Path) -> Path:
    """A remote with records, and a clone of it."""
    first = Stage.build(place / "first", TEXTS)
    (first.root / "todo.txt").write_text("to do\n")
    first.git("add", "-A")
    first.git("commit", "-qm", "To do")
    subprocess.run(
        ["git", "init", "-q", "--bare", "-b", "main", "--template=", BARE], cwd=place, check=True
    )
    first.git("push", "-q", ADDRESS, "main")
    shutil.rmtree(first.root)
    subprocess.run(["git", "clone", "-q", "--template=", BARE, MINE], cwd=place, check=True)
    mine = Stage(place / MINE, forks=True)
    # A path that holds in every copy.
    mine.git("remote", "set-url", "origin", ADDRESS)
    # The first sync sets up more than the others.
    run(mine, "sync")
    return place


@dataclass(frozen=True)
class SyncStage:
    """A folder and its remote, in one place."""

    place: Path

    @property
    def mine(self) -> Stage:
        return Stage(self.place / MINE, forks=True)

    @property
    def bare(self) -> Path:
        return self.place / BARE

    def copy(self, to: Path) -> SyncStage:
        shutil.copytree(self.place, to, symlinks=True)
        return SyncStage(to)

    def tip(self) -> str:
        """The id of the remote's tip; "" for none."""
        words = ["git", "rev-parse", "--verify", "--quiet", "refs/heads/main"]
        return subprocess.run(words, cwd=self.bare, capture_output=True, text=True).stdout.strip()

    def picture(self) -> Picture:
        """What the folder has now."""
        git = self.mine.git
        return Picture(
            git("rev-parse", "HEAD").strip(),
            git("rev-parse", "HEAD^{tree}").strip(),
            self.status(),
            Counter(git("log", "--format=%s").splitlines()),
            files(self.mine),
        )

    def status(self) -> str:
        return self.mine.git("status", "--porcelain")

    def picture_at(self, commit: str) -> Picture:
        """What the folder had at a commit that it has come by; it goes back there."""
        # A copy has other dates than the index has noted: git looks again.
        self.status()
        self.mine.git("reset", "-q", "--keep", commit)
        return self.picture()


@dataclass(frozen=True)
class Picture:
    """What a folder has: HEAD and its tree, the status, the subjects of all commits, every file."""

    head: str
    tree: str
    status: str
    subjects: Counter[str]
    files: dict[str, bytes]


def files(stage: Stage) -> dict[str, bytes]:
    """The files of the worktree, name → bytes."""
    paths = [path for path in stage.root.rglob("*") if path.is_file()]
    names = {path: path.relative_to(stage.root).as_posix() for path in paths}
    return {name: path.read_bytes() for path, name in names.items() if not name.startswith(".git/")}


@dataclass(frozen=True)
class SyncRun:
    """A sync that was recorded: the folder before and after it, `pictures` of the states on the way
    that a next command may leave, each with the number of commits that the remote then has.
    """

    case: SyncCase
    recording: Recording
    before: SyncStage
    after: SyncStage
    pictures: Sequence[Picture]

    @classmethod
    def of(cls, case: SyncCase, start: Path, scratch: Path) -> SyncRun:
        """Build a case, and record its sync."""
        before = case.build(start, scratch / "before")
        first = before.picture()
        after = before.copy(scratch / "after")
        recording = Recording.of(after.mine, case.words, scratch, after.place)
        last = after.picture()
        moves = after.mine.git("reflog", "--format=%H").split()
        between = moves[1 : moves.index(first.head)]
        pictures = [after.copy(scratch / each).picture_at(each) for each in reversed(between)]
        return cls(case, recording, before, after, [first, *pictures, last])

    def states(self) -> dict[str, list[tuple[State, str]]]:
        """The states of the folder in which a kill or a power cut could leave it, by the manner,
        each once, in order; and whether the remote is `before` or `after`, as the others have it.

        The remote lives on: what it has got it takes in whole, or not at all.
        """
        mine, bare = (str(self.after.place / name) for name in (MINE, BARE))
        found: dict[str, list[tuple[State, str]]] = {manner: [] for manner in MANNERS}
        old: State | None = None
        for disk in self.recording.play():
            there = disk.state(bare, "killed")
            old = old or there
            moved = _tip_in(there, bare) != _tip_in(old, bare)
            remotes = ["after"] if moved else ["before"] if there == old else ["before", "after"]
            for manner, states in found.items():
                state = disk.state(mine, manner)
                states += [(state, each) for each in remotes if (state, each) not in states[-2:]]
        return found

    def place(self, state: State, remote: str, to: Path) -> SyncStage:
        """The folder in a state, beside its remote."""
        to.mkdir()
        materialise(state, str(self.after.place / MINE), to / MINE)
        # The remote is beside the folder there too.
        config = to / MINE / ".git" / "config"
        if config.exists():
            text = config.read_bytes()
            config.write_bytes(text.replace(os.fsencode(self.after.place), os.fsencode(to)))
        there = self.before if remote == "before" else self.after
        shutil.copytree(there.bare, to / BARE, symlinks=True)
        return SyncStage(to)


def _tip_in(state: State, bare: str) -> bytes | None:
    """What the ref of a remote says in a state."""
    return state.get(f"{bare}/refs/heads/main")


def wrong_after(sync: SyncRun, victim: SyncStage, code: int | None = None) -> list[str]:
    """What is wrong after a sync that was interrupted, with the next command and the next sync.

    `code` is the exit code of one that has ended, by which it has told what it did.
    """
    wrong = fsck(victim.mine.root) + neither_old_nor_new(sync, victim)
    tip, has_journal = victim.tip(), (victim.mine.root / ".git/clientfile/journal").exists()
    reading, said = attempt_there(victim.mine, "list", "-f", "ids")
    wrong += [f"list: {reading}"] if reading else []
    now = victim.picture()
    if has_journal and "was interrupted" not in said:
        wrong.append("nothing is said of the change")
    ends = [each for each in _ENDED.finditer(said) if each["verb"] == "sync"]
    if any(
        ("complete now" in each["rest"]) != has_change(sync, now, each["subject"]) for each in ends
    ):
        wrong.append("it is told wrongly how it ended")
    if now not in sync.pictures:
        wrong.append(f"none of the states: {now}")
    if code is not None:
        wrong += wrong_code(sync, code, now, victim.tip())
    if victim.tip() != tip:
        wrong.append("a command that reads has moved the remote")
    wrong += wrong_after_next_sync(sync, victim)
    return [*wrong, said] if wrong else []


def has_change(sync: SyncRun, now: Picture, subject: str) -> bool:
    """Whether the folder has come to the last commit of a subject that the sync leads to."""
    heads = [picture.head for picture in sync.pictures]
    subjects = [sync.after.mine.git("log", "-1", "--format=%s", head).strip() for head in heads[1:]]
    target = max(number for number, each in enumerate(subjects, 1) if each == subject)
    return now.head in heads[target:]


def wrong_code(sync: SyncRun, code: int, now: Picture, tip: str) -> list[str]:
    """What is wrong with an exit code: 0 says that all is sent, 7 that it is not, 5 that nothing
    was changed.
    """
    *earlier, last = sync.pictures
    if code not in (0, 5, 7):
        return [f"it has ended with {code}"]
    wrong = [] if (now == last) == (code != 5) else [f"{code}, and the folder is another"]
    if code == 5 and now != earlier[0]:
        wrong.append("5, and something has changed")
    if code == 0 and tip != now.head:
        wrong.append("0, and it is not sent")
    return wrong


def neither_old_nor_new(sync: SyncRun, victim: SyncStage) -> list[str]:
    """The files that are neither as before nor as after."""
    now = files(victim.mine)
    names = {name for picture in sync.pictures for name in picture.files} | now.keys()
    return [
        f"neither old nor new: {name}: {now.get(name)!r}"
        for name in sorted(names)
        if now.get(name) not in [picture.files.get(name) for picture in sync.pictures]
    ]


def wrong_after_next_sync(sync: SyncRun, victim: SyncStage) -> list[str]:
    """What is wrong when the same command comes again: all are to be where it leads."""
    code, said = attempt_there(victim.mine, *sync.case.words)
    wrong = [f"the next sync: {code} {said}"] if code else []
    now, last = victim.picture(), sync.pictures[-1]
    if (now.tree, now.status, now.files) != (last.tree, last.status, last.files):
        wrong.append(f"the next sync leads elsewhere: {now} instead of {last}")
    if now.subjects != last.subjects:
        wrong.append(f"a commit is lost, or there twice: {now.subjects} {last.subjects}")
    if now.head != victim.tip():
        wrong.append(f"the remote is at {victim.tip()}, we are at {now.head}")
    wrong += fsck(victim.bare)
    wrong += wedged(victim.mine)
    return wrong


def fsck(repository: Path) -> list[str]:
    """What git finds wrong with a repository."""
    words = ["git", "fsck", "--no-dangling", "--no-progress"]
    done = subprocess.run(words, cwd=repository, capture_output=True, text=True)
    return [f"fsck: {done.stderr}"] if done.returncode else []
