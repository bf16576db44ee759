"""The plan of an import: rows, a map and the present records → edits, and a result for each row.

Nothing is read or written here. Planning again over the records that a plan leads to gives a plan
without changes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import NamedTuple

from clientfile.exchange.tables.apply import (
    Action,
    ApplyResult,
    ImportItem,
    Validate,
    ValidateChange,
    apply_items,
    repeated,
    skip_rows,
    skipped_too,
)
from clientfile.exchange.tables.clean_cells import clean_cells
from clientfile.exchange.tables.conventions import Conventions
from clientfile.exchange.tables.file_format import FileFormat
from clientfile.exchange.tables.header import around
from clientfile.exchange.tables.kinds import KIND_WORDS, PAYMENTS
from clientfile.exchange.tables.mapping import ImportMap
from clientfile.exchange.tables.match import TargetRecord
from clientfile.exchange.tables.notes import brief_notes
from clientfile.exchange.tables.overpaid import Dues
from clientfile.exchange.tables.postcodes import mend_postcodes
from clientfile.exchange.tables.present_records import PresentRecords, RecordsById
from clientfile.exchange.tables.row_items import build_items
from clientfile.exchange.tables.rows import (
    ImportedRow,
    check_columns,
    detect_conventions,
    parse_rows,
)
from clientfile.exchange.tables.source_table import SourceTable
from clientfile.exchange.tables.spoilt import unwrap_guards
from clientfile.exchange.tables.unlisted_words import tell_unlisted
from clientfile.language import Lines, Message, _, ngettext
from clientfile.records.change import Change, NewRecord
from clientfile.records.edits import Data, Edit, apply_edits
from clientfile.records.problems import Finding
from clientfile.records.settings import Settings
from clientfile.records.shape import Shape


@dataclass(frozen=True)
class ImportPlan:
    """A whole import: the results in the order of the file, and the change of each record.

    `remarks` are about the file as a whole.
    """

    outcomes: tuple[ApplyResult, ...]
    changes: dict[str, NewRecord | list[Edit]]
    format: FileFormat
    remarks: tuple[str, ...] = ()

    def count(self, action: Action) -> int:
        """The number of results with this action."""
        return sum(outcome.action == action for outcome in self.outcomes)

    @property
    def opened(self) -> dict[str, Data]:
        """The records of clients that are new, by id."""
        return {
            client: change.data
            for client, change in self.changes.items()
            if isinstance(change, NewRecord)
        }

    @property
    def notes(self) -> list[str]:
        """A sentence for each row that is skipped, and for what else the user should know.

        Rows that the map leaves out are counted alone.
        """
        notes = [
            (note, each.action == "skipped")
            for each in self.outcomes
            if not each.is_left_out
            for note in each.notes
        ]
        left_out = sum(each.is_left_out for each in self.outcomes)
        return [*brief_notes(notes), *([_tell_left_out(left_out)] if left_out else [])]


def _tell_left_out(count: int) -> Message:
    return ngettext(
        "{count} row is left out by [skip] of the map",
        "{count} rows are left out by [skip] of the map",
        count,
    )


def import_change(kind: str, file_name: str, plan: ImportPlan) -> Change:
    """The Change of a plan; `kind` and the file's name stand in the commit's subject."""
    # A file's name may be bytes that are no text, which neither a commit nor a screen takes.
    name = " ".join(file_name.encode(errors="replace").decode().split())
    values = {"kind": KIND_WORDS.get(kind, kind), "file": name, "counts": _counts(plan)}
    return Change(
        command="import",
        subject=_("import {kind} from {file}: {counts}", **values),
        records=plan.changes,
        done=_("{kind} from {file}: {counts}", **values),
    )


def _counts(plan: ImportPlan) -> str:
    """How many records are created, changed or left as they are, and how many rows skipped."""
    created, changed = plan.count("created"), plan.count("changed")
    unchanged, skipped = plan.count("unchanged"), plan.count("skipped")
    counts = [
        (created, ngettext("{count} created", "{count} created", created)),
        (changed, ngettext("{count} changed", "{count} changed", changed)),
        (unchanged, ngettext("{count} unchanged", "{count} unchanged", unchanged)),
        (skipped, ngettext("{count} skipped", "{count} skipped", skipped)),
    ]
    return Lines([words for count, words in counts if count], ", ") or _("nothing")


def plan_import(
    table: SourceTable,
    mapping: ImportMap,
    records: RecordsById,
    shape: Shape,
    settings: Settings,
    *,
    validate: Validate = lambda _: (),
    validate_change: ValidateChange = lambda _before, _after: (),
    unusable: Collection[str] = (),
    today: date = date.min,
) -> ImportPlan:
    """What importing the table would change in the records.

    `records` are the usable ones by client id; only those that rows are about are looked up.
    `unusable` are the ids of records that can't be used: rows about them are skipped. Reminders
    that recur get their first day from `today` on. `validate` gives the findings of a record's
    data, `validate_change` those of its data before and after: a row or an order that would bring
    an error is skipped. Raises MapError and UnknownConventionError.
    """
    check_columns(table, mapping)
    table, cleaned = _clean(table, mapping)
    conventions = detect_conventions(table, mapping)
    present = PresentRecords(records, settings, frozenset(unusable))
    parsed = list(parse_rows(table, mapping, conventions, present))
    remarks = (*cleaned, *tell_unlisted(parsed))
    rows = mend_postcodes([row for row in parsed if not row.is_left_out], mapping, present.country)
    duplicates = _find_duplicates(rows) if mapping.kind == "customers" else {}
    unique = (row for row in rows if row.line not in duplicates)
    items_by_client, skipped = build_items(mapping, unique, present)
    outcomes = [each for row in skipped for each in skip_rows([row.line], row.client, row.why)]
    outcomes += [_leave_out(row) for row in parsed if row.is_left_out]
    changes: dict[str, NewRecord | list[Edit]] = {}
    constants = mapping.constants
    pays = PAYMENTS in {field.home for field in mapping.fields}
    for client, items in items_by_client.items():
        data = records.get(client) or {}
        target = TargetRecord(client, data, shape, constants, settings, today)
        findings = _both(validate, partial(validate_change, data))
        results, change = apply_items(client, items, target, findings)
        if change is not None:
            changes[client] = change
            if pays and isinstance(change, list):
                results[-1] = _tell_overpaid(results[-1], items, target, change)
        outcomes += results
    outcomes += _skip_duplicates(duplicates, outcomes)
    outcomes.sort(key=lambda outcome: outcome.lines)
    return ImportPlan(tuple(outcomes), changes, _format_of(table, conventions), remarks)


def _format_of(table: SourceTable, conventions: Conventions) -> FileFormat:
    """How the file is written, as it was read."""
    return FileFormat(
        table.encoding, table.delimiter, conventions.decimal, conventions.dates, table.sheet
    )


def _clean(table: SourceTable, mapping: ImportMap) -> tuple[SourceTable, tuple[str, ...]]:
    """The table without guards of texts and what else the map has taken out, and what is told."""
    surroundings = tuple(around(table))
    table, cleaned = clean_cells(table, mapping)
    table, unwrapped = unwrap_guards(table, mapping.columns)
    return table, (*surroundings, *cleaned, *unwrapped)


def _leave_out(row: ImportedRow) -> ApplyResult:
    note = (row.line, row.fault)
    return ApplyResult((row.line,), None, "skipped", notes=(note,), is_left_out=True)


def _tell_overpaid(
    result: ApplyResult, items: Sequence[ImportItem], target: TargetRecord, edits: list[Edit]
) -> ApplyResult:
    """The result of an import of payments, with the orders that are then paid too much."""
    after = Dues(target.client, apply_edits(target.data, edits), target.settings)
    lines = {ref: item.lines[0] for item in items for ref in item.names}
    return replace(result, notes=(*result.notes, *after.tell(target.dues, lines)))


def _both(one: Validate, other: Callable[[Data], Iterable[Finding]]) -> Validate:
    return lambda data: (*one(data), *other(data))


class _DuplicateRow(NamedTuple):
    """A row about a client that an earlier row, at line `first`, is about already."""

    client: str
    first: int


def _find_duplicates(rows: Iterable[ImportedRow]) -> dict[int, _DuplicateRow]:
    """The rows, by line, that come after another row about the same client, even one with a fault:
    which of the two is right is a person's choice.
    """
    first_lines: dict[str, int] = {}
    duplicates: dict[int, _DuplicateRow] = {}
    for row in rows:
        if row.client:
            first = first_lines.setdefault(row.client, row.line)
            if first != row.line and not row.fault:
                duplicates[row.line] = _DuplicateRow(row.client, first)
    return duplicates


def _skip_duplicates(
    duplicates: Mapping[int, _DuplicateRow], outcomes: Iterable[ApplyResult]
) -> list[ApplyResult]:
    """Each duplicate row as skipped; the reason depends on what became of the first row."""
    skipped_lines = {each.line for each in outcomes if each.action == "skipped"}
    results: list[ApplyResult] = []
    for line, (client, first) in duplicates.items():
        why = skipped_too if first in skipped_lines else repeated
        results += skip_rows([line], client, why(client, first))
    return results
