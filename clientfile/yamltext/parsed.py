"""What reading a record's text gives: typed data, problems, and the place of every part."""

from __future__ import annotations

from dataclasses import dataclass, field

from clientfile.records.edits import Data, Path
from clientfile.records.problems import Finding, Problem
from clientfile.yamltext import nodes
from clientfile.yamltext.nodes import MappingNode, Node, ScalarNode, SequenceNode

_MANY_KEYS = 50


@dataclass
class ParsedRecord:
    """A record as it was read.

    `text` is without the byte order mark that `bom` tells of. `root` is None for a text without
    content, and for one that could not be read. `data` is None where reading had to stop; with
    errors that let it go on (a duplicate key), the data are there for what else is to be told,
    and `sound` is false. Problems are the reader's own: the schema's come after.
    """

    file: str
    text: str
    bom: bool
    max_bytes: int
    root: MappingNode | None = None
    data: Data | None = None
    problems: list[Problem] = field(default_factory=list)
    _entries: dict[int, dict[str, tuple[Node, Node]]] = field(default_factory=dict, repr=False)

    @property
    def sound(self) -> bool:
        """Whether the data are there and no error was found, warnings aside."""
        return self.data is not None and not self.errors

    @property
    def errors(self) -> list[Problem]:
        """The problems that keep the record from being used."""
        return [problem for problem in self.problems if problem.severity == "error"]

    def place(self, path: Path) -> tuple[int, int]:
        """Line and column, from 1, of the key or item at a path of the data.

        Of a path that is not there, the place of its nearest parent that is.
        """
        place = (1, 1)
        node: Node | None = self.root
        for step in path:
            found = self._below(node, step)
            if found is None:
                return place
            marked, node = found
            place = (marked.line, marked.column + 1)
        return place

    def problem(self, finding: Finding, address: str) -> Problem:
        """A finding about the data with its place in the file."""
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

    def _below(self, node: Node | None, step: str | int) -> tuple[Node, Node] | None:
        """The node that marks a step, and the node of its value."""
        if isinstance(node, MappingNode) and isinstance(step, str):
            return self._entry(node, step)
        if isinstance(node, SequenceNode) and isinstance(step, int):
            child = nodes.item(node, step)
            return (child, child) if child else None
        if isinstance(node, ScalarNode) and step == 0 and not node.absent:
            return node, node
        return None

    def _entry(self, node: MappingNode, key: str) -> tuple[Node, Node] | None:
        """The first entry of a key. Where there are many keys, all of them may be asked for."""
        if len(node.entries) < _MANY_KEYS:
            return nodes.entry(node, key)
        if id(node) not in self._entries:
            pairs = reversed(node.entries)
            self._entries[id(node)] = {pair[0].value: pair for pair in pairs}
        return self._entries[id(node)].get(key)
