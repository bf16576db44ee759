"""Translatable texts as values that JSON takes, and back: a cache keeps them so.

A text is itself, a translatable one a list that begins with the name of its kind. A day within a
sentence is such a list too; any other value of one is a number or its text.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from clientfile.language.message import Lines, Message, Term, Translatable, build_message
from clientfile.language.quantities import Day, Quantity, Rates, build_quantity


def encode_text(text: str) -> Any:
    """A text as a value of JSON, for `decode_text`."""
    if isinstance(text, Message):
        values = {name: _encode(value) for name, value in text.values.items()}
        return ["message", text.pattern, values, text.context, text.plural, text.number]
    if isinstance(text, Lines):
        return ["lines", [encode_text(part) for part in text.parts], text.between]
    if isinstance(text, Quantity):
        return ["quantity", text.number, text.currency, text.is_percentage, text.is_grouped]
    if isinstance(text, Term):
        return ["term", str(text), dict(text.translations)]
    if isinstance(text, Rates):
        return ["rates", str(text)]
    return ["day", str(text)] if isinstance(text, Day) else str(text)


def decode_text(value: Any) -> str:
    """The text of what `encode_text` made of it. Raises ValueError, TypeError for anything else."""
    if isinstance(value, str):
        return value
    kind, *parts = value
    if kind not in _BUILDERS:
        raise ValueError(f"no kind of text: {kind!r}")  # no message
    return _BUILDERS[kind](*parts)


def _message(pattern: str, values: dict[str, Any], *others: Any) -> str:
    return build_message(pattern, {name: _decode(value) for name, value in values.items()}, *others)


def _lines(parts: list[Any], between: str) -> str:
    return Lines(map(decode_text, parts), between)


_BUILDERS: dict[str, Callable[..., str]] = {
    "message": _message,
    "lines": _lines,
    "quantity": build_quantity,
    "term": Term,
    "day": Day,
    "rates": Rates,
}


def _encode(value: Any) -> Any:
    if isinstance(value, Translatable):
        return encode_text(value)
    if isinstance(value, date):
        return ["date", value.isoformat()]
    return value if isinstance(value, str | int | float | None) else str(value)


def _decode(value: Any) -> Any:
    if isinstance(value, list):
        return date.fromisoformat(value[1]) if value[0] == "date" else decode_text(value)
    return value
