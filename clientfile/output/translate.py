"""Gives the cells of a table their translatable words, for the formats for the eye."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from clientfile.output.table import Column, Table
from clientfile.records.shape import Shape


def with_words(table: Table, record: Shape) -> Table:
    """The table with a translatable word for each value that has one.

    The words come from the columns, and from the field of `record` (a record's shape) that a column
    names. The table itself has the values that programs read.
    """
    words = {column.key: words_of(column, record) for column in table.columns}
    words = {key: of_key for key, of_key in words.items() if of_key}
    if not words:
        return table
    return replace(table, rows=[_replace(row, words) for row in table.rows])


def words_of(column: Column, record: Shape) -> Mapping[str, str]:
    """The words of a column by value."""
    shape = record
    for step in column.field.split(".") if column.field else ():
        shape = (shape.item or shape).child(step)
    return {**shape.words, **{str(word): word for word in column.words}}


def _replace(row: dict[str, Any], words: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    return row | {
        key: of_key.get(row[key], row[key])
        for key, of_key in words.items()
        if isinstance(row.get(key), str)
    }
