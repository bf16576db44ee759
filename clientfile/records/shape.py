"""The shape of a record: the type and facts of each field, compiled from the JSON Schema.

A Shape determines how a scalar's text becomes a value, which keys a mapping has, in which order
they are written, and which keys identify an item of a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from clientfile.language import Term

Kind = Literal["mapping", "list", "text", "integer", "number", "boolean", "any"]
"""`text` includes dates, percentages and enumerations, which are text with a rule of their own.
`any` is the kind of everything below an `x-` key: scalars there are text, in any lists and
mappings."""

Toward = Literal["past", "future", "either"]
"""On which side of today a typed date without a year is resolved, or a weekday; `either` is
whichever is nearer, and behind for a weekday."""


Merging = Literal["", "earliest", "latest", "onward"]
"""Which of two values stands where both sides of a merge set one: the earlier or the later day, the
later status of a client's life; empty where that is a conflict."""


NO_TITLE = Term("")
"""The title of a field that the schema does not name."""


@dataclass(frozen=True)
class Shape:
    """The shape of one part of a record.

    `fields` are the keys of a mapping in the order in which they are written; `values` is the
    shape of every value of a mapping with free keys (`social`). `item` is the shape of a list's
    items, `identity` the keys that together identify one (empty: items are compared whole).
    `choices` are the values of an enumeration; `words` has those that people read otherwise, by
    value. `title` is what people call the field.
    `format` is `date`, `percent`, `id`, `country`, `currency` … or empty; `unit` and `toward` are
    the schema's `x-unit` and `x-toward`; `merging` is the rule for two values that are merged.
    """

    kind: Kind
    fields: dict[str, Shape] = field(default_factory=dict)
    values: Shape | None = None
    item: Shape | None = None
    identity: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    words: Mapping[str, Term] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    format: str = ""
    unit: str = ""
    toward: Toward = "past"
    merging: Merging = ""
    title: Term = NO_TITLE

    def child(self, step: str | int) -> Shape:
        """The shape below `step`, a key or an index; ANY where the schema has none."""
        if self.kind == "list" and isinstance(step, int):
            return self.item or ANY
        if self.kind == "mapping" and isinstance(step, str):
            return self.fields.get(step) or self.values or ANY
        return ANY

    def word(self, value: str) -> str:
        """What people read for a value of an enumeration: a translatable word, or the value."""
        return self.words.get(value, value)


ANY = Shape("any")
