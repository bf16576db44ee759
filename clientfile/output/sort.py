"""Selects and orders the rows of a Table: `--where`, `--sort`, `--reverse`, `--limit`.

The filter is imported where there is a `--where`: it takes as long to import as all the rest here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from clientfile.errors import UsageError
from clientfile.errors.suggest import did_you_mean, fold, nearest
from clientfile.output.table import Column, Table
from clientfile.records.names import quoted

if TYPE_CHECKING:
    from clientfile.output.filter_syntax import Expr

# More values are not searched for a near one: each takes some microseconds.
_MAX_COMPARED = 2000
Row = dict[str, Any]
RowLookup = Callable[[Row, str], Any]


def arrange(
    table: Table,
    where: Expr | None = None,
    sort: str | None = None,
    reverse: bool = False,
    limit: int | None = None,
    *,
    lookup: RowLookup | None = None,
    today: date | None = None,
) -> Table:
    """The table with the rows that fulfil `where`, sorted by a column, at most `limit` of them.

    `lookup` returns the value of a row for a key of `where` that is no column (a record's path);
    without it such a key is refused. A list's column may be named in the singular (`tag=…`).
    Rows without a value come last in either direction; equal ones keep their order. Raises
    UsageError for an unknown column, for a limit below zero, and as `filter.fulfils` does.
    """
    rows = table.rows
    if where is not None:
        from clientfile.output.filter import fulfils

        names = _columns_of_keys(table, where, lookup)
        lookups = [_lookup_of(row, names, lookup) for row in rows]
        rows = [
            row for row, of in zip(rows, lookups, strict=True) if fulfils(where, of, today=today)
        ]
        if not rows:
            table = replace(table, notes=(*table.notes, *_near_values(where, lookups)))
    if sort is not None:
        rows = _sort(rows, find_column(table, sort).key, reverse)
    elif reverse:
        rows = rows[::-1]
    if limit is not None and limit < 0:
        raise UsageError(f"--limit {limit} is below zero: write how many rows to show.")
    return replace(table, rows=rows if limit is None else rows[:limit])


def find_column(table: Table, key: str) -> Column:
    """The column of that key.

    Raises UsageError, which names the nearest one, or all of them.
    """
    for column in table.columns:
        if column.key == key:
            return column
    raise unknown_column(key, [column.key for column in table.columns])


def unknown_column(key: str, keys_of_columns: Sequence[str]) -> UsageError:
    """The error for a key that is no column's."""
    return UsageError(f"no column {quoted(key)}: {did_you_mean(key, keys_of_columns)}")


def _near_values(where: Expr, lookups: Sequence[Callable[[str], Any]]) -> Iterator[str]:
    """A note for each value of `where` that no row has, where the rows have one near to it."""
    from clientfile.output.filter_syntax import comparisons

    for each in comparisons(where):
        values = {text for look in lookups for text in _texts_of(look(each.key))}
        folded = {fold(text) for text in values}
        if each.operator != "=" or not each.value or fold(each.value) in folded:
            continue
        if len(values) <= _MAX_COMPARED and (near := nearest(each.value, sorted(values))):
            yield f"no row has {each.key}={each.value}: did you mean {' or '.join(near)}?"


def _texts_of(value: Any) -> list[str]:
    items = value if isinstance(value, list | tuple) else [value]
    return [item for item in items if isinstance(item, str)]


def _columns_of_keys(table: Table, where: Expr, lookup: RowLookup | None) -> dict[str, str]:
    """The column of each key of the expression; keys of records are left out."""
    from clientfile.output.filter_syntax import keys

    columns = {column.key: column for column in table.columns}
    names = {}
    for key in keys(where):
        plural = columns.get(f"{key}s")
        if key in columns:
            names[key] = key
        elif key == "client" and table.client_key in columns:
            # A pivot by client has its clients under `group`.
            names[key] = table.client_key
        elif plural is not None and plural.kind == "list":
            names[key] = plural.key
        elif lookup is None:
            raise unknown_column(key, list(columns))
    return names


def _lookup_of(row: Row, names: dict[str, str], lookup: RowLookup | None) -> Callable[[str], Any]:
    def look(key: str) -> Any:
        if key in names:
            return row.get(names[key])
        return lookup(row, key) if lookup is not None else None

    return look


def _sort(rows: Iterable[Row], key: str, reverse: bool) -> list[Row]:
    present: list[Row] = []
    absent: list[Row] = []
    for row in rows:
        (absent if row.get(key) in (None, "", []) else present).append(row)
    present.sort(key=lambda row: _sort_key(row[key]), reverse=reverse)
    return present + absent


def _sort_key(value: Any) -> tuple[int, Any]:
    # Kinds do not mix, so that a column of mixed values still has an order.
    if isinstance(value, bool | int | Decimal):
        return 0, value
    if isinstance(value, date):
        return 1, fold(value.isoformat())
    return 1, fold(", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value))
