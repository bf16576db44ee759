"""Which rows of a Table, and in which order: `--where`, `--sort`, `--reverse`, `--limit`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from clientfile.errors import UsageError
from clientfile.errors.suggest import did_you_mean, fold, nearest
from clientfile.output.filter import Expr, comparisons, keys, matches
from clientfile.output.table import Column, Table
from clientfile.records.names import quoted

# Words are compared with so many values at most, since each of them takes its time.
_MOST_COMPARED = 2000
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

    `lookup` gives the value of a row for a key of `where` that is no column (a record's path);
    without it such a key is refused. A list's column may be named in the singular (`tag=…`).
    Rows without a value stand last, whichever way the sorting goes; equal ones keep their order.
    Raises UsageError for an unknown column, for a limit below zero, and as `where.matches` does.
    """
    rows = table.rows
    if where is not None:
        names = _where_names(table, where, lookup)
        read = [_reading(row, names, lookup) for row in rows]
        rows = [row for row, of in zip(rows, read, strict=True) if matches(where, of, today=today)]
        if not rows:
            table = replace(table, notes=(*table.notes, *_never_said(where, read)))
    if sort is not None:
        rows = _sorted(rows, find_column(table, sort).key, reverse)
    elif reverse:
        rows = rows[::-1]
    if limit is not None and limit < 0:
        raise UsageError(f"--limit {limit} is below zero: write how many rows to show.")
    return replace(table, rows=rows if limit is None else rows[:limit])


def find_column(table: Table, key: str) -> Column:
    """The column of that key. Raises UsageError with the nearest one, and all there are."""
    for column in table.columns:
        if column.key == key:
            return column
    raise unknown_column(key, [column.key for column in table.columns])


def unknown_column(key: str, known: Sequence[str]) -> UsageError:
    """The error for a column that is none."""
    return UsageError(f"no column {quoted(key)}: {did_you_mean(key, known)}")


def _never_said(where: Expr, readings: Sequence[Callable[[str], Any]]) -> Iterator[str]:
    """A note for each value that is asked for and no row has, where another one is near to it."""
    for each in comparisons(where):
        said = {text for read in readings for text in _texts(read(each.key))}
        folded = {fold(text) for text in said}
        if each.operator != "=" or not each.value or fold(each.value) in folded:
            continue
        if len(said) <= _MOST_COMPARED and (near := nearest(each.value, sorted(said))):
            yield f"no row has {each.key}={each.value}: did you mean {' or '.join(near)}?"


def _texts(value: Any) -> list[str]:
    items = value if isinstance(value, list | tuple) else [value]
    return [item for item in items if isinstance(item, str)]


def _where_names(table: Table, where: Expr, lookup: RowLookup | None) -> dict[str, str]:
    """The column that each key of the expression means; keys that mean none are left out."""
    known = {column.key: column for column in table.columns}
    names = {}
    for key in keys(where):
        plural = known.get(f"{key}s")
        if key in known:
            names[key] = key
        elif key == "client" and table.client_key in known:
            # A pivot's rows call their clients a group.
            names[key] = table.client_key
        elif plural is not None and plural.kind == "list":
            names[key] = plural.key
        elif lookup is None:
            raise unknown_column(key, list(known))
    return names


def _reading(row: Row, names: dict[str, str], lookup: RowLookup | None) -> Callable[[str], Any]:
    def read(key: str) -> Any:
        if key in names:
            return row.get(names[key])
        return lookup(row, key) if lookup is not None else None

    return read


def _sorted(rows: Iterable[Row], key: str, reverse: bool) -> list[Row]:
    known: list[Row] = []
    absent: list[Row] = []
    for row in rows:
        (absent if row.get(key) in (None, "", []) else known).append(row)
    known.sort(key=lambda row: _rank(row[key]), reverse=reverse)
    return known + absent


def _rank(value: Any) -> tuple[int, Any]:
    # Kinds are kept apart, so that a column of mixed values still has an order.
    if isinstance(value, bool | int | Decimal):
        return 0, value
    if isinstance(value, date):
        return 1, fold(value.isoformat())
    return 1, fold(", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value))
