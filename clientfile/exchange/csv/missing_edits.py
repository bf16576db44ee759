"""What a file says of one thing, laid over what a record holds: the edits that are missing.

Only what the file has a value for is ever touched. What stands in the record beside it stays, and
nothing is taken away.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from clientfile.exchange.csv.expressions import UnmappableError
from clientfile.exchange.csv.rows import Values
from clientfile.records.edits import Append, Data, Edit, Path, Put, apply_edits, at
from clientfile.records.shape import Shape

_ZERO = "0%"
"""A discount of nothing, which a record says by having none."""


@dataclass
class MissingEdits:
    """The edits that one thing of the file asks for, and the addresses they touch."""

    edits: list[Edit] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    note: str = ""

    def add(self, other: MissingEdits) -> None:
        """Take over what another step asks for."""
        self.edits += other.edits
        self.fields += other.fields
        self.note = "; ".join(filter(None, (self.note, other.note)))


def build_item(values: Values, shape: Shape) -> Data:
    """An item with these values, its keys in the order in which they are written."""
    puts = [Put(path, value) for path, value in values.items() if not _is_nothing(path, value)]
    return sort_keys(apply_edits({}, puts), shape)


def sort_keys(data: Data, shape: Shape) -> Data:
    """The same data, with the keys of every mapping in the shape's order, others last."""
    rank = {key: place for place, key in enumerate(shape.fields)}
    keys = sorted(data, key=lambda key: rank.get(key, len(rank)))
    return {key: _ordered_value(data[key], shape.child(key)) for key in keys}


def _ordered_value(value: Any, shape: Shape) -> Any:
    if isinstance(value, dict):
        return sort_keys(value, shape)
    if isinstance(value, list):
        return [_ordered_value(each, shape.item or shape) for each in value]
    return value


def find_missing_edits(
    old: Data, values: Values, base: Path, address: str, constants: Collection[tuple[str, ...]] = ()
) -> MissingEdits:
    """The edits by which the item `old`, at `base`, comes to hold the values.

    Those of `constants` only fill in: nobody's later word is undone by what is always the same.
    Raises UnmappableError where several values of the record's would have to make room for one.
    """
    step = MissingEdits()
    for inner, value in values.items():
        there = at(old, inner)
        if there is not None and inner in constants and not isinstance(value, list):
            continue
        edit = _edit(there, value, (*base, *inner))
        if edit:
            step.edits.append(edit)
            step.fields.append(".".join([*([address] if address else []), *inner]))
    return step


def _edit(old: Any, value: Any, path: Path) -> Edit | None:
    if isinstance(old, dict) or (isinstance(old, list) and not isinstance(value, list)):
        raise UnmappableError(f"{path[-1]} holds several values in the record: map another key")
    if isinstance(value, list):
        missing = tuple(each for each in value if each not in (old or ()))
        return Append(path, missing) if missing else None
    return None if _same(old, value, path) else Put(path, value)


def _same(old: Any, value: Any, path: Path) -> bool:
    return bool(old == value) or (old is None and _is_nothing(path, value))


def _is_nothing(path: Path, value: Any) -> bool:
    return path[-1] == "discount" and value == _ZERO


def has_values(item: Data, values: Values) -> bool:
    """Whether an item holds all the values already."""
    return all(_same(at(item, inner), value, inner) for inner, value in values.items())
