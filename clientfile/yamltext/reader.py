"""Parses a record's text into typed data with places, in one pass over libyaml's events.

The pass keeps its own stack, so that no nesting, alias or size makes it slow or crash.
"""

from __future__ import annotations

import re
from typing import Any, Final

import yaml

from clientfile.language import _
from clientfile.records.edits import Data, Path
from clientfile.records.problems import Problem, Severity
from clientfile.records.shape import Shape
from clientfile.yamltext import conflicts, messages
from clientfile.yamltext.events import MAX_LEVELS, EventSource, Mark, garbage_collection_paused
from clientfile.yamltext.messages import Marks, UnplacedProblem
from clientfile.yamltext.nodes import MappingNode, Node, ScalarNode, ScalarStyle, SequenceNode
from clientfile.yamltext.parsed import ParsedRecord
from clientfile.yamltext.source import MAX_BYTES, control_character, decode, hidden_separators
from clientfile.yamltext.stack import Frame, path_of
from clientfile.yamltext.syntax_errors import TOO_DEEP, error_line, explain_error, quote_line
from clientfile.yamltext.values import ABSENT, parse_scalar

MAX_REPAIRS = 20
"""How many problems of a record propose a quoted line, beside the error that stopped parsing."""

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
    """Parse a record's bytes under its shape; `file` is its name in problems.

    Never raises for bad input: errors are in the record's problems, each with line, column, a
    stable code and what to do. Raises ClientfileError where PyYAML lacks libyaml.
    """
    decoded = decode(source, max_bytes)
    record = ParsedRecord(file, decoded.text, decoded.bom, max_bytes)
    if decoded.problems:
        record.problems = [
            Problem(file, problem.line, problem.column, "", problem.message, code=problem.code)
            for problem in decoded.problems
        ]
        return record
    hidden = hidden_separators(decoded.text)
    text = decoded.text.translate(hidden) if hidden else decoded.text
    builder = _Builder(text, shape, {v: k for k, v in hidden.items()})
    with garbage_collection_paused():
        complete = builder.run()
    record.root = builder.root
    record.data = builder.data if complete else None
    problems = [*builder.problems, *builder.marks.summaries()]
    record.problems = [each.problem(file, builder.data, shape) for each in problems]
    return record


class _StopReadingError(Exception):
    """Parsing can't continue; the problem has been reported."""


class _Builder:
    """The pass over the events: the data and nodes so far, and the stack of open collections."""

    def __init__(self, text: str, shape: Shape, separators: dict[int, int]) -> None:
        self.text = text
        self.shape = shape
        self.separators = separators
        self.root: MappingNode | None = None
        self.data: Data = {}
        # Each key once: the items of a list share their keys.
        self.names: dict[str, str] = {}
        self.problems: list[UnplacedProblem] = []
        self.marks = Marks()
        self.frames: list[Frame] = []
        self.frame: Frame | None = None
        self.documents = 0
        self.repairs = MAX_REPAIRS
        # Most records have no comment that could be text, and skip the check of each scalar.
        self.has_cuts = _CUT_ANYWHERE.search(text) is not None

    def run(self) -> bool:
        """Process all events, and return whether nothing stopped the pass."""
        failure, reached = None, None
        try:
            self._pass()
        except _StopReadingError:
            reached = self.problems[-1].line
        except yaml.YAMLError as error:
            failure, reached = error, error_line(error)
        conflict = conflicts.find_conflict(self.text, self.root, reached)
        if conflict is not None:
            self.problems = [each for each in self.problems if each.line < conflict]
            self._report((conflict, 1), (), conflicts.CODE, conflicts.MESSAGE)
        elif failure is not None:
            line, column, code, message = explain_error(self.text, failure)
            self._report((line, column), (), code, message)
        return conflict is None and reached is None

    def _pass(self) -> None:
        # libyaml omits the last line break of a block where the file has none; YAML 1.2 does not.
        whole = self.text if self.text.endswith("\n") else self.text + "\n"
        next_event = EventSource(whole).next
        handlers = self._handlers()
        while True:
            event = next_event()
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
        # Nearly every event is a scalar: the common cases come first, in few steps.
        start, value, style = event.start_mark, event.value, event.style
        if self.separators:
            value = value.translate(self.separators)
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
            node.value = value = self.names.setdefault(value, value)
            frame.key = frame.seen[value] = node
            frame.below = below

    def _unusual(self, event: Any, node: ScalarNode) -> None:
        """A scalar with an anchor or tag, with invisible characters, or in place of a record."""
        frame = self.frame
        is_key = frame is not None and frame.entries is not None and frame.key is None
        self._report_marks(event, hint=not is_key)
        if node.style == "double" and (wrong := control_character(node.value)):
            place = (node.line, node.column + 1)
            self._report(place, self._path(), "control-character", wrong)
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
        frame.stored = False
        place = (node.line, node.column + 1)
        if node.style == "plain" and key == "<<":
            message = _("merge keys (<<) are not used in records: write the fields out")
            if self.marks.count("merge-key", place):
                self._report(place, self._path(), "merge-key", message)
        elif frame.flow and self.text[node.start - 1] == "?":
            # libyaml drops the mark of `[?x]`, which is a part of the text in YAML.
            message = _('a question mark begins this: write "?{key}" in quotes', key=key)
            self._report(place, self._path(), "syntax", message)
        elif not key:
            message = _("a key is missing before the colon")
            self._report(place, self._path(), "empty-key", message)
        elif (first := frame.seen.setdefault(key, node)) is not node:
            message = _(
                "{key!r} stands twice, first on line {line}: keep one of the two",
                key=key,
                line=first.line,
            )
            self._report(place, self._path(), "duplicate-key", message)
        else:
            frame.stored = True

    def _value(self, frame: Frame, node: ScalarNode) -> None:
        shape, value = frame.below, node.value
        if self.has_cuts and node.style == "plain":
            self._check_cut(node, shape)
        if shape.kind == "text" and value and (key := frame.key) is not None and frame.stored:
            assert frame.entries is not None
            frame.entries.append((key, node))
            frame.data[key.value] = value
            frame.key = None
            return
        if frame.flow and frame.items and node.style == "plain":
            self._check_decimal_comma(frame.items[-1], node)
        parsed: Any = parse_scalar(value, shape.kind, plain=node.style == "plain")
        if parsed is ABSENT and self._is_unknown(frame):
            # Stays in the data, so that validation reports the key: it skips absent values.
            parsed = ""
        if parsed is ABSENT:
            node.absent = True
            if frame.items is not None:
                self._empty_item(frame, node)
        elif shape.kind == "list" and shape.item and shape.item.kind == "text":
            parsed = [parsed]
        self._attach(frame, node, parsed)

    def _is_unknown(self, frame: Frame) -> bool:
        """Whether the current key is one that no record has."""
        key = frame.key
        declared = frame.shape.kind == "mapping" and frame.shape.values is None
        if key is None or not declared or not frame.shape.fields:
            return False
        return key.value not in frame.shape.fields and not key.value.startswith("x-")

    def _check_decimal_comma(self, before: Node, node: ScalarNode) -> None:
        """Warn of a decimal comma in a flow list: `[at 22,50 a tin]` is two entries to YAML."""
        joined = self.text[before.end : node.start] == ","
        if joined and self.text[before.end - 1].isdigit() and node.value[:1].isdigit():
            message = _(
                "the comma parts two entries here: if it is a decimal comma, put the whole text "
                "in quotes"
            )
            place = (node.line, node.column + 1)
            self._report(place, self._path(), "decimal-comma", message, "warning")

    def _empty_item(self, frame: Frame, node: ScalarNode) -> None:
        assert isinstance(frame.node, SequenceNode)
        frame.node.gaps = True
        message = _("an item of this list is empty, and left out: give it a value or delete it")
        place = (node.line, node.column + 1)
        self._report(place, self._path(), "empty-item", message, "warning")

    def _attach(self, frame: Frame, node: Node, value: Any) -> None:
        """Add a value to its collection."""
        key = frame.key
        if frame.entries is None:
            assert frame.items is not None
            frame.items.append(node)
            if value is not ABSENT:
                frame.data.append(value)
        elif key is not None:
            frame.entries.append((key, node))
            if frame.stored and value is not ABSENT:
                frame.data[key.value] = value
            frame.key, frame.stored = None, True

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
            message = _(
                "the file holds a list where a record's chapters are due: begin with identity:"
            )
            self._stop(_place(start), "not-a-record", message)
        node = SequenceNode(
            bool(event.flow_style), start.index, start.index, start.line + 1, start.column, []
        )
        self._open(event, node, [])

    def _open(self, event: Any, node: MappingNode | SequenceNode, data: Any) -> None:
        frame = self.frame
        if len(self.frames) == MAX_LEVELS:
            self._report(_place(event.start_mark), (), "too-deep", TOO_DEEP)
            raise _StopReadingError
        if frame is not None and frame.entries is not None and frame.key is None:
            message = _("a key must be a single text, not a list or a mapping: write it as text")
            self._stop(_place(event.start_mark), "complex-key", message)
        if event.anchor is not None or event.tag is not None:
            self._report_marks(event, hint=False)
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
            message = _(
                "a second document begins here: a file holds one client, so move it to its own"
            )
            self._stop(place, "several-documents", message)
        if event.tags:
            message = _("a %TAG directive is not taken: delete that line")
            self._stop(place, "directive", message)

    def _alias(self, event: Any) -> None:
        """Report an alias. Its value is its own text, so that no second problem follows."""
        start, end = event.start_mark, event.end_mark
        name = f"*{event.anchor}"
        node = ScalarNode("plain", start.index, end.index, start.line + 1, start.column, name)
        frame = self.frame
        merged = frame is not None and frame.key is not None and frame.key.value == "<<"
        if not merged and self.marks.count("alias", _place(start)):
            self._report_mark("alias", name, start, hint=True)
        if frame is None:
            raise _StopReadingError
        if frame.entries is not None and frame.key is None:
            self._key(frame, node)
        else:
            self._attach(frame, node, name)

    def _report_marks(self, event: Any, *, hint: bool) -> None:
        """Report an anchor and a tag; the value counts as if it had none.

        `hint` is whether to propose the line with the value quoted as text.
        """
        place = _place(event.start_mark)
        if event.anchor is not None and self.marks.count("anchor", place):
            self._report_mark("anchor", f"&{event.anchor}", event.start_mark, hint=hint)
        if event.tag is not None and self.marks.count("tag", place):
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._report_mark("tag", tag, event.start_mark, hint=hint)

    def _report_mark(self, code: str, name: str, mark: Mark, *, hint: bool) -> None:
        line = self._quote_line(mark.line, mark.index) if hint else ""
        self._report(_place(mark), self._path(), code, messages.mark_message(code, name, line))

    def _quote_line(self, number: int, start: int, *, comment: bool = False) -> str:
        """The line with its value quoted, or ""; limited, since each attempt parses the text."""
        self.repairs -= 1
        return quote_line(self.text, number, start, comment=comment) if self.repairs >= 0 else ""

    def _root_scalar(self, node: ScalarNode) -> None:
        if node.style == "plain" and node.value in ("", "~", "null", "Null", "NULL"):
            return
        message = _("the file holds a text where a record's chapters are due: begin with identity:")
        self._stop((node.line, node.column + 1), "not-a-record", message)

    def _check_cut(self, node: ScalarNode, shape: Shape) -> None:
        of_text = shape.kind == "text" or (shape.kind == "list" and shape.item is not None)
        if not of_text and (shape.kind != "any" or not node.value):
            return
        cut = _CUT.match(self.text, node.end)
        if cut is None:
            return
        start = node.start if node.value else cut.end() - len("#x")
        line = self._quote_line(node.line - 1, start, comment=True)
        place = (node.line, node.column + 1)
        self._report(place, self._path(), "cut-by-comment", messages.cut_message(line), "warning")

    def _path(self) -> Path:
        return path_of(self.frames)

    def _report(
        self,
        place: tuple[int, int],
        path: Path,
        code: str,
        message: str,
        severity: Severity = "error",
    ) -> None:
        self.problems.append(
            UnplacedProblem(
                place, path, code, messages.translate_characters(message, self.separators), severity
            )
        )

    def _stop(self, place: tuple[int, int], code: str, message: str) -> None:
        self._report(place, self._path(), code, message)
        raise _StopReadingError


def _place(mark: Mark) -> tuple[int, int]:
    return mark.line + 1, mark.column + 1
