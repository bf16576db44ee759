"""JSON values as values of a record: parse, and convert under the record's shape."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from clientfile.errors import InvalidValueError
from clientfile.language import _
from clientfile.records.edits import Data
from clientfile.records.shape import Shape
from clientfile.records.typed.amounts import plain

# A record's text has no more (yamltext/).
_MOST_LEVELS = 20
# What Python says of a text that is no JSON.
_FAULTS = {
    str(fault): fault
    for fault in (
        _("expecting value"),
        _("expecting property name enclosed in double quotes"),
        _("expecting ':' delimiter"),
        _("expecting ',' delimiter"),
        _("extra data"),
        _("invalid control character at"),
        _("unterminated string starting at"),
        _("invalid \\escape"),
        _("invalid \\uxxxx escape"),
        _("illegal trailing comma before end of array"),
        _("illegal trailing comma before end of object"),
    )
}


def parse_json(text: str) -> Data:
    """The object of a JSON text, with exact numbers.

    Raises InvalidValueError for anything else, and for a key that an object has twice: one of the
    two values would be lost.
    """
    try:
        value = json.loads(
            text,
            parse_float=Decimal,
            parse_int=_integer,
            parse_constant=_no_number,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        reason = error.msg.lower()
        raise InvalidValueError(
            _(
                "this is no JSON (line {line}, column {column}): {reason}",
                line=error.lineno,
                column=error.colno,
                reason=_FAULTS.get(reason, reason),
            )
        ) from None
    except RecursionError:
        raise InvalidValueError(_("this JSON is nested too deeply for a record")) from None
    if not isinstance(value, dict):
        raise InvalidValueError(_("expected a JSON object with fields named as in the record"))
    return value


def format_json(value: Any) -> str:
    """A value of a record as JSON on one line, with exact numbers; `parse_json` reads it back.

    Text with a character that is not printed is escaped.
    """
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_quote(key)}: {format_json(value[key])}" for key in value) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(format_json, value)) + "]"
    if isinstance(value, Decimal):
        return plain(value)
    return _quote(value) if isinstance(value, str) else json.dumps(value)


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=not text.isprintable())


def from_json(value: Any, shape: Shape, where: str = "") -> Any:
    """A JSON value as a value of a record.

    Null is absent, a scalar under a list is a list of one, a number under a text field is text.
    `where` is the value's address, for messages. Raises InvalidValueError for a value of another
    type than the shape's.
    """
    if shape.kind == "mapping":
        return _mapping(value, shape, where)
    if shape.kind == "list":
        items = value if isinstance(value, list) else [value]
        inner = shape.child(0)
        return [
            from_json(item, inner, f"{where}.#{place}")
            for place, item in enumerate(items, 1)
            if item is not None
        ]
    if shape.kind == "any":
        return _anything(value, where)
    return _single(value, shape, where)


def _mapping(value: Any, shape: Shape, where: str) -> Data:
    if not isinstance(value, dict):
        raise _unfit_error(value, _("an object with fields"), where)
    return {
        key: from_json(inner, shape.child(key), f"{where}.{key}" if where else key)
        for key, inner in value.items()
        if inner is not None and inner != ""
    }


def _single(value: Any, shape: Shape, where: str) -> Any:
    if shape.kind == "text" and (isinstance(value, str) or _is_number(value)):
        text = value if isinstance(value, str) else plain(value)
        return _day(text, where) if shape.format == "date" else _text(text, where)
    if shape.kind == "boolean" and isinstance(value, bool):
        return value
    if shape.kind == "integer" and isinstance(value, str) and shape.format == "range":
        return value
    if shape.kind == "integer" and type(value) is int:
        return value
    if shape.kind == "number" and _is_number(value):
        return Decimal(value)
    raise _unfit_error(value, _EXPECTED[shape.kind], where)


_EXPECTED = {
    "text": _("a text in quotes"),
    "boolean": _("true or false"),
    "integer": _("a whole number without quotes"),
    "number": _("a number without quotes"),
}


def _anything(value: Any, where: str, levels: int = _MOST_LEVELS) -> Any:
    """A value below an `x-` key: every scalar is text, in any lists and mappings."""
    if not levels:
        raise InvalidValueError(_("this JSON is nested too deeply for a record"))
    below = levels - 1
    if isinstance(value, dict):
        return {
            key: _anything(inner, where, below) for key, inner in value.items() if inner is not None
        }
    if isinstance(value, list):
        return [_anything(inner, where, below) for inner in value if inner is not None]
    if isinstance(value, bool):
        return "true" if value else "false"
    return plain(value) if _is_number(value) else _text(value, where)


def _day(text: str, where: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise InvalidValueError(
            _("{where}: {text!r} is no date: write YYYY-MM-DD", where=where, text=text)
        ) from None


def _text(text: str, where: str) -> str:
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise InvalidValueError(
            _("{where}: half a character (a lone surrogate) is no text", where=where)
        )
    return text.replace("\r\n", "\n")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _unfit_error(value: Any, expected: str, where: str) -> InvalidValueError:
    shown = json.dumps(value, ensure_ascii=False, default=str)
    shown = shown if len(shown) <= 40 else shown[:39] + "…"
    return InvalidValueError(
        _(
            "{where}: expected {expected}, not {value}",
            where=where or _("the whole"),
            expected=expected,
            value=shown,
        )
    )


def _object(pairs: Sequence[tuple[str, Any]]) -> Data:
    data = dict(pairs)
    if len(data) < len(pairs):
        keys = [key for key, __ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise InvalidValueError(
            _("the key {key!r} stands twice in one object: leave one of them out", key=twice)
        )
    return data


def _integer(digits: str) -> int:
    if len(digits) > 20:
        raise InvalidValueError(
            _(
                "{text} has more than {most} digits: check the figure",
                text=digits[:20] + "…",
                most=18,
            )
        )
    return int(digits)


def _no_number(name: str) -> Any:
    raise InvalidValueError(_("{value} is no number that a record keeps", value=name))
