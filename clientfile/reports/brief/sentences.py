"""How a brief speaks: its words in the page's language, its amounts, its short lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clientfile.output.numbers import grouped, known
from clientfile.records.shape import Shape
from clientfile.reports.brief.document import Item
from clientfile.reports.brief.translations import FRENCH

Values = Mapping[str, Any]
LISTED = 8
"""So many entries of a long list stand on the page; of more, how many."""


@dataclass(frozen=True)
class BriefText:
    """What was told of a client, and the language; `shape` is a record's, for its words."""

    told: Values
    shape: Shape
    language: str

    def word(self, english: str, *values: object) -> str:
        """These words in the page's language, with the values in their places."""
        return (FRENCH[english] if self.language == "fr" else english).format(*values)

    def choice(self, value: Any, *path: str) -> str:
        """A word of the record, by the schema in the page's language."""
        shape = self.shape
        for step in path:
            shape = (shape.item or shape).child(step)
        if self.language == "fr" and value in shape.choices[: len(shape.choices_fr)]:
            return shape.choices_fr[shape.choices.index(value)]
        return "" if value is None else str(value)

    def money(self, amount: Decimal | None, currency: str = "") -> str:
        """An amount with its currency, the client's where none is named."""
        currency = currency or self.told["currency"]
        return f"{known(amount, 'money', self.language, currency)} {currency}"

    def number(self, value: Any) -> str:
        """A number with its thousands apart; a text as it is."""
        return grouped(value, self.language) if isinstance(value, int | Decimal) else str(value)

    def field(self, label: str, *parts: str | None) -> Iterator[Item]:
        """A labelled line of what there is; none where there is nothing."""
        text = ", ".join(part for part in parts if part)
        if text:
            yield Item(text, self.word(label))

    def part(self, label: str, *parts: str | None) -> Iterator[str]:
        """The same as a line under another one."""
        for item in self.field(label, *parts):
            yield self.word("{0}: {1}", item.label, item.text)

    def more(self, number: int) -> Iterator[Item]:
        """How many are not shown, if any are not."""
        if number > 0:
            yield Item(self.word("and {0} more", number))
