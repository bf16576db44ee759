"""The language of `--where`: `owner=claire and (headcount>=50 or not city~lyon)`.

`parse_where` reads an expression, `matches` asks it of one row or record, whose values a lookup
gives by key. Comparison is by the value's type, as the functions below say.
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

LONGEST = 4_000
DEEPEST = 50

Operator = Literal["=", "!=", "~", "<", "<=", ">", ">="]
Lookup = Callable[[str], Any]


@dataclass(frozen=True)
class Comparison:
    """One condition: a key, an operator, and the text that stands on the right of it."""

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
    """The expression that `text` is.

    Raises UsageError, which names the column (from 1) and what was expected there; also for more
    than 4,000 characters and for more than 50 levels of parentheses and `not`.
    """
    if len(text) > LONGEST:
        raise UsageError(f"--where is longer than {LONGEST} characters: shorten the expression.")
    reader = _Reader(text)
    expression = reader.either(0)
    if not reader.ended():
        raise reader.stopped('"and", "or" or the end; a value with spaces stands in quotes')
    return expression


def keys(expr: Expr) -> list[str]:
    """The keys that an expression asks for, each once, in their order."""
    return list(dict.fromkeys(each.key for each in comparisons(expr)))


def comparisons(expr: Expr) -> list[Comparison]:
    """The comparisons of an expression, in their order."""
    if isinstance(expr, Comparison):
        return [expr]
    if isinstance(expr, Not):
        return comparisons(expr.inner)
    return [each for part in expr.parts for each in comparisons(part)]


def matches(expr: Expr, lookup: Lookup, *, today: date | None = None) -> bool:
    """Whether the values that `lookup` gives by key fulfil the expression.

    A value is None (absent), text, a number, a date, a boolean, or a list of them. With `today`
    a date may be told by words (`last_contact<-90d`), a weekday being the last one. Raises
    UsageError where `<` or `>` compares a number or a date with text that is none.
    """
    if isinstance(expr, Not):
        return not matches(expr.inner, lookup, today=today)
    if isinstance(expr, AllOf):
        return all(matches(part, lookup, today=today) for part in expr.parts)
    if isinstance(expr, AnyOf):
        return any(matches(part, lookup, today=today) for part in expr.parts)
    return _holds(expr, lookup(expr.key), today)


# --- reading -------------------------------------------------------------------------------------

_KEY = re.compile(r"""(?:[^\s()=!<>~"]|"[^"]*")+""")
_OPERATOR = re.compile(r"<=|>=|!=|=|~|<|>")
_BARE = re.compile(r"""[^\s()"'=!<>~][^\s()]*""")
_QUOTED = re.compile(r""""((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'""", re.DOTALL)
_SPACE = re.compile(r"\s*")
_WORDS = {word: re.compile(rf"{word}(?=[\s(]|$)", re.IGNORECASE) for word in ("and", "or", "not")}
_OPEN, _CLOSE = re.compile(r"\("), re.compile(r"\)")


class _Reader:
    """A place in the text, and one method a rule of the grammar."""

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
        if depth >= DEEPEST:
            raise self.stopped(f"at most {DEEPEST} levels of parentheses and not")
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
        found = quoted(rest[0], 20) if rest else "the end"
        return UsageError(
            f"--where {_around(self.text, place)}: "
            f"at column {place + 1}, expected {expected}, found {found}."
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


def _holds(asked: Comparison, actual: Any, today: date | None) -> bool:
    items = list(actual) if isinstance(actual, list | tuple | set | frozenset) else [actual]
    items = items or [None]
    if asked.key.rpartition(".")[2] in LINES and asked.operator in ("=", "!=", "~"):
        held = any(_same_line(_text(item), asked) for item in items)
        return held != (asked.operator == "!=")
    if asked.operator == "!=":
        return not any(_equal(item, asked.value, today) for item in items)
    if asked.operator == "=":
        return any(_equal(item, asked.value, today) for item in items)
    if asked.operator == "~":
        return any(fold(asked.value) in fold(_text(item)) for item in items)
    return any(_ordered(item, asked, today) for item in items)


def _same_line(actual: str, asked: Comparison) -> bool:
    """Whether a telephone number is or has what is asked for, however both are written."""
    wanted, digits = re.sub(r"\D", "", asked.value), re.sub(r"\D", "", actual)
    number = bool(wanted) and not re.search(r"[^\d\s().+/-]", asked.value)
    if asked.operator == "~":
        # The zero is left out where a number begins with its country's code.
        inner = number and (wanted.lstrip("0") or wanted) in digits
        return inner or (number and same_line(digits, wanted)) or fold(asked.value) in fold(actual)
    return (number and same_line(digits, wanted)) or fold(asked.value) == fold(actual)


def _equal(actual: Any, wanted: str, today: date | None) -> bool:
    """Equality as a person means it: `50-99` is itself and 50, `5%` is `5.0%`."""
    if fold(_text(actual)) == fold(wanted):
        return True
    if actual is None or not wanted.strip():
        return False
    kind, value = _typed(actual)
    return kind != "text" and _read(kind, wanted, today) == value


def _ordered(actual: Any, asked: Comparison, today: date | None) -> bool:
    if actual is None or _text(actual) == "":
        return False
    kind, value = _typed(actual)
    bounds = _range(asked.value) if kind == "number" else None
    wanted = _read(kind, asked.value, today) if bounds is None else bounds
    if wanted is None:
        raise UsageError(
            f"--where {asked.key}{asked.operator}{asked.value}: {asked.key} is compared as "
            f"{_NAMES[kind]}, and {quoted(asked.value)} is none."
        )
    return _compared(value, asked.operator, wanted)


def _compared(value: Any, operator: Operator, wanted: Any) -> bool:
    if operator in (">=", "<=") and value == wanted:
        return True
    return bool(value < wanted if operator in ("<", "<=") else value > wanted)


def _typed(actual: Any) -> tuple[_Kind, Any]:
    """What a value is compared as; a range is its lower bound, a percentage what it takes off."""
    if isinstance(actual, bool):
        return "flag", actual
    if isinstance(actual, int | Decimal):
        return "number", actual
    if isinstance(actual, date):
        return "date", actual.date() if isinstance(actual, datetime) else actual
    text = str(actual)
    if (lower := _range(text)) is not None:
        return "number", lower
    if _PERCENT.fullmatch(text) and (points := _points(text)) is not None:
        return "percent", points
    if _ISO.fullmatch(text) and (day := _day(text, None)):
        return "date", day
    return "text", fold(text)


def _read(kind: _Kind, wanted: str, today: date | None) -> Any:
    """The text on the right, as a value of that kind; None where it is none."""
    if kind == "flag":
        return _FLAGS.get(fold(wanted))
    if kind == "number":
        return _number(wanted)
    if kind == "percent":
        return _points(wanted if wanted.endswith("%") else f"{wanted}%")
    if kind == "date":
        return _day(wanted, today)
    return fold(wanted)


@lru_cache(maxsize=256)
def _number(text: str) -> Decimal | None:
    """A number; one with a percent sign is the ratio that it is: `25%` is 0.25."""
    try:
        if text.endswith("%"):
            return parse_number(text[:-1]).scaleb(-2)
        return parse_number(text)
    except InvalidValueError:
        return None


@lru_cache(maxsize=256)
def _points(text: str) -> Decimal | None:
    try:
        return (1 - percent_factor(parse_percent(text))) * 100
    except InvalidValueError:
        return None


def _range(text: str) -> int | None:
    # "2026-03" is a month, not a range: its second number is the smaller one.
    match = _RANGE.fullmatch(text)
    return int(match[1]) if match and int(match[1]) < int(match[2]) else None


@lru_cache(maxsize=4096)
def _day(text: str, today: date | None) -> date | None:
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
