"""Writes values as JSON: numbers with their exact digits, nothing that acts on a terminal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from clientfile.output.terminal import is_harmless
from clientfile.records.typed.amounts import plain


def to_json(value: Any, indent: int | None = None, _depth: int = 0) -> str:
    """`value` as JSON, on one line, or indented by `indent` spaces a level.

    A Decimal is a number with its own digits (it never becomes a float), a date ISO text, None
    null. Characters that act on a terminal or hide are escaped, the others are written as they
    are. Raises TypeError for what JSON can't hold.
    """
    if isinstance(value, Mapping):
        pairs = [
            f"{_text(str(key))}: {to_json(item, indent, _depth + 1)}" for key, item in value.items()
        ]
        return _enclose("{", pairs, "}", indent, _depth)
    if isinstance(value, list | tuple):
        items = [to_json(item, indent, _depth + 1) for item in value]
        return _enclose("[", items, "]", indent, _depth)
    return _scalar(value)


def _enclose(opening: str, parts: list[str], closing: str, indent: int | None, depth: int) -> str:
    if indent is None or not parts:
        return opening + ", ".join(parts) + closing
    margin = "\n" + " " * indent * depth
    step = margin + " " * indent
    return opening + step + f",{step}".join(parts) + margin + closing


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) or (isinstance(value, Decimal) and value.is_finite()):
        return plain(value)
    if isinstance(value, date):
        return _text(value.isoformat())
    if isinstance(value, str):
        return _text(value)
    raise TypeError(f"JSON has no place for {type(value).__name__}")  # no message


def _text(text: str) -> str:
    dumped = json.dumps(text, ensure_ascii=False)
    if is_harmless(dumped):
        return dumped
    return "".join(c if is_harmless(c) else _escape(c) for c in dumped)


def _escape(character: str) -> str:
    # Unlike json.dumps, this writes U+007F as an escape too.
    code = ord(character)
    if code < 0x10000:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
