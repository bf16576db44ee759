"""The shape of a record: what each key holds, compiled from the JSON Schema for fast typed reading.

A Shape says how a scalar's text becomes a value, which keys a mapping knows, in which order they
are written, and what makes two items of a list the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["mapping", "list", "text", "integer", "number", "boolean", "any"]
"""`text` holds dates, percentages and enumerations too: they are text with a rule of their own.
`any` is what stands under an `x-` key: everything there is text, in lists and mappings at will."""

Toward = Literal["past", "future"]
"""The side of today on which a typed date without a year, or a weekday, is sought."""


@dataclass(frozen=True)
class Shape:
    """One place of a record.

    `fields` are a mapping's known keys in the order they are written; `values` is the shape of
    every value of a mapping with free keys (`social`); `item` is a list's; `identity` the keys
    that together make two items of a list the same (empty: compared whole); `format` is
    `date`, `percent`, `id`, `country`, `currency` … or empty; `unit` as in the schema.
    """

    kind: Kind
    fields: dict[str, Shape] = field(default_factory=dict)
    values: Shape | None = None
    item: Shape | None = None
    identity: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    choices_fr: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    format: str = ""
    unit: str = ""
    toward: Toward = "past"
    title: str = ""
    title_fr: str = ""

    def child(self, step: str | int) -> Shape:
        """The shape below `step` (a key, or any place of a list); ANY where none is known."""
        if self.kind == "list" and isinstance(step, int):
            return self.item or ANY
        if self.kind == "mapping" and isinstance(step, str):
            return self.fields.get(step) or self.values or ANY
        return ANY


ANY = Shape("any")
