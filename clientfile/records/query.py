"""Values of a record by a loose path, as `--where` takes it: `headcount`, `people.email`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clientfile.errors import UsageError
from clientfile.errors.suggest import did_you_mean, nearest
from clientfile.records.edits import Data
from clientfile.records.paths import split_address
from clientfile.records.shape import ANY, Shape


def values_at(data: Data, name: str, shape: Shape, columns: Sequence[str] = ()) -> Any:
    """The value at `identity.address.city`, `size.headcount` or plain `headcount`.

    A list of values where the path leads through a list and gives several; None for no value.
    Raises UsageError for a name that no record has, with the nearest path or column of `columns`,
    and for a name that several parts of a record have.
    """
    values: list[Any] = []
    _collect(data, _full_path(name, shape, columns), values)
    return values if len(values) > 1 else (values[0] if values else None)


def _full_path(name: str, shape: Shape, columns: Sequence[str]) -> tuple[str, ...]:
    segments = split_address(name)
    if _is_path(segments, shape):
        return segments
    # `tag` names `tags`: any of them.
    plural = (*segments[:-1], f"{segments[-1]}s")
    paths = _paths(shape)
    fitting = [path for path in paths if path[-len(segments) :] == segments] or [
        path for path in paths if path[-len(segments) :] == plural
    ]
    # The outermost path counts: `phone` is the company's, not a person's.
    least = min(map(len, fitting), default=0)
    outermost = [path for path in fitting if len(path) == least]
    if len(outermost) == 1:
        return outermost[0]
    if outermost:
        choices = " or ".join(".".join(path) for path in outermost)
        raise UsageError(f"--where: {name!r} may be {choices}: write which")
    hint = did_you_mean(name, _alike(segments, paths, columns), f"known are {', '.join(columns)}")
    raise UsageError(f"--where: no column and no path of a record is named {name!r}: {hint}")


def _alike(
    segments: tuple[str, ...], paths: list[tuple[str, ...]], columns: Sequence[str]
) -> list[str]:
    """The candidates for an unknown name: columns and keys; for several segments, the paths whose
    last key is nearest.
    """
    ends = list(dict.fromkeys(path[-1] for path in paths))
    if len(segments) == 1:
        return [*columns, *ends]
    keys = nearest(segments[-1], ends)
    return [".".join(path) for path in paths if path[-1] in keys]


def _is_path(segments: tuple[str, ...], shape: Shape) -> bool:
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


def _collect(value: Any, segments: tuple[str, ...], values: list[Any]) -> None:
    if isinstance(value, list):
        for item in value:
            _collect(item, segments, values)
    elif not segments:
        if value is not None:
            values.append(value)
    elif isinstance(value, dict):
        _collect(value.get(segments[0]), segments[1:], values)
