"""Edits of a record's data: what is to change, apart from how its text changes.

A path is concrete: mapping keys as `str`, places in a list as `int` from 0. The functions here
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
    """Set the value at `path`, replacing what is there; absent parents come into being."""

    path: Path
    value: Any


@dataclass(frozen=True)
class Append:
    """Add `values` at the end of the list at `path`, which comes into being where absent."""

    path: Path
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Drop:
    """Remove the key or the item at `path`."""

    path: Path


Edit = Put | Append | Drop


def at(data: Any, path: Path) -> Any:
    """The value at `path`, or None where nothing is."""
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

    Raises KeyError or IndexError where a Drop names nothing, or a path runs through a list
    place that is not there: a fault of the caller, never of the user's.
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
