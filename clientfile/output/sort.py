"""Selects and orders the rows of a Table: `--where`, `--sort`, `--reverse`, `--limit`.

The filter is imported where there is a `--where`: it takes as long to import as all the rest here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from clientfile.errors import UsageError
from clientfile.errors.suggest import alternatives, fold, nearest
from clientfile.language import _
from clientfile.output.table import Column, Table

if TYPE_CHECKING:
    from clientfile.output.filter_names import Name
    from clientfile.output.filter_syntax import Expr
    from clientfile.records.shape import Shape

# More values are not searched for a near one: each takes some microseconds.
_MAX_COMPARED = 2000
Row = dict[str, Any]
RowLookup = Callable[[Row, str], Any]
PeopleLookup = Callable[[Row], Iterable[Callable[[str], Any]]]
_PEOPLE = "contacts.people."


def arrange(
    table: Table,
    where: Expr | None = None,
    sort: str | None = None,
    reverse: bool = False,
    limit: int | None = None,
    *,
    lookup: RowLookup | None = None,
    people: PeopleLookup | None = None,
    record: Shape | None = None,
    today: date | None = None,
) -> Table:
    """The table with the rows that fulfil `where`, sorted by a column, at most `limit` of them.

    `record` is the shape of a record: the words of columns are those of its fields. `lookup`
    returns the value of a row for the path of a field; without it a name in `where` that is no
    column is refused. `people` returns a lookup for each person of a row: conditions on people that
    `and` joins must be fulfilled by one of them. A list's column may be named in the singular
    (`tag=…`).
    Rows without a value come last in either direction; equal ones keep their order. Raises
    UsageError for an unknown column, for a word that no row could have, for a limit below zero, and
    as `filter.fulfils` does.
    """
    if where is not None:
        table = _filter(table, where, lookup, people, record, today)
    rows = table.rows
    if sort is not None:
        rows = _sort(rows, find_column(table, sort).key, reverse)
    elif reverse:
        rows = rows[::-1]
    if limit is not None and limit < 0:
        raise UsageError(
            _("--limit {limit} is below zero: write how many rows to show.", limit=limit)
        )
    return replace(table, rows=rows if limit is None else rows[:limit])


def _filter(
    table: Table,
    where: Expr,
    lookup: RowLookup | None,
    people: PeopleLookup | None,
    record: Shape | None,
    today: date | None,
) -> Table:
    """The table with the rows that fulfil an expression, the footer of these, and a note on what
    no row has.
    """
    from clientfile.output.filter import check_operands, fulfils, join_people
    from clientfile.output.filter_names import resolve_names, resolve_words

    names = resolve_names(where, table, record, ask_records=lookup is not None)
    lookups = [_lookup_of(row, names, lookup) for row in table.rows]
    expr = resolve_words(where, names, lambda key: _texts_under(key, lookups))
    types = {name.key: name.type for name in names.values()}
    check_operands(expr, types, today)
    if people is not None:
        expr = join_people(expr, lambda key: key.startswith(_PEOPLE))
    rows = [
        row
        for row, of in zip(table.rows, lookups, strict=True)
        if fulfils(
            expr, of, types=types, today=today, people=partial(people, row) if people else tuple
        )
    ]
    notes = table.notes
    if lookups and not rows:
        notes = (*notes, *_absent_values(where, names, lookups))
    footer = table.footer if table.sum_up is None else table.sum_up(rows)
    return replace(table, rows=rows, notes=notes, footer=footer)


def find_column(table: Table, name: str) -> Column:
    """The column of that key, or of that heading in any language.

    Raises UsageError, which names the nearest one, or all of them.
    """
    for column in table.columns:
        if column.key == name:
            return column
    from clientfile.output.filter_names import match_column, unknown_column

    column_of_heading = match_column(name, table.columns)
    if column_of_heading is None:
        raise unknown_column(name, table.columns)
    return column_of_heading


def _absent_values(
    where: Expr, names: Mapping[str, Name], lookups: Sequence[Callable[[str], Any]]
) -> Iterator[str]:
    """A note for each value of `where` that no row has, where one is near or it has fixed words."""
    from clientfile.output.filter_syntax import comparisons
    from clientfile.records.typed.words import matching

    for each in comparisons(where):
        name = names[each.key]
        values = _texts_under(name.key, lookups)
        value = next(iter(matching(each.value, name.words)), each.value)
        if each.operator != "=" or not value or fold(value) in {fold(text) for text in values}:
            continue
        condition = f"{each.key}={each.value}"
        if name.words:
            yield _("no row has {condition}", condition=condition)
        elif len(values) <= _MAX_COMPARED and (near := nearest(value, sorted(values))):
            yield _(
                "no row has {condition}: did you mean {words}?",
                condition=condition,
                words=alternatives(near),
            )


def _texts_under(key: str, lookups: Sequence[Callable[[str], Any]]) -> set[str]:
    return {text for look in lookups for text in _texts_of(look(key))}


def _texts_of(value: Any) -> list[str]:
    items = value if isinstance(value, list | tuple) else [value]
    return [item for item in items if isinstance(item, str)]


def _lookup_of(
    row: Row, names: Mapping[str, Name], lookup: RowLookup | None
) -> Callable[[str], Any]:
    columns = {name.key for name in names.values() if name.is_column}

    def look(key: str) -> Any:
        if key in columns:
            return row.get(key)
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
