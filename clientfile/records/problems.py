"""What can be wrong with a record, told as data: a finding has a path, a problem has a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from clientfile.records.edits import Path

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding:
    """Something wrong at a path of a record's data. `code` is stable and for scripts."""

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
