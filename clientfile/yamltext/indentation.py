"""How hands have indented what stands around a place: new lines there are written likewise."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from clientfile.yamltext.nodes import MappingNode, Node, ScalarNode, SequenceNode

_Collection = MappingNode | SequenceNode

_MOST_LOOKED_AT = 500
"""Collections that are looked at below one place: a habit shows in the first few."""


def indentation(around: Sequence[_Collection]) -> tuple[int, int]:
    """The step of a nested mapping and the offset of a list under its key, in columns.

    `around` are the collections that hold the place, the record first. What is below the nearest
    of them counts first, then its own place in the next, and so on outwards; two spaces where
    nothing tells.
    """
    step = _first(_steps(around, MappingNode))
    offset = _first(_steps(around, SequenceNode))
    step = step or 2
    return step, min(step, 2) if offset is None else offset


def _steps(around: Sequence[_Collection], wanted: type[_Collection]) -> Iterator[int]:
    """How far collections of a kind stand in from the mappings that hold them, nearest first."""
    for depth in range(len(around) - 1, -1, -1):
        pairs = itertools.islice(_pairs_below(around[depth]), _MOST_LOOKED_AT)
        own = [(around[depth - 1], around[depth])] if depth else []
        for holder, value in itertools.chain(pairs, own):
            if isinstance(holder, MappingNode) and type(value) is wanted and not value.flow:
                yield value.column - holder.column


def _pairs_below(node: _Collection) -> Iterator[tuple[_Collection, _Collection]]:
    """Collections with the one that holds each, the outer ones first."""
    waiting = deque([node])
    while waiting:
        holder = waiting.popleft()
        for value in _values(holder):
            if not isinstance(value, ScalarNode) and not value.flow:
                waiting.append(value)
                yield holder, value


def _values(node: _Collection) -> Iterable[Node]:
    if isinstance(node, MappingNode):
        return (value for _, value in node.entries)
    return node.children


def _first(values: Iterator[int]) -> int | None:
    return next(values, None)
