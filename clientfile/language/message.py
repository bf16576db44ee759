"""Translatable texts: each is its English, and what it takes to say it in another language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Protocol

ENGLISH = "en"


class Wording(Protocol):
    """What a translatable text asks of a language: a Catalogue, for one."""

    language: str

    def find(self, pattern: str, context: str = "") -> str:
        """The translation of a pattern."""

    def find_plural(self, one: str, several: str, count: int, context: str = "") -> str:
        """The translation of the pattern for a number."""

    def mark(self, number: str) -> str:
        """A number in English notation with the language's marks."""

    def group(self, number: int) -> int:
        """A number that is formatted with the language's marks."""

    def format_percentage(self, number: str) -> str:
        """A percentage of a number that has its marks."""

    def format_amount(self, number: str, currency: str) -> str:
        """An amount of a number that has its marks."""

    def format_date(self, day: date) -> str:
        """A day in figures."""


class Translatable(str):
    """A text that is its English; `say` returns it in the language of a wording."""

    __slots__ = ()

    def say(self, wording: Wording) -> str:
        """The text in a language, or in English where the catalogue lacks it."""
        raise NotImplementedError


class Message(Translatable):
    """A sentence or a word of the program's own, with the values of its named places.

    `context` tells apart the uses of one English word. `plural` and `number` are set where the
    sentence depends on a number. A value may itself be translatable; a date is written as the
    language has it.
    """

    __slots__ = ("context", "number", "pattern", "plural", "values")

    context: str
    number: int | None
    pattern: str
    plural: str
    values: Mapping[str, Any]

    def say(self, wording: Wording) -> str:
        """The sentence in a language, its values too."""
        if self.number is None:
            pattern = wording.find(self.pattern, self.context)
        else:
            pattern = wording.find_plural(self.pattern, self.plural, self.number, self.context)
        return _fill(pattern, {name: _say(value, wording) for name, value in self.values.items()})

    def __reduce__(self) -> tuple[Any, ...]:
        parts = (self.pattern, dict(self.values), self.context, self.plural, self.number)
        return build_message, parts


class Term(Translatable):
    """A word of a data file, such as a field's title: the file has it in some languages.

    `translations` maps a language to the word. The catalogue has it for the other languages.
    """

    __slots__ = ("translations",)

    translations: Mapping[str, str]

    def __new__(cls, english: str, translations: Mapping[str, str] | None = None) -> Term:
        """The word in English, with what its file says of it in other languages."""
        term = super().__new__(cls, english)
        term.translations = translations or {}
        return term

    def say(self, wording: Wording) -> str:
        """The word of the file, else that of the wording."""
        return self.translations.get(wording.language) or wording.find(str(self), "schema")

    def __reduce__(self) -> tuple[Any, ...]:
        return Term, (str(self), self.translations)


class Lines(Translatable):
    """Texts that are read one after the other, `between` them a line end or another mark, which
    a language may write with other blanks: see MARKS.
    """

    __slots__ = ("between", "parts")

    parts: tuple[str, ...]
    between: str

    def __new__(cls, parts: Iterable[str], between: str = "\n") -> Lines:
        """The texts joined, translatable ones among them."""
        parts = tuple(parts)
        lines = super().__new__(cls, between.join(parts))
        lines.parts, lines.between = parts, between
        return lines

    def say(self, wording: Wording) -> str:
        """Each of the texts in a language; a comma stands between them only where none has one of
        its own, as a number may in that language.
        """
        parts = [str(_say(part, wording)) for part in self.parts]
        between = self.between
        if between == ", " and any("," in part for part in parts):
            between = "; "
        if between.strip():
            between = wording.find(between, MARKS[0].context)
        return between.join(parts)

    def __reduce__(self) -> tuple[Any, ...]:
        return Lines, (self.parts, self.between)


def _(pattern: str, /, **values: Any) -> Message:
    """A sentence with named places: `_("{client} is not in the folder", client=client)`."""
    return build_message(pattern, values)


def pgettext(context: str, pattern: str, /, **values: Any) -> Message:
    """A sentence or a word whose use `context` says, where its English has several uses."""
    return build_message(pattern, values, context)


def ngettext(one: str, several: str, count: int, /, **values: Any) -> Message:
    """A sentence that depends on a number, which is the value of its place `{count}`."""
    return build_message(one, values, "", several, count)


def npgettext(context: str, one: str, several: str, count: int, /, **values: Any) -> Message:
    """As `ngettext`, with the use of the words as `context`."""
    return build_message(one, values, context, several, count)


def build_message(
    pattern: str,
    values: Mapping[str, Any],
    context: str = "",
    plural: str = "",
    count: int | None = None,
) -> Message:
    """The message of a pattern; a `count` chooses between `pattern` for one and `plural`."""
    if count is not None:
        values = {"count": count, **values}
    english = _fill(pattern if count is None or count == 1 else plural, values)
    message = Message(english)
    message.pattern, message.values = pattern, values
    message.context, message.plural, message.number = context, plural, count
    return message


def _fill(pattern: str, values: Mapping[str, Any]) -> str:
    # A pattern without places may hold braces of its own.
    return pattern.format(**values) if values else pattern


def _say(value: Any, wording: Wording) -> Any:
    """A value as a sentence in a language takes it."""
    if isinstance(value, Translatable):
        return value.say(wording)
    if isinstance(value, date):
        return wording.format_date(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return wording.group(value)
    return value


MARKS = (pgettext("between two texts", "; "), pgettext("between two texts", ": "))
"""The marks that stand between texts as a language writes them, with its blanks."""
