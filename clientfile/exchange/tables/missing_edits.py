"""The edits that are missing: values of a file compared with an item of the record.

Only fields that the file has a value for are touched. Everything else in the record stays, and
nothing is removed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from clientfile.exchange.tables.expressions import UnmappableError
from clientfile.exchange.tables.rows import Values
from clientfile.language import Lines, _
from clientfile.records.edits import Append, Data, Edit, Path, Put, apply_edits, at
from clientfile.records.shape import Shape

_ZERO = "0%"
"""A discount of nothing, which a record expresses by having none."""


@dataclass
class MissingEdits:
    """Edits of a record with the addresses that they touch, in the same order, and a note."""

    edits: list[Edit] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    note: str = ""

    def add(self, other: MissingEdits) -> None:
        """Append the edits, addresses and note of others."""
        self.edits += other.edits
        self.fields += other.fields
        self.note = Lines(filter(None, (self.note, other.note)), "; ")


def build_item(values: Values, shape: Shape) -> Data:
    """A new item with these values, its keys in the shape's order."""
    puts = [Put(path, value) for path, value in values.items() if not _is_nothing(path, value)]
    return with_sorted_keys(apply_edits({}, puts), shape)


def with_sorted_keys(data: Data, shape: Shape) -> Data:
    """The same data, with the keys of every mapping in the shape's order, others last."""
    rank = {key: place for place, key in enumerate(shape.fields)}
    keys = sorted(data, key=lambda key: rank.get(key, len(rank)))
    return {key: _sorted_within(data[key], shape.child(key)) for key in keys}


def _sorted_within(value: Any, shape: Shape) -> Any:
    if isinstance(value, dict):
        return with_sorted_keys(value, shape)
    if isinstance(value, list):
        return [_sorted_within(each, shape.item or shape) for each in value]
    return value


def find_missing_edits(
    item: Data,
    values: Values,
    base: Path,
    address: str,
    constants: Collection[tuple[str, ...]] = (),
) -> MissingEdits:
    """The edits that give an item of the record the values.

    The item stands at the path `base`, which a message calls `address`. Fields of `constants` are
    only added where the item has none: a value that is the same in every row would undo later
    changes. Raises UnmappableError where one value would replace several of the record.
    """
    missing = MissingEdits()
    for inner, value in values.items():
        recorded = at(item, inner)
        if recorded is not None and inner in constants and not isinstance(value, list):
            continue
        edit = _edit(recorded, value, (*base, *inner))
        if edit:
            missing.edits.append(edit)
            missing.fields.append(".".join([*([address] if address else []), *inner]))
    return missing


def _edit(recorded: Any, value: Any, path: Path) -> Edit | None:
    is_list = isinstance(recorded, list)
    if isinstance(recorded, dict) or (is_list and not isinstance(value, list)):
        raise UnmappableError(
            _("{key} holds several values in the record: map another key", key=path[-1])
        )
    if isinstance(value, list):
        missing = tuple(each for each in value if each not in (recorded or ()))
        return Append(path, missing) if missing else None
    return None if _is_same(recorded, value, path) else Put(path, value)


def _is_same(recorded: Any, value: Any, path: Path) -> bool:
    return bool(recorded == value) or (recorded is None and _is_nothing(path, value))


def _is_nothing(path: Path, value: Any) -> bool:
    return path[-1] == "discount" and value == _ZERO


def has_values(item: Data, values: Values) -> bool:
    """Whether an item of the record has all the values already."""
    return all(_is_same(at(item, inner), value, inner) for inner, value in values.items())
