"""A scalar's text → its value. The schema decides the type, not YAML's implicit typing."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final

from clientfile.records.shape import Kind

MAX_DIGITS = 18
ABSENT: Final = object()
"""The result for a scalar that means no value: the data omit its key."""

_NULLS = frozenset({"~", "null", "Null", "NULL"})
_BOOLEANS = {"true": True, "True": True, "TRUE": True} | dict.fromkeys(
    ("false", "False", "FALSE"), False
)
_INTEGER = re.compile(r"-?[0-9]+")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def parse_scalar(text: str, kind: Kind, *, plain: bool) -> Any:
    """The value of a scalar under a kind, or ABSENT; a text of another form stays text."""
    if not text:
        return ABSENT
    if kind in ("text", "any") or not plain:
        return text
    if text in _NULLS:
        return ABSENT
    if kind == "integer":
        return int(text) if _fits(_INTEGER, text) else text
    if kind == "number":
        return Decimal(text) if _fits(_NUMBER, text) else text
    if kind == "boolean":
        return _BOOLEANS.get(text, text)
    return text


def _fits(pattern: re.Pattern[str], text: str) -> bool:
    if pattern.fullmatch(text) is None:
        return False
    return len(text) <= MAX_DIGITS or _digits(text) <= MAX_DIGITS


def _digits(text: str) -> int:
    return sum(character.isdigit() for character in text)
