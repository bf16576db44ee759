"""The formats of `--format`: a registry that help texts, completion and tests read.

Format `x` is written by `write` of `output/write_x.py`, as lines, or as bytes where it is binary. A
new format is that file and an entry here. No writer is imported before it is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clientfile.output.spreadsheet_csv import SpreadsheetStyle
    from clientfile.output.table import Column, Table


class Format(NamedTuple):
    """One way to write a table.

    name          the word after `--format`
    for_the_eye   whether it shows the reader's language and rounded figures; the others are for
                  programs and hold exact values
    all_columns   whether it has every column where `--columns` names none; the others have
                  `Table.short`
    in_words      whether headings and words are those of the reader's language
    binary        whether it is bytes, which no terminal shows
    """

    name: str
    for_the_eye: bool = False
    all_columns: bool = False
    in_words: bool = False
    binary: bool = False


class Layout(NamedTuple):
    """What a writer takes beside its rows and columns; each format uses what it needs.

    header     whether tsv begins with a line of keys
    language   the code of the reader's, for the eye
    width      the terminal's columns; None where the table goes to no terminal
    color      whether the heading is bold
    may_drop   whether columns that the table can spare may be dropped to fit `width`
    style      how a spreadsheet reads a csv; None where no spreadsheet does
    """

    header: bool = False
    language: str = "en"
    width: int | None = None
    color: bool = False
    may_drop: bool = True
    style: SpreadsheetStyle | None = None


def write_lines(
    name: str, table: Table, columns: Sequence[Column], layout: Layout
) -> Iterator[str]:
    """The lines of the table in the format `name`, without their ends."""
    lines: Iterator[str] = _load_writer(name).write(table, columns, layout)
    return lines


def write_binary(name: str, table: Table, columns: Sequence[Column], layout: Layout) -> bytes:
    """The bytes of the table in the binary format `name`."""
    content: bytes = _load_writer(name).write(table, columns, layout)
    return content


def _load_writer(name: str) -> Any:
    from importlib import import_module

    return import_module(f"clientfile.output.write_{name}")


FORMATS = {
    entry.name: entry
    for entry in (
        Format("table", for_the_eye=True, in_words=True),
        Format("tsv"),
        Format("csv", all_columns=True),
        Format("json", all_columns=True),
        Format("jsonl", all_columns=True),
        Format("md", for_the_eye=True, in_words=True),
        Format("xlsx", all_columns=True, in_words=True, binary=True),
        Format("ids"),
    )
}
"""Every format by its name, in the order of help texts."""

TEXT_FORMATS = tuple(name for name, entry in FORMATS.items() if not entry.binary)
"""The formats that are text."""
