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

from clientfile.errors.suggest import fold
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
from clientfile.exchange.tables.cell_numbers import RowCurrencies
from clientfile.exchange.tables.expressions import UnmappableError
from clientfile.exchange.tables.file_format import FileFormat
from clientfile.exchange.tables.mapping import (
    KIND_WORDS,
    PAYMENTS,
    PEOPLE,
    RECORD,
    REMINDERS,
    Home,
    ImportMap,
)
from clientfile.exchange.tables.match import ImportedOrder, TargetRecord
from clientfile.exchange.tables.missing_edits import MissingEdits
from clientfile.exchange.tables.moved_orders import find_moves
from clientfile.exchange.tables.orders import SkippedRow, group_orders
from clientfile.exchange.tables.overpaid import Dues
from clientfile.exchange.tables.people import has_id, resolve_person_id, with_last_name
from clientfile.exchange.tables.postcodes import mend_postcodes
from clientfile.exchange.tables.rows import (
    ImportedRow,
    Values,
    check_columns,
    detect_conventions,
    parse_rows,
)
from clientfile.exchange.tables.source_table import SourceTable
from clientfile.exchange.tables.spoilt import unwrap_guards
from clientfile.language import Lines, _, ngettext
from clientfile.records.change import Change, NewRecord
from clientfile.records.edits import Data, Edit, apply_edits, at
from clientfile.records.names import has_own_slug, numbered_ids
from clientfile.records.problems import Finding
from clientfile.records.settings import Settings
from clientfile.records.shape import Shape

RecordsById = Mapping[str, Data]


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
    def notes(self) -> list[str]:
        """A sentence for each row that is skipped, and for what else the user should know."""
        notes = [
            (line, _note(line, text, is_skipped=each.action == "skipped"))
            for each in self.outcomes
            for line, text in each.notes
        ]
        return [sentence for __, sentence in sorted(notes)]


def _note(line: int, what: str, *, is_skipped: bool) -> str:
    if is_skipped:
        return _("line {line} skipped: {what}", line=line, what=what)
    return _("line {line}: {what}", line=line, what=what)


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


_ItemsByClient = dict[str, list[ImportItem]]


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
    table, remarks = unwrap_guards(table, mapping.columns)
    conventions = detect_conventions(table, mapping)
    present = _PresentRecords(records, settings, frozenset(unusable))
    parsed = parse_rows(table, mapping, conventions, present.currencies, present.client_of)
    rows = mend_postcodes(list(parsed), mapping, present.country)
    duplicates = _find_duplicates(rows) if mapping.kind == "customers" else {}
    unique = (row for row in rows if row.line not in duplicates)
    items_by_client, skipped = _build_items(mapping, unique, present)
    outcomes = [each for row in skipped for each in skip_rows([row.line], row.client, row.why)]
    changes: dict[str, NewRecord | list[Edit]] = {}
    constants = mapping.constants
    pays = PAYMENTS in {field.home for field in mapping.fields}
    for client, items in items_by_client.items():
        target = TargetRecord(client, records.get(client) or {}, shape, constants, settings, today)
        findings = _both(validate, partial(validate_change, target.data))
        results, change = apply_items(client, items, target, findings)
        if change is not None:
            changes[client] = change
            if pays and isinstance(change, list):
                results[-1] = _tell_overpaid(results[-1], items, target, change)
        outcomes += results
    outcomes += _skip_duplicates(duplicates, outcomes)
    outcomes.sort(key=lambda outcome: outcome.lines)
    format_ = FileFormat(table.encoding, table.delimiter, conventions.decimal, conventions.dates)
    return ImportPlan(tuple(outcomes), changes, format_, remarks)


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


class _PresentRecords:
    """The present records: the currencies of their amounts, and which can't be imported to."""

    def __init__(self, records: RecordsById, settings: Settings, unusable: Collection[str]) -> None:
        self.records = records
        self._settings = settings
        self._unusable = unusable
        self._names: dict[str, str] = {}

    def client_of(self, stem: str, name: str) -> str:
        """The client of a name from which the id `stem` is made.

        Where other names make the same id, since it is cut or in another script, that is the client
        of this name, by the number of its id, or a new one.
        """
        if has_own_slug(name):
            return stem
        own = fold(name)
        client = next(each for each in numbered_ids(stem) if self._name_of(each, name) == own)
        self._names[client] = own
        return client

    def _name_of(self, client: str, otherwise: str) -> str:
        """The folded name of a client, of a record or of the import; else another one, folded."""
        record = self.records.get(client)
        recorded = str(at(record, ("identity", "name"))) if record else otherwise
        return self._names.get(client) or fold(recorded)

    def currencies(self, client: str) -> RowCurrencies:
        """The currencies of a client's amounts."""
        record = self.records.get(client)
        own = at(record, ("business", "currency")) if record else None
        return RowCurrencies(own or self._settings.currency, self._settings.currency)

    def country(self, client: str) -> str:
        """The country of a client whose row says none; empty where nothing says it."""
        record = self.records.get(client)
        own = at(record, ("identity", "address", "country")) if record else None
        return str(own or self._settings.country)

    def why_unusable(self, client: str) -> str:
        """Why a client's record can't be used; empty where it can, or does not exist."""
        if client in self._unusable:
            return _(
                "the record of {client} has errors: mend it first (clientfile check {client})",
                client=client,
            )
        return ""

    def why_not_extended(self, client: str) -> str:
        """Why nothing can be added to a client's record; empty where it can."""
        if client in self._unusable or client in self.records:
            return self.why_unusable(client)
        return _("there is no client {client}: import the customers first", client=client)


def _build_items(
    mapping: ImportMap, rows: Iterable[ImportedRow], present: _PresentRecords
) -> tuple[_ItemsByClient, list[SkippedRow]]:
    if mapping.kind == "orders":
        orders, skipped = group_orders(rows, present.why_not_extended)
        moves = find_moves(orders, present.records)
        skipped += [
            SkippedRow(line, client, moves[client, each.ref])
            for client, group in orders.items()
            for each in group
            if (client, each.ref) in moves
            for line in each.at_lines
        ]
        items = {
            client: [_order_item(each) for each in group if (client, each.ref) not in moves]
            for client, group in orders.items()
        }
        return {client: group for client, group in items.items() if group}, skipped
    customers = mapping.kind == "customers"
    refusal = present.why_unusable if customers else present.why_not_extended
    return _build_row_items(rows, refusal, customers)


def _build_row_items(
    rows: Iterable[ImportedRow], refusal: Callable[[str], str], customers: bool
) -> tuple[_ItemsByClient, list[SkippedRow]]:
    items: _ItemsByClient = {}
    skipped: list[SkippedRow] = []
    for row in map(with_last_name, rows):
        client = row.client or ""
        try:
            why = row.fault or refusal(client)
            names = () if why or customers else _names(row)
        except UnmappableError as error:
            why = error.why
        if why:
            skipped.append(SkippedRow(row.line, row.client, why))
        else:
            merge = partial(_merge_company_row if customers else _merge_row, row)
            notes = tuple((row.line, note) for note in row.notes)
            items.setdefault(client, []).append(ImportItem((row.line,), merge, names, notes))
    return items, skipped


def _names(row: ImportedRow) -> tuple[str, ...]:
    """The person, reminder, year and target that a row is about. Raises UnmappableError."""
    if not row.items:
        raise UnmappableError(_("the row has nothing to import: fill it in, or take it out"))
    person = resolve_person_id(row.items[PEOPLE]) if PEOPLE in row.items else ""
    return tuple(
        f"{row.client} {'.'.join(home)} {_name(home, _about_person(person, home, values))}"
        for home, values in row.items.items()
    )


def _name(home: Home, values: Values) -> str:
    if home == PEOPLE:
        return resolve_person_id(values)
    if home == REMINDERS:
        return " ".join(str(values.get((key,), "")) for key in ("person", "what"))
    if ("year",) not in values:
        raise UnmappableError(_("{field} is empty: fill it in", field=".".join((*home, "year"))))
    return str(values[("year",)])


def _merge_row(row: ImportedRow, target: TargetRecord) -> MissingEdits:
    """The edits for a row. Raises UnmappableError where one of its items fits no record."""
    missing = MissingEdits()
    person = row.items.get(PEOPLE)
    name = target.resolve_person(person) if person else ""
    for home, values in row.items.items():
        missing.add(target.merge(home, _about_person(name, home, values)))
    return missing


def _merge_company_row(row: ImportedRow, target: TargetRecord) -> MissingEdits:
    """As `_merge_row`, for a row of a company: it is good without the person in it.

    Such a person is left out, and what is about that person too.
    """
    person = row.items.get(PEOPLE)
    if person is None:
        return _merge_row(row, target)
    company = {home: values for home, values in row.items.items() if home != PEOPLE}
    if not has_id(person):
        missing = _merge_row(replace(row, items=company), target)
        missing.add(target.place_nameless(company.get(RECORD, {}), person))
        return missing
    try:
        return _merge_row(row, target)
    except UnmappableError as error:
        about_company = {RECORD: company[RECORD]} if RECORD in company else {}
        missing = _merge_row(replace(row, items=about_company), target)
        missing.note = error.why
        return missing


def _about_person(person: str, home: Home, values: Values) -> Values:
    """The values of an item; a reminder beside a person is about that person, unless it says of
    whom.
    """
    return {("person",): person, **values} if person and home == REMINDERS else values


def _order_item(order: ImportedOrder) -> ImportItem:
    def merge(target: TargetRecord) -> MissingEdits:
        return target.merge_order(order)

    return ImportItem(order.at_lines, merge, (order.ref,), order.notes)
