"""Detects the indentation used around a node, so that new lines match it."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from clientfile.yamltext.nodes import MappingNode, Node, ScalarNode, SequenceNode

_Collection = MappingNode | SequenceNode

_MOST_INSPECTED = 500
"""Collections that are inspected below one node: the first few show its indentation."""


def indentation(around: Sequence[_Collection]) -> tuple[int, int]:
    """The step of a nested mapping and the offset of a list under its key, in columns.

    `around` are the collections that contain the place of an edit, the record first. The nodes
    below the nearest one count first, then its own column in the next, and so on outwards. The
    default is two spaces.
    """
    step = _first(_steps(around, MappingNode))
    offset = _first(_steps(around, SequenceNode))
    step = step or 2
    return step, min(step, 2) if offset is None else offset


def _steps(around: Sequence[_Collection], kind: type[_Collection]) -> Iterator[int]:
    """The indentation of block collections of a kind below their mappings, nearest first."""
    for depth in range(len(around) - 1, -1, -1):
        pairs = itertools.islice(_pairs_below(around[depth]), _MOST_INSPECTED)
        own = [(around[depth - 1], around[depth])] if depth else []
        for holder, value in itertools.chain(pairs, own):
            if isinstance(holder, MappingNode) and type(value) is kind and not value.flow:
                yield value.column - holder.column


def _pairs_below(node: _Collection) -> Iterator[tuple[_Collection, _Collection]]:
    """Block collections below a node, each with the one that contains it, outer ones first."""
    queue = deque([node])
    while queue:
        holder = queue.popleft()
        for value in _values(holder):
            if not isinstance(value, ScalarNode) and not value.flow:
                queue.append(value)
                yield holder, value


def _values(node: _Collection) -> Iterable[Node]:
    if isinstance(node, MappingNode):
        return (value for _, value in node.entries)
    return node.children


def _first(values: Iterator[int]) -> int | None:
    return next(values, None)
