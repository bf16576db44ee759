"""Problems that the reader reports, before the addresses of their parts are known."""

from __future__ import annotations

from collections import Counter
from typing import Final

from clientfile.records.edits import Data, Path
from clientfile.records.paths import address_of
from clientfile.records.problems import Problem, Severity
from clientfile.records.shape import Shape

MAX_LISTED_MARKS = 3
"""How many aliases, anchors, tags and merge keys are reported singly; the others are counted."""

_MARK_WORDS: Final = {
    "alias": ("alias", "aliases", "write the values out"),
    "anchor": ("anchor", "anchors", "delete what begins with &"),
    "tag": ("tag", "tags", "delete what begins with !"),
    "merge-key": ("merge key", "merge keys", "write the fields out"),
}


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
    one, several, advice = _MARK_WORDS[code]
    if count == 1:
        return f"and 1 more {one} here: {advice}"
    return f"and {count} more {several} from here on: {advice}"
