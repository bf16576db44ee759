"""Tables of an export → records: the other way round of `format_tables`, cell by cell.

A table may stand alone, such as the lines of orders that somebody corrected: then the items that
its rows are within are named by their identity, and nothing else of them is there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from clientfile.errors import InvalidValueError, UsageError
from clientfile.exchange.export.cell_values import parse_cell
from clientfile.exchange.export.record_tables import (
    CLIENT,
    Keys,
    heading,
    is_item_list,
    shape_below,
)
from clientfile.language import _
from clientfile.records.edits import Data
from clientfile.records.paths import split_address
from clientfile.records.shape import Shape

# Fields of a record, and more keys of one's own than anybody has.
_MOST_COLUMNS = 4000


class FileRow(NamedTuple):
    """A row with the line of the file at which it begins."""

    line: int
    cells: Sequence[str]


@dataclass(frozen=True)
class FileTable:
    """A table of a file: texts under a header; `comma` is whether one may begin the decimals."""

    file: str
    header: Sequence[str]
    rows: Sequence[FileRow]
    comma: bool = False


@dataclass
class ParsedRecords:
    """The data of each record, by its client's id, and what is wrong: a sentence with its place."""

    records: dict[str, Data] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


class _PathColumn(NamedTuple):
    """A column: the path of its field, and the shape there. `is_parent` names an item."""

    path: Keys
    shape: Shape
    is_parent: bool = False


class _TableColumns(NamedTuple):
    """The columns of a table, and the path of the list whose items its rows are."""

    home: Keys
    columns: Sequence[_PathColumn]


def parse_tables(tables: Sequence[FileTable], shape: Shape) -> ParsedRecords:
    """The records in the tables, in any order of these; all faults are in the result."""
    parsed = ParsedRecords()
    layouts = []
    for table in tables:
        try:
            layouts.append((table, _layout(table.header, shape)))
        except UsageError as error:
            parsed.faults.append(_("{place}: {what}", place=table.file, what=error.sentence))
    builder = _RecordBuilder(parsed.records, shape, {layout.home for __, layout in layouts})
    for table, layout in sorted(layouts, key=lambda each: len(each[1].home)):
        for row in table.rows:
            try:
                builder.add(layout, _values(table, layout, row))
            except InvalidValueError as error:
                place = f"{table.file}:{row.line}"
                parsed.faults.append(_("{place}: {what}", place=place, what=error.sentence))
    return parsed


def _layout(header: Sequence[str], shape: Shape) -> _TableColumns:
    """The columns of a header. Raises UsageError for one that is no path of a record."""
    if list(header[:1]) != [CLIENT]:
        raise UsageError(_("the first column is not called {name}", name=CLIENT))
    _refuse_columns(header)
    paths = [split_address(text) for text in header[1:]]
    shapes = [_shape_of(path, text, shape) for path, text in zip(paths, header[1:], strict=True)]
    homes = [
        _home_of(path if not is_item_list(below) else path[:-1], shape)
        for path, below in zip(paths, shapes, strict=True)
    ]
    home = max(homes, key=len, default=())
    for path, below, own in zip(paths, shapes, homes, strict=True):
        if own != home and not (is_item_list(below) and path == home[: len(path)]):
            raise UsageError(
                _(
                    "{path} is of another list than {other}: a table has one",
                    path=heading(path),
                    other=heading(home),
                )
            )
    columns = [
        # The path of a list that the table's own is within names an item, any other an empty list.
        _PathColumn(path, below, is_item_list(below) and path == home[: len(path)])
        for path, below in zip(paths, shapes, strict=True)
    ]
    return _TableColumns(home, columns)


def _refuse_columns(header: Sequence[str]) -> None:
    """Raise UsageError for more columns than a table may have, and for one that stands twice."""
    if len(header) > _MOST_COLUMNS:
        raise UsageError(
            _(
                "{count:,} columns: a table has {most:,} at most",
                count=len(header),
                most=_MOST_COLUMNS,
            )
        )
    for text, count in Counter(header).items():
        if count > 1:
            raise UsageError(_("the column {name} stands twice: keep one", name=text))


def _shape_of(path: Keys, text: str, shape: Shape) -> Shape:
    for place, key in enumerate(path):
        above = shape_below(shape, path[:place])
        within = above.child(0) if above.kind == "list" else above
        is_own = key.startswith("x-") or within.kind == "any" or within.values is not None
        if within.kind not in ("mapping", "any") or not (is_own or key in within.fields):
            raise UsageError(_("{path} is no path of a record", path=text))
    return shape_below(shape, path)


def _home_of(path: Keys, shape: Shape) -> Keys:
    """The path of the innermost list of items that a path runs through."""
    places = [n for n in range(1, len(path) + 1) if is_item_list(shape_below(shape, path[:n]))]
    return path[: max(places, default=0)]


class _RowValues(NamedTuple):
    """A row: its client, the items that it is within by the paths of their lists, its values."""

    client: str
    parents: dict[Keys, str]
    values: dict[Keys, Any]


def _values(table: FileTable, layout: _TableColumns, row: FileRow) -> _RowValues:
    """The values of a row. Raises InvalidValueError."""
    if len(row.cells) != len(table.header):
        raise InvalidValueError(
            _(
                "{cells} cells under {columns} columns: quote a cell that holds the delimiter",
                cells=len(row.cells),
                columns=len(table.header),
            )
        )
    client, *cells = row.cells
    if not client:
        raise InvalidValueError(_("the row names no client"))
    parents: dict[Keys, str] = {}
    values: dict[Keys, Any] = {}
    for column, text, name in zip(layout.columns, cells, table.header[1:], strict=True):
        if not text:
            continue
        if column.is_parent:
            parents[column.path] = text
            continue
        try:
            values[column.path] = parse_cell(text, column.shape, comma=table.comma)
        except InvalidValueError as error:
            raise InvalidValueError(
                _("{field}: {reason}", field=name, reason=error.sentence)
            ) from None
    return _RowValues(client, parents, values)


class _RecordBuilder:
    """Builds the data of records out of rows, each list before the lists within its items."""

    def __init__(self, records: dict[str, Data], shape: Shape, homes: set[Keys]) -> None:
        self._records, self._shape, self._homes = records, shape, homes
        self._rows_of_clients: set[str] = set()
        self._items: dict[tuple[str, Keys, str], Data] = {}

    def add(self, layout: _TableColumns, row: _RowValues) -> None:
        """Add a row. Raises InvalidValueError for one whose item or client is another row's."""
        if not layout.home:
            if row.client in self._rows_of_clients:
                raise InvalidValueError(
                    _("{client} has a row already: keep one of the two", client=row.client)
                )
            self._rows_of_clients.add(row.client)
        item = self._record(row.client) if not layout.home else self._new_item(layout.home, row)
        for path, value in row.values.items():
            _put(item, path[len(layout.home) :], value)

    def _record(self, client: str) -> Data:
        return self._records.setdefault(client, {})

    def _new_item(self, home: Keys, row: _RowValues) -> Data:
        """A new item of the list that the row is of."""
        parent, above = self._parent(home, row)
        items = _list_at(parent, home[len(above) :])
        item: Data = {}
        items.append(item)
        shape = shape_below(self._shape, home)
        key = shape.identity[0] if len(shape.identity) == 1 else ""
        own = row.values.get((*home, key))
        self._items[row.client, home, f"#{len(items)}"] = item
        if own is not None:
            self._items.setdefault((row.client, home, str(own)), item)
        return item

    def _parent(self, home: Keys, row: _RowValues) -> tuple[Data, Keys]:
        """The item that a row is within, with the path of its list; the record where it is none."""
        above = _home_of(home[:-1], self._shape)
        if not above:
            return self._record(row.client), ()
        name = row.parents.get(above, "")
        item = self._items.get((row.client, above, name))
        if item is None:
            item = self._named_item(row.client, above, name)
        return item, above

    def _named_item(self, client: str, above: Keys, name: str) -> Data:
        """An item that stands in no table that is there: by its identity alone.

        Raises InvalidValueError where its table is there, or it has no identity.
        """
        shape = shape_below(self._shape, above)
        if above in self._homes or not name or name.startswith("#") or len(shape.identity) != 1:
            raise InvalidValueError(
                _(
                    "{client} has no {item} in {table}.csv, which the row is within",
                    client=client,
                    item=repr(name),
                    table=above[-1],
                )
            )
        item: Data = {shape.identity[0]: name}
        _list_at(self._record(client), above).append(item)
        self._items[client, above, name] = item
        return item


def _list_at(data: Data, path: Keys) -> list[Data]:
    for key in path[:-1]:
        data = data.setdefault(key, {})
    items: list[Data] = data.setdefault(path[-1], [])
    return items


def _put(data: Data, path: Keys, value: Any) -> None:
    for key in path[:-1]:
        data = data.setdefault(key, {})
    data[path[-1]] = value
