"""The formats of `--format`: a registry that help texts, completion and tests read.

Format `x` is written by `write` of `output/write_x.py`. A new format is that file and an entry
here. No writer is imported before it is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clientfile.output.table import Column, Table


class Format(NamedTuple):
    """One way to write a table.

    name          the word after `--format`
    for_the_eye   whether it shows the reader's language and rounded figures; the others are for
                  programs and hold exact values
    all_columns   whether it has every column where `--columns` names none; the others have
                  `Table.short`
    """

    name: str
    for_the_eye: bool = False
    all_columns: bool = False


class Layout(NamedTuple):
    """What a writer takes beside its rows and columns; each format uses what it needs.

    header     whether tsv begins with a line of keys
    language   the code of the reader's, for the eye
    width      the terminal's columns; None where the table goes to no terminal
    color      whether the heading is bold
    may_drop   whether columns that the table can spare may be dropped to fit `width`
    """

    header: bool = False
    language: str = "en"
    width: int | None = None
    color: bool = False
    may_drop: bool = True


def write_lines(
    name: str, table: Table, columns: Sequence[Column], layout: Layout
) -> Iterator[str]:
    """The lines of the table in the format `name`, without their ends."""
    from importlib import import_module

    lines: Iterator[str] = import_module(f"clientfile.output.write_{name}").write(
        table, columns, layout
    )
    return lines


FORMATS = {
    entry.name: entry
    for entry in (
        Format("table", for_the_eye=True),
        Format("tsv"),
        Format("csv", all_columns=True),
        Format("json", all_columns=True),
        Format("jsonl", all_columns=True),
        Format("md", for_the_eye=True),
        Format("ids"),
    )
}
"""Every format by its name, in the order of help texts."""
