"""A firm's days at random: whatever its people do, and in whatever order they meet, nothing is
lost, nothing is half merged, and all come to the same commit.
"""

from __future__ import annotations

import copy
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from clientfile.cli import COMMANDS
from tests.guarantees.schedules.day import VERBS
from tests.guarantees.schedules.leaves import Leaves, contested, leaves_of, wrong_leaves
from tests.guarantees.schedules.meetings import Question
from tests.guarantees.schedules.office import Office
from tests.guarantees.schedules.schedule import play
from tests.guarantees.schedules.ways_to_meet import Meet, by_git, by_sync
from tests.guarantees.stage import LONG_FORM

LENGTH = 24
CHUNK = 25 if LONG_FORM else 1
CHUNKS = 40 if LONG_FORM else 1
FIRST = 0 if LONG_FORM else 2
"""The first seed: in that of the short form the remote moves, and a conflict is asked."""
NOT_AN_ACT = {
    "add-email",
    "init",
    "merge",
    "merge-record",
    "not-duplicates",
    "resolve",
    "save",
    "sync",
}
"""What an office is built by, what a schedule does at steps of their own, what reads a message, and
what makes one client of two, which the schedules follow apart.
"""
FIGURES = (
    "schedules", "clones", "commits", "sync", "sync, killed", "kill", "refused", "moved meanwhile",
    "fields of two values", "questions", "the other order", "faults", "seconds of processor time",
)  # fmt: skip
"""What the end of a run prints of all schedules together."""

Offices = Callable[[int], Path]


@pytest.fixture(scope="session")
def offices(_a_home_of_its_own: None, tmp_path_factory: pytest.TempPathFactory) -> Offices:
    """Firms to copy: of three people, or four, or five, by the seed."""
    base = tmp_path_factory.mktemp("offices")

    @cache
    def build(size: int) -> Path:
        Office.build(base / f"{size}", size)
        return base / f"{size}"

    return lambda seed: build(3 + seed % 3)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_after_all_have_met_nothing_is_lost_and_all_have_the_same_commit(
    chunk: int, offices: Offices, tmp_path: Path, record_property: Callable[..., None]
):
    seeds = range(FIRST + chunk * CHUNK, FIRST + (chunk + 1) * CHUNK)
    counts, faults = play_all(seeds, offices, tmp_path, by_sync)
    record_property("schedules", counts)
    assert not faults, "\n\n".join(faults)
    assert counts["moved meanwhile"]
    assert counts["questions"]


@pytest.mark.stress
def test_by_git_alone_with_the_merge_driver_nothing_is_lost(offices: Offices, tmp_path: Path):
    _, faults = play_all(range(CHUNK), offices, tmp_path, by_git)
    assert not faults, "\n\n".join(faults)


def play_all(
    seeds: Iterable[int], offices: Offices, base: Path, meet_by: Meet
) -> tuple[dict[str, int], list[str]]:
    """Play schedules one after another: the counts of all that was done, and what went wrong."""
    counts: Counter[str] = Counter()
    faults, begin = list[str](), sum(os.times()[:4])
    for seed in seeds:
        try:
            counts += play(seed, base, offices(seed), LENGTH, meet_by).counts
        except Exception as error:
            faults.append(f"seed {seed}: {type(error).__name__}: {error}")
        counts["schedules"] += 1
        counts["clones"] += 3 + seed % 3
        for directory in base.glob(f"schedule-{seed}*"):
            shutil.rmtree(directory)
    counts["faults"] = len(faults)
    counts["seconds of processor time"] = round(sum(os.times()[:4]) - begin)
    return {name: counts[name] for name in FIGURES}, faults


def test_every_command_that_writes_is_drawn():
    drawn = {verb.partition(" ")[0] for verb in VERBS}
    assert drawn == {name for name, each in COMMANDS.items() if each.writes} - NOT_AN_ACT


BASE = {
    "identity": {"name": "Acme", "phone": "1"},
    "contacts": {"interactions": [{"id": "v1", "summary": "base"}]},
}


def merged(change: Callable[[dict[str, Any]], object], *, of: dict[str, Any] = BASE) -> Leaves:
    """The leaves of a record with a change."""
    data = copy.deepcopy(of)
    change(data)
    return leaves_of({"acme": data})


def visit(data: dict[str, Any]) -> list[Any]:
    return data["contacts"]["interactions"]


@pytest.mark.parametrize(
    "outcome",
    [
        lambda data: visit(data).append({"id": "v2", "summary": "ours"}),
        lambda data: visit(data).extend([{"id": "v2", "summary": "ours"}, {"id": "v3"}]),
        lambda data: (visit(data).append({"id": "v2"}), visit(data).append({"id": "v3"})),
        lambda data: data["identity"].update(phone="2"),
    ],
    ids=["a visit is lost", "a summary is lost", "both are", "a field is another"],
)
def test_the_model_sees_what_a_wrong_merge_loses(outcome: Callable[[dict[str, Any]], object]):
    base = merged(lambda data: None)
    ours = merged(lambda data: visit(data).append({"id": "v2", "summary": "ours"}))
    theirs = merged(lambda data: visit(data).append({"id": "v3", "summary": "theirs"}))
    right = merged(
        lambda data: visit(data).extend(
            [{"id": "v3", "summary": "theirs"}, {"id": "v2", "summary": "ours"}]
        )
    )
    assert wrong_leaves(base, ours, theirs, right) == {}
    assert wrong_leaves(base, ours, theirs, merged(outcome)) != {}
    assert contested(base, ours, theirs) == set()


@pytest.mark.parametrize(
    ("address", "values", "is_about"),
    [
        ("identity.phone", ("2", "3"), True),
        ("identity.website", ("2", "3"), False),
        ("identity.phone", ("2", "4"), False),
    ],
    ids=["this field", "another field", "another value"],
)
def test_a_question_is_about_its_own_field_and_values(
    address: str, values: tuple[str, str], is_about: bool
):
    question = Question("acme", address, "value", values)
    assert question.is_about(("acme", "identity", "phone"), ["2", "3"]) is is_about
