"""A guessed map as a table: what each column of a file is taken for, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from clientfile.language import _, pgettext
from clientfile.output.table import Column, Table

_ROLES = {
    "field": pgettext("what a column of a file is", "field"),
    "key": pgettext("what a column of a file is", "key"),
    "client": pgettext("what a column of a file is", "client"),
    "skip": pgettext("what a column of a file is", "choice of rows"),
    "unplaced": pgettext("what a column of a file is", "no place"),
    "refused": pgettext("what a column of a file is", "refused"),
    "unknown": pgettext("what a column of a file is", "unknown"),
}
_COLUMNS = (
    Column("column", _("Column"), "text"),
    Column("role", _("Taken for"), "text", words=tuple(_ROLES.values())),
    Column("path", _("Field"), "text"),
    Column("samples", _("Values"), "list"),
    Column("why", _("Why"), "text"),
)


class GuessedColumn(Protocol):
    """What a column of a file is taken for: `exchange.guess.map_guess.ColumnGuess` is one."""

    @property
    def column(self) -> str: ...  # noqa: D102
    @property
    def role(self) -> str: ...  # noqa: D102
    @property
    def path(self) -> str: ...  # noqa: D102
    @property
    def samples(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def why(self) -> str: ...  # noqa: D102


def map_guess(columns: Iterable[GuessedColumn]) -> Table:
    """One row for each column, in the order of the file."""
    rows = [
        {
            "column": each.column,
            "role": _ROLES[each.role],
            "path": each.path or None,
            "samples": list(each.samples),
            "why": each.why,
        }
        for each in columns
    ]
    return Table(_COLUMNS, rows)
