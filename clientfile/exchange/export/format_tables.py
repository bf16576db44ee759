"""Records as tables: a row a client, and a row for each item of their lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from clientfile.exchange.export.cell_values import Cell, cell_of, own_cell_of
from clientfile.exchange.export.record_tables import (
    CLIENT,
    FOLDER,
    FOLDER_HEADER,
    Keys,
    RecordTable,
    TableLayout,
    heading,
    is_item_list,
    layouts,
)
from clientfile.records.edits import Data
from clientfile.records.settings import FORMAT
from clientfile.records.shape import Shape

_Row = dict[Keys, Cell]


def format_tables(
    records: Iterable[tuple[str, Data]], shape: Shape, currency: str
) -> list[RecordTable]:
    """The tables of records, each with its client's id; `currency` is the folder's.

    Every table is there, one without rows too: a file of an earlier export is never left beside.
    """
    rows = _RowsByHome(shape)
    for client, data in records:
        rows.add_record(client, data)
    return [
        RecordTable(FOLDER, FOLDER_HEADER, [[format_version(), currency]]),
        *(rows.table(layout) for layout in layouts(shape)),
    ]


def format_version() -> str:
    """The version of the format of records, as `clientfile.toml` has it."""
    return ".".join(map(str, FORMAT))


class _RowsByHome:
    """The rows of each table: their cells by path, () for the client's id."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._rows: dict[Keys, list[_Row]] = {}

    def add_record(self, client: str, data: Data) -> None:
        """Append the rows of a record."""
        row = self._append((), {(): client})
        self._add(row, data, self._shape, (), {(): client})

    def table(self, layout: TableLayout) -> RecordTable:
        """One table, with a column for each field and for each own key that records have."""
        rows = self._rows.get(layout.home, [])
        first = [(), *layout.parents, *layout.columns]
        own = dict.fromkeys(path for row in rows for path in row)
        columns = list(dict.fromkeys([*first, *own]))
        header = [heading(path) if path else CLIENT for path in columns]
        cells = [[row.get(path, "") for path in columns] for row in rows]
        return RecordTable(layout.name, header, cells)

    def _append(self, home: Keys, row: _Row) -> _Row:
        self._rows.setdefault(home, []).append(row)
        return row

    def _add(
        self, row: _Row, value: Any, shape: Shape, path: Keys, refs: Mapping[Keys, Cell]
    ) -> None:
        """Add what stands at a path; `refs` name the client and the items that it is within."""
        if shape.kind == "mapping" and isinstance(value, dict):
            for key, inner in value.items():
                self._add(row, inner, shape.child(key), (*path, key), refs)
            if path and not value:
                row[path] = cell_of(value)
        elif is_item_list(shape) and value:
            names = _names(value, shape)
            for name, item in zip(names, value, strict=True):
                inner = self._append(path, dict(refs))
                self._add_item(inner, item, shape.child(0), path, {**refs, path: name})
        else:
            row[path] = own_cell_of(value) if shape.kind == "any" else cell_of(value)

    def _add_item(
        self, row: _Row, item: Data, shape: Shape, path: Keys, refs: Mapping[Keys, Cell]
    ) -> None:
        for key, inner in item.items():
            self._add(row, inner, shape.child(key), (*path, key), refs)


def _names(items: list[Data], shape: Shape) -> list[str]:
    """What each item is called in the tables of lists within it: its identity, else its place."""
    key = shape.identity[0] if len(shape.identity) == 1 else ""
    names = [str(item.get(key, "")) for item in items]
    count = Counter(names)
    return [
        name if name and count[name] == 1 and not name.startswith("#") else f"#{place}"
        for place, name in enumerate(names, 1)
    ]
