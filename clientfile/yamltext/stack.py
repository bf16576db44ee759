"""The stack of open collections while a record is parsed, the record first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clientfile.records.edits import Path
from clientfile.records.shape import ANY, Shape
from clientfile.yamltext.nodes import MappingNode, Node, ScalarNode, SequenceNode


class Frame:
    """An open collection: its node, its data, and the key and shape of the next value.

    `entries` is None in a list, `items` in a mapping. `below` is the shape of the next value, `key`
    its key. `stored` is whether the data take the value: of a repeated key the first one counts.
    """

    __slots__ = (
        "below",
        "data",
        "entries",
        "flow",
        "items",
        "key",
        "node",
        "seen",
        "shape",
        "stored",
    )

    def __init__(self, node: MappingNode | SequenceNode, data: Any, shape: Shape) -> None:
        self.node = node
        self.data = data
        self.shape = shape
        self.flow = node.flow
        self.key: ScalarNode | None = None
        self.stored = True
        self.seen: dict[str, ScalarNode] = {}
        self.entries: list[tuple[ScalarNode, Node]] | None
        self.items: list[Node] | None
        if type(node) is MappingNode:
            self.entries, self.items, self.below = node.entries, None, ANY
        else:
            assert type(node) is SequenceNode
            self.entries, self.items, self.below = None, node.children, shape.item or ANY


def path_of(frames: Sequence[Frame]) -> Path:
    """The current path: the steps to the innermost open collection, and into it."""
    steps = [_last(frame) for frame in frames[:-1]]
    innermost = frames[-1] if frames else None
    if innermost is not None and innermost.items is not None:
        steps.append(len(innermost.data))
    elif innermost is not None and innermost.key is not None and innermost.key.value:
        steps.append(innermost.key.value)
    return tuple(steps)


def _last(frame: Frame) -> str | int:
    """The step to the latest value of a collection."""
    if frame.entries is None:
        return len(frame.data) - 1
    return frame.entries[-1][0].value
