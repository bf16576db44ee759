"""Every text of a record with its path, for the full-text search."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from clientfile.records.edits import Data, Path
from clientfile.records.shape import Shape

Texts = list[tuple[Path, str]]


def texts_of(data: Data, shape: Shape) -> Texts:
    """Each single value of a record as text, with its concrete path, in the record's order.

    Booleans are left out. Below keys that the user chose (`x-…`, networks) the text begins with
    these keys: `linkedin: jdupont`.
    """
    texts: Texts = []
    _mapping(data, shape, (), "", texts)
    return texts


# The functions append to one list: nested generators take three times as long.
def _mapping(data: Data, shape: Shape, path: Path, prefix: str, texts: Texts) -> None:
    fields = shape.fields
    for key, value in data.items():
        below = fields.get(key)
        if below is None:
            _value(value, shape.child(key), (*path, key), f"{prefix} {key}".lstrip(), texts)
        elif isinstance(value, str) and not prefix:
            texts.append(((*path, key), value))
        else:
            _value(value, below, (*path, key), prefix, texts)


def _value(value: Any, shape: Shape, path: Path, prefix: str, texts: Texts) -> None:
    if isinstance(value, dict):
        _mapping(value, shape, path, prefix, texts)
    elif isinstance(value, list):
        below = shape.child(0)
        for place, inner in enumerate(value):
            _value(inner, below, (*path, place), prefix, texts)
    elif isinstance(value, str | int | Decimal) and not isinstance(value, bool):
        text = f"{value:f}" if isinstance(value, Decimal) else str(value)
        texts.append((path, f"{prefix}: {text}" if prefix else text))
