"""A second merge of a record's data: every fact of three versions by itself, without their order.

A fact is one value with its address: of a field, that a list has a text, that it has an item which
is the same as a whole. The rules are those of docs/record-format.md.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.oracles.random_records import IDENTITIES

Place = tuple[str, ...]
Facts = dict[Place, Any]

_EARLIER = {
    "identity": {"opened", "prospect_since", "client_since", "former_since", "lost_since"},
    "contacts": {"done", "answered", "cancelled"},
}
_LATER = {"last_done", "snoozed_until"}
_NEXT_STATUS = {("prospect", "client"), ("prospect", "former"), ("prospect", "lost"),
                ("client", "former")}  # fmt: skip


def facts_of(data: Any, place: Place = ()) -> Facts:
    """Every fact of a record's data."""
    facts: Facts = {}
    if isinstance(data, dict):
        for key, value in data.items():
            facts |= facts_of(value, (*place, key))
    elif isinstance(data, list):
        seen: Counter[str] = Counter()
        for item in data:
            name = _identity(item, place[-1])
            if name:
                facts |= facts_of(item, (*place, f"@{name}"))
            else:
                content = json.dumps(item, default=str, sort_keys=True)
                seen[content] += 1
                facts[(*place, "#", content, str(seen[content]))] = item
    else:
        facts[place] = data
    return facts


def _identity(item: Any, list_: str) -> str:
    keys = IDENTITIES.get(list_, ())
    if not keys or not isinstance(item, dict) or keys[0] not in item:
        return ""
    return " ".join(str(item[key]) for key in keys if key in item)


def _items(facts: Facts) -> set[Place]:
    """The places of the items that have facts."""
    return {
        place[:length]
        for place in facts
        for length in range(1, len(place) + 1)
        if place[length - 1].startswith("@") or place[length - 1] == "next"
    }


def _orders(facts: Facts) -> dict[Place, list[str]]:
    """The names of the items of each list, in their order."""
    orders: dict[Place, dict[str, None]] = {}
    for place in facts:
        for index, step in enumerate(place):
            if step.startswith("@") or step == "#":
                name = step if step != "#" else place[index + 1]
                orders.setdefault(place[:index], {})[name] = None
    return {place: list(names) for place, names in orders.items()}


def _below(facts: Facts, place: Place) -> Facts:
    return {each: facts[each] for each in facts if each[: len(place)] == place}


@dataclass
class ExpectedMerge:
    """The facts of the merged data; at each place of `asked` they are those of ours."""

    facts: Facts = field(default_factory=dict)
    asked: set[Place] = field(default_factory=set)


def merge_by_hand(base: Any, ours: Any, theirs: Any) -> ExpectedMerge:
    """The merge of three versions of a record's data."""
    return _HandMerge(*map(facts_of, (base, ours, theirs))).merge()


class _HandMerge:
    def __init__(self, base: Facts, ours: Facts, theirs: Facts) -> None:
        self._base, self._ours, self._theirs = base, ours, theirs
        self._result = ExpectedMerge()

    def merge(self) -> ExpectedMerge:
        whole = list(self._whole_items())
        for place in dict.fromkeys([*self._base, *self._ours, *self._theirs]):
            if not any(place[: len(each)] == each for each in whole):
                self._merge_fact(place)
        self._result.facts = _renumbered(self._result.facts)
        return self._result

    def _whole_items(self) -> Iterator[Place]:
        """The items that are taken from one side as they are there."""
        versions = (self._base, self._ours, self._theirs)
        old, one, other = map(_items, versions)
        taken: set[Place] = set()
        for place in sorted(old | one | other, key=len):
            if any(place[:length] in taken for length in range(len(place))):
                continue
            if (side := self._only_side(place, old, one, other)) is not None:
                taken.add(place)
                self._result.facts |= side
                yield place

    def _only_side(
        self, place: Place, old: set[Place], one: set[Place], other: set[Place]
    ) -> Facts | None:
        """The facts of an item that one side removed, or of a next action of which there are two;
        None for one that is merged field by field.
        """
        before, mine, others = (
            _below(facts, place) for facts in (self._base, self._ours, self._theirs)
        )
        if place in old and not (place in one and place in other):
            changed = mine or others
            is_as_before = changed == before and _orders(changed) == _orders(before)
            return {} if is_as_before else changed
        name = (*place, "id")
        if place[-1] != "next" or not mine or not others or mine[name] == others[name]:
            if place[-1] == "next" and before and mine and before[name] != mine[name]:
                # Another action than the one before, on both sides the same: as if there was none.
                self._base = {each: v for each, v in self._base.items() if each not in before}
            return None
        if before in (mine, others):
            return others if mine == before else mine
        self._result.asked.add(place)
        return mine

    def _merge_fact(self, place: Place) -> None:
        before, mine, others = (
            facts.get(place) for facts in (self._base, self._ours, self._theirs)
        )
        value = others if mine == before else mine
        if mine not in (before, others) and others != before:
            settled = _settled(place, before, mine, others)
            value = mine if settled is None else settled
            if settled is None:
                self._result.asked.add(place)
        if value is not None:
            self._result.facts[place] = value


def _renumbered(facts: Facts) -> Facts:
    """The same, with equal items of a list numbered from 1."""
    seen: Counter[Place] = Counter()
    result: Facts = {}
    for place, value in facts.items():
        inner = place[:-1]
        if len(place) > 2 and place[-3] == "#":
            seen[inner] += 1
            place = (*inner, str(seen[inner]))
        result[place] = value
    return result


def _settled(place: Place, before: Any, mine: Any, others: Any) -> Any:
    """The value of two that a rule chooses; None where it is asked for."""
    if mine is None or others is None:
        return None
    if place[-1] in _EARLIER.get(place[0], ()):
        return min(mine, others)
    if place[-1] in _LATER:
        return max(mine, others)
    if place == ("identity", "status"):
        goes_on = {(before, before), *_NEXT_STATUS} if before else None
        if goes_on is None or {(before, mine), (before, others)} <= goes_on:
            if (mine, others) in _NEXT_STATUS:
                return others
            if (others, mine) in _NEXT_STATUS:
                return mine
    return None
