"""The syntax of `--where`: `owner=claire and (headcount>=50 or not city~lyon)`.

    either      = both ("or" both)*
    both        = one ("and" one)*
    one         = "not" one | "(" either ")" | comparison
    comparison  = key operator value

A key or a value with spaces stands in quotes. `filter.fulfils` evaluates what is parsed here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, cast

from clientfile.errors import UsageError
from clientfile.language import _, pgettext
from clientfile.records.names import quoted

MAX_LENGTH = 4_000
MAX_DEPTH = 50

Operator = Literal["=", "!=", "~", "<", "<=", ">", ">="]


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


@dataclass(frozen=True)
class SamePerson:
    """Conditions on people that one and the same person must fulfil."""

    inner: Expr


Expr = Comparison | Not | AllOf | AnyOf | SamePerson


def parse_where(text: str) -> Expr:
    """Parse an expression.

    Raises UsageError, which names the column (from 1) and what was expected there; also for more
    than 4,000 characters and for more than 50 levels of parentheses and `not`.
    """
    if len(text) > MAX_LENGTH:
        raise UsageError(
            _(
                "--where is longer than {most} characters: shorten the expression.",
                most=MAX_LENGTH,
            )
        )
    reader = _Parser(text)
    expression = reader.either(0)
    if not reader.ended():
        raise reader.stopped(_('"and", "or" or the end; a value with spaces stands in quotes'))
    return expression


def keys(expr: Expr) -> list[str]:
    """The keys of an expression, each once, in their order."""
    return list(dict.fromkeys(each.key for each in comparisons(expr)))


def comparisons(expr: Expr) -> list[Comparison]:
    """The comparisons of an expression, in their order."""
    if isinstance(expr, Comparison):
        return [expr]
    if isinstance(expr, Not | SamePerson):
        return comparisons(expr.inner)
    return [each for part in expr.parts for each in comparisons(part)]


_KEY = re.compile(r"""(?:[^\s()=!<>~"]|"[^"]*")+""")
_OPERATOR = re.compile(r"<=|>=|!=|=|~|<|>")
# A figure as French writes it goes on after a no-break space: `marge>1 000,00 €`.
_IN_FIGURE = r"(?<=\d)[\u00a0\u202f](?=[\d%$£¥€])"
_BARE = re.compile(rf"""[^\s()"'=!<>~](?:[^\s()]|{_IN_FIGURE})*""")
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
            raise self.stopped(_("at most {most} levels of parentheses and not", most=MAX_DEPTH))
        if self.take(_WORDS["not"]):
            return Not(self.one(depth + 1))
        if not self.take(_OPEN):
            return self.comparison()
        inner = self.either(depth + 1)
        if not self.take(_CLOSE):
            raise self.stopped(_('")", "and" or "or"'))
        return inner

    def comparison(self) -> Comparison:
        if any(self.peek(word) for word in _WORDS.values()) or not (key := self.take(_KEY)):
            raise self.stopped(_("a condition such as owner=claire"))
        if not (operator := self.take(_OPERATOR)):
            raise self.stopped(_("one of = != ~ < <= > >= after {key}", key=quoted(key[0])))
        return Comparison(key[0], cast(Operator, operator[0]), self.value())

    def value(self) -> str:
        if match := self.take(_QUOTED):
            inner = match[1] if match[1] is not None else match[2]
            return re.sub(r"""\\(["'\\])""", r"\1", inner)
        if match := self.take(_BARE):
            return match[0]
        opened = not self.ended() and self.text[self.place] in "\"'"
        raise self.stopped(_("a closing quote") if opened else _('a value ("" for an absent one)'))

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
        return UsageError(
            _(
                "--where {text}: at column {column}, expected {expected}, found {actual}.",
                text=_around(self.text, place),
                column=place + 1,
                expected=expected,
                actual=quoted(rest[0], 20) if rest else pgettext("of a text", "the end"),
            )
        )


def _around(text: str, place: int) -> str:
    start, end = max(0, place - 80), place + 80
    return f'"{"…" if start else ""}{text[start:end]}{"…" if end < len(text) else ""}"'
