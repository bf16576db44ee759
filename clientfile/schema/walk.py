"""Walk over a record's data along its shape: every place with its path, kind, value and shape.

Nothing here raises, whatever the data are. Values below unknown keys are skipped.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from clientfile.records.edits import Path
from clientfile.records.shape import Shape
from clientfile.schema.shapes import record_shape

Kind = tuple[str, ...]
"""A path without the indexes of lists: all items of a list are of one kind."""

Place = tuple[Path, Kind, Any, Shape]


def walk_places(data: Any) -> list[Place]:
    """Every place of a record's data, a mapping or list before its parts."""
    top = _record_tree()
    places: list[Place] = [((), (), data, top.shape)]
    _collect(data, top, (), places)
    return places


@dataclass(frozen=True, slots=True)
class _KindTree:
    """A kind with the kinds below it, built once for all walks."""

    kind: Kind
    shape: Shape
    fields: dict[str, _KindTree]
    item: _KindTree | None


@cache
def _record_tree() -> _KindTree:
    return _build_tree(record_shape(), ())


def _build_tree(shape: Shape, kind: Kind) -> _KindTree:
    fields = {key: _build_tree(inner, (*kind, key)) for key, inner in shape.fields.items()}
    item = _build_tree(shape.child(0), kind) if shape.kind == "list" else None
    return _KindTree(kind, shape, fields if shape.kind == "mapping" else {}, item)


def _collect(data: Any, tree: _KindTree, path: Path, places: list[Place]) -> None:
    """Append every place below `path` to `places`."""
    if isinstance(data, dict):
        fields = tree.fields
        for key, value in data.items():
            below = fields.get(key)
            if below is not None:
                inner = (*path, key)
                places.append((inner, below.kind, value, below.shape))
                if isinstance(value, dict | list):
                    _collect(value, below, inner, places)
    elif isinstance(data, list) and tree.item is not None:
        below = tree.item
        for place, value in enumerate(data):
            inner = (*path, place)
            places.append((inner, below.kind, value, below.shape))
            if isinstance(value, dict | list):
                _collect(value, below, inner, places)
