"""The fields of two records, or of two people, as one: whose stand, and which are left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clientfile.changes.fields import shorten_value
from clientfile.errors import UsageError
from clientfile.language import Message, _
from clientfile.records.edits import Data
from clientfile.records.merge.lists import identity_of
from clientfile.records.paths import quote_segment, resolve
from clientfile.records.shape import Shape

Kind = tuple[str, ...]
"""The keys along a path, without the items of lists."""

LEFT: Kind = ("contacts", "people", "left")
_AS_ONE: frozenset[Kind] = frozenset(
    {
        ("identity", "address"),
        ("identity", "sector"),
        ("identity", "registration"),
        ("contacts", "people", "address"),
        ("contacts", "people", "assistant"),
        ("contacts", "people", "decision"),
        ("contacts", "interactions", "next"),
        LEFT,
        ("business", "payment"),
        ("business", "potential"),
    }
)
"""Mappings whose fields belong together: of two that differ, one is taken whole."""


@dataclass(frozen=True)
class Choice:
    """What is decided beforehand, addresses by what was typed: the fields that are to be as the
    other has them, and those that are to be as the one that stays has them.
    """

    take: Mapping[str, str] = field(default_factory=dict)
    keep: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LeftOut:
    """A field of which one value stands and the other is left out; None is no value."""

    address: str
    standing: Any
    lost: Any

    def message(self) -> Message:
        """The sentence about it."""
        return _(
            "{field}: {standing} stands, not {lost}",
            field=self.address,
            standing=shorten_value(self.standing),
            lost=shorten_value(self.lost),
        )


@dataclass(frozen=True)
class _Place:
    """Where a value stands: the segments of its address, and the keys among them."""

    segments: tuple[str, ...] = ()
    kind: Kind = ()

    def field(self, key: str) -> _Place:
        return _Place((*self.segments, quote_segment(key)), (*self.kind, key))

    def item(self, segment: str) -> _Place:
        return _Place((*self.segments, segment), self.kind)

    @property
    def address(self) -> str:
        return ".".join(self.segments)


@dataclass
class FieldJoin:
    """Joins fields; those at the addresses of `take`, and all below them, are the other's.

    `take` has the addresses by what was typed.
    `left_out` collects what does not stand, `decided` the addresses that decided something.
    """

    take: Mapping[str, str] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    decided: set[str] = field(default_factory=set)

    def records(self, standing: Data, other: Data, shape: Shape) -> Data:
        """Two records as one: a field that both have is the `standing` one's, items of lists are
        matched by what identifies them.
        """
        return self._mapping(standing, other, shape, _Place())

    def people(self, standing: Data, other: Data, shape: Shape, address: str) -> Data:
        """Two people as one; `shape` is that of a person, `address` that of the standing one."""
        return self._mapping(standing, other, shape, _Place((address,), LEFT[:-1]))

    def takes(self, address: str) -> bool:
        """Whether the other's value is to be taken at an address."""
        above = [each for each in self.take.values() if f"{address}.".startswith(f"{each}.")]
        self.decided.update(above)
        return bool(above)

    def leave_out(self, address: str, standing: Any, lost: Any) -> None:
        """Note that a value does not stand."""
        self.left_out.append(LeftOut(address, standing, lost))

    def _mapping(self, standing: Data, other: Data, shape: Shape, place: _Place) -> Data:
        joined = dict(standing)
        for key, value in other.items():
            here = place.field(key)
            if key in standing:
                joined[key] = self._value(standing[key], value, shape.child(key), here)
            elif here.kind != LEFT or self.takes(here.address):
                joined[key] = value
            else:
                # Who is there according to the standing record has not left.
                self.leave_out(here.address, None, value)
        return joined

    def _value(self, standing: Any, other: Any, shape: Shape, place: _Place) -> Any:
        if type(standing) is type(other) and standing == other:
            return standing
        if isinstance(standing, dict) and isinstance(other, dict) and shape.kind == "mapping":
            as_one = place.kind in _AS_ONE and any(
                standing[key] != other[key] for key in standing.keys() & other.keys()
            )
            if not as_one:
                return self._mapping(standing, other, shape, place)
        elif isinstance(standing, list) and isinstance(other, list) and shape.kind == "list":
            return self._list(standing, other, shape, place)
        takes = self.takes(place.address)
        self.leave_out(place.address, *((other, standing) if takes else (standing, other)))
        return other if takes else standing

    def _list(
        self, standing: Sequence[Any], other: Sequence[Any], shape: Shape, place: _Place
    ) -> list[Any]:
        joined = list(standing)
        places = {identity_of(item, shape): index for index, item in enumerate(standing)}
        places.pop(None, None)
        for item in other:
            name = identity_of(item, shape)
            if name in places:
                index = places[name]
                here = place.item(_segment(item, shape, index))
                joined[index] = self._value(joined[index], item, shape.child(0), here)
            elif name is not None or item not in standing:
                joined.append(item)
        return joined


def _segment(item: Any, shape: Shape, index: int) -> str:
    if len(shape.identity) == 1:
        return quote_segment(str(item[shape.identity[0]]))
    return f"#{index + 1}"


def canonical_addresses(
    typed: Collection[str], versions: Sequence[Data], shape: Shape
) -> dict[str, str]:
    """The addresses as joins call them, by those that were typed; `versions` are those in which
    they may stand. Raises as `paths.resolve` does of the last one.
    """
    return {each: _canonical(each, versions, shape) for each in typed}


def _canonical(typed: str, versions: Sequence[Data], shape: Shape) -> str:
    from clientfile.errors import NoSuchItemError

    *others, last = versions
    for data in others:
        try:
            return _address(data, typed, shape)
        except NoSuchItemError:
            continue
    return _address(last, typed, shape)


def _address(data: Data, typed: str, shape: Shape) -> str:
    from clientfile.records.paths import address_of

    return address_of(data, resolve(typed, data, shape), shape)


def refuse_idle(take: Mapping[str, str], decided: Collection[str]) -> None:
    """Raise UsageError for an address of `take` (by what was typed) that decided nothing."""
    for typed, address in take.items():
        if address not in decided:
            raise UsageError(_("--take {field}: nothing differs there", field=typed))
