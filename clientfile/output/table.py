"""Table, Column: a report or a listing as data, before it is printed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, overload

Kind = Literal["text", "integer", "number", "money", "ratio", "date", "list", "flag"]
"""`money` is a Decimal in `Table.currency` (or the row's own `currency` key where it has one);
`number` a quantity with its own decimals; `ratio` is a Decimal such as 0.253, shown as 25.3 % in a
table and as 0.253 elsewhere; `list` is a list of text, joined by commas outside json; `flag` is yes
or no."""


@dataclass(frozen=True)
class Column:
    """One column: its stable key (json, csv, `--columns`), its heading in words, its kind.

    `field` is the path of the record's field whose words the column holds, and `words` are those of
    a column that has few others, each a translatable text that is the value.
    """

    key: str
    heading: str
    kind: Kind = "text"
    field: str = ""
    words: Sequence[str] = ()


MARKS = "~"
"""The key under which a row may have a FigureMark for some of its columns, by their keys."""


@dataclass(frozen=True)
class FigureMark(ABC):
    """How a figure is marked where people read it; `value` is shown where the column has none."""

    value: Any = None

    @abstractmethod
    def say(self, figure: str) -> str:
        """The text of the figure with the mark, as a translatable text."""


class LazyRows(Sequence[dict[str, Any]]):
    """Rows built each time one is read: of many rows, most are written once or never."""

    def __init__(self, keys: Sequence[Any], make: Callable[[Any], dict[str, Any]]) -> None:
        self._keys, self._make = keys, make

    @overload
    def __getitem__(self, place: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, place: slice) -> LazyRows: ...
    def __getitem__(self, place: int | slice) -> dict[str, Any] | LazyRows:
        if isinstance(place, slice):
            return LazyRows(self._keys[place], self._make)
        return self._make(self._keys[place])

    def __len__(self) -> int:
        return len(self._keys)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True)
class Table:
    """Rows under columns. A row has a value or None for every column's key, and may have MARKS.

    short        the columns of formats that do not have them all (empty: all)
    currency     that of `money`, unless a row has its own
    client_key   the key whose values `-f ids` prints; empty where rows are not about clients
    person_key   the key of the ids of the people at a client that a row is about; empty where rows
                 are not about people
    notes        caveats for stderr: the period, missing costs, records left out
    unseen       the columns that formats for the eye go without: marks say there what they have
    spare        the columns that a narrow terminal's table goes without, in this order
    footer       a last row for the eye alone: programs add up for themselves
    sum_up       the footer of some of the rows, in their place where `--where` picks them
    """

    columns: Sequence[Column]
    rows: Sequence[dict[str, Any]]
    short: Sequence[str] = ()
    currency: str = ""
    client_key: str = "client"
    person_key: str = ""
    notes: Sequence[str] = ()
    spare: Sequence[str] = ()
    unseen: Sequence[str] = ()
    footer: dict[str, Any] | None = None
    sum_up: Callable[[Sequence[dict[str, Any]]], dict[str, Any] | None] | None = field(
        default=None, compare=False
    )
