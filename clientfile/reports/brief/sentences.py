"""Formats words, amounts and lines of a brief in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clientfile.language import _, ngettext, translate
from clientfile.language.quantities import number, unknown_amount
from clientfile.output.numbers import money
from clientfile.records.shape import Shape
from clientfile.reports.brief.document import Item
from clientfile.reports.common.values import Values

LISTED = 8
"""How many entries of a long list a page shows; a last line counts the others."""


@dataclass(frozen=True)
class BriefText:
    """The values of a brief with its language; `shape` is that of a whole record."""

    values: Values
    shape: Shape
    language: str

    def say(self, text: str) -> str:
        """A translatable text in the language of the page; a text of the record unchanged."""
        return translate(text, self.language)

    def join(self, *parts: str | None) -> str:
        """The parts that are not empty, with commas between."""
        return ", ".join(self.say(part) for part in parts if part)

    def choice(self, value: Any, *path: str) -> str:
        """The word of the schema for a value of the field at `path`; "" for None."""
        shape = self.shape
        for step in path:
            shape = (shape.item or shape).child(step)
        return "" if value is None else shape.word(str(value))

    def title(self, *path: str) -> str:
        """The schema's title of the field at `path`."""
        shape = self.shape
        for step in path:
            shape = (shape.item or shape).child(step)
        return shape.title

    def money(self, amount: Decimal | None, currency: str = "") -> str:
        """An amount with its currency (the client's unless one is named); a dash for None."""
        currency = currency or self.values["currency"]
        return unknown_amount(currency) if amount is None else money(amount, currency)

    def number(self, value: Any) -> str:
        """A number with its thousands separated; a text unchanged."""
        return number(value) if isinstance(value, int | Decimal) else str(value)

    def item(self, text: str, label: str = "", under: tuple[str, ...] = ()) -> Item:
        """An entry of the page."""
        return Item(self.say(text), self.say(label), under)

    def field(self, label: str, *parts: str | None) -> Iterator[Item]:
        """A labelled entry of the parts that are not empty; none where all are."""
        if text := self.join(*parts):
            yield self.item(text, label)

    def part(self, label: str, *parts: str | None) -> Iterator[str]:
        """The same as `field`, as a text to stand under another entry."""
        if text := self.join(*parts):
            yield self.say(_("{label}: {text}", label=label, text=text))

    def more(self, hidden: int) -> Iterator[Item]:
        """An entry that says how many others are hidden; none where none are."""
        if hidden > 0:
            yield self.item(ngettext("and {count} more", "and {count} more", hidden))
