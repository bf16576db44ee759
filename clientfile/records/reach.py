"""Values of a record by a loose path, as `--where` names them: through every item of a list."""

from __future__ import annotations

from typing import Any

from clientfile.errors import UsageError
from clientfile.records.addresses import split_address
from clientfile.records.edits import Data
from clientfile.records.shape import ANY, Shape


def values_at(data: Data, name: str, shape: Shape) -> Any:
    """The value at `identity.address.city`, `size.headcount` or plain `headcount`; all the values
    where the path runs through a list; None where nothing is.

    Raises UsageError for a name that no record has, or that several parts of a record have.
    """
    found: list[Any] = []
    _collect(data, _full_path(name, shape), found)
    return found if len(found) > 1 else (found[0] if found else None)


def _full_path(name: str, shape: Shape) -> tuple[str, ...]:
    segments = split_address(name)
    if _known(segments, shape):
        return segments
    # `tag` is any of the tags.
    plural = (*segments[:-1], f"{segments[-1]}s")
    paths = _paths(shape)
    fitting = [path for path in paths if path[-len(segments) :] == segments] or [
        path for path in paths if path[-len(segments) :] == plural
    ]
    # The outermost is meant: `phone` is the company's, not a person's.
    least = min(map(len, fitting), default=0)
    nearest = [path for path in fitting if len(path) == least]
    if len(nearest) == 1:
        return nearest[0]
    if nearest:
        told = " or ".join(".".join(path) for path in nearest)
        raise UsageError(f"--where: {name!r} may be {told}: write which")
    raise UsageError(f"--where: no column and no path of a record is named {name!r}")


def _known(segments: tuple[str, ...], shape: Shape) -> bool:
    for segment in segments:
        shape = shape.item or shape
        if segment.startswith("x-"):
            return True
        shape = shape.child(segment)
        if shape is ANY:
            return False
    return True


def _paths(shape: Shape, above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    inner = shape.item or shape
    paths = []
    for key, child in inner.fields.items():
        paths.append((*above, key))
        paths += _paths(child, (*above, key))
    return paths


def _collect(value: Any, segments: tuple[str, ...], found: list[Any]) -> None:
    if isinstance(value, list):
        for item in value:
            _collect(item, segments, found)
    elif not segments:
        if value is not None:
            found.append(value)
    elif isinstance(value, dict):
        _collect(value.get(segments[0]), segments[1:], found)
