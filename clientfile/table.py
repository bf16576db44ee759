"""A report or a listing as data: columns and rows, before anything is printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["text", "integer", "money", "ratio", "date", "list"]
"""`money` is a Decimal in `Table.currency` (or the row's own `currency` key where it has one);
`ratio` is a Decimal such as 0.253, shown as 25.3 % in a table and as 0.253 elsewhere; `list` is
a list of text, joined by commas outside json."""


@dataclass(frozen=True)
class Column:
    """One column: its stable key (json, csv, `--columns`), its heading in words, its kind."""

    key: str
    heading: str
    kind: Kind = "text"
    heading_fr: str = ""


@dataclass(frozen=True)
class Table:
    """Rows under columns. A row has a value or None for every column's key.

    `short` names the columns that a table or tsv shows (empty: all); json, jsonl and csv always
    have them all. `spare` are the columns that a narrow terminal's table goes without, the first
    one first. `client_key` is the key whose values `-f ids` prints. `notes` are the caveats
    told on stderr: the period, costs that are missing, records left out.
    """

    columns: Sequence[Column]
    rows: Sequence[dict[str, Any]]
    short: Sequence[str] = ()
    currency: str = ""
    client_key: str = "client"
    notes: Sequence[str] = ()
    spare: Sequence[str] = ()
