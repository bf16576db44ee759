"""Planning an import in a line, and applying it as a transaction would."""

from __future__ import annotations

from datetime import date
from typing import Any

from clientfile.exchange.sources import read_table
from clientfile.exchange.tables.apply import ApplyResult, Validate
from clientfile.exchange.tables.import_plan import ImportPlan, plan_import
from clientfile.exchange.tables.mapping import parse_map
from clientfile.records.change import NewRecord
from clientfile.records.edits import apply_edits
from clientfile.records.settings import Settings
from clientfile.schema.shapes import record_shape
from clientfile.schema.validate import structure_findings

Records = dict[str, dict[str, Any]]


def planned(
    table: str | bytes,
    toml: str,
    records: Records | None = None,
    currency: str = "EUR",
    unusable: tuple[str, ...] = (),
    validate: Validate = structure_findings,
    today: date = date(2026, 11, 20),
    settings: Settings | None = None,
) -> ImportPlan:
    mapping = parse_map(toml, record_shape())
    read = read_table(table if isinstance(table, bytes) else table.encode(), "in.csv", mapping)
    return plan_import(
        read,
        mapping,
        records or {},
        record_shape(),
        settings or Settings(currency=currency),
        validate=validate,
        unusable=unusable,
        today=today,
    )


def applied(made: ImportPlan, records: Records | None = None) -> Records:
    after = dict(records or {})
    for client, change in made.changes.items():
        if isinstance(change, NewRecord):
            assert client not in after
            after[client] = change.data
        else:
            after[client] = apply_edits(after[client], change)
    return after


def skipped(made: ImportPlan) -> dict[int, str]:
    return {each.line: each.why for each in made.outcomes if each.action == "skipped"}


def only(made: ImportPlan) -> ApplyResult:
    assert len(made.outcomes) == 1, made.outcomes
    return made.outcomes[0]


def actions(made: ImportPlan) -> dict[str, int]:
    kinds = ("created", "changed", "unchanged", "skipped")
    return {kind: made.count(kind) for kind in kinds if made.count(kind)}  # type: ignore[arg-type]
