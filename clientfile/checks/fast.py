"""A fast check whether a record has no errors, without findings: nearly every record has none.

For a record that does not pass, the findings decide and explain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from clientfile.records.edits import Data, at
from clientfile.records.ids import REMINDERS, all_items, interactions, items, orders, people
from clientfile.records.shape import Shape
from clientfile.records.typed.currencies import minor_units
from clientfile.schema.fast import accepts
from clientfile.schema.shapes import record_shape

_WITH_IDS = frozenset(
    {"people", "interactions", "promises", "questions", "reminders", "orders", "on_account"}
)
_MOST_DECIMALS = 6


def has_no_errors(data: Data, currency: str) -> bool:
    """Whether `error_findings` is empty for the data, in a folder of this currency.

    False means that there may be errors.
    """
    return (
        accepts(data)
        and _ids_differ(data)
        and _items_differ(data)
        and _references_resolve(data)
        and _amounts_have_few_decimals(data, currency)
    )


def _ids_differ(data: Data) -> bool:
    named = [name for name, _ in all_items(data) if name]
    return len(named) == len(set(named))


def _items_differ(data: Data) -> bool:
    for path, identity in _lists_with_identity():
        listed = at(data, path)
        if listed:
            names = [tuple(item.get(key) for key in identity) for item in listed]
            if len(names) != len(set(names)):
                return False
    return True


@cache
def _lists_with_identity() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """The path and the identity keys of each list whose identity is no id of the record."""
    return tuple(_lists(record_shape(), ()))


def _lists(
    shape: Shape, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    if shape.kind == "list" and shape.identity and path[-1] not in _WITH_IDS:
        yield path, shape.identity
    for key, inner in shape.fields.items():
        yield from _lists(inner, (*path, key))


def _references_resolve(data: Data) -> bool:
    persons = {str(person.get("id")) for person in people(data)}
    refs = {str(order.get("ref")) for order in orders(data)}
    credited = {order["credit_of"] for order in orders(data) if "credit_of" in order}
    return (
        set(_person_references(data)) <= persons
        and refs >= credited
        and all(refs.issuperset(visit.get("orders", ())) for visit in interactions(data))
    )


def _person_references(data: Data) -> Iterator[str]:
    for person in people(data):
        if "replaces" in person:
            yield person["replaces"]
        yield from _single(person, "left", "successor")
        yield from _single(person, "assistant", "person")
        for post in person.get("past_posts", ()):
            yield from _single(post, "successor")
            yield from _single(post, "assistant", "person")
    for visit in interactions(data):
        yield from visit.get("with", ())
        for promise in visit.get("promises", ()):
            yield from _single(promise, "to")
    for reminder in items(data, *REMINDERS):
        yield from _single(reminder, "person")


def _single(holder: Any, *path: str) -> Iterator[str]:
    value = at(holder, path)
    if value is not None:
        yield value


def _amounts_have_few_decimals(data: Data, folder: str) -> bool:
    """Whether every amount has at most its currency's decimals, prices and quantities six."""
    own = minor_units(str(at(data, ("business", "currency")) or folder))
    most_decimals = {"money": own, "folder-money": minor_units(folder)}
    most_decimals |= dict.fromkeys(("unit-price", "folder-unit-price", "quantity"), _MOST_DECIMALS)
    return _has_few_decimals(data, record_shape(), most_decimals)


def _has_few_decimals(value: Any, shape: Shape, most: Mapping[str, int]) -> bool:
    if isinstance(value, dict):
        fields = shape.fields
        if "currency" in fields and "currency" in value:
            most = {**most, "money": minor_units(value["currency"])}
        return all(
            _has_few_decimals(inner, fields[key], most)
            for key, inner in value.items()
            if key in fields and not isinstance(inner, str)
        )
    if isinstance(value, list):
        item = shape.item
        return (
            item is None
            or item.kind == "text"
            or all(_has_few_decimals(v, item, most) for v in value)
        )
    if not isinstance(value, Decimal) or shape.unit not in most:
        return True
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and -exponent <= most[shape.unit]
