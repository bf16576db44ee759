"""Edits of a record's data: put, append and drop at a path.

A path is concrete: keys of mappings as `str`, indexes of lists as `int` from 0. The functions here
apply edits to data; `yamltext.editor` applies the same edits to text, and the two must agree.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Path = tuple[str | int, ...]
Data = dict[str, Any]


@dataclass(frozen=True)
class Put:
    """Set the value at `path`, replacing the present one; absent parents are created."""

    path: Path
    value: Any


@dataclass(frozen=True)
class Append:
    """Add `values` at the end of the list at `path`; an absent list is created."""

    path: Path
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Drop:
    """Remove the key or the item at `path`."""

    path: Path


Edit = Put | Append | Drop


def at(data: Any, path: Path) -> Any:
    """The value at `path`, or None where there is none."""
    for step in path:
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and 0 <= step < len(data):
            data = data[step]
        else:
            return None
    return data


def apply_edits(data: Data, edits: Iterable[Edit]) -> Data:
    """A copy of `data` with `edits` applied in their order.

    Raises KeyError or IndexError for a Drop of an absent part, and for a path through an index
    that a list lacks: an error of the caller, never of the user.
    """
    result = copy.deepcopy(data)
    for edit in edits:
        _apply(result, edit)
    return result


def _apply(data: Data, edit: Edit) -> None:
    parent = _parent(data, edit.path, create=not isinstance(edit, Drop))
    last: Any = edit.path[-1]
    if isinstance(edit, Drop):
        del parent[last]
    elif isinstance(edit, Put):
        parent[last] = copy.deepcopy(edit.value)
    else:
        parent.setdefault(last, []).extend(copy.deepcopy(list(edit.values)))


def _parent(data: Any, path: Path, *, create: bool) -> Any:
    for step in path[:-1]:
        grow = create and isinstance(data, dict)
        data = data.setdefault(step, {}) if grow else data[step]
    return data
