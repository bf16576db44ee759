"""Format `ids`: the clients of the rows, each once, one a line, for xargs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clientfile.errors import UsageError
from clientfile.language import _
from clientfile.output.formats import Layout
from clientfile.output.table import Column, Table
from clientfile.output.terminal import one_line


def write(table: Table, columns: Sequence[Column], layout: Layout) -> Iterator[str]:
    """The values of `Table.client_key`. Raises UsageError where rows have no such key."""
    del columns, layout
    key = table.client_key
    if all(column.key != key for column in table.columns) and not any(key in r for r in table.rows):
        raise UsageError(_("this listing is not one of clients, so it has no ids: choose -f tsv."))
    ids = dict.fromkeys(row.get(key) for row in table.rows)
    return iter([one_line(str(client)) for client in ids if client not in (None, "")])
