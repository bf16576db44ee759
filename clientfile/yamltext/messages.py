"""Problems that the reader reports, before the addresses of their parts are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from clientfile.language import Message, _, ngettext
from clientfile.language.message import build_message
from clientfile.records.edits import Data, Path
from clientfile.records.paths import address_of
from clientfile.records.problems import Problem, Severity
from clientfile.records.shape import Shape

MAX_LISTED_MARKS = 3
"""How many aliases, anchors, tags and merge keys are reported singly; the others are counted."""


class UnplacedProblem:
    """A problem with a path alone: an item has its address once its id has been read."""

    __slots__ = ("code", "column", "line", "message", "path", "severity")

    def __init__(
        self, place: tuple[int, int], path: Path, code: str, message: str, severity: Severity
    ) -> None:
        self.line, self.column = place
        self.path, self.code, self.message, self.severity = path, code, message, severity

    def problem(self, file: str, data: Data, shape: Shape) -> Problem:
        """The problem with the address of its part."""
        address = address_of(data, self.path, shape)
        return Problem(
            file, self.line, self.column, address, self.message, self.severity, self.code
        )


class Marks:
    """Counts the YAML features that a record does not take, by code of problem."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._begins: dict[str, tuple[int, int]] = {}

    def count(self, code: str, place: tuple[int, int]) -> bool:
        """Count one more, and return whether it is among the first, which are reported singly."""
        self._counts[code] += 1
        if self._counts[code] <= MAX_LISTED_MARKS:
            return True
        self._begins.setdefault(code, place)
        return False

    def summaries(self) -> list[UnplacedProblem]:
        """One problem for each code with more than were reported singly."""
        return [
            UnplacedProblem(
                place, (), code, _summary(code, self._counts[code] - MAX_LISTED_MARKS), "error"
            )
            for code, place in self._begins.items()
        ]


def _summary(code: str, count: int) -> str:
    sentences = {
        "alias": ngettext(
            "and 1 more alias here: write the values out",
            "and {count} more aliases from here on: write the values out",
            count,
        ),
        "anchor": ngettext(
            "and 1 more anchor here: delete what begins with &",
            "and {count} more anchors from here on: delete what begins with &",
            count,
        ),
        "tag": ngettext(
            "and 1 more tag here: delete what begins with !",
            "and {count} more tags from here on: delete what begins with !",
            count,
        ),
        "merge-key": ngettext(
            "and 1 more merge key here: write the fields out",
            "and {count} more merge keys from here on: write the fields out",
            count,
        ),
    }
    return sentences[code]


def mark_message(code: str, name: str, quoted_line: str = "") -> str:
    """The message for one alias, anchor or tag; with the line in quotes, where it may be text."""
    sentences = {
        "alias": _(
            "{name} is an alias, which a record does not take: write the value out", name=name
        ),
        "anchor": _("{name} is an anchor, which a record does not take: delete it", name=name),
        "tag": _("{name} is a tag, which a record does not take: delete it", name=name),
    }
    message = sentences[code]
    if not quoted_line:
        return message
    return _("{problem}, or, if it is text, write: {line}", problem=message, line=quoted_line)


def cut_message(quoted_line: str) -> str:
    """The message for a text that a comment cuts off, with the line in quotes where that works."""
    if not quoted_line:
        return _(
            "everything from the # on is a comment, not part of the text: "
            "to keep it, quote the whole text"
        )
    return _(
        "everything from the # on is a comment, not part of the text: to keep it, write: {line}",
        line=quoted_line,
    )


def translate_characters(text: str, table: Mapping[int, int]) -> str:
    """A text whose characters are replaced by those of the table; of a message, its values'."""
    if not isinstance(text, Message):
        return text.translate(table)
    values = {
        name: translate_characters(value, table) if isinstance(value, str) else value
        for name, value in text.values.items()
    }
    return build_message(text.pattern, values, text.context, text.plural, text.number)
