"""Finds the item of a record that a row or an order is about, and the edits it needs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from clientfile.exchange.tables.entries import entry_edits
from clientfile.exchange.tables.errors import list_missing
from clientfile.exchange.tables.expressions import UnmappableError
from clientfile.exchange.tables.interaction_rows import InteractionTarget
from clientfile.exchange.tables.kinds import (
    LINES,
    NAMES,
    ORDERS,
    PAYMENTS,
    PEOPLE,
    RECORD,
    REMINDERS,
    Home,
)
from clientfile.exchange.tables.missing_edits import (
    MissingEdits,
    build_item,
    find_missing_edits,
    with_sorted_keys,
)
from clientfile.exchange.tables.order_lines import match_lines, tell_unmatched
from clientfile.exchange.tables.overpaid import Dues
from clientfile.exchange.tables.people import (
    nameless_edits,
    resolve_present_person,
    tell_changed_leaver,
)
from clientfile.exchange.tables.rows import ImportedRow, Values
from clientfile.language import _
from clientfile.records.edits import Append, Data, Path, at
from clientfile.records.ids import items, used_ids
from clientfile.records.names import free_id, quoted, slug
from clientfile.records.paths import quote_segment
from clientfile.records.reminders import upcoming
from clientfile.records.settings import Settings
from clientfile.records.shape import Shape

Constants = Mapping[Home, Collection[tuple[str, ...]]]
"""The fields of each home that only add what a record lacks."""


@dataclass(frozen=True)
class ImportedOrder:
    """An order of the file: its ref, the lines of the file that it stands on, its values, the
    values of its lines, and of its items in each list of ENTRIES; `notes` tell what of its rows is
    left out, by line.
    """

    ref: str
    at_lines: tuple[int, ...]
    values: Values
    lines: tuple[Values, ...]
    entries: Mapping[Home, Sequence[Values]]
    notes: tuple[tuple[int, str], ...] = ()


class TargetRecord:
    """The record that an import goes into, with its items by their ids.

    `data` is empty for a client without a record. Values are compared with the record as it was
    before the import, and merging does not change it: two rows never meet in one item.
    """

    def __init__(
        self,
        client: str,
        data: Data,
        shape: Shape,
        constants: Constants,
        settings: Settings,
        today: date = date.min,
    ) -> None:
        self.client = client
        self.data = data
        self._today = today
        self.shape = shape
        self._constants = constants
        self.settings = settings
        self._used = used_ids(data)
        self._places: dict[Home, dict[tuple[Any, ...], int]] = {}

    def merge(self, home: Home, values: Values) -> MissingEdits:
        """The edits for the record's own fields, a person, a reminder, a stated year or a target.

        A person is found by the id, or by the id that the names make. Raises UnmappableError.
        """
        if home == RECORD:
            return self._edits_of(home, self.data, values, (), "")
        if home == PEOPLE:
            return self._merge_person(values)
        if home == REMINDERS:
            return self._add_reminder(values)
        return self._merge_item(home, NAMES[home], values)

    def merge_interactions(self, rows: Sequence[ImportedRow]) -> MissingEdits:
        """The edits for interactions of one day and kind."""
        return InteractionTarget(self.data, self.shape, self._used).merge(rows)

    def _merge_person(self, values: Values) -> MissingEdits:
        missing = self._merge_item(
            PEOPLE, ("id",), {**values, ("id",): self.resolve_person(values)}
        )
        if missing.edits:
            missing.note = tell_changed_leaver(self.data, values, self.client, self._today)
        return missing

    def resolve_person(self, values: Values) -> str:
        """The id of a person, who is there or new. Raises UnmappableError."""
        return resolve_present_person(self.data, values, self.client, self._today)

    def place_nameless(self, company: Values, person: Values) -> MissingEdits:
        """The edits for a person without a name, who stands beside a company in a row."""
        return nameless_edits(self.data, company, person, self._constants.get(PEOPLE, ()))

    def _add_reminder(self, values: Values) -> MissingEdits:
        """The edit that adds a reminder, unless the record has one of that text for that person:
        its day may have moved on since.
        """
        item = build_item(values, self._item_shape(REMINDERS))
        same = (item.get("what"), item.get("person"))
        listed = items(self.data, *REMINDERS)
        if same in [(each.get("what"), each.get("person")) for each in listed]:
            return MissingEdits()
        if "every" in item and "date" in item:
            day = date.fromisoformat(str(item["date"]))
            item |= upcoming(day, str(item["every"]), self._today)
        stem = slug(str(item.get("what", "")), fallback="reminder")
        name = item.setdefault("id", free_id(stem, self._used))
        self._used.add(name)
        return self._add_item(REMINDERS, name, item)

    def merge_order(self, order: ImportedOrder) -> MissingEdits:
        """The edits for an order with its lines and ENTRIES. Raises UnmappableError."""
        place = self._place(ORDERS, ("ref",), (order.ref,))
        if place is None:
            return self._add_order(order)
        base: Path = (*ORDERS, place)
        address = _address(ORDERS, order.ref)
        recorded = at(self.data, base)
        missing = self._edits_of(ORDERS, recorded, order.values, base, address)
        lines, unmatched = match_lines(
            items(recorded, "lines"),
            order.lines,
            self._item_shape(LINES),
            self._constants.get(LINES, ()),
        )
        missing.add(lines.edits_at((*base, "lines"), f"{address}.lines"))
        missing.note = tell_unmatched(order.ref, unmatched)
        for home, entries in order.entries.items():
            missing.add(self._entry_edits(recorded, home, entries, base, address))
        return missing

    def _add_order(self, order: ImportedOrder) -> MissingEdits:
        item = build_item(order.values, self._item_shape(ORDERS))
        if order.lines:
            item["lines"] = [build_item(line, self._item_shape(LINES)) for line in order.lines]
        for home, entries in order.entries.items():
            if entries:
                item[home[-1]] = [build_item(values, self._item_shape(home)) for values in entries]
        return self._add_item(ORDERS, order.ref, item)

    def _entry_edits(
        self, recorded: Data, home: Home, entries: Sequence[Values], base: Path, address: str
    ) -> MissingEdits:
        if not entries:
            return MissingEdits()
        ref, key = str(recorded["ref"]), home[-1]
        is_payment = home == PAYMENTS
        matches, note = entry_edits(
            items(recorded, key),
            entries,
            self._item_shape(home),
            (lambda paid: self.dues.is_payable(ref, paid)) if is_payment else lambda _: True,
            _("payment of {ref}", ref=ref) if is_payment else _("closing of {ref}", ref=ref),
        )
        missing = matches.edits_at((*base, key), f"{address}.{key}")
        missing.note = note
        return missing

    @cached_property
    def dues(self) -> Dues:
        """What is to be paid for the record's orders."""
        return Dues(self.client, self.data, self.settings)

    def _merge_item(self, home: Home, keys: tuple[str, ...], values: Values) -> MissingEdits:
        name = tuple(values.get((key,)) for key in keys)
        place = self._place(home, keys, name)
        title = " ".join(str(each) for each in name if each is not None)
        if place is None:
            return self._add_item(home, title, build_item(values, self._item_shape(home)))
        base: Path = (*home, place)
        return self._edits_of(home, at(self.data, base), values, base, _address(home, title))

    def _edits_of(
        self, home: Home, item: Data, values: Values, base: Path, address: str
    ) -> MissingEdits:
        return find_missing_edits(item, values, base, address, self._constants.get(home, ()))

    def _add_item(self, home: Home, name: Any, item: Data) -> MissingEdits:
        """The edit that appends a new item.

        Raises UnmappableError where it lacks a required field, or its id is another part's.
        """
        shape = self._item_shape(home)
        address = _address(home, name)
        if lacking := [key for key in shape.required if key not in item]:
            raise UnmappableError(
                _(
                    "{item} is new and has no {keys}: fill it in",
                    item=address,
                    keys=list_missing(lacking),
                )
            )
        if home in (PEOPLE, ORDERS) and name in self._used:
            raise UnmappableError(_id_in_use(home, quoted(name)))
        return MissingEdits([Append(home, (with_sorted_keys(item, shape),))], [address])

    def _place(self, home: Home, keys: tuple[str, ...], name: tuple[Any, ...]) -> int | None:
        """The place of the item in the list at `home` whose `keys` are `name`; None without one."""
        if home not in self._places:
            self._places[home] = {
                tuple(item.get(key) for key in keys): place
                for place, item in enumerate(items(self.data, *home))
            }
        return self._places[home].get(name)

    def _item_shape(self, home: Home) -> Shape:
        """The shape of an item of the list at `home`."""
        here = self.shape
        for key in home:
            here = (here.item or here).child(key)
        return here.item or here


def _id_in_use(home: Home, name: str) -> str:
    if home == PEOPLE:
        return _("{id} is the id of something else in the record: map contacts.people.id", id=name)
    return _("{id} is the id of something else in the record: give the order another ref", id=name)


def _address(path: Iterable[str | int], name: Any) -> str:
    return ".".join([*map(str, path), quote_segment(str(name))])
