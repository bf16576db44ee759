"""The words in a table's cells in French, for the eye: programs get them in English anyway."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from clientfile.output.table import Column, Table
from clientfile.records.shape import Shape


def in_french(table: Table, record: Shape) -> Table:
    """The table with its words in French; `record` is a record's shape, which has most of them."""
    words = {column.key: _words(column, record) for column in table.columns}
    words = {key: known for key, known in words.items() if known}
    if not words:
        return table
    return replace(table, rows=[_told(row, words) for row in table.rows])


def _words(column: Column, record: Shape) -> Mapping[str, str]:
    shape = record
    for step in column.field.split(".") if column.field else ():
        shape = (shape.item or shape).child(step)
    return {**dict(zip(shape.choices, shape.choices_fr, strict=False)), **(column.french or {})}


def _told(row: dict[str, Any], words: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    return row | {
        key: known.get(row[key], row[key])
        for key, known in words.items()
        if isinstance(row.get(key), str)
    }
