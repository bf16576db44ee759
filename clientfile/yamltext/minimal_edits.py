"""A value put in the place of another, told as the fewest small edits that come to the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from clientfile.records.edits import Append, Data, Drop, Edit, Path, Put, at


def small_edits(data: Data, edit: Edit) -> Iterator[Edit]:
    """The edits of single values, keys and items that one edit of `data` comes to, in order."""
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
    gone = _left_out(old, new)
    if gone is None:
        for place, (one, other) in enumerate(zip(old, new, strict=False)):
            yield from _changes(one, other, (*path, place))
        gone = list(range(len(new), len(old)))
    for place in reversed(gone):
        yield Drop((*path, place))
    if len(new) > len(old):
        yield Append(path, tuple(new[len(old) :]))


def _left_out(old: Sequence[Any], new: Sequence[Any]) -> list[int] | None:
    """The places of `old` without which it is `new`, or None where more than that is different."""
    gone = []
    kept = 0
    for place, item in enumerate(old):
        if kept < len(new) and item == new[kept]:
            kept += 1
        else:
            gone.append(place)
    return gone if kept == len(new) else None
