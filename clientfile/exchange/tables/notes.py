"""What is told of the rows of a file."""

from __future__ import annotations

from dataclasses import dataclass

Note = tuple[int, str]
"""A line of the file, and a sentence about it."""


@dataclass(frozen=True)
class SkippedRow:
    """A row that is not imported: its line, its client where one could be read, and why."""

    line: int
    client: str | None
    why: str
