"""What a scalar's text means under a shape: the schema says it, YAML's guesses never do."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final

from clientfile.records.shape import Kind

MAX_DIGITS = 18
ABSENT: Final = object()
"""Stands for no value: the key is left out of the data."""

_NULLS = frozenset({"~", "null", "Null", "NULL"})
_BOOLEANS = {"true": True, "True": True, "TRUE": True} | dict.fromkeys(
    ("false", "False", "FALSE"), False
)
_INTEGER = re.compile(r"-?[0-9]+")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def typed(text: str, kind: Kind, *, plain: bool) -> Any:
    """The value of a scalar under a kind, or ABSENT; text that does not fit stays text."""
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


def number_hint(text: str, *, quoted: bool) -> str:
    """Why a text is no plain number and what to write instead, as one sentence."""
    plain = _plain_number(text)
    if quoted and plain == text:
        return f'"{text}" is text because of its quotes: write {text}'
    if _digits(text) > MAX_DIGITS:
        return f"{text} has more than {MAX_DIGITS} digits: write a number that has fewer"
    if plain:
        return f"{text} is not a plain number: write {plain}"
    return f"{text!r} is not a plain number: write it with digits alone, such as 12 or -3.50"


def _plain_number(text: str) -> str:
    """What the text would be in plain decimal notation, or nothing where that is a guess."""
    compact = re.sub(r"[_\s\u00a0\u202f']", "", text).removeprefix("+")
    if re.fullmatch(r"-?[0-9]+,([0-9]{1,2}|[0-9]{4,})", compact):
        compact = compact.replace(",", ".")
    if re.fullmatch(r"-?\.[0-9]+", compact):
        compact = compact.replace(".", "0.")
    compact = compact.removesuffix(".")
    if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?[eE][-+]?[0-9]{1,2}", compact):
        compact = format(Decimal(compact), "f")
    elif re.fullmatch(r"0x[0-9a-fA-F]{1,8}|0o[0-7]{1,10}", compact):
        compact = str(int(compact, 0))
    return compact if _fits(_NUMBER, compact) else ""
