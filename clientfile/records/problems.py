"""What is wrong with a record, as data: a Finding has a path, a Problem a place in the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from clientfile.language import Lines, _
from clientfile.records.edits import Path

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding:
    """Something wrong at a path of a record's data. `code` is stable, for scripts."""

    path: Path
    code: str
    message: str
    severity: Severity = "error"


@dataclass(frozen=True)
class Problem:
    """A finding with its place in a file; line and column count from 1, `path` is an address."""

    file: str
    line: int
    column: int
    path: str
    message: str
    severity: Severity = "error"
    code: str = "invalid"

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}: "
        if self.path:
            place += f"{self.path}: "
        if self.severity == "error":
            return Lines([place, self.message], "")
        address = f"{self.path}: " if self.path else ""
        where = f"{self.file}:{self.line}:{self.column}: "
        return _("{where}warning: {what}", where=where, what=Lines([address, self.message], ""))
