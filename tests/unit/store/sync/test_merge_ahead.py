"""Records merged ahead by other processes: the plan is what it is without."""

from __future__ import annotations

import pytest

from clientfile.store.cache import parallel
from clientfile.store.sync import merge_ahead
from clientfile.store.sync.versions import Versions
from tests.support.two_sides import TwoSides

BASE = """\
identity:
  name: {name}   # as on the sign
contacts:
  people:
    - id: martin
      last_name: Martin
  interactions:
    - id: v1
      date: 2026-11-01
      kind: visit
"""
VISIT = "    - id: {id}\n      date: 2026-11-19\n      kind: visit\n"
OURS = {
    "apart": ("name: apart", "name: Apart"),
    "beside": ("kind: visit\n", "kind: visit\n" + VISIT.format(id="v2")),
    "both": ("name: both", "name: Ours"),
    "named": ("kind: visit\n", "kind: visit\n      with: [martin]\n"),
    "twice": ("kind: visit\n", "kind: visit\n" + VISIT.format(id="v2")),
    "unread": ("name: unread", "name: Unread"),
}
THEIRS = {
    "apart": ("kind: visit", "kind: call"),
    "beside": ("kind: visit\n", "kind: visit\n" + VISIT.format(id="v3")),
    "both": ("name: both", "name: Theirs"),
    "named": (
        "    - id: martin\n      last_name: Martin\n",
        "    - id: other\n      last_name: O\n",
    ),
    "twice": ("kind: visit\n", "kind: visit\n" + VISIT.format(id="v2").replace("19", "18")),
    "unread": ("kind: visit", 'kind: "visit'),
}


@pytest.mark.parametrize("processes", ["one", "several"])
def test_the_plan_is_the_same(runner, monkeypatch, processes):
    sides = TwoSides(runner)
    texts = {name: BASE.format(name=name) for name in OURS}
    sides.begin(**texts)
    for side, changes in (("mine", OURS), ("theirs", THEIRS)):
        for name, change in changes.items():
            getattr(sides, side)(f"{name}: changed", **{name: texts[name].replace(*change)})
    plain = sides.plan()
    taken: list[object] = []
    take = Versions.take_merged

    def count(self, blobs, content):
        taken.append(blobs)
        return take(self, blobs, content)

    monkeypatch.setattr(Versions, "take_merged", count)
    monkeypatch.setattr(merge_ahead, "MANY", 1)
    if processes == "several":
        monkeypatch.setattr(parallel, "MANY", 1)
        monkeypatch.setattr(parallel.os, "cpu_count", lambda: 2)
    assert sides.plan() == plain
    assert plain.conflicts
    # Without those that are to be decided, numbered or told, and the one that can't be read.
    assert 2 <= len(taken) < len(OURS)
