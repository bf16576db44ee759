"""A file of another program → a table, by what the file is and whatever its name says."""

from __future__ import annotations

from clientfile.exchange.tables.csv_file import parse_table
from clientfile.exchange.tables.header import FindColumns, FindHeader, build_table
from clientfile.exchange.tables.mapping import ImportMap
from clientfile.exchange.tables.source_table import SourceTable
from clientfile.exchange.workbook.read import is_workbook, read_sheet


def read_table(data: bytes, name: str, mapping: ImportMap) -> SourceTable:
    """The table in the bytes of a file, a CSV or a workbook, as the map says that it is written.

    `name` is the file's, for messages. Raises TableError, or UnknownConventionError.
    """
    if is_workbook(data):
        return parse_workbook(data, name, FindColumns(mapping.columns), mapping.sheet)
    return parse_table(
        data,
        name=name,
        encoding=mapping.encoding,
        delimiter=mapping.delimiter,
        columns=mapping.columns,
    )


def parse_workbook(data: bytes, name: str, find: FindHeader, sheet: str = "") -> SourceTable:
    """The table on a sheet of a workbook. Raises TableError."""
    read = read_sheet(data, name=name, sheet=sheet)
    return build_table(read.rows, name, find, sheet=read.name)
