"""Formats words, amounts and lines of a brief in the folder's language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clientfile.language import translate
from clientfile.output.numbers import format_figure, format_number
from clientfile.records.shape import Shape
from clientfile.reports.brief.document import Item
from clientfile.reports.brief.translations import FRENCH
from clientfile.reports.common.phrases import phrase
from clientfile.reports.common.values import Values

LISTED = 8
"""How many entries of a long list a page shows; a last line counts the others."""


@dataclass(frozen=True)
class BriefText:
    """The values of a brief with its language; `shape` is that of a whole record."""

    values: Values
    shape: Shape
    language: str

    def word(self, english: str, *values: object) -> str:
        """Translate a text of the page (a key of FRENCH) and fill in its placeholders."""
        return phrase(FRENCH, english, self.language, *values)

    def choice(self, value: Any, *path: str) -> str:
        """Translate a value of the field at `path` as the schema does; "" for None."""
        shape = self.shape
        for step in path:
            shape = (shape.item or shape).child(step)
        return "" if value is None else translate(shape.word(str(value)), self.language)

    def money(self, amount: Decimal | None, currency: str = "") -> str:
        """An amount with its currency (the client's unless one is named); a dash for None."""
        currency = currency or self.values["currency"]
        return f"{format_figure(amount, 'money', self.language, currency)} {currency}"

    def number(self, value: Any) -> str:
        """A number with its thousands separated; a text unchanged."""
        return (
            format_number(value, self.language) if isinstance(value, int | Decimal) else str(value)
        )

    def field(self, label: str, *parts: str | None) -> Iterator[Item]:
        """A labelled entry of the parts that are not empty; none where all are."""
        text = ", ".join(part for part in parts if part)
        if text:
            yield Item(text, self.word(label))

    def part(self, label: str, *parts: str | None) -> Iterator[str]:
        """The same as `field`, as a text to stand under another entry."""
        for item in self.field(label, *parts):
            yield self.word("{0}: {1}", item.label, item.text)

    def more(self, hidden: int) -> Iterator[Item]:
        """An entry that says how many others are hidden; none where none are."""
        if hidden > 0:
            yield Item(self.word("and {0} more", hidden))
