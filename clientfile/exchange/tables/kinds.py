"""The kinds of import: which parts of a record a row of each fills, and what it must have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from clientfile.language import Message, pgettext

Home = tuple[str, ...]
"""The path of the list of items that a field belongs to, empty for the record itself."""

RECORD: Home = ()
PEOPLE: Home = ("contacts", "people")
REMINDERS: Home = ("contacts", "reminders")
INTERACTIONS: Home = ("contacts", "interactions")
PROMISES: Home = (*INTERACTIONS, "promises")
PRODUCTS: Home = ("business", "products")
ORDERS: Home = ("business", "orders")
LINES: Home = (*ORDERS, "lines")
PAYMENTS: Home = (*ORDERS, "payments")
ENTRIES: tuple[Home, ...] = (PAYMENTS, (*ORDERS, "settled"))
"""The lists of an order beside its lines: what was paid of it, and closed."""
YEARS: Home = ("results", "years")
TARGETS: Home = ("results", "targets")
CURRENCY = ("business", "currency")
ORDER_CURRENCY = ("currency",)

NAMES: Mapping[Home, tuple[str, ...]] = {
    YEARS: ("year",),
    TARGETS: ("year",),
    PRODUCTS: ("product", "year"),
}
"""The keys by which an item is known, in the lists whose rows are compared one by one."""

PERSON_FIELDS = frozenset({(*INTERACTIONS, "with"), (*PROMISES, "to")})
"""Fields of people's ids that a file fills with names or addresses."""


@dataclass(frozen=True)
class ImportKind:
    """A kind of import.

    word         -- what people read for it
    homes        -- the parts of a record that its rows fill
    required     -- the keys that its map must fill, in the homes that it fills
    mapped       -- the homes that its map must fill
    only         -- the fields that alone it may fill, in some homes: they name an item
    opens        -- whether its rows open clients
    """

    word: Message
    homes: tuple[Home, ...]
    required: Mapping[Home, tuple[str, ...]] = field(default_factory=dict)
    mapped: tuple[Home, ...] = ()
    only: Mapping[Home, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    opens: bool = False


_STATED = {YEARS: ("year",), TARGETS: ("year",)}
_REMINDED = {REMINDERS: ("what", "date")}

KINDS: Mapping[str, ImportKind] = {
    "customers": ImportKind(
        pgettext("what is imported", "customers"),
        (RECORD, PEOPLE, REMINDERS),
        _REMINDED,
        opens=True,
    ),
    "contacts": ImportKind(
        pgettext("what is imported", "contacts"), (PEOPLE, REMINDERS, RECORD), _REMINDED
    ),
    "orders": ImportKind(
        pgettext("what is imported", "orders"),
        (ORDERS, LINES, *ENTRIES),
        {ORDERS: ("ref",), LINES: ("product", "quantity", "unit_price")},
        mapped=(ORDERS,),
    ),
    "payments": ImportKind(
        pgettext("what is imported", "payments"),
        (ORDERS, PAYMENTS),
        {PAYMENTS: ("amount",)},
        mapped=(PAYMENTS,),
        only={ORDERS: (("ref",), ("invoice",))},
    ),
    "results": ImportKind(pgettext("what is imported", "results"), (YEARS, TARGETS), _STATED),
    "targets": ImportKind(pgettext("what is imported", "targets"), (TARGETS,), _STATED, (TARGETS,)),
    "products": ImportKind(
        pgettext("what is imported", "products"), (PRODUCTS,), {PRODUCTS: ("product",)}, (PRODUCTS,)
    ),
    "interactions": ImportKind(
        pgettext("what is imported", "interactions"),
        (INTERACTIONS, PROMISES),
        {INTERACTIONS: ("date", "kind"), PROMISES: ("what",)},
        mapped=(INTERACTIONS,),
    ),
}
KIND_WORDS = {name: kind.word for name, kind in KINDS.items()}
"""What people read for the kinds of import."""
