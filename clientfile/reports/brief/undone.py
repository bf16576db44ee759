"""Changes that were taken back since: listed once in a brief, with the day of that."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Row = dict[str, Any]


def merge_undone(rows: Iterable[Row]) -> list[Row]:
    """The rows of `history`, the newest first, without those of `undo` whose change is among them.

    A change that was taken back has that day under `undone`; one that was restored has none.
    """
    merged: list[Row] = []
    for row in reversed(list(rows)):
        earlier = _change_of(row, merged) if row["command"] == "undo" else None
        if earlier is None:
            merged.append(row)
        elif earlier.pop("undone", None) is None:
            earlier["undone"] = row["date"]
    return merged[::-1]


def _change_of(undo: Row, rows: list[Row]) -> Row | None:
    """The newest change that an undo takes back, or that it restores; None where there is none."""
    for row in reversed(rows):
        states = (row["before"], row["after"])
        is_inverse = states == (undo["after"], undo["before"]) and "undone" not in row
        is_same = states == (undo["before"], undo["after"]) and "undone" in row
        same_place = (row["item"], row["field"]) == (undo["item"], undo["field"])
        if same_place and (is_inverse or is_same):
            return row
    return None
