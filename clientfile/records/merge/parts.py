"""Parts of a record by names that hold in every version: keys, and what makes an item the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from clientfile.records.conflict import ABSENT
from clientfile.records.edits import Data, Path
from clientfile.records.merge.lists import content_of, identity_of
from clientfile.records.paths import quote_segment
from clientfile.records.shape import Shape

Names = tuple[str, ...]
"""What leads to a part: keys, and of items their identity, else their content."""


def item_names(items: Sequence[Any], shape: Shape) -> Iterator[str]:
    """A name for each item of a list: its identity or its content, with a number if it is not the
    first of that name.
    """
    seen: Counter[str] = Counter()
    for item in items:
        name = identity_of(item, shape)
        if name is None:
            name = content_of(item)
        seen[name] += 1
        yield name if seen[name] == 1 else f"{name}\0{seen[name]}"


def has_common_parts(value: Any, versions: Sequence[Any], shape: Shape) -> bool:
    """Whether a value has all parts that all of its other versions have."""
    if value in versions:
        return True
    parts, *others = (parts_by_name(each, shape) for each in (value, *versions))
    common = [name for name in others[0] if all(name in other for other in others)]
    return all(
        name in parts and has_common_parts(parts[name], [other[name] for other in others], inner)
        for name in common
        for inner in (shape.child(0 if isinstance(value, list) else name),)
    )


def parts_by_name(value: Any, shape: Shape) -> dict[str, Any]:
    """The parts of a mapping or a list by their names; none of a single value."""
    if isinstance(value, list):
        return dict(zip(item_names(value, shape), value, strict=True))
    return value if isinstance(value, dict) else {}


def names_at(data: Data, path: Path, shape: Shape) -> Names:
    """The names of the part at a path of the data."""
    names: list[str] = []
    value: Any = data
    for step in path:
        if isinstance(value, list) and isinstance(step, int):
            names.append(list(item_names(value, shape))[step])
        else:
            names.append(str(step))
        value, shape = value[step], shape.child(step)
    return tuple(names)


def value_at(data: Data, names: Names, shape: Shape) -> Any:
    """The value at these names; ABSENT where there is none."""
    value: Any = data
    for name in names:
        if isinstance(value, list):
            place = _place(value, name, shape)
            value = ABSENT if place is None else value[place]
            shape = shape.child(0)
        elif isinstance(value, dict):
            value, shape = value.get(name, ABSENT), shape.child(name)
        else:
            return ABSENT
    return value


def address_of_names(data: Data, names: Names, shape: Shape) -> str:
    """The address of the part at these names, by its places in a version that has it."""
    segments, value = [], data
    for name in names:
        if isinstance(value, list):
            place = _place(value, name, shape) or 0
            value = value[place]
            is_whole = isinstance(value, dict | list) and identity_of(value, shape) is None
            segments.append(f"#{place + 1}" if is_whole else quote_segment(name[:40]))
            shape = shape.child(0)
        else:
            segments.append(quote_segment(name))
            value, shape = value[name], shape.child(name)
    return ".".join(segments)


def _place(items: list[Any], name: str, shape: Shape) -> int | None:
    return next((i for i, each in enumerate(item_names(items, shape)) if each == name), None)
