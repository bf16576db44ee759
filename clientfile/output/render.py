"""A Table as text in one of the formats, and its caveats.

What acts on a terminal is escaped in every format; json and jsonl escape it in their own way and
lose nothing. Formulas in a csv stay as they are, unless it is written for a spreadsheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from clientfile.language import _
from clientfile.output.formats import FORMATS, Layout, write_binary, write_lines
from clientfile.output.sort import find_column

if TYPE_CHECKING:
    from clientfile.output.spreadsheet_csv import SpreadsheetStyle
    from clientfile.output.table import Column, Table


def lines(
    table: Table,
    fmt: str,
    *,
    header: bool = False,
    columns: Sequence[str] | None = None,
    language: str = "en",
    width: int | None = None,
    color: bool = False,
) -> Iterator[str]:
    """The lines of the table in that format, without their ends.

    `columns` are the keys to show, in their order; without them the format's default. `header`
    adds tsv its keys. `language`, `width` (a terminal's columns; None: as wide as need be, up to
    200 columns a cell) and `color` are for table, `language` for md too. Without rows, table, md,
    tsv and ids have no line, json an empty array, csv its header. Raises UsageError, before the
    first line, for an unknown column and for ids where rows have none.
    """
    layout = Layout(header, language, width, color, may_drop=not columns)
    return write_lines(fmt, table, _choose_columns(table, fmt, columns), layout)


def file_content(
    table: Table,
    fmt: str,
    *,
    columns: Sequence[str] | None = None,
    language: str = "en",
    style: SpreadsheetStyle | None = None,
) -> bytes:
    """The bytes of the table in a binary format, or as a csv for a spreadsheet of that `style`.

    Other arguments and errors as `lines`; raises UsageError too where the format's package is not
    installed.
    """
    layout = Layout(language=language, style=style)
    chosen = _choose_columns(table, fmt, columns)
    if FORMATS[fmt].binary:
        return write_binary(fmt, table, chosen, layout)
    from clientfile.output.spreadsheet_csv import encode_lines

    return encode_lines(write_lines(fmt, table, chosen, layout))


def notes(table: Table) -> list[str]:
    """The sentences for stderr: that the table is empty where it is, then its caveats."""
    empty = [] if table.rows else [_("Nothing to show.")]
    return [*empty, *table.notes]


def _choose_columns(table: Table, fmt: str, keys: Sequence[str] | None) -> list[Column]:
    if keys:
        return [find_column(table, key.strip()) for key in dict.fromkeys(keys)]
    if table.short and not FORMATS[fmt].all_columns:
        return [find_column(table, key) for key in table.short]
    unseen = table.unseen if FORMATS[fmt].for_the_eye else ()
    return [column for column in table.columns if column.key not in unseen]
