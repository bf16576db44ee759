"""A record's text → typed data with places, in one pass over libyaml's events.

The pass keeps its own stack: no depth of nesting, no alias and no size can make it slow or crash.
"""

from __future__ import annotations

import re
from typing import Any, Final

import yaml

from clientfile.records.addresses import address_of
from clientfile.records.edits import Data, Path
from clientfile.records.problems import Problem, Severity
from clientfile.records.shape import ANY, Shape
from clientfile.yamltext.events import MAX_LEVELS, EventSource, Mark
from clientfile.yamltext.explain import explained, quoted_line
from clientfile.yamltext.nodes import MappingNode, Node, ScalarNode, ScalarStyle, SequenceNode
from clientfile.yamltext.reading import Reading
from clientfile.yamltext.source import control_character, decode, hidden_separators
from clientfile.yamltext.values import ABSENT, typed

MAX_BYTES = 4_000_000

_STYLES: Final[dict[str | None, ScalarStyle]] = {
    "": "plain",
    None: "plain",
    "'": "single",
    '"': "double",
    "|": "literal",
    ">": "folded",
}
_CUT = re.compile(r"[ \t]+#\S")


def read(source: bytes, shape: Shape, *, file: str, max_bytes: int = MAX_BYTES) -> Reading:
    """Read a record's bytes under its shape; `file` is the name that problems carry.

    Never raises on bad input: what is wrong is in the reading's problems, every one with line,
    column, a stable code and what to do. Raises ClientfileError where PyYAML lacks libyaml.
    """
    given = decode(source, max_bytes)
    reading = Reading(file, given.text, given.bom, max_bytes)
    if given.faults:
        reading.problems = [
            Problem(file, fault.line, fault.column, "", fault.message, code=fault.code)
            for fault in given.faults
        ]
        return reading
    hidden = hidden_separators(given.text)
    text = given.text.translate(hidden) if hidden else given.text
    build = _Build(text, shape, {v: k for k, v in hidden.items()})
    complete = build.run()
    reading.root = build.root
    reading.data = build.data if complete else None
    reading.problems = [told.problem(file, build.data, shape) for told in build.told]
    return reading


class _Stop(Exception):
    """Reading can't go on; what to tell is told already."""


class _Told:
    """A problem before its address is known: items get their ids only as they are read."""

    __slots__ = ("code", "column", "line", "message", "path", "severity")

    def __init__(
        self, place: tuple[int, int], path: Path, code: str, message: str, severity: Severity
    ) -> None:
        self.line, self.column = place
        self.path, self.code, self.message, self.severity = path, code, message, severity

    def problem(self, file: str, data: Data, shape: Shape) -> Problem:
        address = address_of(data, self.path, shape)
        return Problem(
            file, self.line, self.column, address, self.message, self.severity, self.code
        )


class _Frame:
    """An open collection: its node, its data, and the key whose value is to come."""

    __slots__ = ("data", "entries", "items", "key", "node", "seen", "shape", "step")

    def __init__(
        self, node: MappingNode | SequenceNode, data: Any, shape: Shape, step: str | int
    ) -> None:
        self.node = node
        self.entries = node.entries if isinstance(node, MappingNode) else None
        self.items = node.children if isinstance(node, SequenceNode) else None
        self.data = data
        self.shape = shape
        self.step = step
        self.key: ScalarNode | None = None
        self.seen: dict[str, ScalarNode] = {}


class _Build:
    """The pass over the events: what it has built so far, and the stack of open collections."""

    def __init__(self, text: str, shape: Shape, shown: dict[int, int]) -> None:
        self.text = text
        self.shape = shape
        self.shown = shown
        self.root: MappingNode | None = None
        self.data: Data = {}
        self.told: list[_Told] = []
        self.frames: list[_Frame] = []
        self.frame: _Frame | None = None
        self.documents = 0
        self.handlers: dict[type, Any] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._mapping,
            yaml.SequenceStartEvent: self._sequence,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }

    def run(self) -> bool:
        """Read all events; whether nothing made it stop."""
        # libyaml leaves out a block's last line break where the file has none; YAML 1.2 does not.
        whole = self.text if self.text.endswith("\n") else self.text + "\n"
        following = EventSource(whole).next
        handlers = self.handlers
        try:
            while True:
                event = following()
                kind = type(event)
                handler = handlers.get(kind)
                if handler is not None:
                    handler(event)
                elif kind is yaml.StreamEndEvent:
                    return True
        except _Stop:
            return False
        except yaml.YAMLError as error:
            line, column, code, message = explained(self.text, error)
            self._tell((line, column), (), code, message)
            return False

    def _scalar(self, event: Any) -> None:
        start, end = event.start_mark, event.end_mark
        value = event.value
        if self.shown:
            value = value.translate(self.shown)
        node = ScalarNode(
            _STYLES[event.style], start.index, end.index, start.line + 1, start.column, value
        )
        frame = self.frame
        bare = event.anchor is None and event.tag is None
        if frame is not None and bare and self._is_common(frame, node):
            return
        is_key = frame is not None and frame.entries is not None and frame.key is None
        if node.style == "double" and (wrong := control_character(value)):
            self._tell(_place(start), self._path(), "control-character", wrong)
        if not bare:
            self._marked(event, is_key)
        if frame is None:
            self._root_scalar(node)
        elif is_key:
            self._key(frame, node)
        else:
            self._value(frame, node)

    def _is_common(self, frame: _Frame, node: ScalarNode) -> bool:
        """Take in a key, or a known key's text, about which there is nothing to tell.

        Most of a record is that, and goes this short way; all else goes the long one.
        """
        value, key, entries = node.value, frame.key, frame.entries
        if entries is None or not value or (node.style == "double" and not value.isprintable()):
            return False
        if key is None:
            start = node.start
            if value in frame.seen or value == "<<" or self.text[start - 1 : start] == "?":
                return False
            frame.seen[value] = frame.key = node
            return True
        shape = frame.shape.fields.get(key.value)
        if shape is None or shape.kind != "text" or frame.seen.get(key.value) is not key:
            return False
        if self.text[node.end : node.end + 1] in (" ", "\t"):
            return False
        frame.data[key.value] = value
        entries.append((key, node))
        frame.key = None
        return True

    def _key(self, frame: _Frame, node: ScalarNode) -> None:
        frame.key = node
        key = node.value
        place = (node.line, node.column + 1)
        if node.style == "plain" and key == "<<":
            message = "<< merges mappings, which a record does not take: write the keys out"
            self._tell(place, self._path(), "merge-key", message)
        elif self.text[node.start - 1 : node.start] == "?":
            # libyaml takes the mark off a `[?x]`, where YAML has it for a part of the text.
            message = f'a question mark begins this: write "?{key}" in quotes'
            self._tell(place, self._path(), "syntax", message)
        elif not key:
            self._tell(place, self._path(), "empty-key", "a key is missing before the colon")
        elif (first := frame.seen.setdefault(key, node)) is not node:
            message = f"{key!r} stands twice, first on line {first.line}: keep one of the two"
            self._tell(place, self._path(), "duplicate-key", message)

    def _value(self, frame: _Frame, node: ScalarNode) -> None:
        shape = self._shape_below(frame)
        kind = shape.kind
        plain = node.style == "plain"
        if kind == "list" and shape.item and shape.item.kind == "text":
            value = typed(node.value, kind, plain=plain)
            value = value if value is ABSENT else [value]
            kind = "text"
        else:
            value = typed(node.value, kind, plain=plain)
        if plain and self.text[node.end : node.end + 1] in (" ", "\t"):
            self._look_for_cut(node, shape)
        if value is ABSENT:
            node.absent = True
            if frame.entries is None:
                self._empty_item(node)
        self._attach(frame, node, value)

    def _empty_item(self, node: ScalarNode) -> None:
        message = "an item of this list is empty, and left out: give it a value or delete it"
        place = (node.line, node.column + 1)
        self._tell(place, self._path(), "empty-item", message, "warning")

    def _attach(self, frame: _Frame, node: Node, value: Any) -> None:
        """Give a value to its collection; of a key that stands twice, the first one counts."""
        if frame.items is not None:
            frame.items.append(node)
            if value is not ABSENT:
                frame.data.append(value)
            return
        key = frame.key
        assert key is not None
        assert frame.entries is not None
        frame.entries.append((key, node))
        if value is not ABSENT and frame.seen.get(key.value) is key:
            frame.data[key.value] = value
        frame.key = None

    def _mapping(self, event: Any) -> None:
        start = event.start_mark
        node = MappingNode(
            bool(event.flow_style), start.index, start.index, start.line + 1, start.column, []
        )
        if self.frame is None:
            self.root = node
        self._open(event, node, self.data if self.frame is None else {})

    def _sequence(self, event: Any) -> None:
        start = event.start_mark
        if self.frame is None:
            self._root_refused(_place(start), "a list")
        node = SequenceNode(
            bool(event.flow_style), start.index, start.index, start.line + 1, start.column, []
        )
        self._open(event, node, [])

    def _open(self, event: Any, node: MappingNode | SequenceNode, data: Any) -> None:
        frame = self.frame
        if len(self.frames) == MAX_LEVELS:
            message = f"more than {MAX_LEVELS} levels are nested here: write it flatter"
            self._tell(_place(event.start_mark), (), "too-deep", message)
            raise _Stop
        shape, step = self.shape, self._step(frame) if frame else ""
        if frame is not None:
            if frame.entries is not None and frame.key is None:
                message = "a key must be a single text, not a list or a mapping: write it as text"
                self._stop(_place(event.start_mark), "complex-key", message)
            shape = self._shape_below(frame)
        if event.anchor is not None or event.tag is not None:
            self._marked(event, is_key=False)
        if frame is not None:
            self._attach(frame, node, data)
        self.frame = _Frame(node, data, shape, step)
        self.frames.append(self.frame)

    def _close(self, event: Any) -> None:
        self.frames.pop().node.end = event.end_mark.index
        self.frame = self.frames[-1] if self.frames else None

    def _document(self, event: Any) -> None:
        self.documents += 1
        place = _place(event.start_mark)
        if self.documents > 1:
            message = (
                "a second document begins here: a file holds one client, so move it to its own"
            )
            self._stop(place, "several-documents", message)
        if event.tags:
            message = "a %TAG directive is not taken: delete that line"
            self._stop(place, "directive", message)

    def _alias(self, event: Any) -> None:
        """An alias is told, and stands for its own text so that no second problem follows."""
        start, end = event.start_mark, event.end_mark
        name = f"*{event.anchor}"
        message = f"{name} is an alias, which a record does not take: write the value out"
        self._tell(_place(start), self._path(), "alias", message + self._or_quoted(start))
        node = ScalarNode("plain", start.index, end.index, start.line + 1, start.column, name)
        frame = self.frame
        if frame is None:
            raise _Stop
        if frame.entries is not None and frame.key is None:
            self._key(frame, node)
        else:
            self._attach(frame, node, name)

    def _marked(self, event: Any, is_key: bool) -> None:
        """Tell of an anchor and a tag; the value counts as if they were not there."""
        place = _place(event.start_mark)
        quoted = "" if is_key else self._or_quoted(event.start_mark)
        if event.anchor is not None:
            message = f"&{event.anchor} is an anchor, which a record does not take: delete it"
            self._tell(place, self._path(), "anchor", message + quoted)
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            message = f"{tag} is a tag, which a record does not take: delete it"
            self._tell(place, self._path(), "tag", message + quoted)

    def _or_quoted(self, mark: Mark) -> str:
        line = quoted_line(self.text, mark.line, mark.index)
        return f", or, if it is text, write: {line}" if line else ""

    def _root_scalar(self, node: ScalarNode) -> None:
        if node.style == "plain" and node.value in ("", "~", "null", "Null", "NULL"):
            return
        self._root_refused((node.line, node.column + 1), "a text")

    def _root_refused(self, place: tuple[int, int], what: str) -> None:
        message = f"the file holds {what} where a record's chapters are due: begin with identity:"
        self._stop(place, "not-a-record", message)

    def _look_for_cut(self, node: ScalarNode, shape: Shape) -> None:
        of_text = shape.kind == "text" or (shape.kind == "list" and shape.item is not None)
        if not of_text and (shape.kind != "any" or not node.value):
            return
        cut = _CUT.match(self.text, node.end)
        if cut is None:
            return
        path = self._path()
        start = node.start if node.value else cut.end() - len("#x")
        line = quoted_line(self.text, node.line - 1, start, comment=True)
        advice = f"to keep it, write: {line}" if line else "to keep it, quote the whole text"
        message = f"everything from the # on is a comment, not part of the text: {advice}"
        self._tell((node.line, node.column + 1), path, "cut-by-comment", message, "warning")

    def _shape_below(self, frame: _Frame) -> Shape:
        if frame.entries is None:
            return frame.shape.item or ANY
        assert frame.key is not None
        return frame.shape.child(frame.key.value)

    def _step(self, frame: _Frame) -> str | int:
        if frame.entries is None:
            return len(frame.data)
        return frame.key.value if frame.key else ""

    def _path(self) -> Path:
        """Where reading stands: the steps to the open collection, and into it."""
        steps = [frame.step for frame in self.frames[1:]]
        if self.frame is not None and (last := self._step(self.frame)) != "":
            steps.append(last)
        return tuple(steps)

    def _tell(
        self,
        place: tuple[int, int],
        path: Path,
        code: str,
        message: str,
        severity: Severity = "error",
    ) -> None:
        self.told.append(_Told(place, path, code, message.translate(self.shown), severity))

    def _stop(self, place: tuple[int, int], code: str, message: str) -> None:
        self._tell(place, self._path(), code, message)
        raise _Stop


def _place(mark: Mark) -> tuple[int, int]:
    return mark.line + 1, mark.column + 1
