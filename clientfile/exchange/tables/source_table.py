"""A table of another program: its header and its rows, whatever kind of file it came in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SourceRow:
    """One row: the line on which it begins (from 1), its cells by column, blanks cut off.

    `fault` says why the row can't be used where its cells do not match the header, else "".
    """

    line: int
    cells: dict[str, str]
    fault: str = ""


@dataclass(frozen=True)
class SourceTable:
    """A file's rows under its header, with the encoding and the delimiter of the file."""

    name: str
    header: tuple[str, ...]
    rows: tuple[SourceRow, ...]
    encoding: str
    delimiter: str
