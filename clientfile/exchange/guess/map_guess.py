"""A guess at the map of a table, as data: where each column goes, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SourceEntry = str | dict[str, Any]
"""An entry of a map: a column, or a table with a column and what is done with it."""


@dataclass(frozen=True)
class ColumnGuess:
    """What one column is: the field that it fills, alone or with others, and why.

    `role` is `field`, `key` (of its rows), `client` (whom a row is about), `skip` (says which rows
    are left out), `unplaced` (the system is known to have it, and a record has no place for it),
    `refused` (its values, or another column, speak against it) or `unknown`. `samples` are its
    first three different values.
    """

    column: str
    role: str
    why: str
    path: str = ""
    samples: tuple[str, ...] = ()


@dataclass(frozen=True)
class MapGuess:
    """A guess at a whole map.

    `system` is the one that wrote the table, empty where that is not known; `kind` is empty where
    nothing can be imported from it. `client` is empty where no column names the client. `rivals`
    are the columns of each field that several would fill: none of them does. `settings` say how the
    file is written, by the keys of a map.
    """

    system: str
    kind: str
    columns: tuple[ColumnGuess, ...]
    fields: Mapping[str, SourceEntry]
    client: SourceEntry = ""
    key: tuple[str, ...] = ()
    skip: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rivals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lacking: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
