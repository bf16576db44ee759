"""Evaluates an expression of `--where` for one row or record.

The values come from a lookup by key. A value is compared by its type, as the functions below say;
the syntax stands in filter_syntax.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from clientfile.errors import InvalidValueError, UsageError
from clientfile.errors.suggest import fold
from clientfile.language import Translatable, _, pgettext
from clientfile.language.spellings import spellings
from clientfile.output.filter_syntax import (
    AllOf,
    AnyOf,
    Comparison,
    Expr,
    Not,
    Operator,
)
from clientfile.records.contact_match import LINES
from clientfile.records.names import quoted
from clientfile.records.typed.amounts import parse_number, parse_percent, percent_factor, plain
from clientfile.records.typed.dates import parse_day
from clientfile.records.typed.phones import same_line

Lookup = Callable[[str], Any]


def fulfils(expr: Expr, lookup: Lookup, *, today: date | None = None) -> bool:
    """Whether the values that `lookup` returns by key fulfil the expression.

    A value is None (absent), text, a number, a date, a boolean, or a list of them. With `today`
    a date may be relative (`last_contact<-90d`); a weekday is the last one. Raises UsageError
    where `<` or `>` compares a number or a date with text that is neither.
    """
    if isinstance(expr, Not):
        return not fulfils(expr.inner, lookup, today=today)
    if isinstance(expr, AllOf):
        return all(fulfils(part, lookup, today=today) for part in expr.parts)
    if isinstance(expr, AnyOf):
        return any(fulfils(part, lookup, today=today) for part in expr.parts)
    return _fulfils_comparison(expr, lookup(expr.key), today)


# --- parsing -------------------------------------------------------------------------------------


_RANGE = re.compile(r"([0-9]{1,18})-([0-9]{1,18})")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PERCENT = re.compile(r"[0-9.]+%(?:\+[0-9.]+%)*")
_YES, _NO = _("yes"), _("no")
_NAMES = {
    "flag": pgettext("what a value is compared as", "yes or no"),
    "number": pgettext("what a value is compared as", "a number"),
    "percent": pgettext("what a value is compared as", "a percentage"),
    "date": pgettext("what a value is compared as", "a date"),
    "text": pgettext("what a value is compared as", "text"),
}

_Kind = Literal["flag", "number", "percent", "date", "text"]


def _fulfils_comparison(condition: Comparison, actual: Any, today: date | None) -> bool:
    items = list(actual) if isinstance(actual, list | tuple | set | frozenset) else [actual]
    items = items or [None]
    if condition.key.rpartition(".")[2] in LINES and condition.operator in ("=", "!=", "~"):
        same = any(_same_line(_text(item), condition) for item in items)
        return same != (condition.operator == "!=")
    if condition.operator == "!=":
        return not any(_is_equal(item, condition.value, today) for item in items)
    if condition.operator == "=":
        return any(_is_equal(item, condition.value, today) for item in items)
    if condition.operator == "~":
        return any(_contains(item, fold(condition.value)) for item in items)
    return any(_is_in_order(item, condition, today) for item in items)


def _same_line(actual: str, condition: Comparison) -> bool:
    """Whether a telephone number equals the operand, or under `~` contains it.

    The way both are written makes no difference.
    """
    text = condition.value
    number, digits = re.sub(r"\D", "", text), re.sub(r"\D", "", actual)
    is_number = bool(number) and not re.search(r"[^\d\s().+/-]", text)
    same = is_number and same_line(digits, number)
    if condition.operator == "~":
        # The zero is left out where a number begins with its country's code.
        inner = is_number and (number.lstrip("0") or number) in digits
        return inner or same or fold(text) in fold(actual)
    return same or fold(text) == fold(actual)


def _contains(actual: Any, part: str) -> bool:
    """Whether a value contains a folded text, as it is or as another language has it."""
    if part in fold(_text(actual)):
        return True
    words = spellings(actual) if isinstance(actual, Translatable) else ()
    return any(part in fold(spelling) for spelling in words)


def _is_equal(actual: Any, operand: str, today: date | None) -> bool:
    """Equality as a person means it: `50-99` is itself and 50, `5%` is `5.0%`."""
    if fold(_text(actual)) == fold(operand):
        return True
    if isinstance(actual, Translatable):
        return any(fold(spelling) == fold(operand) for spelling in spellings(actual))
    if actual is None or not operand.strip():
        return False
    kind, value = _parse_actual(actual)
    return kind != "text" and _parse_operand(kind, operand, today) == value


def _is_in_order(actual: Any, condition: Comparison, today: date | None) -> bool:
    if actual is None or _text(actual) == "":
        return False
    kind, value = _parse_actual(actual)
    operand = _lower_bound(condition.value) if kind == "number" else None
    if operand is None:
        operand = _parse_operand(kind, condition.value, today)
    if operand is None:
        text = f"{condition.key}{condition.operator}{condition.value}"
        raise UsageError(
            _(
                "--where {condition}: {key} is compared as {kind}, and {value} is none.",
                condition=text,
                key=condition.key,
                kind=_NAMES[kind],
                value=quoted(condition.value),
            )
        )
    return _compare(value, condition.operator, operand)


def _compare(value: Any, operator: Operator, operand: Any) -> bool:
    if operator in (">=", "<=") and value == operand:
        return True
    return bool(value < operand if operator in ("<", "<=") else value > operand)


def _parse_actual(actual: Any) -> tuple[_Kind, Any]:
    """The kind and value that a row's value is compared as.

    A range is its lower bound, a percentage the points that it takes off.
    """
    if isinstance(actual, bool):
        return "flag", actual
    if isinstance(actual, int | Decimal):
        return "number", actual
    if isinstance(actual, date):
        return "date", actual.date() if isinstance(actual, datetime) else actual
    text = str(actual)
    if (lower := _lower_bound(text)) is not None:
        return "number", lower
    if _PERCENT.fullmatch(text) and (points := _parse_points(text)) is not None:
        return "percent", points
    if _ISO.fullmatch(text) and (day := _parse_day(text, None)):
        return "date", day
    return "text", fold(text)


def _parse_operand(kind: _Kind, operand: str, today: date | None) -> Any:
    """The text on the right as a value of that kind; None where it is none."""
    if kind == "flag":
        return _parse_flag(fold(operand))
    if kind == "number":
        return _parse_number(operand)
    if kind == "percent":
        return _parse_points(operand if operand.endswith("%") else f"{operand}%")
    if kind == "date":
        return _parse_day(operand, today)
    return fold(operand)


@lru_cache(maxsize=256)
def _parse_flag(text: str) -> bool | None:
    """Yes or no in any language, or None; `text` is folded."""
    for value, plain_word, word in ((True, "true", _YES), (False, "false", _NO)):
        if text == plain_word or text in map(fold, spellings(word)):
            return value
    return None


@lru_cache(maxsize=256)
def _parse_number(text: str) -> Decimal | None:
    """A number, or None; one with a percent sign is a ratio: `25%` is 0.25."""
    try:
        if text.endswith("%"):
            return parse_number(text[:-1]).scaleb(-2)
        return parse_number(text)
    except InvalidValueError:
        return None


@lru_cache(maxsize=256)
def _parse_points(text: str) -> Decimal | None:
    try:
        return (1 - percent_factor(parse_percent(text))) * 100
    except InvalidValueError:
        return None


def _lower_bound(text: str) -> int | None:
    # "2026-03" is a month, not a range: its second number is the smaller one.
    match = _RANGE.fullmatch(text)
    return int(match[1]) if match and int(match[1]) < int(match[2]) else None


@lru_cache(maxsize=4096)
def _parse_day(text: str, today: date | None) -> date | None:
    if today is None and not re.search(r"[0-9]{4}", text):
        return None
    try:
        return parse_day(text, today or date.min, toward="past")
    except InvalidValueError:
        return None


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else str(value)
