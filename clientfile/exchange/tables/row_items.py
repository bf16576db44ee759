"""Rows → the items of each record that they are about, and the rows that are left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

from clientfile.exchange.tables.apply import ImportItem
from clientfile.exchange.tables.companies import Companies
from clientfile.exchange.tables.expressions import UnmappableError
from clientfile.exchange.tables.interaction_rows import group_interactions, why_no_interaction
from clientfile.exchange.tables.kinds import KINDS, NAMES, PEOPLE, RECORD, REMINDERS, Home
from clientfile.exchange.tables.mapping import ImportMap
from clientfile.exchange.tables.match import ImportedOrder, TargetRecord
from clientfile.exchange.tables.missing_edits import MissingEdits
from clientfile.exchange.tables.moved_orders import find_moves
from clientfile.exchange.tables.notes import SkippedRow
from clientfile.exchange.tables.orders import group_orders
from clientfile.exchange.tables.payment_rows import group_payments
from clientfile.exchange.tables.people import has_id, resolve_person_id, with_last_name
from clientfile.exchange.tables.present_records import PresentRecords
from clientfile.exchange.tables.rows import ImportedRow, Values
from clientfile.language import _

ItemsByClient = dict[str, list[ImportItem]]


def build_items(
    mapping: ImportMap, rows: Iterable[ImportedRow], present: PresentRecords
) -> tuple[ItemsByClient, list[SkippedRow]]:
    """The items by client, and the rows that are left out with the reason."""
    if mapping.kind == "orders":
        return _build_orders(rows, present)
    if mapping.kind == "payments":
        orders, skipped = group_payments(rows, present)
        return {client: list(map(_order_item, group)) for client, group in orders.items()}, skipped
    if mapping.kind == "interactions":
        return _build_interactions(rows, present)
    if mapping.kind == "contacts":
        return _build_contacts(list(rows), mapping, present)
    opens = KINDS[mapping.kind].opens
    return _build_row_items(rows, present.why_unusable if opens else present.why_not_extended)


def _build_orders(
    rows: Iterable[ImportedRow], present: PresentRecords
) -> tuple[ItemsByClient, list[SkippedRow]]:
    orders, skipped = group_orders(rows, present.why_not_extended)
    moves = find_moves(orders, present.records)
    items: ItemsByClient = {}
    for client, group in orders.items():
        for order in group:
            if why := moves.get((client, order.ref)):
                skipped += [SkippedRow(line, client, why) for line in order.at_lines]
            else:
                items.setdefault(client, []).append(_order_item(order))
    return items, skipped


def _build_interactions(
    rows: Iterable[ImportedRow], present: PresentRecords
) -> tuple[ItemsByClient, list[SkippedRow]]:
    by_client: dict[str, list[ImportedRow]] = {}
    skipped: list[SkippedRow] = []
    for row in rows:
        client = row.client or ""
        if why := row.fault or present.why_not_extended(client) or why_no_interaction(row):
            skipped.append(SkippedRow(row.line, row.client, why))
        else:
            by_client.setdefault(client, []).append(row)
    items = {
        client: [_interaction_item(each) for each in group_interactions(group)]
        for client, group in by_client.items()
    }
    return items, skipped


def _interaction_item(group: Sequence[ImportedRow]) -> ImportItem:
    def merge(target: TargetRecord) -> MissingEdits:
        return target.merge_interactions(group)

    notes = tuple((row.line, note) for row in group for note in row.notes)
    return ImportItem(tuple(row.line for row in group), merge, (), notes)


def _build_contacts(
    rows: Sequence[ImportedRow], mapping: ImportMap, present: PresentRecords
) -> tuple[ItemsByClient, list[SkippedRow]]:
    companies = Companies(present.records, mapping.settings.opens)
    # A record that can't be used is told by its id: no other client stands in for it.
    usable = [row for row in rows if not present.is_unusable(row.client)]
    placed = companies.place(usable)
    placed += [row for row in rows if present.is_unusable(row.client)]

    def refusal(client: str) -> str:
        return "" if client in companies.opened else present.why_not_extended(client)

    return _build_row_items(placed, refusal)


def _build_row_items(
    rows: Iterable[ImportedRow], refusal: Callable[[str], str]
) -> tuple[ItemsByClient, list[SkippedRow]]:
    """The items of rows that are each for themselves; one with values of a client is good without
    the person in it.
    """
    items: ItemsByClient = {}
    skipped: list[SkippedRow] = []
    for row in map(with_last_name, rows):
        client, is_company = row.client or "", RECORD in row.items
        try:
            why = row.fault or refusal(client)
            names = () if why or (is_company and not _has_person(row)) else _names(row)
        except UnmappableError as error:
            why = error.why
        if why:
            skipped.append(SkippedRow(row.line, row.client, why))
        else:
            merge = partial(_merge_company_row if is_company else _merge_row, row)
            notes = tuple((row.line, note) for note in row.notes)
            items.setdefault(client, []).append(ImportItem((row.line,), merge, names, notes))
    return items, skipped


def _has_person(row: ImportedRow) -> bool:
    return PEOPLE in row.items and has_id(row.items[PEOPLE])


def _names(row: ImportedRow) -> tuple[str, ...]:
    """The person, reminder, year and target that a row is about. Raises UnmappableError."""
    if not row.items:
        raise UnmappableError(_("the row has nothing to import: fill it in, or take it out"))
    person = resolve_person_id(row.items[PEOPLE]) if PEOPLE in row.items else ""
    return tuple(
        f"{row.client} {'.'.join(home)} {_name(home, _about_person(person, home, values))}"
        for home, values in row.items.items()
        if home != RECORD
    )


def _name(home: Home, values: Values) -> str:
    if home == PEOPLE:
        return resolve_person_id(values)
    if home == REMINDERS:
        return " ".join(str(values.get((key,), "")) for key in ("person", "what"))
    first, *others = NAMES[home]
    if (first,) not in values:
        raise UnmappableError(_("{field} is empty: fill it in", field=".".join((*home, first))))
    return " ".join(str(values.get((key,), "")) for key in (first, *others)).rstrip()


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
