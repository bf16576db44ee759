"""A table of another program: its header and its rows, whatever kind of file it came in."""

from __future__ import annotations

from dataclasses import dataclass


class TypedText(str):
    """The text of a cell that is a number, a day or a yes by itself, as a record writes it.

    The conventions of a file do not apply to it.
    """

    __slots__ = ()


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
    """A file's rows under its header, with the encoding and the delimiter of the file, or the sheet
    of a workbook.

    The second column of a heading has a number, as in `Titre#2`. `above` and `below` are the texts
    of the rows above the header and below the last row, which are no part of the table.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[SourceRow, ...]
    encoding: str
    delimiter: str
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    sheet: str = ""
