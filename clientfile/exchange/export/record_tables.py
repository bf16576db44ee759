"""The tables that records are exported as, by the shape of a record: one for each list of items.

Table `clients` has a row a client, with every single value of the record; each list of items, such
as the people or the lines of orders, is a table of its own. A heading is the path of its field.
Before the fields stand the client and, for a list within the items of another one, a column headed
by the path of that other list: it names the item by its identity, or by its place (`#2`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clientfile.exchange.export.cell_values import Cell
from clientfile.records.paths import quote_segment
from clientfile.records.shape import ANY, Shape

Keys = tuple[str, ...]
CLIENT = "client"
"""The heading of the ids of clients, the first one of every table."""
CLIENTS = "clients"
"""The table with a row a client."""
FOLDER = "folder"
"""The table of what holds of all: the version of the format, and the currency."""
FOLDER_HEADER = ("format", "currency")


@dataclass(frozen=True)
class TableLayout:
    """One table: its name, the path of its list (empty for the record), and the paths of columns.

    `parents` are the paths of the lists that its own stands within.
    """

    name: str
    home: Keys
    columns: tuple[Keys, ...]
    parents: tuple[Keys, ...] = ()


@dataclass(frozen=True)
class RecordTable:
    """A table of an export: cells under a header."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]] = ()


def is_item_list(shape: Shape) -> bool:
    """Whether a list has a table of its own: its items have fields."""
    return shape.kind == "list" and shape.child(0).kind == "mapping"


def heading(path: Keys) -> str:
    """A path as a heading: an address, such as `contacts.people.last_name`."""
    return ".".join(map(quote_segment, path))


def shape_below(shape: Shape, path: Keys) -> Shape:
    """The shape at a path of keys, through the items of the lists on it; ANY below an own key."""
    for key in path:
        shape = (shape.item or ANY).child(key) if shape.kind == "list" else shape.child(key)
    return shape


def layouts(shape: Shape) -> tuple[TableLayout, ...]:
    """The tables of records of this shape; one that another stands within comes before it."""
    found = list(_layouts(shape, (), ()))
    return tuple(sorted(found, key=lambda layout: len(layout.parents)))


def _layouts(shape: Shape, home: Keys, parents: tuple[Keys, ...]) -> Iterator[TableLayout]:
    columns: list[tuple[Keys, Shape]] = []
    lists: list[tuple[Keys, Shape]] = []
    for path, below in _fields(shape, home):
        (lists if is_item_list(below) else columns).append((path, below))
    name = home[-1] if home else CLIENTS
    yield TableLayout(name, home, tuple(path for path, __ in columns), parents)
    for path, below in lists:
        yield from _layouts(below.child(0), path, (*parents, home) if home else ())


def _fields(shape: Shape, path: Keys) -> Iterator[tuple[Keys, Shape]]:
    """The fields below a mapping that hold a value or a list, in the order of the shape."""
    for key, below in shape.fields.items():
        # A mapping with free keys has a column for each of those that records have.
        if below.kind == "mapping" and below.values is None:
            yield from _fields(below, (*path, key))
        elif below.values is None:
            yield (*path, key), below
