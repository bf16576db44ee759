"""One edit as the fewest edits of single values, keys and items with the same result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from clientfile.records.edits import Append, Data, Drop, Edit, Path, Put, at


def small_edits(data: Data, edit: Edit) -> Iterator[Edit]:
    """The edits of single values, keys and items that make up one edit of `data`, in order."""
    if isinstance(edit, Put):
        yield from _changes(at(data, edit.path), edit.value, edit.path)
    elif not isinstance(edit, Append) or edit.values:
        yield edit
    elif at(data, edit.path) is None:
        yield Put(edit.path, [])


def _changes(old: Any, new: Any, path: Path) -> Iterator[Edit]:
    if type(old) is type(new) and old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _mapping_changes(old, new, path)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _list_changes(old, new, path)
    else:
        yield Put(path, new)


def _mapping_changes(old: Data, new: Data, path: Path) -> Iterator[Edit]:
    for key, value in new.items():
        if key not in old:
            yield Put((*path, key), value)
        else:
            yield from _changes(old[key], value, (*path, key))
    for key in old:
        if key not in new:
            yield Drop((*path, key))


def _list_changes(old: list[Any], new: list[Any], path: Path) -> Iterator[Edit]:
    dropped = _dropped_indexes(old, new)
    if dropped is None:
        for index, (one, other) in enumerate(zip(old, new, strict=False)):
            yield from _changes(one, other, (*path, index))
        dropped = list(range(len(new), len(old)))
    for index in reversed(dropped):
        yield Drop((*path, index))
    if len(new) > len(old):
        yield Append(path, tuple(new[len(old) :]))


def _dropped_indexes(old: Sequence[Any], new: Sequence[Any]) -> list[int] | None:
    """The indexes to drop from `old` to get `new`, or None where dropping is not enough."""
    dropped = []
    matched = 0
    for index, item in enumerate(old):
        if matched < len(new) and item == new[matched]:
            matched += 1
        else:
            dropped.append(index)
    return dropped if matched == len(new) else None
