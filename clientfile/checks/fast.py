"""Whether a record has an error, told quickly: nearly none has, and most are only counted.

What is not plainly in order is left to the findings, which explain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from clientfile.records.edits import Data, at
from clientfile.records.ids import all_items, interactions, orders, people
from clientfile.records.shape import Shape
from clientfile.records.typed.currencies import minor_units
from clientfile.schema.fast import accepts
from clientfile.schema.shapes import record_shape

_NAMED = frozenset({"people", "interactions", "promises", "questions", "orders"})
_MOST_DECIMALS = 6


def has_no_errors(data: Data, currency: str) -> bool:
    """Whether `error_findings` has nothing to tell of the data, in a folder of this currency.

    False may also mean that it takes a closer look to tell.
    """
    return (
        accepts(data)
        and _ids_differ(data)
        and _items_differ(data)
        and _references_lead_somewhere(data)
        and _amounts_are_fine(data, currency)
    )


def _ids_differ(data: Data) -> bool:
    named = [name for name, _ in all_items(data) if name]
    return len(named) == len(set(named))


def _items_differ(data: Data) -> bool:
    for path, identity in _identified():
        listed = at(data, path)
        if listed:
            names = [tuple(item.get(key) for key in identity) for item in listed]
            if len(names) != len(set(names)):
                return False
    return True


@cache
def _identified() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """The lists whose items are told apart by fields that are no id of the record's one set."""
    return tuple(_lists(record_shape(), ()))


def _lists(
    shape: Shape, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    if shape.kind == "list" and shape.identity and path[-1] not in _NAMED:
        yield path, shape.identity
    for key, inner in shape.fields.items():
        yield from _lists(inner, (*path, key))


def _references_lead_somewhere(data: Data) -> bool:
    persons = {str(person.get("id")) for person in people(data)}
    refs = {str(order.get("ref")) for order in orders(data)}
    return set(_persons_named(data)) <= persons and all(
        refs.issuperset(visit.get("orders", ())) for visit in interactions(data)
    )


def _persons_named(data: Data) -> Iterator[str]:
    for person in people(data):
        if "replaces" in person:
            yield person["replaces"]
        yield from _single(person, "left", "successor")
        yield from _single(person, "assistant", "person")
        for post in person.get("past_posts", ()):
            yield from _single(post, "successor")
    for visit in interactions(data):
        yield from visit.get("with", ())
        for promise in visit.get("promises", ()):
            yield from _single(promise, "to")


def _single(holder: Any, *path: str) -> Iterator[str]:
    value = at(holder, path)
    if value is not None:
        yield value


def _amounts_are_fine(data: Data, folder: str) -> bool:
    """Whether every amount has at most its currency's decimals, and the finer ones six."""
    own = minor_units(str(at(data, ("business", "currency")) or folder))
    fine = {"money": own, "folder-money": minor_units(folder)}
    fine |= dict.fromkeys(("unit-price", "folder-unit-price", "quantity"), _MOST_DECIMALS)
    return _fine(data, record_shape(), fine)


def _fine(value: Any, shape: Shape, most: Mapping[str, int]) -> bool:
    if isinstance(value, dict):
        fields = shape.fields
        return all(
            _fine(inner, fields[key], most)
            for key, inner in value.items()
            if key in fields and not isinstance(inner, str)
        )
    if isinstance(value, list):
        item = shape.item
        return item is None or item.kind == "text" or all(_fine(v, item, most) for v in value)
    if not isinstance(value, Decimal) or shape.unit not in most:
        return True
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and -exponent <= most[shape.unit]
