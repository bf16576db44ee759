"""Format `jsonl`: a JSON object a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clientfile.output.formats import Layout
from clientfile.output.json_text import to_json
from clientfile.output.table import Column, Table


def write(table: Table, columns: Sequence[Column], layout: Layout) -> Iterator[str]:
    """Each row with all the columns' keys, null where there is no value."""
    del layout
    for row in table.rows:
        yield to_json({column.key: row.get(column.key) for column in columns})
