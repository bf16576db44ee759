"""Every text of a record with its place."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from clientfile.records.edits import Data, Path
from clientfile.records.shape import Shape

Texts = list[tuple[Path, str]]


def texts_of(data: Data, shape: Shape) -> Texts:
    """Each single value of a record as text, with its concrete path, in the record's order.

    Yes and no are left out. Under keys that a user chose (`x-…`, networks) the text begins with
    these: `linkedin: jdupont`.
    """
    found: Texts = []
    _mapping(data, shape, (), "", found)
    return found


# Lists are filled, since generators within generators take three times as long.
def _mapping(data: Data, shape: Shape, path: Path, own: str, found: Texts) -> None:
    known = shape.fields
    for key, value in data.items():
        below = known.get(key)
        if below is None:
            _value(value, shape.child(key), (*path, key), f"{own} {key}".lstrip(), found)
        elif isinstance(value, str) and not own:
            found.append(((*path, key), value))
        else:
            _value(value, below, (*path, key), own, found)


def _value(value: Any, shape: Shape, path: Path, own: str, found: Texts) -> None:
    if isinstance(value, dict):
        _mapping(value, shape, path, own, found)
    elif isinstance(value, list):
        below = shape.child(0)
        for place, inner in enumerate(value):
            _value(inner, below, (*path, place), own, found)
    elif isinstance(value, str | int | Decimal) and not isinstance(value, bool):
        told = f"{value:f}" if isinstance(value, Decimal) else str(value)
        found.append((path, f"{own}: {told}" if own else told))
