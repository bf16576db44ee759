"""A firm: a bare repository, and a clone of it for each of its people.

Every text that somebody writes has a token of its own, such as `word17`, by which it is followed.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from tests.support.runner import CliRunner

PEOPLE = ("claire", "karim", "ines", "paul", "zoe")
TOKEN = re.compile(r"word\d+|\b0400\d{6}\b|\b70\d{5}\b")
SETTINGS = 'records = "records"\n[team]\n' + "".join(
    f'{name} = "{name}@example.com"\n' for name in PEOPLE
)
_ACME = """\
# Acme: our oldest client
identity:
    name: 'Acme  Industries'   # as on their letterhead
    status: client
    x-track: acme
    tags: [ key-account,  'north' ]   # by hand
    website: acme.example

contacts:
  people:
  - id: jean-dupont    # the one who signs
    first_name: Jean
    last_name: "Dupont"
    function: Buyer
    phone: "0400000001"

    # she came in 2024
  - {id: lea-blanc, first_name: Léa, last_name: Blanc}

  interactions:
  - id: k3f9abcd
    date: 2026-10-01
    kind: visit
    with: [jean-dupont]
    summary: >
      They like the new line,
      not its price.
    promises:
    - {id: t4b8w2nq, what: Samples, whose: ours, due: 2026-12-01}
    questions:
    - {id: h5x7r3ca, what: 'On Saturdays?'}
  reminders:
  - {id: r2r2r2r2, what: Lease, date: 2027-01-10, every: 1y}
business:
  orders:
  - ref: CMD-1042
    date: 2026-09-01
    status: invoiced
    invoiced: 2026-09-02
    lines: [{product: Oven, quantity: 20, unit_price: 1250.50, unit_cost: 800}]
  pricing:
    advantages:
    - {kind: discount, rate: 2%}
    - {kind: other, rate: 1%, note: loyalty}
# the end
"""
_GLOBEX = """\
identity:
  name: Globex
  status: prospect
  x-track: globex
  group: acme
contacts:
  people:
  - id: marie-curie
    first_name: Marie
    last_name: Curie
  interactions:
  - id: z2z2z2z2
    date: 2026-09-11
    kind: call
    with:
    - marie-curie
"""
_INITECH = "identity:\n  name: Initech\n  status: prospect\n  x-track: initech\n  notes: Small\n"
_HOOLI = (
    "identity: {name: Hooli, status: client, x-track: hooli}\n"
    "contacts:\n  people:\n  - {id: jean, last_name: Dupont}\n"
)
RECORDS = {"acme": _ACME, "globex": _GLOBEX, "initech": _INITECH, "hooli": _HOOLI}


@dataclass(frozen=True)
class State:
    """What a commit holds: the text of each file, by its path."""

    commit: str
    texts: dict[str, str]

    @cached_property
    def records(self) -> dict[str, Any]:
        """The data of the records, by client; every value is a text.

        A record that is no YAML is left out.
        """
        return {
            Path(path).stem: data
            for path, text in self.texts.items()
            if path.startswith("records/") and isinstance(data := _data(text), dict)
        }

    @cached_property
    def errors(self) -> set[str]:
        """The errors that `check` finds, without their places, and what else it suggests. The files
        are written to a folder of their own for that, under no git.
        """
        with tempfile.TemporaryDirectory() as name:
            for path, text in self.texts.items():
                file = Path(name, path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
            result, code = CliRunner(Path(name)).attempt("check", "-f", "json")
        assert code in (0, 1), result.err
        problems = json.loads(result.out) if code else []
        errors = (each for each in problems if each["severity"] == "error")
        # The clients that it offers for one that is unknown are others where others are there.
        return {f"{each['code']}: {each['message']}".partition('": ')[0] for each in errors}

    @cached_property
    def tokens(self) -> set[str]:
        """The tokens that the files and their names have."""
        return tokens(*self.texts, *self.texts.values())


def tokens(*texts: str) -> set[str]:
    """The tokens that texts have."""
    return {token for text in texts for token in TOKEN.findall(text.lower())}


def _data(text: str) -> Any:
    try:
        return yaml.load(text, yaml.CBaseLoader)
    except yaml.YAMLError:
        return None


@dataclass
class Desk(CliRunner):
    """One person's clone. `replaced` are commits whose place others took in a sync."""

    person: str = ""
    states: dict[str, State] = field(default_factory=dict)
    replaced: list[str] = field(default_factory=list)

    def head(self) -> str:
        """The id of the branch's commit, read without a git: it is asked for all the time."""
        return _commit_of(self.root / ".git", "refs/heads/main")

    def has_fetched(self, commit: str) -> bool:
        """Whether this clone has heard of a commit of the remote's, or of one that follows it."""
        words = ["git", "merge-base", "--is-ancestor", commit, "origin/main"]
        return subprocess.run(words, cwd=self.root, stderr=subprocess.DEVNULL).returncode == 0

    def state_at(self, revision: str = "HEAD") -> State:
        """What a revision holds; all desks share what they have read."""
        commit = self.head() if revision == "HEAD" else revision
        if len(commit) != 40:
            commit = self.git("rev-parse", f"{revision}^{{commit}}").strip()
        if commit not in self.states:
            words = ["git", "archive", commit]
            done = subprocess.run(words, cwd=self.root, capture_output=True, check=True)
            with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
                files = [member for member in archive if member.isfile()]
                texts = {each.name: _text_of(archive, each) for each in files}
            self.states[commit] = State(commit, texts)
        return self.states[commit]

    def at_work(self) -> dict[str, Any]:
        """The records' data as they stand in the folder, edits by hand and all."""
        paths = sorted((self.root / "records").glob("*.yaml"))
        read = {path.stem: _data(path.read_text()) for path in paths}
        return {client: data for client, data in read.items() if isinstance(data, dict)}

    def is_edited(self) -> bool:
        """Whether something differs from HEAD."""
        return bool(self.git("status", "--porcelain"))

    def snapshot(self) -> tuple[object, ...]:
        """What a refused command must leave alone: the branches, HEAD, the status, the files."""
        git = self.root / ".git"
        refs = {path: path.read_text() for path in (git / "refs" / "heads").rglob("*")
                if path.is_file()}  # fmt: skip
        return (refs, (git / "HEAD").read_text(), *self.state())


def _commit_of(git_dir: Path, ref: str) -> str:
    if (loose := git_dir / ref).exists():
        return loose.read_text().strip()
    packed = (git_dir / "packed-refs").read_text().splitlines()
    return next(line.split()[0] for line in packed if line.endswith(f" {ref}"))


def _text_of(archive: tarfile.TarFile, member: tarfile.TarInfo) -> str:
    file = archive.extractfile(member)
    return file.read().decode() if file else ""


@dataclass
class Office:
    """The remote and the desks, below one directory."""

    base: Path
    desks: list[Desk]

    @property
    def tip(self) -> str:
        """The remote's commit."""
        return _commit_of(self.base / "firm.git", "refs/heads/main")

    def state_at(self, commit: str) -> State:
        """What a commit of the remote holds."""
        remote = Desk(self.base / "firm.git", states=self.desks[0].states)
        return remote.state_at(commit)

    @classmethod
    def build(cls, base: Path, size: int) -> Office:
        """A firm of `size` people who all have the same records."""
        base.mkdir(parents=True)
        first = CliRunner(base / PEOPLE[0])
        (first.root / "records").mkdir(parents=True)
        (first.root / "clientfile.toml").write_text(SETTINGS)
        for client, text in RECORDS.items():
            first.record(client).write_text(text)
        first.git("init", "-q", "-b", "main", "--template=")
        first.git("add", "-A")
        # By nobody of those at the desks, who would take it back.
        first.git("commit", "-qm", "the clients", "--author", "Office <office@example.com>")
        first.run("doctor", "--mend")
        first.git("clone", "-q", "--bare", "--template=", ".", "../firm.git")
        first.git("remote", "add", "origin", "../firm.git")
        first.git("push", "-q", "-u", "origin", "main")
        for person in PEOPLE[1:size]:
            first.git("clone", "-q", "--template=", "../firm.git", f"../{person}")
            desk = CliRunner(base / person)
            desk.git("remote", "set-url", "origin", "../firm.git")
            desk.run("doctor", "--mend")
        for person in PEOPLE[:size]:
            desk = CliRunner(base / person)
            desk.git("config", "user.name", person.title())
            desk.git("config", "user.email", f"{person}@example.com")
        return cls.at(base)

    @classmethod
    def at(cls, base: Path) -> Office:
        """The firm that was built, or copied, to a directory."""
        states: dict[str, State] = {}
        there = [person for person in PEOPLE if (base / person).is_dir()]
        return cls(base, [Desk(base / person, [], person, states) for person in there])
