"""What stands where in a YAML text: scalars, mappings and sequences with their spans.

`start` and `end` are indexes into the text (without a byte order mark), `line` counts from 1,
`column` from 0: it is the number of characters before the node on its line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ScalarStyle = Literal["plain", "single", "double", "literal", "folded"]


@dataclass(slots=True)
class ScalarNode:
    """A scalar; `absent` where the schema takes it for no value at all (empty, or a null)."""

    style: ScalarStyle
    start: int
    end: int
    line: int
    column: int
    value: str
    absent: bool = False


@dataclass(slots=True)
class MappingNode:
    """A mapping; of a block one `end` is only a bound: it takes in blank lines and comments."""

    flow: bool
    start: int
    end: int
    line: int
    column: int
    entries: list[tuple[ScalarNode, Node]]


@dataclass(slots=True)
class SequenceNode:
    """A sequence; what is said of a mapping's `end` holds here too.

    `gaps` is whether some children are absent, so that places of the data differ from theirs.
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
    """Whether the node stands for no value, so that the data do not hold it."""
    return isinstance(node, ScalarNode) and node.absent


def entry(node: MappingNode, key: str) -> tuple[ScalarNode, Node] | None:
    """The first entry of that key, or None."""
    for pair in node.entries:
        if pair[0].value == key:
            return pair
    return None


def item(node: SequenceNode, place: int) -> Node | None:
    """The item at a place of the data, where empty items do not count, or None."""
    children = node.children
    if node.gaps:
        children = [child for child in children if not is_absent(child)]
    return children[place] if 0 <= place < len(children) else None
