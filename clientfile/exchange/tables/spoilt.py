"""Cells that a spreadsheet spoilt: the guard of a text is taken off, a cut number is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from clientfile.exchange.tables.expressions import UnmappableError, ValueSource
from clientfile.exchange.tables.source_table import SourceRow, SourceTable
from clientfile.language import Message, _, ngettext
from clientfile.records.names import quoted
from clientfile.records.shape import Shape
from clientfile.records.typed.spoilt_texts import (
    is_cut_number,
    is_formula_error,
    is_guarded,
    without_guard,
)

_LONGEST_QUOTE = 40
_IDENTIFYING = ("id", "ref", "client/person")
_NAMES = (("name",), ("last_name",), ("product",), ("what",))


class SpoiltCellError(UnmappableError):
    """A text is to be filled from a cell of which a spreadsheet left nothing that can be used."""


def unwrap_guards(
    table: SourceTable, columns: Iterable[str]
) -> tuple[SourceTable, tuple[Message, ...]]:
    """The table with plain texts in these columns, and a message for each column that changes.

    `="01000"` and `'01000` are how a file tells a spreadsheet that 01000 is a text.
    """
    rows = list(table.rows)
    messages: list[Message] = []
    for column in columns:
        places = [at for at, row in enumerate(rows) if is_guarded(row.cells.get(column, ""))]
        if places:
            messages.append(_unwrapped(column, rows[places[0]].cells[column], len(places)))
        for at in places:
            rows[at] = _without_guard(rows[at], column)
    return (replace(table, rows=tuple(rows)), tuple(messages)) if messages else (table, ())


def check_unspoilt(cells: Mapping[str, str], source: ValueSource) -> None:
    """Raise SpoiltCellError where a text is to be filled from a cut number, or from an error."""
    if source.as_record:
        return
    for column in source.columns:
        if is_cut_number(cells[column]):
            raise SpoiltCellError(cut_number_fault(cells[column]))
        if is_formula_error(cells[column]):
            raise SpoiltCellError(_formula_error(cells[column]))


def cut_number_fault(text: str) -> Message:
    """What is wrong with a number of which a spreadsheet kept the first figures alone."""
    return _(
        "{text} is a number that a spreadsheet cut: format its column as text, "
        "or as a number without an exponent, and save it again",
        text=quoted(text),
    )


def _formula_error(text: str) -> Message:
    return _("{text} is the error of a formula: mend it in the spreadsheet", text=quoted(text))


def can_be_left_out(inner: tuple[str, ...], shape: Shape) -> bool:
    """Whether an item without this field is still the same item, such as a person without a phone.

    A reference, an id or a name of which figures are missing would be another's.
    """
    return shape.format not in _IDENTIFYING and inner[-1:] not in _NAMES


def _without_guard(row: SourceRow, column: str) -> SourceRow:
    return replace(row, cells={**row.cells, column: without_guard(row.cells[column])})


def _unwrapped(column: str, text: str, count: int) -> Message:
    return ngettext(
        "column {column}: {text} is a text in a spreadsheet's way, taken as {value}",
        "column {column}: {text} and the like are texts in a spreadsheet's way, "
        "taken as {value}: {count} cells",
        count,
        column=column,
        text=text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…",
        value=quoted(without_guard(text)),
    )
