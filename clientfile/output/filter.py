"""The language of `--where`: `owner=claire and (headcount>=50 or not city~lyon)`.

`parse_where` parses an expression; `fulfils` evaluates it for one row or record, whose values a
lookup returns by key. A value is compared by its type, as the functions below say.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal, cast

from clientfile.errors import InvalidValueError, UsageError
from clientfile.errors.suggest import fold
from clientfile.records.contact_match import LINES
from clientfile.records.names import quoted
from clientfile.records.typed.amounts import parse_number, parse_percent, percent_factor, plain
from clientfile.records.typed.dates import parse_day
from clientfile.records.typed.phones import same_line

MAX_LENGTH = 4_000
MAX_DEPTH = 50

Operator = Literal["=", "!=", "~", "<", "<=", ">", ">="]
Lookup = Callable[[str], Any]


@dataclass(frozen=True)
class Comparison:
    """One condition: a key, an operator, and the text on the right of it."""

    key: str
    operator: Operator
    value: str


@dataclass(frozen=True)
class Not:
    """The negation of an expression."""

    inner: Expr


@dataclass(frozen=True)
class AllOf:
    """Expressions joined by `and`."""

    parts: tuple[Expr, ...]


@dataclass(frozen=True)
class AnyOf:
    """Expressions joined by `or`."""

    parts: tuple[Expr, ...]


Expr = Comparison | Not | AllOf | AnyOf


def parse_where(text: str) -> Expr:
    """Parse an expression.

    Raises UsageError, which names the column (from 1) and what was expected there; also for more
    than 4,000 characters and for more than 50 levels of parentheses and `not`.
    """
    if len(text) > MAX_LENGTH:
        raise UsageError(f"--where is longer than {MAX_LENGTH} characters: shorten the expression.")
    reader = _Parser(text)
    expression = reader.either(0)
    if not reader.ended():
        raise reader.stopped('"and", "or" or the end; a value with spaces stands in quotes')
    return expression


def keys(expr: Expr) -> list[str]:
    """The keys of an expression, each once, in their order."""
    return list(dict.fromkeys(each.key for each in comparisons(expr)))


def comparisons(expr: Expr) -> list[Comparison]:
    """The comparisons of an expression, in their order."""
    if isinstance(expr, Comparison):
        return [expr]
    if isinstance(expr, Not):
        return comparisons(expr.inner)
    return [each for part in expr.parts for each in comparisons(part)]


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

_KEY = re.compile(r"""(?:[^\s()=!<>~"]|"[^"]*")+""")
_OPERATOR = re.compile(r"<=|>=|!=|=|~|<|>")
_BARE = re.compile(r"""[^\s()"'=!<>~][^\s()]*""")
_QUOTED = re.compile(r""""((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'""", re.DOTALL)
_SPACE = re.compile(r"\s*")
_WORDS = {word: re.compile(rf"{word}(?=[\s(]|$)", re.IGNORECASE) for word in ("and", "or", "not")}
_OPEN, _CLOSE = re.compile(r"\("), re.compile(r"\)")


class _Parser:
    """Recursive descent: a place in the text, and one method for each rule of the grammar."""

    def __init__(self, text: str) -> None:
        self.text, self.place = text, 0

    def either(self, depth: int) -> Expr:
        parts = [self.both(depth)]
        while self.take(_WORDS["or"]):
            parts.append(self.both(depth))
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def both(self, depth: int) -> Expr:
        parts = [self.one(depth)]
        while self.take(_WORDS["and"]):
            parts.append(self.one(depth))
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def one(self, depth: int) -> Expr:
        if depth >= MAX_DEPTH:
            raise self.stopped(f"at most {MAX_DEPTH} levels of parentheses and not")
        if self.take(_WORDS["not"]):
            return Not(self.one(depth + 1))
        if not self.take(_OPEN):
            return self.comparison()
        inner = self.either(depth + 1)
        if not self.take(_CLOSE):
            raise self.stopped('")", "and" or "or"')
        return inner

    def comparison(self) -> Comparison:
        if any(self.peek(word) for word in _WORDS.values()) or not (key := self.take(_KEY)):
            raise self.stopped("a condition such as owner=claire")
        if not (operator := self.take(_OPERATOR)):
            raise self.stopped(f"one of = != ~ < <= > >= after {quoted(key[0])}")
        return Comparison(key[0], cast(Operator, operator[0]), self.value())

    def value(self) -> str:
        if match := self.take(_QUOTED):
            inner = match[1] if match[1] is not None else match[2]
            return re.sub(r"""\\(["'\\])""", r"\1", inner)
        if match := self.take(_BARE):
            return match[0]
        opened = not self.ended() and self.text[self.place] in "\"'"
        raise self.stopped("a closing quote" if opened else 'a value ("" for an absent one)')

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = self.peek(pattern)
        if match:
            self.place = match.end()
        return match

    def peek(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        return pattern.match(self.text, self.skipped())

    def skipped(self) -> int:
        match = _SPACE.match(self.text, self.place)
        self.place = match.end() if match else self.place
        return self.place

    def ended(self) -> bool:
        return self.skipped() == len(self.text)

    def stopped(self, expected: str) -> UsageError:
        place = self.skipped()
        rest = self.text[place:].split(maxsplit=1)
        actual = quoted(rest[0], 20) if rest else "the end"
        return UsageError(
            f"--where {_around(self.text, place)}: "
            f"at column {place + 1}, expected {expected}, found {actual}."
        )


def _around(text: str, place: int) -> str:
    start, end = max(0, place - 80), place + 80
    return f'"{"…" if start else ""}{text[start:end]}{"…" if end < len(text) else ""}"'


# --- comparing -----------------------------------------------------------------------------------

_RANGE = re.compile(r"([0-9]{1,18})-([0-9]{1,18})")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PERCENT = re.compile(r"[0-9.]+%(?:\+[0-9.]+%)*")
_FLAGS = {"true": True, "yes": True, "oui": True, "false": False, "no": False, "non": False}
_NAMES = {
    "flag": "yes or no",
    "number": "a number",
    "percent": "a percentage",
    "date": "a date",
    "text": "text",
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
        return any(fold(condition.value) in fold(_text(item)) for item in items)
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


def _is_equal(actual: Any, operand: str, today: date | None) -> bool:
    """Equality as a person means it: `50-99` is itself and 50, `5%` is `5.0%`."""
    if fold(_text(actual)) == fold(operand):
        return True
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
        raise UsageError(
            f"--where {condition.key}{condition.operator}{condition.value}: "
            f"{condition.key} is compared as {_NAMES[kind]}, and {quoted(condition.value)} is none."
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
        return _FLAGS.get(fold(operand))
    if kind == "number":
        return _parse_number(operand)
    if kind == "percent":
        return _parse_points(operand if operand.endswith("%") else f"{operand}%")
    if kind == "date":
        return _parse_day(operand, today)
    return fold(operand)


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
