"""What is wrong after a kill, an act of the user's and the next command: words that are lost,
sentences that are wrong, a folder that is wedged.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import tarfile
from collections.abc import Iterable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from clientfile.cli import run
from tests.guarantees.stage import Stage
from tests.guarantees.ways import ACTS, SETTINGS, UNSAVED, Way

_ENDED = re.compile(r"(?P<verb>\S+) of (?P<begun>.{19}) \((?P<subject>.*)\) was interrupted")
_AFTER = re.compile(r"after its commit (?P<id>[0-9a-f]+)(?P<rest>[,;].*)")
_LOCK = re.compile(r"Unable to create '(.*\.lock)': File exists")
_STAYS = re.compile(r"; (?P<paths>[^;]+) stays: a commit by hand has it")
_BY_HAND = re.compile(r"before its commit; (?P<id>[0-9a-f]+) \(")


def records(stage: Stage) -> dict[str, str]:
    """The records and the settings of the folder, name → text."""
    paths = [stage.root / SETTINGS, *sorted((stage.root / "records").glob("*"))]
    return {path.name: path.read_text() for path in paths}


def records_at(stage: Stage, revision: str) -> dict[str, str]:
    """The records and the settings of a commit, name → text."""
    words = ["git", "archive", revision, "records", SETTINGS]
    done = subprocess.run(words, cwd=stage.root, capture_output=True, check=True)
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        files = [member for member in archive if member.isfile()]
        return {Path(each.name).name: _text_of(archive, each) for each in files}


def _text_of(archive: tarfile.TarFile, member: tarfile.TarInfo) -> str:
    file = archive.extractfile(member)
    return file.read().decode() if file else ""


def committed(stage: Stage) -> str:
    """The texts of all objects that a ref or a reflog has: commits, listings and files."""
    listing = stage.git("rev-list", "--objects", "--no-object-names", "--all", "--reflog", "HEAD")
    done = subprocess.run(
        ["git", "cat-file", "--batch"], cwd=stage.root, input=listing.encode(), capture_output=True
    )
    return done.stdout.decode(errors="replace")


def kept(stage: Stage) -> dict[Path, str]:
    """The texts that are kept, by path."""
    paths = (stage.root / ".git" / "clientfile" / "kept").glob("*")
    return {path: path.read_text() for path in paths}


def attempt(stage: Stage, *words: str) -> tuple[int, str]:
    """Exit code and messages of a command, within this process."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setenv("CLIENTFILE_WAIT", "20")
        code = run(["-C", str(stage.root), *words])
    return code, err.getvalue()


def fingerprint(stage: Stage, pristine: Stage) -> frozenset[object]:
    """The state that a kill left, without what differs from run to run: ids and times."""
    found = set()
    for directory, _, names in os.walk(stage.root):
        for name in names:
            path = Path(directory, name)
            inner = path.relative_to(stage.root)
            size = path.lstat().st_size
            if "objects" in inner.parts:
                kind = "temporary" if name.startswith("tmp_") else "object"
                found.add((kind, size > 0, sum(1 for _ in path.parent.parent.glob("??/*"))))
            elif name != "lock" and not name.startswith("index.sqlite"):
                old = pristine.root / inner
                new = not old.exists() or old.read_bytes() != path.read_bytes()
                found.add((re.sub(r"\d{4,}", "N", str(inner)), size, new))
    return frozenset(found)


@dataclass
class Killed:
    """A folder in which a command was killed: `before` are the records as they were before it."""

    stage: Stage
    way: Way
    before: Mapping[str, str]
    head: str

    def __post_init__(self) -> None:
        own = self.stage.root / ".git" / "clientfile"
        self.has_journal = (own / "journal").exists()
        self.kept = kept(self.stage)
        written = [path.read_bytes().decode() for path in own.glob("journal")]
        written += [*self.kept.values(), committed(self.stage)]
        self.precious = [
            text for text in self.way.precious() if any(text in each for each in written)
        ]

    def wrong_after(self, to: Path, act: str) -> list[str]:
        """What is wrong when the user acts in a copy of the folder, then a command comes."""
        subprocess.run(["cp", "-a", str(self.stage.root), str(to)], check=True)
        folder = Stage(to, self.stage.forks)
        play(folder, ACTS[act])
        there, refs = records(folder), folder.git("show-ref", "--heads")
        code, message = attempt(folder, "list", "-f", "ids")
        wrong = [f"list: {code}"] if code else []
        if self.has_journal and "was interrupted" not in message:
            wrong.append("nothing is said of the change")
        if "can't be ended" in message:
            wrong.append("the change is not ended")
        if folder.git("show-ref", "--heads") != refs:
            wrong.append("a branch has moved")
        moved = {str(path).replace(str(self.stage.root), str(to)): text
                 for path, text in self.kept.items()}  # fmt: skip
        wrong += lost(folder, [*self.precious, *there.values()], message, moved)
        wrong += wrong_sentences(folder, self.way, self.before, message)
        if act in ("next command", "rm of our lock"):
            wrong += self._neither_old_nor_new(folder)
        wrong += wedged(folder)
        return [*wrong, message] if wrong else []

    def _neither_old_nor_new(self, folder: Stage) -> list[str]:
        """What is wrong where nobody has acted: the folder is as before, or as HEAD has it."""
        now, head = records(folder), folder.git("rev-parse", "HEAD")
        expected = dict(self.before) if head == self.head else records_at(folder, "HEAD")
        if head != self.head and self.way.verb != "save":
            expected[UNSAVED] = self.before[UNSAVED]
        wrong = [
            f"neither old nor new: {name}: {now.get(name)}, {expected.get(name)}"
            for name in {**now, **expected}
            if now.get(name) != expected.get(name)
        ]
        if head != self.head:
            status = folder.git("status", "--porcelain").split("\n")
            wrong += [line for line in status if line and UNSAVED not in line]
        return wrong


def play(stage: Stage, lines: Iterable[str]) -> None:
    """The user acts, and removes the locks that are in the way, although ours says not to."""
    for line in lines:
        while locks := _LOCK.findall(stage.run(["sh", "-c", line]).stderr):
            for lock in locks:
                (stage.root / lock).unlink()


def lost(stage: Stage, texts: Iterable[str], message: str, earlier: Mapping[str, str]) -> list[str]:
    """The texts that are in no commit, in no record, and not kept where the message says so."""
    now = records(stage)
    named = [
        text for path, text in kept(stage).items() if str(path) in message or str(path) in earlier
    ]
    places = [*now.values(), *now, *named, committed(stage)]
    return [f"lost: {text!r}" for text in texts if not any(text in place for place in places)]


def wrong_sentences(stage: Stage, way: Way, before: Mapping[str, str], message: str) -> list[str]:
    """The sentences of a recovery that are not true."""
    wrong = []
    ended = _ENDED.search(message)
    now, head = records(stage), records_at(stage, "HEAD")
    if "it is complete now" in message:
        subjects = stage.git("log", "--format=%s", "main").splitlines()
        if ended is None or ended["subject"] not in subjects:
            wrong.append("complete, and its commit is not in the branch")
        if not way.landed(records_at(stage, "main")):
            wrong.append("complete, and main does not have it")
        if "complete now on" not in message and not way.landed(now):
            wrong.append("complete, and not in the folder")
    if "nothing of it is in the folder" in message and way.verb != "save" and way.landed(now):
        wrong.append("taken back, and in the folder")
    wrong += _wrong_of_commit_by_hand(way, before, now, head, message)
    if match := _AFTER.search(message):
        in_branch = any(_is_in(stage, match["id"], ref) for ref in ("HEAD", "refs/heads/main"))
        if ("does not have any more" in match["rest"]) == in_branch:
            wrong.append("wrong of where its commit is")
    if (match := _BY_HAND.search(message)) and not way.landed(records_at(stage, match["id"])):
        wrong.append("the commit by hand has not all of it")
    return wrong + _wrong_paths(way, before, message)


def _wrong_of_commit_by_hand(
    way: Way,
    before: Mapping[str, str],
    now: Mapping[str, str],
    head: Mapping[str, str],
    message: str,
) -> list[str]:
    """What is wrong with "stays: a commit by hand has it", and with the records that it names."""
    match = _STAYS.search(message)
    if match is None:
        return []
    names = [Path(path).name for path in match["paths"].split(", ")]
    wrong = [
        f"a commit by hand does not have {name}"
        for name in names
        if head.get(name) == before.get(name) or head.get(name) != now.get(name)
    ]
    # Of its two records the user may have committed one: that is named.
    if way.verb != "successor" and not way.landed(head):
        wrong.append("a commit by hand does not have it")
    return wrong


def _wrong_paths(way: Way, before: Mapping[str, str], message: str) -> list[str]:
    """The paths that are named in vain: no file, or one of a text that nobody wrote."""
    wrong = []
    for part in re.findall(r"is kept in ([^;\n]*)", message):
        for path in map(Path, part.split(", ")):
            if not path.is_file():
                wrong.append(f"{path} is not there")
            elif not way.removes and way.mark not in (text := path.read_text()):
                related = any(line in text for line in way.precious())
                if text not in before.values() and not related and way.verb not in _MANY:
                    wrong.append(f"{path} has another text")
    return wrong


_MANY = ("successor", "link", "import", "rename", "save")
"""They write records that do not have their mark."""


def _is_in(stage: Stage, commit: str, ref: str) -> bool:
    return stage.run(["git", "merge-base", "--is-ancestor", commit, ref]).returncode == 0


def wedged(stage: Stage) -> list[str]:
    """What keeps the user from going on: leftovers, a verb or a plain git that refuses."""
    own = stage.root / ".git" / "clientfile"
    wrong = [str(path) for path in (stage.root / ".git").rglob("*.lock")]
    wrong += [str(own / name) for name in ("journal", "index", "claim") if (own / name).exists()]
    wrong += [str(path) for path in (*own.glob("staged/*"), *own.glob(".*"))]
    wrong += [str(path) for path in (stage.root / "records").glob(".*")]
    code, message = attempt(stage, "add-meeting", "hooli", "--summary", "afterwards")
    if code:
        wrong.append(f"add-meeting: {code} {message}")
    (stage.root / "notes.txt").write_text("mine\n")
    for line in ("git status", "git add notes.txt", "git commit -qm notes -- notes.txt"):
        done = stage.run(["sh", "-c", line])
        wrong += [f"{line}: {done.stderr}"] if done.returncode else []
    if stage.git("show", "--format=", "--name-only", "HEAD") != "notes.txt\n":
        wrong.append("a plain commit took records along")
    for verb in ("check", "doctor"):
        code, message = attempt(stage, verb)
        wrong += [f"{verb}: {code} {message}"] if code == 70 else []
    return wrong
