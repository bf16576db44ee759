"""Walks over a record's data along its shape, whatever the data hold: nothing here raises.

What stands under a key that the shape does not know is passed over.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from clientfile.records.edits import Path
from clientfile.records.shape import Shape
from clientfile.schema.shapes import record_shape

Kind = tuple[str, ...]
"""A path without its places in lists: what kind of place it is."""

Place = tuple[Path, Kind, Any, Shape]


def walk_places(data: Any) -> list[Place]:
    """Every place of a record's data, a mapping or list before what is in it."""
    top = _kinds()
    found: list[Place] = [((), (), data, top.shape)]
    _collect(data, top, (), found)
    return found


@dataclass(frozen=True, slots=True)
class _Kinds:
    """A kind of place, with those below it: made once, so that a walk need not make them."""

    kind: Kind
    shape: Shape
    fields: dict[str, _Kinds]
    item: _Kinds | None


@cache
def _kinds() -> _Kinds:
    return _kinds_of(record_shape(), ())


def _kinds_of(shape: Shape, kind: Kind) -> _Kinds:
    fields = {key: _kinds_of(inner, (*kind, key)) for key, inner in shape.fields.items()}
    item = _kinds_of(shape.child(0), kind) if shape.kind == "list" else None
    return _Kinds(kind, shape, fields if shape.kind == "mapping" else {}, item)


def _collect(data: Any, at: _Kinds, path: Path, found: list[Place]) -> None:
    """All that is below a place."""
    if isinstance(data, dict):
        fields = at.fields
        for key, value in data.items():
            below = fields.get(key)
            if below is not None:
                inner = (*path, key)
                found.append((inner, below.kind, value, below.shape))
                if isinstance(value, dict | list):
                    _collect(value, below, inner, found)
    elif isinstance(data, list) and at.item is not None:
        below = at.item
        for place, value in enumerate(data):
            inner = (*path, place)
            found.append((inner, below.kind, value, below.shape))
            if isinstance(value, dict | list):
                _collect(value, below, inner, found)
