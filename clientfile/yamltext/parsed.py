"""ParsedRecord: the data of a record's text, its problems, and the place of every part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from clientfile.records.edits import Data, Path
from clientfile.records.problems import Finding, Problem
from clientfile.yamltext import nodes
from clientfile.yamltext.nodes import MappingNode, Node, ScalarNode, SequenceNode

_MANY_KEYS = 50


@dataclass
class ParsedRecord:
    """A record as it was parsed.

    `text` has no byte order mark; `bom` is whether the file had one. `data` is None where parsing
    had to stop. With errors that do not stop it (a duplicate key), there are data for further
    checks, and `sound` is false. `problems` are those of the parser, without the schema's. `root`
    is the record's node, None for a text without content, and for one that could not be parsed; a
    record that was parsed without nodes has `parse_nodes`, a function of text and mark, instead.
    `chapters` are their texts and data, where it was parsed by chapters.
    """

    file: str
    text: str
    bom: bool
    max_bytes: int
    data: Data | None = None
    root: MappingNode | None = None
    problems: list[Problem] = field(default_factory=list)
    parse_nodes: Callable[[str, bool], MappingNode | None] | None = field(
        default=None, repr=False, compare=False
    )
    chapters: Mapping[str, Data] = field(default_factory=dict, repr=False, compare=False)
    _entries: dict[int, dict[str, tuple[Node, Node]]] = field(default_factory=dict, repr=False)

    @property
    def sound(self) -> bool:
        """Whether there are data and no errors; there may be warnings."""
        return self.data is not None and not self.errors

    @property
    def errors(self) -> list[Problem]:
        """The problems that are errors."""
        return [problem for problem in self.problems if problem.severity == "error"]

    def nodes(self) -> MappingNode | None:
        """The record's node, not kept where it is parsed only now: it is large."""
        return self.parse_nodes(self.text, self.bom) if self.parse_nodes else self.root

    def place(self, path: Path) -> tuple[int, int]:
        """Line and column, from 1, of the key or item at a path of the data.

        For an absent part, the place of its nearest present parent.
        """
        if self.parse_nodes:
            # Where one place is looked up, others follow.
            self.root, self.parse_nodes = self.nodes(), None
        place = (1, 1)
        node: Node | None = self.root
        for step in path:
            below = self._child(node, step)
            if below is None:
                return place
            marker, node = below
            place = (marker.line, marker.column + 1)
        return place

    def problem(self, finding: Finding, address: str) -> Problem:
        """A finding about the data as a Problem with its place in the file."""
        line, column = self.place(finding.path)
        return Problem(
            self.file,
            line,
            column,
            address,
            finding.message,
            severity=finding.severity,
            code=finding.code,
        )

    def _child(self, node: Node | None, step: str | int) -> tuple[Node, Node] | None:
        """The node that marks a step (a key or an item), and the node of its value."""
        if isinstance(node, MappingNode) and isinstance(step, str):
            return self._entry(node, step)
        if isinstance(node, SequenceNode) and isinstance(step, int):
            child = nodes.item(node, step)
            return (child, child) if child else None
        if isinstance(node, ScalarNode) and step == 0 and not node.absent:
            return node, node
        return None

    def _entry(self, node: MappingNode, key: str) -> tuple[Node, Node] | None:
        """The first entry of a key. Many keys are indexed, since every place may be looked up."""
        if len(node.entries) < _MANY_KEYS:
            return nodes.entry(node, key)
        if id(node) not in self._entries:
            pairs = reversed(node.entries)
            self._entries[id(node)] = {pair[0].value: pair for pair in pairs}
        return self._entries[id(node)].get(key)
