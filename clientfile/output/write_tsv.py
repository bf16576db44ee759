"""Format `tsv`: exact values between tabs, for awk and cut; keys on top under `--header`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clientfile.output.cells import exact_text
from clientfile.output.formats import Layout
from clientfile.output.table import Column, Table
from clientfile.output.terminal import one_line


def write(table: Table, columns: Sequence[Column], layout: Layout) -> Iterator[str]:
    """A line a row; a tab or a line break within a value is a space."""
    if layout.header:
        yield "\t".join(column.key for column in columns)
    for row in table.rows:
        yield "\t".join(one_line(exact_text(row.get(column.key))) for column in columns)
