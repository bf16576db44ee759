"""Walks over a record's data along its shape, whatever the data hold: nothing here raises.

What stands under a key that the shape does not know is passed over.
"""

from __future__ import annotations

from typing import Any

from clientfile.records.edits import Path
from clientfile.records.shape import Shape
from clientfile.schema.shapes import record_shape

Place = tuple[Path, Any, Shape]


def places(data: Any) -> list[Place]:
    """Every place of a record's data, a mapping or list before what is in it."""
    found: list[Place] = []
    _collect(data, record_shape(), (), found)
    return found


def _collect(data: Any, shape: Shape, path: Path, found: list[Place]) -> None:
    found.append((path, data, shape))
    if shape.kind == "mapping" and isinstance(data, dict):
        for key, value in data.items():
            if key in shape.fields:
                _collect(value, shape.fields[key], (*path, key), found)
    elif shape.kind == "list" and isinstance(data, list):
        for place, item in enumerate(data):
            _collect(item, shape.child(place), (*path, place), found)


def keys_of(path: Path) -> tuple[str, ...]:
    """A path without its places in lists: the kind of place that it is."""
    return tuple(step for step in path if isinstance(step, str))
