"""What is wrong with a record, as data: a Finding has a path, a Problem a place in the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
        where = f"{self.file}:{self.line}:{self.column}: "
        what = f"{self.path}: {self.message}" if self.path else self.message
        return where + (what if self.severity == "error" else f"warning: {what}")
