"""How `--where` reads values and operands: by the type of the key, never by their looks.

The type of a key is that of its column, or of its field in the schema.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from clientfile.errors import InvalidValueError
from clientfile.errors.suggest import fold
from clientfile.language import _, pgettext
from clientfile.language.spellings import spellings
from clientfile.output.table import Column
from clientfile.records.shape import Shape, Toward
from clientfile.records.typed.amounts import parse_number, parse_percent, percent_factor
from clientfile.records.typed.dates import parse_day

Type = Literal["text", "number", "ratio", "percent", "range", "date", "deadline", "flag"]
"""`percent` is a stored discount (`5%`), compared by the points that it takes off; `ratio` a figure
such as 0.25, which may be typed as `25%`; `range` is `50-99`, compared by its lower bound; a
`deadline` is a date to come: typed without a year, it is the next one."""

TYPE_NAMES = {
    "flag": pgettext("what a value is compared as", "yes or no"),
    "number": pgettext("what a value is compared as", "a number"),
    "ratio": pgettext("what a value is compared as", "a number or a percentage"),
    "range": pgettext("what a value is compared as", "a number or a range"),
    "percent": pgettext("what a value is compared as", "a percentage"),
    "date": pgettext("what a value is compared as", "a date"),
    "deadline": pgettext("what a value is compared as", "a date"),
    "text": pgettext("what a value is compared as", "text"),
}
_TYPES_OF_KINDS: dict[str, Type] = {
    "integer": "number",
    "number": "number",
    "money": "number",
    "ratio": "ratio",
    "date": "date",
    "flag": "flag",
    "boolean": "flag",
}
"""By the kind of a column or of a field; all others are text."""
_TYPES_OF_FORMATS: dict[str, Type] = {"range": "range", "percent": "percent", "date": "date"}
_DEADLINES = frozenset({"due", "snoozed_until"})
_RANGE = re.compile(r"([0-9]{1,18})-([0-9]{1,18})")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YES, _NO = _("yes"), _("no")


def type_of_column(column: Column) -> Type:
    """The type that the cells of a column are compared as."""
    type_ = _TYPES_OF_KINDS.get(column.kind, "text")
    return "deadline" if type_ == "date" and column.key in _DEADLINES else type_


def type_of_field(shape: Shape) -> Type:
    """The type that the values of a record's field are compared as."""
    if shape.format == "date" and shape.toward == "future":
        return "deadline"
    return _TYPES_OF_FORMATS.get(shape.format) or _TYPES_OF_KINDS.get(shape.kind, "text")


def parse_value(type_: Type, value: Any) -> tuple[Type, Any]:
    """A row's value as it is compared, and the type of that.

    A text that is none of the key's type stays text; a number and a date are what they are.
    """
    if isinstance(value, bool):
        return "flag", value
    if isinstance(value, int | Decimal):
        return (type_ if type_ in ("ratio", "range") else "number"), value
    if isinstance(value, date):
        type_ = "deadline" if type_ == "deadline" else "date"
        return type_, value.date() if isinstance(value, datetime) else value
    text = str(value)
    if type_ == "range" and (lower := lower_bound(text)) is not None:
        return "range", lower
    if type_ == "percent" and (points := _parse_points(text)) is not None:
        return "percent", points
    if type_ in ("date", "deadline") and _ISO.fullmatch(text) and (day := _parse_day(text, None)):
        return type_, day
    return "text", fold(text)


def parse_operand(type_: Type, operand: str, today: date | None) -> Any:
    """The text on the right of a comparison as a value of that type; None where it is none."""
    if type_ == "flag":
        return _parse_flag(fold(operand))
    if type_ in ("number", "ratio"):
        # A table marks what a stated year's share is in: `~12.3 %`.
        figure = operand.removeprefix("~")
        return _parse_number(figure) if type_ == "number" else _parse_ratio(figure)
    if type_ == "range":
        lower = lower_bound(operand)
        return _parse_number(operand) if lower is None else lower
    if type_ == "percent":
        return _parse_points(operand if operand.endswith("%") else f"{operand}%")
    if type_ in ("date", "deadline"):
        return _parse_day(operand, today, "future" if type_ == "deadline" else "past")
    return fold(operand)


def lower_bound(text: str) -> int | None:
    """The lower bound of a range such as `50-99`; None for any other text."""
    match = _RANGE.fullmatch(text)
    return int(match[1]) if match and int(match[1]) < int(match[2]) else None


@lru_cache(maxsize=256)
def _parse_flag(text: str) -> bool | None:
    """Yes or no in any language, or None; `text` is folded."""
    for value, plain_word, word in ((True, "true", _YES), (False, "false", _NO)):
        if text == plain_word or text in map(fold, spellings(word)):
            return value
    return None


@lru_cache(maxsize=256)
def _parse_number(text: str) -> Decimal | None:
    try:
        return parse_number(text)
    except InvalidValueError:
        return None


def _parse_ratio(text: str) -> Decimal | None:
    """A ratio, or None: `25%` is 0.25."""
    if not text.endswith("%"):
        return _parse_number(text)
    points = _parse_number(text[:-1].rstrip())
    return None if points is None else points.scaleb(-2)


@lru_cache(maxsize=256)
def _parse_points(text: str) -> Decimal | None:
    try:
        return (1 - percent_factor(parse_percent(text))) * 100
    except InvalidValueError:
        return None


@lru_cache(maxsize=4096)
def _parse_day(text: str, today: date | None, toward: Toward = "past") -> date | None:
    if today is None and not re.search(r"[0-9]{4}", text):
        return None
    try:
        return parse_day(text, today or date.min, toward=toward)
    except InvalidValueError:
        return None
