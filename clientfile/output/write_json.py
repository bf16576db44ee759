"""Format `json`: an array of objects, a line each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clientfile.output import write_jsonl
from clientfile.output.formats import Layout
from clientfile.output.table import Column, Table


def write(table: Table, columns: Sequence[Column], layout: Layout) -> Iterator[str]:
    """The array; `[]` without rows."""
    if not table.rows:
        yield "[]"
        return
    yield "["
    remaining = len(table.rows)
    for line in write_jsonl.write(table, columns, layout):
        remaining -= 1
        yield f"  {line}," if remaining else f"  {line}"
    yield "]"
