"""The laws of docs/record-format.md about two versions of a record, on random triples of data."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from clientfile.records.conflict import ABSENT, Conflict, Decision
from clientfile.records.edits import Data
from clientfile.records.merge import RecordMerge, merge_records
from clientfile.records.merge import merge as merge_module
from clientfile.schema.fast import accepts
from clientfile.schema.shapes import record_shape
from tests.oracles.merge_by_hand import Facts, Place, facts_of, merge_by_hand
from tests.oracles.random_sides import random_triple
from tests.oracles.written_records import data_of

STRESS = os.environ.get("HYPOTHESIS_PROFILE") == "stress"
SHARES, TRIPLES = (20, 5000) if STRESS else (2, 60)


def versions_of(seed: int) -> list[Data]:
    """The data of a random triple."""
    triple = random_triple(seed)
    return [data_of(side.root) for side in (triple.base, triple.ours, triple.theirs)]


def merged(base: Data, ours: Data, theirs: Data, **more: Any) -> RecordMerge:
    return merge_records(base, ours, theirs, record_shape(), **more)


def faults_of(*versions: Data) -> list[str]:
    """What the laws say against the merge of three versions."""
    return [f"{law.__name__}: {fault}" for law in LAWS for fault in law(*versions)]


@pytest.mark.parametrize("share", range(SHARES))
def test_laws_of_data(share, record_property):
    conflicts = 0
    for seed in range(share * TRIPLES, (share + 1) * TRIPLES):
        versions = versions_of(seed)
        assert faults_of(*versions) == [], f"seed {seed}"
        conflicts += bool(merged(*versions).conflicts)
    assert not STRESS or conflicts >= TRIPLES // 50
    record_property("guarantee", f"merge of data, share {share + 1} of {SHARES}: "
                    f"{TRIPLES} triples, {conflicts} with a conflict, 0 against a law")  # fmt: skip


BREAKS = {
    "an added item is dropped": (
        "merged_order",
        lambda order: (
            lambda base, upstream, own, key: [
                name for name in order(base, upstream, own, key) if name in own or name in base
            ]
        ),
    ),
    "items are ordered by side": (
        "merged_order",
        lambda order: (
            lambda base, upstream, own, key: order(base, upstream, own, lambda name: None)
        ),
    ),
    "no day is settled": ("settle", lambda settle: lambda *sides: ABSENT),
    "ours wins": ("merge", lambda merge: lambda self, kind, sides, place: sides.ours),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_merge_that_breaks_a_law_is_caught(name, monkeypatch):
    attribute, breaking = BREAKS[name]
    owner = merge_module._RecordMerging if attribute == "merge" else merge_module
    attribute = "_conflict" if attribute == "merge" else attribute
    monkeypatch.setattr(owner, attribute, breaking(getattr(owner, attribute)))
    assert any(faults_of(*versions_of(seed)) for seed in range(2000))


def one_side_alone_stands(base: Data, ours: Data, theirs: Data) -> Iterator[Any]:
    """What only one side changed, and what both changed alike, is taken as it is."""
    for side in (ours, theirs):
        for versions in ((base, side, base), (base, base, side), (base, side, side)):
            merge = merged(*versions)
            if (merge.data, merge.conflicts) != (side, []):
                yield merge


def sides_may_change(base: Data, ours: Data, theirs: Data) -> Iterator[Any]:
    """With the sides changed the data are the same, and the conflicts too, the other way round."""
    one, other = merged(base, ours, theirs), merged(base, theirs, ours, upstream="ours")
    back = [Conflict(c.address, c.kind, c.base, c.theirs, c.ours) for c in other.conflicts]
    if sorted(back, key=repr) != sorted(one.conflicts, key=repr):
        yield one.conflicts, back
    for choice, opposite in (("mine", "theirs"), ("theirs", "mine")):
        first = merged(base, ours, theirs, decisions=decide(one, choice))
        second = merged(base, theirs, ours, decisions=decide(one, opposite), upstream="ours")
        if first.data != second.data or first.conflicts or second.conflicts:
            yield choice, first, second
    if merged(base, ours, theirs, decisions=decide(one, "mine")).data != one.data:
        yield "undecided is not ours"


def only_what_has_no_date_is_ordered_by_side(base: Data, ours: Data, theirs: Data) -> Iterator[Any]:
    """Whichever side has sent its items, those with a date stand in one order."""
    one, other = (merged(base, ours, theirs, upstream=side) for side in ("ours", "theirs"))
    lists = [dict(_lists(data)) for data in (ours, theirs)]
    if any(_in_both(names, other_names) != _in_both(other_names, names)
           for place, names in lists[0].items()
           for other_names in (lists[1].get(place, []),)):  # fmt: skip
        # Of two orders of the same items, that of the items sent stands.
        return
    if _undated_sorted(one.data) != _undated_sorted(other.data):
        yield one.data, other.data


def _undated_sorted(data: Any) -> Any:
    """The data with every list sorted of which an item has no date or no id."""
    if isinstance(data, dict):
        return {key: _undated_sorted(value) for key, value in data.items()}
    if not isinstance(data, list):
        return data
    items = [_undated_sorted(item) for item in data]
    dated = all(isinstance(item, dict) and "date" in item and {"id", "ref"} & {*item}
                for item in items)  # fmt: skip
    return items if dated else sorted(items, key=repr)


def decide(merge: RecordMerge, choice: Any) -> dict[str, Decision]:
    return {conflict.address: Decision(choice) for conflict in merge.conflicts}


def facts_are_merged_one_by_one(base: Data, ours: Data, theirs: Data) -> Iterator[Any]:
    """Every fact is there that a side added or left, none that a side removed; where both changed
    one, it is asked for.
    """
    merge, expected = merged(base, ours, theirs), merge_by_hand(base, ours, theirs)
    actual = facts_of(merge.data)
    spoken = [value for each in merge.conflicts for value in (each.ours, each.theirs)]
    for place, value in expected.facts.items():
        if actual.get(place) != value and not (_is_whole(place) and value in spoken):
            yield "missing", place, value, actual.get(place)
    yield from (("too much", place) for place in actual if place not in expected.facts)
    sides = {(_part(facts_of(ours), place), _part(facts_of(theirs), place))
             for place in expected.asked}  # fmt: skip
    scalars = [each for each in merge.conflicts if each.kind == "value"]
    conflicts = {(_content(each.ours), _content(each.theirs)) for each in scalars}
    if sides != conflicts or len(scalars) != len(expected.asked):
        yield "asked", expected.asked, merge.conflicts


def _is_whole(place: Place) -> bool:
    return len(place) > 2 and place[-3] == "#"


def _part(facts: Facts, place: Place) -> str:
    inner = {each[len(place) :]: value for each, value in facts.items()
             if each[: len(place)] == place}  # fmt: skip
    return repr(sorted(inner.items(), key=repr))


def _content(value: Any) -> str:
    """The facts of a part of a record, by a text that is the same for the same ones."""
    return repr(sorted(({} if value is ABSENT else facts_of(value)).items(), key=repr))


def valid_stays_valid(base: Data, ours: Data, theirs: Data) -> Iterator[Any]:
    """Where all versions conform to the schema, the merged data do, whatever is decided."""
    merge = merged(base, ours, theirs)
    for choice in ("mine", "theirs"):
        data = merged(base, ours, theirs, decisions=decide(merge, choice)).data
        if not accepts(data):
            yield choice, data


def items_keep_their_order(base: Data, ours: Data, theirs: Data) -> Iterator[Any]:
    """What a side has stands in its order, unless a side moved something; what stands of the base,
    whichever side it is on, stands in the order of the base, unless a side moved something.
    """
    result = merged(base, ours, theirs).data
    lists = [dict(_lists(data)) for data in (ours, theirs, result)]
    for place, old in _lists(base):
        if any(each.startswith("#") for each in old):
            # An item that is the same as a whole may be both changed and moved.
            continue
        one, other, now = (each.get(place, []) for each in lists)
        common = [each for each in one if each in other]
        if common != [each for each in other if each in one]:
            continue
        have_moved = [_in_both(side, old) != _in_both(old, side) for side in (one, other)]
        for side, has_moved in ((one, have_moved[1]), (other, have_moved[0])):
            if not has_moved and _in_both(now, side) != _in_both(side, now):
                yield place, side, now
        if not any(have_moved) and {*common} <= {*old} and _in_both(now, old) != _in_both(old, now):
            yield place, old, now


def _in_both(names: list[str], others: list[str]) -> list[str]:
    """The names that are among others, too."""
    return [name for name in names if name in others]


def _lists(data: Any, place: Place = ()) -> Iterator[tuple[Place, list[str]]]:
    """The lists of a record, each with the names of its items."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _lists(value, (*place, key))
    elif isinstance(data, list):
        names = [next(iter(facts_of([item], place)))[len(place) :] for item in data]
        yield place, ["".join(name) if name[0] == "#" else name[0] for name in names]
        for item, name in zip(data, names, strict=True):
            if name[0] != "#":
                yield from _lists(item, (*place, name[0]))


LAWS = (
    one_side_alone_stands,
    sides_may_change,
    only_what_has_no_date_is_ordered_by_side,
    facts_are_merged_one_by_one,
    valid_stays_valid,
    items_keep_their_order,
)
