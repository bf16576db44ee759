"""A record's text → typed data with places, in one pass over libyaml's events.

The pass keeps its own stack: no depth of nesting, no alias and no size can make it slow or crash.
"""

from __future__ import annotations

import re
from typing import Any, Final

import yaml

from clientfile.records.edits import Data, Path
from clientfile.records.problems import Problem, Severity
from clientfile.records.shape import Shape
from clientfile.yamltext import conflicts
from clientfile.yamltext.events import MAX_LEVELS, EventSource, Mark, garbage_collection_paused
from clientfile.yamltext.messages import Marks, UnplacedProblem
from clientfile.yamltext.nodes import MappingNode, Node, ScalarNode, ScalarStyle, SequenceNode
from clientfile.yamltext.parsed import ParsedRecord
from clientfile.yamltext.source import control_character, decode, hidden_separators
from clientfile.yamltext.stack import Frame, path_of
from clientfile.yamltext.syntax_errors import TOO_DEEP, error_line, explain_error, quote_line
from clientfile.yamltext.values import ABSENT, parse_scalar

MAX_BYTES = 4_000_000
MOST_REPAIRS = 20
"""How many lines of a record are told already quoted, beyond what kept it from being read."""

_STYLES: Final[dict[str | None, ScalarStyle]] = {
    "": "plain",
    None: "plain",
    "'": "single",
    '"': "double",
    "|": "literal",
    ">": "folded",
}
_CUT = re.compile(r"[ \t]+#\S")
_CUT_ANYWHERE = re.compile(r"#(?<=[ \t]#)\S")


def read(source: bytes, shape: Shape, *, file: str, max_bytes: int = MAX_BYTES) -> ParsedRecord:
    """Read a record's bytes under its shape; `file` is the name that problems carry.

    Never raises on bad input: what is wrong is in the reading's problems, every one with line,
    column, a stable code and what to do. Raises ClientfileError where PyYAML lacks libyaml.
    """
    given = decode(source, max_bytes)
    reading = ParsedRecord(file, given.text, given.bom, max_bytes)
    if given.faults:
        reading.problems = [
            Problem(file, fault.line, fault.column, "", fault.message, code=fault.code)
            for fault in given.faults
        ]
        return reading
    hidden = hidden_separators(given.text)
    text = given.text.translate(hidden) if hidden else given.text
    build = _Builder(text, shape, {v: k for k, v in hidden.items()})
    with garbage_collection_paused():
        complete = build.run()
    reading.root = build.root
    reading.data = build.data if complete else None
    told = [*build.told, *build.marks.rest()]
    reading.problems = [one.problem(file, build.data, shape) for one in told]
    return reading


class _StopReadingError(Exception):
    """Reading can't go on; what to tell is told already."""


class _Builder:
    """The pass over the events: what it has built so far, and the stack of open collections."""

    def __init__(self, text: str, shape: Shape, shown: dict[int, int]) -> None:
        self.text = text
        self.shape = shape
        self.shown = shown
        self.root: MappingNode | None = None
        self.data: Data = {}
        self.told: list[UnplacedProblem] = []
        self.marks = Marks()
        self.frames: list[Frame] = []
        self.frame: Frame | None = None
        self.documents = 0
        self.repairs = MOST_REPAIRS
        # Most records have no comment that could be text: in those nobody looks for one.
        self.has_cuts = _CUT_ANYWHERE.search(text) is not None

    def run(self) -> bool:
        """Read all events; whether nothing made it stop."""
        failure, reached = None, None
        try:
            self._pass()
        except _StopReadingError:
            reached = self.told[-1].line
        except yaml.YAMLError as error:
            failure, reached = error, error_line(error)
        conflict = conflicts.find_conflict(self.text, self.root, reached)
        if conflict is not None:
            self.told = [told for told in self.told if told.line < conflict]
            self._tell((conflict, 1), (), conflicts.CODE, conflicts.MESSAGE)
        elif failure is not None:
            line, column, code, message = explain_error(self.text, failure)
            self._tell((line, column), (), code, message)
        return conflict is None and reached is None

    def _pass(self) -> None:
        # libyaml leaves out a block's last line break where the file has none; YAML 1.2 does not.
        whole = self.text if self.text.endswith("\n") else self.text + "\n"
        following = EventSource(whole).next
        handlers = self._handlers()
        while True:
            event = following()
            kind = type(event)
            handler = handlers.get(kind)
            if handler is not None:
                handler(event)
            elif kind is yaml.StreamEndEvent:
                return

    def _handlers(self) -> dict[type, Any]:
        return {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._mapping,
            yaml.SequenceStartEvent: self._sequence,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }

    def _scalar(self, event: Any) -> None:
        # Nearly every event is one of these: what is common in them is told apart in few steps.
        start, value, style = event.start_mark, event.value, event.style
        if self.shown:
            value = value.translate(self.shown)
        index = start.index
        node = ScalarNode(
            _STYLES[style], index, event.end_mark.index, start.line + 1, start.column, value
        )
        frame = self.frame
        marked = event.anchor is not None or event.tag is not None
        if frame is None or marked or (style == '"' and not value.isprintable()):
            self._unusual(event, node)
        elif frame.key is not None or frame.entries is None:
            self._value(frame, node)
        elif (
            (below := frame.shape.fields.get(value)) is None
            or value in frame.seen
            or (frame.flow and self.text[index - 1] == "?")
        ):
            self._key(frame, node)
        else:
            frame.key = frame.seen[value] = node
            frame.below = below

    def _unusual(self, event: Any, node: ScalarNode) -> None:
        """A scalar with a mark, with characters that cannot be seen, or in a record's place."""
        frame = self.frame
        is_key = frame is not None and frame.entries is not None and frame.key is None
        self._marked(event, hint=not is_key)
        if node.style == "double" and (wrong := control_character(node.value)):
            place = (node.line, node.column + 1)
            self._tell(place, self._path(), "control-character", wrong)
        if frame is None:
            self._root_scalar(node)
        elif is_key:
            self._key(frame, node)
        else:
            self._value(frame, node)

    def _key(self, frame: Frame, node: ScalarNode) -> None:
        frame.key = node
        key = node.value
        frame.below = frame.shape.child(key)
        frame.kept = False
        place = (node.line, node.column + 1)
        if node.style == "plain" and key == "<<":
            message = "merge keys (<<) are not used in records: write the fields out"
            if self.marks.is_to_tell("merge-key", place):
                self._tell(place, self._path(), "merge-key", message)
        elif frame.flow and self.text[node.start - 1] == "?":
            # libyaml takes the mark off a `[?x]`, where YAML has it for a part of the text.
            message = f'a question mark begins this: write "?{key}" in quotes'
            self._tell(place, self._path(), "syntax", message)
        elif not key:
            self._tell(place, self._path(), "empty-key", "a key is missing before the colon")
        elif (first := frame.seen.setdefault(key, node)) is not node:
            message = f"{key!r} stands twice, first on line {first.line}: keep one of the two"
            self._tell(place, self._path(), "duplicate-key", message)
        else:
            frame.kept = True

    def _value(self, frame: Frame, node: ScalarNode) -> None:
        shape, value = frame.below, node.value
        if self.has_cuts and node.style == "plain":
            self._look_for_cut(node, shape)
        if shape.kind == "text" and value and (key := frame.key) is not None and frame.kept:
            assert frame.entries is not None
            frame.entries.append((key, node))
            frame.data[key.value] = value
            frame.key = None
            return
        if frame.flow and frame.items and node.style == "plain":
            self._look_for_decimal_comma(frame.items[-1], node)
        held: Any = parse_scalar(value, shape.kind, plain=node.style == "plain")
        if held is ABSENT and self._is_unknown(frame):
            # Left in the data, so that validation tells the key: an absent value has no fault.
            held = ""
        if held is ABSENT:
            node.absent = True
            if frame.items is not None:
                self._empty_item(frame, node)
        elif shape.kind == "list" and shape.item and shape.item.kind == "text":
            held = [held]
        self._attach(frame, node, held)

    def _is_unknown(self, frame: Frame) -> bool:
        """Whether the key that a value stands under is one that no record has."""
        key = frame.key
        declared = frame.shape.kind == "mapping" and frame.shape.values is None
        if key is None or not declared or not frame.shape.fields:
            return False
        return key.value not in frame.shape.fields and not key.value.startswith("x-")

    def _look_for_decimal_comma(self, before: Node, node: ScalarNode) -> None:
        """`[at 22,50 a tin]` is two entries to YAML."""
        joined = self.text[before.end : node.start] == ","
        if joined and self.text[before.end - 1].isdigit() and node.value[:1].isdigit():
            message = (
                "the comma parts two entries here: if it is a decimal comma, put the whole text "
                "in quotes"
            )
            place = (node.line, node.column + 1)
            self._tell(place, self._path(), "decimal-comma", message, "warning")

    def _empty_item(self, frame: Frame, node: ScalarNode) -> None:
        assert isinstance(frame.node, SequenceNode)
        frame.node.gaps = True
        message = "an item of this list is empty, and left out: give it a value or delete it"
        place = (node.line, node.column + 1)
        self._tell(place, self._path(), "empty-item", message, "warning")

    def _attach(self, frame: Frame, node: Node, value: Any) -> None:
        """Give a value to its collection."""
        key = frame.key
        if frame.entries is None:
            assert frame.items is not None
            frame.items.append(node)
            if value is not ABSENT:
                frame.data.append(value)
        elif key is not None:
            frame.entries.append((key, node))
            if frame.kept and value is not ABSENT:
                frame.data[key.value] = value
            frame.key, frame.kept = None, True

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
            self._tell(_place(event.start_mark), (), "too-deep", TOO_DEEP)
            raise _StopReadingError
        if frame is not None and frame.entries is not None and frame.key is None:
            message = "a key must be a single text, not a list or a mapping: write it as text"
            self._stop(_place(event.start_mark), "complex-key", message)
        if event.anchor is not None or event.tag is not None:
            self._marked(event, hint=False)
        shape = self.shape
        if frame is not None:
            shape = frame.below
            self._attach(frame, node, data)
        self.frame = Frame(node, data, shape)
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
        node = ScalarNode("plain", start.index, end.index, start.line + 1, start.column, name)
        frame = self.frame
        merged = frame is not None and frame.key is not None and frame.key.value == "<<"
        if not merged and self.marks.is_to_tell("alias", _place(start)):
            message = f"{name} is an alias, which a record does not take: write the value out"
            self._tell(_place(start), self._path(), "alias", message + self._or_quoted(start))
        if frame is None:
            raise _StopReadingError
        if frame.entries is not None and frame.key is None:
            self._key(frame, node)
        else:
            self._attach(frame, node, name)

    def _marked(self, event: Any, *, hint: bool) -> None:
        """Tell of an anchor and a tag; the value counts as if they were not there.

        `hint` is whether to say how it is written if it was meant as text.
        """
        place = _place(event.start_mark)
        if event.anchor is not None and self.marks.is_to_tell("anchor", place):
            message = f"&{event.anchor} is an anchor, which a record does not take: delete it"
            quoted = self._or_quoted(event.start_mark) if hint else ""
            self._tell(place, self._path(), "anchor", message + quoted)
        if event.tag is not None and self.marks.is_to_tell("tag", place):
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            message = f"{tag} is a tag, which a record does not take: delete it"
            quoted = self._or_quoted(event.start_mark) if hint else ""
            self._tell(place, self._path(), "tag", message + quoted)

    def _or_quoted(self, mark: Mark) -> str:
        line = self._quoted_line(mark.line, mark.index)
        return f", or, if it is text, write: {line}" if line else ""

    def _quoted_line(self, number: int, start: int, *, comment: bool = False) -> str:
        """The line quoted, or nothing: each attempt reads the text, so there are only a few."""
        self.repairs -= 1
        return quote_line(self.text, number, start, comment=comment) if self.repairs >= 0 else ""

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
        start = node.start if node.value else cut.end() - len("#x")
        line = self._quoted_line(node.line - 1, start, comment=True)
        advice = f"to keep it, write: {line}" if line else "to keep it, quote the whole text"
        message = f"everything from the # on is a comment, not part of the text: {advice}"
        place = (node.line, node.column + 1)
        self._tell(place, self._path(), "cut-by-comment", message, "warning")

    def _path(self) -> Path:
        return path_of(self.frames)

    def _tell(
        self,
        place: tuple[int, int],
        path: Path,
        code: str,
        message: str,
        severity: Severity = "error",
    ) -> None:
        self.told.append(
            UnplacedProblem(place, path, code, message.translate(self.shown), severity)
        )

    def _stop(self, place: tuple[int, int], code: str, message: str) -> None:
        self._tell(place, self._path(), code, message)
        raise _StopReadingError


def _place(mark: Mark) -> tuple[int, int]:
    return mark.line + 1, mark.column + 1
