"""Edits of a record's data: put, append, insert and drop at a path.

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
class Insert:
    """Add `values` to a list, which must exist: the first gets the index at the end of `path`."""

    path: Path
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Drop:
    """Remove the key or the item at `path`."""

    path: Path


Edit = Put | Append | Insert | Drop


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
    """The data with `edits` applied in their order; what no edit touches is shared with `data`.

    Raises KeyError or IndexError for a Drop of an absent part, for an Insert into an absent list,
    and for a path through an index that a list lacks: an error of the caller, never of the user.
    """
    own: _Own = {}
    result: Data = _own_copy(data, own)
    for edit in edits:
        _apply(result, edit, own)
    return result


_Own = dict[int, Any]
"""The collections of the result that `data` does not share, by their identity: all others are
copied before they are changed."""


def _own_copy(collection: Any, own: _Own) -> Any:
    copied = copy.copy(collection)
    own[id(copied)] = copied
    return copied


def _apply(data: Data, edit: Edit, own: _Own) -> None:
    path = edit.path
    parent = _parent(data, path, own, create=not isinstance(edit, Drop | Insert))
    last: Any = path[-1]
    if isinstance(edit, Drop):
        del parent[last]
    elif isinstance(edit, Insert):
        parent[last:last] = copy.deepcopy(edit.values)
    elif isinstance(edit, Put):
        parent[last] = copy.deepcopy(edit.value)
    else:
        values = copy.deepcopy(list(edit.values))
        if isinstance(parent, dict) and last not in parent:
            parent[last] = []
        _step_into(parent, last, own).extend(values)


def _parent(data: Any, path: Path, own: _Own, *, create: bool) -> Any:
    for step in path[:-1]:
        if create and isinstance(data, dict) and step not in data:
            data[step] = {}
        data = _step_into(data, step, own)
    return data


def _step_into(parent: Any, step: Any, own: _Own) -> Any:
    """The collection at a step of `parent`, which may be changed."""
    if id(parent[step]) not in own:
        parent[step] = _own_copy(parent[step], own)
    return parent[step]
