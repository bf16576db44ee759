"""The past is a graph: random repositories, and what history, --as-of and undo say of them."""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientfile.store.as_of import folder_as_of
from clientfile.store.folder import open_folder, record_files
from tests.support.runner import CliRunner

STRESS = os.environ.get("HYPOTHESIS_PROFILE") == "stress"
FIRST = date(2026, 1, 1)
FIELDS = ("phone", "website")


@dataclass(frozen=True)
class Client:
    """A client's record in one commit; a new value is one that no other commit has."""

    id: str
    folder: str = ""
    fields: tuple[str, ...] = ("a0", "b0")


@dataclass(frozen=True)
class State:
    """All that a commit has: clients by a number that never changes, and where records are."""

    clients: dict[int, Client]
    records: str = "records"

    def files(self) -> dict[str, str]:
        files = {"clientfile.toml": f'records = "{self.records}"\n'}
        for number, client in self.clients.items():
            own = "".join(f"# client {number}, line {line}\n" for line in range(12))
            values = zip(FIELDS, client.fields, strict=True)
            text = "".join(f"  {name}: {value}\n" for name, value in values)
            name = f"{self.records}/{client.folder}{client.id}.yaml"
            files[name] = f"{own}identity:\n  name: Client {number}\n  status: client\n{text}"
        return files


Row = tuple[int, str, object, object]
"""A client by number, a field ("" for the whole), before, after."""


@dataclass
class Graph:
    """The graph that is built: what each commit has, its parents, and the rows that it must get."""

    states: list[State] = field(default_factory=list)
    parents: list[tuple[int, ...]] = field(default_factory=list)
    rows: list[list[Row]] = field(default_factory=list)

    def add(self, state: State, *parents: int) -> int:
        self.states.append(state)
        self.parents.append(parents)
        self.rows.append([])
        return len(self.states) - 1

    def ancestors(self, commit: int) -> set[int]:
        found, pending = set[int](), [commit]
        while pending:
            each = pending.pop()
            if each not in found:
                found.add(each)
                pending += self.parents[each]
        return found

    def bases(self, one: int, other: int) -> list[int]:
        common = self.ancestors(one) & self.ancestors(other)
        return [each for each in common
                if not any(each in self.ancestors(more) - {more} for more in common)]  # fmt: skip


def parts(state: State, number: int) -> dict[str, object]:
    client = state.clients.get(number)
    if client is None:
        return {}
    return {"id": client.id, **dict(zip(FIELDS, client.fields, strict=True))}


def change(graph: Graph, tip: int, what: str, number: int, new: Iterator[int]) -> int:
    """One commit on top of a tip, and the row that it must get."""
    state = graph.states[tip]
    if what == "layout":
        return graph.add(replace(state, records=f"r{next(new)}"), tip)
    if what == "new" or not state.clients:
        number = 100 + next(new)
        client = Client(f"c{number}", "", (f"a{number}", f"b{number}"))
        row = (number, "", None, f"Client {number}")
    else:
        number = sorted(state.clients)[number % len(state.clients)]
        old = client = state.clients[number]
        if what == "move":
            client = replace(old, folder=f"f{next(new)}/")
        elif what == "rename":
            client = replace(old, id=f"c{number}-{next(new)}")
            row = (number, "id", old.id, client.id)
        else:
            place = FIELDS.index(what)
            values = list(old.fields)
            values[place] = f"{what[0]}{next(new)}"
            client = replace(old, fields=tuple(values))
            row = (number, f"identity.{what}", old.fields[place], values[place])
    commit = graph.add(replace(state, clients={**state.clients, number: client}), tip)
    if what != "move":
        graph.rows[commit].append(row)
    return commit


def merge(graph: Graph, ours: int, theirs: int, how: str) -> int:
    """A merge: of each part the side that changed it; where both did, or of all, one is taken."""
    bases = graph.bases(ours, theirs)
    mine, other = graph.states[ours], graph.states[theirs]
    preferred = (mine, other) if how != "theirs" else (other, mine)
    if how == "discard":
        merged = mine
    else:
        base = graph.states[bases[0]]
        clients = {}
        for number in mine.clients | other.clients:
            versions = [side.clients.get(number) for side in (*preferred, base)]
            if None not in versions[:2] and versions[2] is not None:
                fields = zip(*(each.fields for each in versions), strict=True)
                clients[number] = Client(
                    pick(*(each.id for each in versions)),
                    pick(*(each.folder for each in versions)),
                    tuple(pick(*values) for values in fields),
                )
            elif None not in versions[:2]:
                clients[number] = versions[0]
            elif versions[2] is None:
                clients[number] = versions[0] or versions[1]
        merged = State(clients, pick(*(side.records for side in (*preferred, base))))
    commit = graph.add(merged, ours, theirs)
    graph.rows[commit] = list(dropped(graph, commit, bases))
    return commit


def pick(preferred: object, other: object, base: object) -> object:
    return other if preferred == base else preferred


def dropped(graph: Graph, commit: int, bases: list[int]) -> Iterator[Row]:
    """What one side had changed, from all that both had, and the merge does not have."""
    merged = graph.states[commit]
    for parent in graph.parents[commit]:
        side = graph.states[parent]
        for number in side.clients | merged.clients:
            was, now = parts(side, number), parts(merged, number)
            of_bases = [parts(graph.states[base], number) for base in bases]
            if not was or not now:
                if was and all(was != base for base in of_bases):
                    yield number, "", f"Client {number}", None
                continue
            for part in was:
                if was[part] != now[part] and all(was[part] != base.get(part) for base in of_bases):
                    name = part if part == "id" else f"identity.{part}"
                    yield number, name, was[part], now[part]


STEP = st.tuples(
    st.integers(0, 2),
    st.sampled_from(["phone", "website", "phone", "rename", "move", "new", "layout",
                     "ours", "theirs", "discard", "fork", "fork"]),
    st.integers(0, 5),
)  # fmt: skip


def build(steps: list[tuple[int, str, int]]) -> Graph:
    """A graph of these steps; its last commit is a merge of all branches."""
    graph, new = Graph(), count(1)
    first = {number: Client(f"c{number}") for number in range(2)}
    tips = [graph.add(State(first))]
    graph.rows[0] = [(number, "", None, f"Client {number}") for number in first]
    for branch, what, number in steps:
        place = branch % len(tips)
        other = tips[number % len(tips)]
        if what == "fork":
            tips.append(tips[place])
        elif what not in ("ours", "theirs", "discard"):
            tips[place] = change(graph, tips[place], what, number, new)
        elif other not in graph.ancestors(tips[place]):
            tips[place] = merge(graph, tips[place], other, what)
    tip = tips[0]
    for other in tips[1:]:
        if other not in graph.ancestors(tip):
            tip = merge(graph, tip, other, "ours")
    # What is not in the last commit's past is in no history.
    graph.add(graph.states[tip], tip)
    return graph


def author(commit: int) -> str:
    return f"Author {commit}"


def make_repository(graph: Graph, root: Path) -> list[str]:
    """The graph as a repository; the ids of its commits."""
    root.mkdir()
    lines = list[str]()
    for commit, (state, parents) in enumerate(zip(graph.states, graph.parents, strict=True)):
        noon = 1767265200 + 86400 * commit
        lines += [f"commit refs/heads/main\nmark :{commit + 1}",
                  f"author {author(commit)} <a@example.com> {noon} +0000",
                  f"committer C <c@example.com> {noon} +0000", "data 0"]  # fmt: skip
        lines += [f"{'merge' if place else 'from'} :{parent + 1}"
                  for place, parent in enumerate(parents)]  # fmt: skip
        lines.append("deleteall")
        for name, text in state.files().items():
            lines.append(f"M 100644 inline {name}\ndata {len(text)}\n{text}")
    subprocess.run(["git", "init", "-q", "-b", "main"], cwd=root, check=True)
    subprocess.run(
        ["git", "fast-import", "--quiet", "--export-marks=.git/marks", "--force"],
        cwd=root, input="\n".join(lines) + "\n", text=True, check=True,
    )  # fmt: skip
    subprocess.run(["git", "reset", "-q", "--hard"], cwd=root, check=True)
    marks = dict(line.split() for line in (root / ".git" / "marks").read_text().splitlines())
    return [marks[f":{commit + 1}"] for commit in range(len(graph.states))]


def history(runner: CliRunner, *words: str) -> list[dict[str, object]]:
    told = json.loads(runner.run("history", *words, "-f", "json").out)
    return [row for row in told if row["client"]]


def number_of(client: object) -> int:
    return int(str(client)[1:].partition("-")[0])


def rows_of(entries: list[dict[str, object]]) -> Counter[tuple[object, ...]]:
    keys = ("before", "after", "merge")
    return Counter(
        (each["author"], number_of(each["client"]), each["field"] or "", *map(each.get, keys))
        for each in entries
    )


@settings(
    max_examples=400 if STRESS else 12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEP, min_size=6, max_size=25))
def test_every_edit_is_told_once_with_its_author(tmp_path_factory, steps):
    graph = build(steps)
    runner = CliRunner(tmp_path_factory.mktemp("graph") / "clients")
    make_repository(graph, runner.root)
    past = graph.ancestors(len(graph.states) - 1)
    expected = Counter(
        (author(commit), *row, "dropped" if len(graph.parents[commit]) > 1 else None)
        for commit in past
        for row in graph.rows[commit]
    )
    entries = history(runner)
    assert rows_of(entries) == expected
    for number, client in graph.states[-1].clients.items():
        own = [each for each in entries if number_of(each["client"]) == number]
        assert {each["client"] for each in own} == {client.id}
        assert history(runner, client.id) == own
        for name, value in parts(graph.states[-1], number).items():
            names = (name, f"identity.{name}")
            of_field = [each["after"] for each in own if each["field"] in names]
            assert of_field[:1] in ([], [value])


@settings(
    max_examples=100 if STRESS else 6,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEP, min_size=6, max_size=25))
def test_each_day_is_as_the_branch_showed_it(tmp_path_factory, steps):
    graph = build(steps)
    root = tmp_path_factory.mktemp("graph") / "clients"
    ids = make_repository(graph, root)
    folder = open_folder(root)
    line = [len(ids) - 1]
    while graph.parents[line[-1]]:
        line.append(graph.parents[line[-1]][0])
    for commit in range(0, len(ids), 1 if STRESS else 4):
        day = FIRST + timedelta(days=commit)
        shown = next(each for each in line if each <= commit)
        of_git = subprocess.run(
            ["git", "ls-tree", "-r", "--name-only", ids[shown]],
            cwd=root, capture_output=True, text=True, check=True,
        ).stdout.splitlines()  # fmt: skip
        past, today = folder_as_of(folder, day.isoformat(), FIRST + timedelta(days=999))
        names = [file.path.relative_to(root).as_posix() for file in record_files(past)]
        assert sorted(names) == sorted(name for name in of_git if name.endswith(".yaml"))
        assert (today, past.past.commit) == (day, ids[shown])


@settings(
    max_examples=100 if STRESS else 4,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEP, min_size=3, max_size=12))
def test_a_commit_taken_back_is_the_tree_of_its_parent(tmp_path_factory, steps):
    graph = build(steps)
    runner = CliRunner(tmp_path_factory.mktemp("graph") / "clients")
    ids = make_repository(graph, runner.root)
    for commit in range(1, len(ids) - 1, 1 if STRESS else 3):
        runner.git("reset", "-q", "--hard", ids[commit])
        _, code = runner.attempt("undo", ids[commit])
        is_plain = len(graph.parents[commit]) == 1 and (
            graph.states[commit].records == graph.states[graph.parents[commit][0]].records
        )
        assert (code == 0) == is_plain
        if code:
            assert runner.git("rev-parse", "HEAD").strip() == ids[commit]
        else:
            tree = runner.git("rev-parse", "HEAD^{tree}")
            assert tree == runner.git("rev-parse", f"{ids[commit]}^^{{tree}}")
        assert runner.git("status", "--porcelain") == ""
