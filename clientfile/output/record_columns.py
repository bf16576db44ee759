"""Columns that a listing lacks: `--columns` and `--sort` take any path of the rows' records too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from clientfile.output.filter_names import resolve_name
from clientfile.output.table import Column, Kind, Table
from clientfile.records.paths import quote_segment, split_address
from clientfile.records.query import FieldPath, field_at, find_field
from clientfile.records.shape import Shape

RowLookup = Callable[[dict[str, Any], str], Any]
"""The value of a row for a field's path."""
_KINDS: dict[str, Kind] = {
    "integer": "number",
    "number": "number",
    "boolean": "flag",
    "list": "list",
}


def add_record_columns(
    table: Table, option: str, names: Sequence[str], record: Shape, lookup: RowLookup
) -> tuple[Table, list[str]]:
    """The table with a column for each name that is a field's path, and the keys of all names.

    The key of such a column is the path in stored keys, as much of it as was typed. Raises
    UsageError, for `option`, for a name that is none.
    """
    keys: list[str] = []
    added: dict[str, tuple[Column, str]] = {}
    for name in names:
        resolved = resolve_name(option, name, table, record)
        if resolved.is_column:
            keys.append(resolved.key)
            continue
        path = split_address(resolved.key)
        key = _key_as_typed(name, path, record)
        keys.append(key)
        added[key] = (_column(key, path, record), resolved.key)
    if not added:
        return table, keys
    rows = [
        {**row, **{key: lookup(row, address) for key, (__, address) in added.items()}}
        for row in table.rows
    ]
    columns = [*table.columns, *(column for column, __ in added.values())]
    return replace(table, columns=columns, rows=rows), keys


def _key_as_typed(name: str, path: FieldPath, record: Shape) -> str:
    """As many keys of the path as were typed, where these name the same field; else all of them."""
    if find_field(name, record) == path:
        return name
    short = ".".join(map(quote_segment, path[-len(split_address(name)) :]))
    return short if find_field(short, record) == path else ".".join(map(quote_segment, path))


def _column(key: str, path: FieldPath, record: Shape) -> Column:
    shape = field_at(path, record)
    kind: Kind = "date" if shape.format == "date" else _KINDS.get(shape.kind, "text")
    return Column(key, shape.title or key, kind, field=".".join(path) if shape.choices else "")
