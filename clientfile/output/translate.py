"""Translates the words in a table's cells into French, for the formats for the eye."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from clientfile.output.table import Column, Table
from clientfile.records.shape import Shape


def translate_table(table: Table, record: Shape) -> Table:
    """The table with its words in French.

    They come from the columns, and from the field of `record` (a record's shape) that a column
    names. Programs get the words in English.
    """
    words = {column.key: _words(column, record) for column in table.columns}
    words = {key: french for key, french in words.items() if french}
    if not words:
        return table
    return replace(table, rows=[_translate(row, words) for row in table.rows])


def _words(column: Column, record: Shape) -> Mapping[str, str]:
    """The words of a column, English to French."""
    shape = record
    for step in column.field.split(".") if column.field else ():
        shape = (shape.item or shape).child(step)
    return {**dict(zip(shape.choices, shape.choices_fr, strict=False)), **(column.french or {})}


def _translate(row: dict[str, Any], words: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    return row | {
        key: french.get(row[key], row[key])
        for key, french in words.items()
        if isinstance(row.get(key), str)
    }
