"""The walk over three versions of a record: what each side changed, and where both did."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

from clientfile.language import Message, _
from clientfile.records.conflict import (
    ABSENT,
    Conflict,
    ConflictKind,
    Decision,
    Decisions,
    Settled,
)
from clientfile.records.edits import Data
from clientfile.records.merge.lists import ItemName, ListVersions, identity_of, match_items
from clientfile.records.merge.order import merged_order
from clientfile.records.merge.rules import settle
from clientfile.records.paths import addresses_above, quote_segment
from clientfile.records.shape import Shape

Side = Literal["ours", "theirs"]

UNDECIDED: Final[Decisions] = MappingProxyType({})


@dataclass
class RecordMerge:
    """The merged data; what both sides changed differently, where `data` has our value unless it
    was decided; and what was settled by a rule.
    """

    data: Data
    conflicts: list[Conflict] = field(default_factory=list)
    settled: list[Settled] = field(default_factory=list)


def merge_records(
    base: Data,
    ours: Data,
    theirs: Data,
    shape: Shape,
    decisions: Decisions = UNDECIDED,
    *,
    asked: Collection[str] = (),
    upstream: Side = "theirs",
    strict: bool = False,
) -> RecordMerge:
    """`ours` with the changes that `theirs` made to `base`, which is empty for a new record.

    What differs at the `asked` addresses is a conflict in any case, unless it is decided.
    `upstream` is the side whose new items come first where they have no date. With `strict`,
    nothing is settled by a rule: of two days none stands, a change does not win over a removal,
    and two texts in the place of one are no two additions.
    """
    walk = _RecordMerging(decisions, asked, upstream, strict)
    data = walk.mappings(
        _PartVersions(base, ours, theirs), _MergePlace(shape, (), is_fresh=not base)
    )
    return RecordMerge(data, walk.conflicts, walk.settled)


class _PartVersions(NamedTuple):
    """A part in three versions, ABSENT in one that lacks it."""

    base: Any
    ours: Any
    theirs: Any

    def all_are(self, kind: type) -> bool:
        """Whether the part is of this type wherever it is."""
        return all(side is ABSENT or isinstance(side, kind) for side in self)

    def below(self, key: Any) -> _PartVersions:
        """The part at a key of mappings."""
        return _PartVersions(*(side.get(key, ABSENT) for side in self))

    def filled(self, kind: type) -> _PartVersions:
        """The same with an empty collection where it is absent."""
        return _PartVersions(*(kind() if side is ABSENT else side for side in self))

    def differ(self) -> bool:
        """Whether both sides changed the part, and differently."""
        base, ours, theirs = self
        return ours not in (base, theirs) and theirs != base

    @property
    def changed(self) -> Any:
        """The part as the only side has it that changed it, or both that changed it alike."""
        return self.theirs if self.ours == self.base else self.ours


class _MergePlace(NamedTuple):
    """Where a part stands: its shape and the segments of its address. `is_fresh` is whether what
    holds it is new on both sides.
    """

    shape: Shape
    segments: tuple[str, ...]
    is_fresh: bool

    @property
    def address(self) -> str:
        return ".".join(self.segments)

    def at_key(self, key: str) -> _MergePlace:
        """The place of a value of the mapping here."""
        return _MergePlace(
            self.shape.child(key), (*self.segments, quote_segment(key)), self.is_fresh
        )

    def at_item(self, name: ItemName) -> _MergePlace:
        """The place of an item of the list here."""
        return _MergePlace(self.shape.child(0), (*self.segments, name.segment), self.is_fresh)


class _RecordMerging:
    """One merge."""

    def __init__(
        self, decisions: Decisions, asked: Collection[str], upstream: Side, strict: bool
    ) -> None:
        self.conflicts: list[Conflict] = []
        self.settled: list[Settled] = []
        self._decisions = decisions
        self._asked = asked
        named = (*decisions, *asked)
        self._decided_below = {above for address in named for above in addresses_above(address)}
        self._upstream = upstream
        self._strict = strict

    def mappings(self, sides: _PartVersions, place: _MergePlace) -> Data:
        """The merged mapping."""
        result = {}
        for key in [*sides.ours, *(key for key in sides.theirs if key not in sides.ours)]:
            below = sides.below(key)
            value = below.changed
            if self._decisions or self._asked or below.differ():
                value = self._value(below, place.at_key(key))
            if value is not ABSENT:
                result[key] = value
        return result

    def _value(self, sides: _PartVersions, place: _MergePlace) -> Any:
        """A merged value of a mapping; an absent mapping or list counts as an empty one."""
        if (chosen := self._decided("value", sides, place)) is not None:
            return chosen[0] if chosen else ABSENT
        if not self._is_walked(sides, place):
            return sides.changed
        if not self._strict and (value := settle(*sides, place.shape)) is not ABSENT:
            return value
        if sides.all_are(dict):
            if place.shape.kind == "mapping" and "id" in place.shape.fields:
                return self._single_item(sides, place)
            value = self.mappings(sides.filled(dict), place)
        elif sides.all_are(list):
            value = self._lists(sides.filled(list), place)
        else:
            return self._conflict("value", sides, place)
        return value if value or not (sides.ours and sides.theirs) else ABSENT

    def _single_item(self, sides: _PartVersions, place: _MergePlace) -> Any:
        """A merged item of its own, a next action: another one is no change of its fields."""
        if ABSENT in (sides.ours, sides.theirs):
            return self._removed_and_changed("value", sides, place)
        base, ours, theirs = (ABSENT if side is ABSENT else side.get("id") for side in sides)
        if ours != theirs or (ours is None and base is not None):
            return self._conflict("value", sides, place)
        return self._same_item(sides if base == ours else sides._replace(base=ABSENT), place)

    def _same_item(self, sides: _PartVersions, place: _MergePlace) -> Data:
        """An item of both sides, field by field."""
        is_fresh = sides.base is ABSENT
        return self.mappings(sides.filled(dict), place._replace(is_fresh=is_fresh))

    def _lists(self, sides: _PartVersions, place: _MergePlace) -> list[Any]:
        shape = place.shape
        versions = match_items(*sides, shape, texts_replace=self._strict, is_fresh=place.is_fresh)
        orders = list(versions.theirs), list(versions.ours)
        upstream, own = orders if self._upstream == "theirs" else reversed(orders)
        order = merged_order(list(versions.base), upstream, own, _sort_key(versions, shape))
        return [item for name in order for item in self._item(versions, name, place)]

    def _item(self, versions: ListVersions, name: ItemName, holder: _MergePlace) -> list[Any]:
        """The merged items under a name: none, one, or two where both stay."""
        lists = (versions.base, versions.ours, versions.theirs)
        sides = _PartVersions(*(side.get(name, ABSENT) for side in lists))
        place = holder.at_item(name)
        if sides.ours == sides.theirs and name.kind in ("new", "both"):
            self.settled.append(Settled(holder.address, _typed_twice(holder)))
        if (chosen := self._decided("item", sides, place)) is not None:
            return chosen
        is_walked = self._is_walked(sides, place)
        value = self._changed_item(name, sides, place) if is_walked else sides.changed
        return [] if value is ABSENT else [value]

    def _changed_item(self, name: ItemName, sides: _PartVersions, place: _MergePlace) -> Any:
        """An item that both sides changed differently."""
        if ABSENT in (sides.ours, sides.theirs):
            return self._removed_and_changed("item", sides, place)
        if name.kind == "id" and sides.all_are(dict):
            return self._same_item(sides, place)
        return self._conflict("item", sides, place)

    def _removed_and_changed(
        self, kind: ConflictKind, sides: _PartVersions, place: _MergePlace
    ) -> Any:
        """What one side removed and the other changed: it stays as it was changed."""
        if self._strict:
            return self._conflict(kind, sides, place)
        what = _(
            "{item} was removed on one side and changed on the other: it stays",
            item=place.segments[-1],
        )
        self.settled.append(Settled(place.address, what))
        return sides.theirs if sides.ours is ABSENT else sides.ours

    def _conflict(self, kind: ConflictKind, sides: _PartVersions, place: _MergePlace) -> Any:
        self.conflicts.append(Conflict(place.address, kind, *sides))
        return sides.ours

    def _is_walked(self, sides: _PartVersions, place: _MergePlace) -> bool:
        """Whether a part is more than what one side made of it."""
        if sides.differ():
            return True
        is_whole = ABSENT in sides or isinstance(sides.ours, str)
        return bool(self._decided_below) and not is_whole and place.address in self._decided_below

    def _decided(
        self, kind: ConflictKind, sides: _PartVersions, place: _MergePlace
    ) -> list[Any] | None:
        """The values that a decision chooses where the sides differ, and ours where it is asked
        for; None where it is neither.
        """
        if not (self._decisions or self._asked) or sides.ours == sides.theirs:
            return None
        decision = self._decisions.get(place.address)
        if decision is None and place.address in self._asked:
            self._conflict(kind, sides, place)
            decision = Decision("mine")
        return None if decision is None else _chosen(decision, sides)


def _chosen(decision: Decision, sides: _PartVersions) -> list[Any]:
    choices = {
        "mine": [sides.ours],
        "theirs": [sides.theirs],
        "both": [sides.ours, sides.theirs],
        None: [decision.value],
    }
    return [value for value in choices[decision.choice] if value is not ABSENT]


def _typed_twice(holder: _MergePlace) -> Message:
    if holder.segments[-1] == "payments":
        return _("the same payment was typed on both sides: it counts once")
    return _("the same was typed on both sides: it stands once")


def _sort_key(versions: ListVersions, shape: Shape) -> Callable[[ItemName], tuple[str, str] | None]:
    """The date and the id by which new items are ordered."""
    items: Mapping[ItemName, Any] = {**versions.theirs, **versions.ours}

    def sort_key(name: ItemName) -> tuple[str, str] | None:
        item = items[name]
        day = item.get("date") if isinstance(item, dict) else None
        return (day, identity_of(item, shape) or "") if isinstance(day, str) else None

    return sort_key
