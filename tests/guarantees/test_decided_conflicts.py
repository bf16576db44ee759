"""Conflicts of random records decided at random: what loses is told, by whatever command."""

from __future__ import annotations

import itertools
import subprocess
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from random import Random
from typing import Any

import pytest

from clientfile.records.conflict import Choice, Decision
from clientfile.records.merge import merge_records
from clientfile.schema.shapes import record_shape
from clientfile.store.folder import open_folder
from clientfile.store.git.repository import require_repository
from clientfile.store.git.revisions import read_blobs
from clientfile.store.sync.plan import SyncPlan
from clientfile.store.unsettled import find_unsettled, merge_decided
from clientfile.store.unsettled_conflicts import folder_conflicts
from clientfile.yamltext.comments import comment_texts
from clientfile.yamltext.lazy_reader import read_lazily
from tests.guarantees.stage import LONG_FORM
from tests.oracles.random_sides import Triple, random_triple
from tests.oracles.written_records import WrittenRecord, bytes_of, data_of
from tests.support.runner import CliRunner
from tests.support.two_sides import TwoSides

SHARES, RECORDS = (20, 40) if LONG_FORM else (1, 10)
BY_RULE = {"opened", "prospect_since", "client_since", "former_since", "lost_since", "status",
           "done", "answered", "cancelled", "last_done", "snoozed_until"}  # fmt: skip
"""The fields of which a rule chooses one of two values, and tells it."""


class Decided:
    """A folder of random records that both sides changed, us in several commits, and the plan of
    its sync, with every conflict decided for one side by chance; `first` are the names of those
    that no decision brought up.
    """

    def __init__(self, runner: CliRunner, seeds: Iterable[int]) -> None:
        self.triples = {f"r{seed}": random_triple(seed) for seed in seeds}
        self.sides = TwoSides(runner)
        self.sides.begin(**self._texts(lambda each: each.base))
        for step in range(max(len(each.steps) for each in self.triples.values())):
            self.sides.mine(f"step {step}", **self._texts(partial(_after, step=step)))
        self.sides.theirs("theirs", **self._texts(lambda each: each.theirs))
        self.decisions: dict[str, Decision] = {}
        random = Random(len(self.triples))
        self.plan = self.sides.plan()
        self.first = {each.name for each in self.plan.conflicts}
        while self.plan.conflicts:
            self.decide(self.plan, random)
            self.plan = self.sides.plan(self.decisions)

    def _texts(self, version: Callable[[Triple], WrittenRecord]) -> dict[str, str]:
        return {id_: bytes_of(version(each)).decode() for id_, each in self.triples.items()}

    def decide(self, plan: SyncPlan, random: Random) -> None:
        """Decide what the plan asks for."""
        choices: list[Choice] = ["mine", "theirs"]
        for each in plan.conflicts:
            assert each.name not in self.decisions
            self.decisions[each.name] = Decision(random.choice(choices))

    def line_of(self, client: str) -> Iterator[bytes]:
        """The texts of a record on the new line, from the base and the remote's on."""
        yield bytes_of(self.triples[client].base)
        yield bytes_of(self.triples[client].theirs)
        repo = require_repository(self.sides.runner.root)
        for commit in self.plan.commits:
            entry = commit.files.get(f"records/{client}.yaml")
            if entry is not None:
                content = entry[1]
                yield (
                    content if isinstance(content, bytes) else read_blobs(repo, [content])[content]
                )


def _after(triple: Triple, step: int) -> WrittenRecord:
    """Ours after a step, or after its last."""
    return triple.steps[min(step, len(triple.steps) - 1)]


def data_in(source: bytes) -> Any:
    record = read_lazily(source, record_shape(), file="acme.yaml")
    assert record.sound, (record.problems, source)
    return record.data


def values_of(data: Any, key: str = "") -> Iterator[str]:
    """Every single value, but those of which a rule chooses one."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield from values_of(value, name)
    elif isinstance(data, list):
        for value in data:
            yield from values_of(value, key)
    elif key not in BY_RULE:
        yield str(data)


def asking(first: int, count: int) -> list[int]:
    """The first seeds of triples that have a conflict, one that lost a value before among them."""
    seeds = [358] if first == 0 else []
    for seed in itertools.count(first):
        if len(seeds) == count:
            return seeds
        triple = random_triple(seed)
        versions = (data_of(each.root) for each in (triple.base, triple.ours, triple.theirs))
        if merge_records(*versions, record_shape()).conflicts:
            seeds.append(seed)
    raise AssertionError


@pytest.mark.parametrize("share", range(SHARES))
def test_every_value_that_loses_is_told(share, runner, record_property):
    """What we wrote in any commit, comments too, stands in a record of the new line, or is told as
    lost.
    """
    decided = Decided(runner, asking(share * 1000, RECORDS))
    for client, triple in decided.triples.items():
        line = [*decided.line_of(client)]
        told = {each for lost in decided.plan.lost if lost.name.startswith(f"{client}/")
                for each in values_of(lost.value)}  # fmt: skip
        there = told | {each for source in line for each in values_of(data_in(source))}
        comments = told | {each for source in line for each in comment_texts(source.decode())}
        for step in triple.steps:
            assert {*values_of(data_of(step.root))} <= there, client
            assert {*comment_texts(bytes_of(step).decode())} <= comments, client
    record_property("guarantee", f"decided conflicts, share {share + 1} of {SHARES}: "
                    f"{len(decided.decisions)} conflicts, {len(decided.plan.lost)} values told "
                    "as lost, 0 untold")  # fmt: skip


@pytest.mark.parametrize("share", range(SHARES))
def test_resolve_gives_the_same_data_as_sync(share, runner, record_property):
    """After a merge of git's, the same conflicts are asked for; decided alike, so is the record."""
    decided = Decided(runner, asking(share * 1000, RECORDS))
    runner.git("checkout", "-q", "-f", "-B", "main", decided.sides.tips["mine"])
    git_merge = ["git", "merge", "-q", decided.sides.tips["theirs"]]
    subprocess.run(git_merge, cwd=runner.root, capture_output=True, check=False)
    folder, repo = open_folder(runner.root), require_repository(runner.root)
    unsettled = find_unsettled(folder, repo).records
    conflicts = folder_conflicts(folder, repo, unsettled, {})
    assert {each.name for each in conflicts} == decided.first
    merges = merge_decided(unsettled, decided.decisions)
    for record, merge in merges.items():
        by_sync = data_in([*decided.line_of(record.file.id)][-1])
        assert merge.parsed.data == by_sync, record.file.id
    assert merges
    record_property("guarantee", f"resolve as sync, share {share + 1} of {SHARES}: "
                    f"{len(merges)} records, {len(conflicts)} conflicts, 0 others")  # fmt: skip
