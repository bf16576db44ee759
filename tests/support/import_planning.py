"""Planning an import in a line, and applying it as a transaction would."""

from __future__ import annotations

from typing import Any

from clientfile.exchange.csv.apply import ApplyResult, Validate
from clientfile.exchange.csv.csv_file import read_table
from clientfile.exchange.csv.import_plan import Plan, plan
from clientfile.exchange.csv.mapping import read_mapping
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
) -> Plan:
    mapping = read_mapping(toml, record_shape())
    read = read_table(
        table if isinstance(table, bytes) else table.encode(),
        name="in.csv",
        encoding=mapping.encoding,
        delimiter=mapping.delimiter,
        columns=mapping.columns,
    )
    return plan(
        read,
        mapping,
        records or {},
        record_shape(),
        Settings(currency=currency),
        validate=validate,
        unusable=unusable,
    )


def applied(made: Plan, records: Records | None = None) -> Records:
    after = dict(records or {})
    for client, change in made.changes.items():
        if isinstance(change, NewRecord):
            assert client not in after
            after[client] = change.data
        else:
            after[client] = apply_edits(after[client], change)
    return after


def skipped(made: Plan) -> dict[int, str]:
    return {each.line: each.why for each in made.outcomes if each.action == "skipped"}


def only(made: Plan) -> ApplyResult:
    assert len(made.outcomes) == 1, made.outcomes
    return made.outcomes[0]


def actions(made: Plan) -> dict[str, int]:
    kinds = ("created", "changed", "unchanged", "skipped")
    return {kind: made.count(kind) for kind in kinds if made.count(kind)}  # type: ignore[arg-type]
