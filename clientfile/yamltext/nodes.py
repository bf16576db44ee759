"""Nodes of a YAML text: scalars, mappings and sequences with their spans.

`start` and `end` are indexes into the text (without a byte order mark), `line` counts from 1,
`column` from 0: it is the number of characters before the node on its line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ScalarStyle = Literal["plain", "single", "double", "literal", "folded"]


@dataclass(slots=True)
class ScalarNode:
    """A scalar; `absent` where it means no value (empty, or a null that the schema ignores)."""

    style: ScalarStyle
    start: int
    end: int
    line: int
    column: int
    value: str
    absent: bool = False


@dataclass(slots=True)
class MappingNode:
    """A mapping. In block style `end` is an upper bound: it includes blank lines and comments."""

    flow: bool
    start: int
    end: int
    line: int
    column: int
    entries: list[tuple[ScalarNode, Node]]


@dataclass(slots=True)
class SequenceNode:
    """A sequence; `end` is as for a mapping.

    `gaps` is whether some children are absent, so that indexes of the data differ from theirs.
    """

    flow: bool
    start: int
    end: int
    line: int
    column: int
    children: list[Node]
    gaps: bool = False


Node = ScalarNode | MappingNode | SequenceNode


def is_absent(node: Node) -> bool:
    """Whether the node means no value, so that the data lack it."""
    return isinstance(node, ScalarNode) and node.absent


def entry(node: MappingNode, key: str) -> tuple[ScalarNode, Node] | None:
    """The first entry with that key, or None."""
    for pair in node.entries:
        if pair[0].value == key:
            return pair
    return None


def item(node: SequenceNode, index: int) -> Node | None:
    """The item at an index of the data, which omit empty items, or None."""
    children = node.children
    if node.gaps:
        children = [child for child in children if not is_absent(child)]
    return children[index] if 0 <= index < len(children) else None
