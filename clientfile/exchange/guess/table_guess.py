"""Guesses the map of a file of which nothing is known: its encoding, its header, its columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from clientfile.exchange.guess.guess import guess_map
from clientfile.exchange.guess.map_guess import MapGuess
from clientfile.exchange.guess.table_shape import find_header
from clientfile.exchange.sources import parse_workbook
from clientfile.exchange.tables.csv_file import parse_table
from clientfile.exchange.tables.errors import TableError
from clientfile.exchange.tables.source_table import SourceTable
from clientfile.exchange.workbook.read import is_workbook
from clientfile.records.shape import Shape

_MOST_ROWS = 1000
_NUMBERED = re.compile(r"(.+)#\d+")
# What a spreadsheet of Western Europe writes that saves no UTF-8.
_OTHER_ENCODING = "cp1252"


def guess_table(
    data: bytes, name: str, shape: Shape, kind: str = ""
) -> tuple[MapGuess, SourceTable]:
    """The map that the bytes of a file mean, and the table in them; `name` is the file's.

    Raises TableError, UnknownConventionError.
    """
    table, settings = _parse(data, name)
    rows = [[row.cells.get(each, "") for each in table.header] for row in table.rows[:_MOST_ROWS]]
    guess = guess_map(headings_of(table.header), rows, shape, kind)
    return replace(guess, settings=settings), table


def headings_of(names: Sequence[str]) -> tuple[str, ...]:
    """The headings of columns by their names: `Titre#2` is a second `Titre`."""
    known = set(names)
    matches = (_NUMBERED.fullmatch(name) for name in names)
    return tuple(
        match[1] if match and match[1] in known else name
        for name, match in zip(names, matches, strict=True)
    )


def _parse(data: bytes, name: str) -> tuple[SourceTable, dict[str, str]]:
    if is_workbook(data):
        return parse_workbook(data, name, find_header), {}
    try:
        return parse_table(data, name=name, find_header=find_header), {}
    except TableError:
        if _is_utf_8(data):
            raise
    table = parse_table(data, name=name, encoding=_OTHER_ENCODING, find_header=find_header)
    return table, {"encoding": _OTHER_ENCODING}


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
