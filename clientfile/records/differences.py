"""What differs between two states of a record, told by the addresses of its parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from clientfile.records.edits import Data
from clientfile.records.paths import quote_segment
from clientfile.records.shape import Shape


@dataclass(frozen=True)
class Difference:
    """One part that changed. `before` or `after` is None where it was not there.

    `address` is the whole one, `short` begins at the innermost item of a list that has a name.
    """

    address: str
    short: str
    before: Any
    after: Any


def differences(before: Data, after: Data, shape: Shape) -> list[Difference]:
    """All that changed, item by item: what makes two items of a list the same is the shape's.

    A part that came or went as a whole is one difference.
    """
    return list(_between(before, after, shape, (), ()))


def _between(
    before: Any, after: Any, shape: Shape, whole: tuple[str, ...], short: tuple[str, ...]
) -> Iterator[Difference]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in [*before, *(key for key in after if key not in before)]:
            name = quote_segment(str(key))
            yield from _between(
                before.get(key), after.get(key), shape.child(key), (*whole, name), (*short, name)
            )
    elif isinstance(before, list) and isinstance(after, list) and shape.identity:
        yield from _between_lists(before, after, shape, whole)
    else:
        yield Difference(".".join(whole), ".".join(short), before, after)


def _between_lists(
    before: list[Any], after: list[Any], shape: Shape, whole: tuple[str, ...]
) -> Iterator[Difference]:
    old, new = _named(before, shape), _named(after, shape)
    for name in [*old, *(name for name in new if name not in old)]:
        yield from _between(old.get(name), new.get(name), shape.child(0), (*whole, name), (name,))


def _named(items: list[Any], shape: Shape) -> dict[str, Any]:
    """Items by what identifies them; one without it is known by its place."""
    named = {}
    for place, item in enumerate(items, 1):
        values = [item.get(key) for key in shape.identity] if isinstance(item, dict) else [None]
        known = all(value is not None for value in values)
        name = quote_segment(" ".join(map(str, values))) if known else f"#{place}"
        named[name] = item
    return named
