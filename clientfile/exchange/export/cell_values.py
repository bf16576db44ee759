"""A value of a record as the value of a cell, and back: nothing is lost on the way.

Numbers, dates and texts are written as they are. The items of a list are joined by `; `; a list
that this would confuse is JSON, and so is what an own key (`x-`) holds beside a text.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

from clientfile.errors import InvalidValueError
from clientfile.language import _
from clientfile.records.jsonvalues import format_json, from_json
from clientfile.records.shape import ANY, Shape

_BETWEEN = "; "
_JSON = ("[", "{", '"')
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
_FLAGS = {"true": True, "false": False}


Cell = str | int | Decimal | bool
"""What stands in a cell: a text, a number, yes or no. An empty text is for no value."""


def cell_of(value: Any) -> Cell:
    """The cell of a value: `parse_cell` reads its text back under the value's shape."""
    if isinstance(value, list):
        return _join_list(value)
    if isinstance(value, dict):
        return format_json(value)
    cell: Cell = value
    return cell


def own_cell_of(value: Any) -> str:
    """The cell of what stands below an own key: a text, or JSON."""
    if isinstance(value, str) and not value.startswith(_JSON):
        return value
    return format_json(value)


def parse_cell(text: str, shape: Shape, *, comma: bool = False) -> Any:
    """The value of a cell that is not empty; `comma` is whether one may begin the decimals.

    Raises InvalidValueError.
    """
    if shape.kind == "number":
        return _parse_number(text, comma)
    if shape.kind == "boolean":
        return _parse_flag(text)
    if shape.kind == "integer" and _INTEGER.fullmatch(text):
        return int(text)
    if shape.kind == "list":
        return [from_json(item, shape.child(0)) for item in _parse_list(text)]
    if shape.kind == "mapping":
        return from_json(_parse_json(text), shape)
    if shape.kind == "any" and text.startswith(_JSON):
        return from_json(_parse_json(text), ANY)
    return from_json(text, shape)


def _join_list(items: list[Any]) -> str:
    texts = [item for item in items if isinstance(item, str)]
    joined = _BETWEEN.join(texts)
    if not joined or len(texts) < len(items) or joined.startswith(_JSON) or _split(joined) != items:
        return format_json(items)
    return joined


def _parse_list(text: str) -> list[Any]:
    if not text.startswith("["):
        return _split(text)
    items = _parse_json(text)
    return items if isinstance(items, list) else [items]


def _split(text: str) -> list[str]:
    items = (item.strip() for item in text.split(_BETWEEN.strip()))
    return [item for item in items if item]


def _parse_json(text: str) -> Any:
    try:
        return json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError):
        raise InvalidValueError(
            _("{text} is no list of texts: write them with ; between", text=_short(text))
        ) from None


def _parse_number(text: str, comma: bool) -> Decimal:
    if not _NUMBER.fullmatch(text) or ("," in text and not comma):
        raise InvalidValueError(
            _("{text} is no number as an export writes it, such as 1250.50", text=_short(text))
        )
    return Decimal(text.replace(",", "."))


def _parse_flag(text: str) -> bool:
    if text.lower() not in _FLAGS:
        raise InvalidValueError(_("{text} is neither true nor false", text=_short(text)))
    return _FLAGS[text.lower()]


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:39] + "…")
