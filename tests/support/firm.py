"""Several people at their terminals, each with a clone: a script of who types what, and sees what.

    ## at-one-client 2026-11-23
    claire$ clientfile add-call kervelec --no-answer
    | kervelec: call on 2026-11-23 [COMMIT]
    karim$ clientfile sync
    ? Which > mine

`## NAME DAY` begins a scene, which is a block of docs/team.md. What is typed into a question is
written as in `typist`. `git@git.example.com:sales/clients.git` is their server, an empty repository
at the beginning, `/media/stick` a stick that goes round; `git` and other programs are run by a
shell. New ids are told by names that are the same in every run.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from clientfile.store.folder import open_folder
from clientfile.store.git.repository import require_repository
from clientfile.store.merge_driver import attribute_line, install
from tests.support.caches import copy_folder
from tests.support.remotes import make_bare, ssh_that_is_local
from tests.support.runner import CliRunner
from tests.support.screens import run_as_screen
from tests.support.typist import Typist, frame, item_ids

STICK = "/media/stick"
_PROMPT = re.compile(r"^(\w+)\$ ")
_NEW_REF = re.compile(r"\b\d{8}-[a-z2-7]{4}\b")
# Shown for ids and refs that are by chance, in the order in which they come.
_IDS = (
    "k3f9abcd",
    "m2xa7qhe",
    "t5hbe2rw",
    "w4uoz6ki",
    "c7ynd3sp",
    "h2rgv5le",
    "p6jta4xo",
    "zq3mb7fi",
)
_SUFFIXES = ("k3f9", "m2xa", "t5hb")


def set_up_as_by_init(runner: CliRunner) -> None:
    """Have git merge records by clientfile, from the first commit on."""
    folder, repo = open_folder(runner.root), require_repository(runner.root)
    install(repo)
    (runner.root / ".gitattributes").write_text(attribute_line(runner.root, folder.records))
    runner.git("add", ".gitattributes")
    runner.git("commit", "-q", "--amend", "--no-edit")


class Firm:
    """People with a home each, and what they share: a directory that all reach."""

    def __init__(self, root: Path, people: dict[str, str], examples: Path, language: str) -> None:
        """`people` are their names for git, "" for somebody whom git does not know yet."""
        self.root, self.day, self.language = root, "", language
        root.mkdir()
        self.stick = root / "stick"
        self.stick.mkdir()
        make_bare(root / "server" / "sales" / "clients.git")
        script = f'cd "{root}/server" && shift $(($# - 1)) && exec sh -c "$1"'
        self.ssh = ssh_that_is_local(root, script)
        self.names: dict[str, str] = {}
        for person, full_name in people.items():
            home = root / person
            home.mkdir()
            user = f"[user]\n\tname = {full_name}\n\temail = {person}@example.com\n"
            (home / ".gitconfig").write_text(
                f"{user if full_name else ''}[init]\n\tdefaultBranch = main\n"
            )
        self.minutes = 0
        self.before = item_ids(examples)
        first = self.clone(next(iter(people)))
        copy_folder(examples, first)
        set_up_as_by_init(CliRunner(first))

    def clone(self, person: str) -> Path:
        """The client folder of a person, there or not."""
        return self.root / person / "clients"

    def head(self, person: str) -> str:
        """The commit at which a person is."""
        head = ["git", "rev-parse", "HEAD"]
        return subprocess.run(head, cwd=self.clone(person), capture_output=True, text=True).stdout

    def play(self, script: str) -> str:
        """A script with every screen as it is now."""
        return "".join(self._block(block) for block in blocks(script))

    def _block(self, block: str) -> str:
        first, *rest = block.splitlines()
        if first.startswith("## "):
            self.day = first.split()[-1]
            return block
        prompt = _PROMPT.match(first)
        if prompt is None:
            return block
        steps = [line for line in rest if line[:2] in ("? ", "+ ", "= ", "@ ")]
        shown = self._run(prompt[1], first[prompt.end() :], steps)
        return "\n".join([first, *steps, *self._frame(prompt[1], shown), *_gap(block)])

    def _run(self, person: str, line: str, steps: Sequence[str]) -> str:
        """What a line typed by a person shows."""
        home = self.root / person
        place = self.clone(person) if self.clone(person).is_dir() else home
        typed = line.replace(STICK, str(self.stick)).replace("~/", f"{home}/")
        typed = re.sub(r"NEW-ID-(\d+)", lambda match: self._real(_IDS[int(match[1]) - 1]), typed)
        env = self._environment(home)
        if line.startswith("clientfile ") and not steps:
            words = shlex.split(typed)[1:]
            result, code = run_as_screen(CliRunner(place), words, env, mixed=True)
            return result.out + (f"[{code}]\n" if code else "")
        if line.startswith("clientfile "):
            pairs = " ".join(f"{name}={shlex.quote(value)}" for name, value in env.items())
            typist = Typist.at(place, f"{pairs} {typed}")
            for step in steps:
                typist.step(step)
            return typist.leave()
        done = subprocess.run(
            ["sh", "-c", typed], cwd=place, env=os.environ | env,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        return done.stdout + (f"[{done.returncode}]\n" if done.returncode else "")

    def _environment(self, home: Path) -> dict[str, str]:
        """The variables of a person's run; each run is a minute after the one before."""
        self.minutes += 1
        moment = f"{self.day}T{9 + self.minutes // 60:02}:{self.minutes % 60:02}:00+01:00"
        return {
            "HOME": str(home), "CLIENTFILE_TODAY": self.day, "GIT_SSH_COMMAND": self.ssh,
            "GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment,
            "CLIENTFILE_LANG": self.language, "GIT_EDITOR": "true",
            "TERM": "xterm", "NO_COLOR": "1", "COLUMNS": "100",
        }  # fmt: skip

    def _frame(self, person: str, shown: str) -> list[str]:
        """A screen's lines as a script holds them: places, ids and commits as in every run."""
        new = item_ids(self.clone(person)) - self.before - {*self.names}
        for identifier in sorted(new, key=shown.find):
            self.names[identifier] = _IDS[len(self.names)]
        for place, name in ((self.stick, STICK), (self.root / person, "~")):
            shown = shown.replace(str(place), name)
        for identifier, name in self.names.items():
            shown = shown.replace(identifier, name)
        shown = re.sub(r"(that was|c'était|\[main) [0-9a-f]{7,}", r"\1 COMMIT", shown)
        return frame(shown, ())

    def _real(self, name: str) -> str:
        return next(real for real, told in self.names.items() if told == name)


def blocks(script: str) -> Iterator[str]:
    """Headings, and each command with all that belongs to it, to the byte."""
    yield from (part for part in re.split(r"^(?=## |\w+\$ )", script, flags=re.MULTILINE) if part)


def _gap(block: str) -> list[str]:
    """What makes a block end as it did: one line end or an empty line after it."""
    return ["", ""] if block.endswith("\n\n") else [""]
