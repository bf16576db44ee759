"""One record that an import goes into: its fields, its people, years and orders."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from clientfile.exchange.csv.expressions import UnmappableError
from clientfile.exchange.csv.mapping import LINES, ORDERS, PAYMENTS, PEOPLE, RECORD, Home
from clientfile.exchange.csv.missing_edits import (
    MissingEdits,
    build_item,
    find_missing_edits,
    has_values,
    sort_keys,
)
from clientfile.exchange.csv.order_lines import match_lines
from clientfile.exchange.csv.rows import Values
from clientfile.records.edits import Append, Data, Path, at
from clientfile.records.ids import items, used_ids
from clientfile.records.names import is_id, quoted, slug
from clientfile.records.paths import quote_segment
from clientfile.records.shape import Shape

Constants = Mapping[Home, Collection[tuple[str, ...]]]
"""The fields of each home that only fill in what a record lacks."""


@dataclass(frozen=True)
class ImportedOrder:
    """An order as the file has it: its rows' lines, its own values, its lines, its payment."""

    ref: str
    at_lines: tuple[int, ...]
    values: Values
    lines: tuple[Values, ...]
    payment: Values


class TargetRecord:
    """A record that an import goes into, with its items by their ids.

    Everything is compared with the record as it was, and merging leaves it so: two things of a
    file never meet in one item.
    """

    def __init__(self, data: Data, shape: Shape, constants: Constants) -> None:
        self.data = data
        self.shape = shape
        self._constants = constants
        self._used = used_ids(data)
        self._places: dict[Home, dict[Any, int]] = {}

    def merge(self, home: Home, values: Values) -> MissingEdits:
        """The record's own fields, a person, a stated year or a target. Raises UnmappableError.

        A person is known by id, or by the id that the names make.
        """
        if home == RECORD:
            return self._over(home, self.data, values, (), "")
        if home == PEOPLE:
            return self._merge_item(home, "id", {("id",): resolve_person_id(values), **values})
        return self._merge_item(home, "year", values)

    def merge_order(self, order: ImportedOrder) -> MissingEdits:
        """An order with its lines and its payment. Raises UnmappableError."""
        place = self._place(ORDERS, "ref", order.ref)
        if place is None:
            return self._new_order(order)
        base: Path = (*ORDERS, place)
        address = _address(ORDERS, order.ref)
        old = at(self.data, base)
        step = self._over(ORDERS, old, order.values, base, address)
        lines = match_lines(
            items(old, "lines"), order.lines, self._below(LINES), self._constants.get(LINES, ())
        )
        step.add(lines.placed((*base, "lines"), f"{address}.lines"))
        step.add(self._payment(old, order, base, address))
        step.note = lines.note(order.ref)
        return step

    def _new_order(self, order: ImportedOrder) -> MissingEdits:
        made = build_item(order.values, self._below(ORDERS))
        if order.lines:
            made["lines"] = [build_item(line, self._below(LINES)) for line in order.lines]
        if order.payment:
            made["payments"] = [build_item(order.payment, self._below(PAYMENTS))]
        return self._append(ORDERS, order.ref, made)

    def _payment(self, old: Data, order: ImportedOrder, base: Path, address: str) -> MissingEdits:
        wanted = order.payment
        if not wanted or any(has_values(each, wanted) for each in items(old, "payments")):
            return MissingEdits()
        made = build_item(wanted, self._below(PAYMENTS))
        return MissingEdits([Append((*base, "payments"), (made,))], [f"{address}.payments"])

    def _merge_item(self, home: Home, key: str, values: Values) -> MissingEdits:
        name = values[(key,)]
        place = self._place(home, key, name)
        if place is not None:
            base: Path = (*home, place)
            return self._over(home, at(self.data, base), values, base, _address(home, name))
        return self._append(home, name, build_item(values, self._below(home)))

    def _over(
        self, home: Home, old: Data, values: Values, base: Path, address: str
    ) -> MissingEdits:
        return find_missing_edits(old, values, base, address, self._constants.get(home, ()))

    def _append(self, home: Home, name: Any, made: Data) -> MissingEdits:
        shape = self._below(home)
        lacking = [key for key in shape.required if key not in made]
        if lacking:
            missing = " and no ".join(lacking)
            raise UnmappableError(f"{_address(home, name)} is new and has no {missing}: fill it in")
        if home in (PEOPLE, ORDERS) and name in self._used:
            hint = "map contacts.people.id" if home == PEOPLE else "give the order another ref"
            raise UnmappableError(
                f"{quoted(name)} is the id of something else in the record: {hint}"
            )
        return MissingEdits([Append(home, (sort_keys(made, shape),))], [_address(home, name)])

    def _place(self, home: Home, key: str, name: Any) -> int | None:
        if home not in self._places:
            listed = at(self.data, home) or []
            self._places[home] = {item.get(key): place for place, item in enumerate(listed)}
        return self._places[home].get(name)

    def _below(self, home: Home) -> Shape:
        """The shape of an item of the list at `home`."""
        here = self.shape
        for key in home:
            here = (here.item or here).child(key)
        return here.item or here


def resolve_person_id(values: Values) -> str:
    """A person's id as mapped, else made of the names.

    Raises UnmappableError where neither is there.
    """
    if ("id",) in values:
        return str(values[("id",)])
    if ("last_name",) not in values:
        raise UnmappableError("contacts.people.last_name is empty: fill it in")
    name = " ".join(str(values[key]) for key in (("first_name",), ("last_name",)) if key in values)
    made = slug(name, fallback="")
    if not is_id(made):
        raise UnmappableError(f"no id can be made of {quoted(name)}: map contacts.people.id")
    return made


def _address(path: Iterable[str | int], name: Any) -> str:
    return ".".join([*map(str, path), quote_segment(str(name))])
