"""The plan of an import as a table: what happens to each record and to each skipped row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from clientfile.language import _, pgettext
from clientfile.output.table import Column, Table

_ACTIONS = {
    "created": pgettext("what an import does with a record or a row", "created"),
    "changed": pgettext("what an import does with a record or a row", "changed"),
    "unchanged": pgettext("what an import does with a record or a row", "unchanged"),
    "skipped": pgettext("what an import does with a record or a row", "skipped"),
}
_COLUMNS = (
    Column("line", _("Line"), "integer"),
    Column("client", _("Client"), "text"),
    Column("action", _("Action"), "text", words=tuple(_ACTIONS.values())),
    Column("fields", _("Fields"), "list"),
    Column("why", _("Why"), "text"),
)


class ImportOutcome(Protocol):
    """What an import does with a record, or with a row that it skips.

    `exchange.tables.apply.ApplyResult` is one: `line` is the first line of the file that it is
    about, `fields` are the addresses that change, `why` says why a row is skipped.
    """

    @property
    def line(self) -> int: ...  # noqa: D102
    @property
    def client(self) -> str | None: ...  # noqa: D102
    @property
    def action(self) -> str: ...  # noqa: D102
    @property
    def fields(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def why(self) -> str: ...  # noqa: D102


def import_plan(outcomes: Iterable[ImportOutcome]) -> Table:
    """One row for each record that is created, changed or unchanged, and for each skipped row."""
    rows = [
        {
            "line": outcome.line,
            "client": outcome.client,
            "action": _ACTIONS[outcome.action],
            "fields": list(outcome.fields),
            "why": outcome.why or None,
        }
        for outcome in outcomes
    ]
    return Table(_COLUMNS, rows)
