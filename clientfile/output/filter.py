"""Evaluates an expression of `--where` for one row or record.

The values come from a lookup by key. A value is compared by the type of its key, as
filter_values.py says; the syntax stands in filter_syntax.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any

from clientfile.errors import UsageError
from clientfile.errors.suggest import fold
from clientfile.language import Translatable, _
from clientfile.language.spellings import spellings
from clientfile.output.cells import exact_text
from clientfile.output.filter_syntax import (
    AllOf,
    AnyOf,
    Comparison,
    Expr,
    Not,
    Operator,
    SamePerson,
    comparisons,
)
from clientfile.output.filter_values import (
    TYPE_NAMES,
    Type,
    lower_bound,
    parse_operand,
    parse_value,
)
from clientfile.records.contact_match import LINES, has_address
from clientfile.records.names import quoted
from clientfile.records.typed.phones import has_number, has_part, parse_part, parse_phone

Lookup = Callable[[str], Any]
Types = Mapping[str, Type]
"""The type of each key; one that is missing is text."""


def fulfils(
    expr: Expr,
    lookup: Lookup,
    *,
    types: Types,
    today: date | None = None,
    people: Callable[[], Iterable[Lookup]] = tuple,
) -> bool:
    """Whether the values that `lookup` returns by key fulfil the expression.

    `people` returns a lookup for each person that the row is about, or that its client has: one of
    them must fulfil the conditions of SamePerson.

    A value is None (absent), text, a number, a date, a boolean, or a list of them. With `today`
    a date may be relative (`last_contact<-90d`); a weekday is the last one. Raises UsageError
    where `<` or `>` compares a number or a date with text that is neither.
    """
    if isinstance(expr, SamePerson):
        return any(fulfils(expr.inner, each, types=types, today=today) for each in people())
    test = partial(fulfils, types=types, today=today, people=people)
    if isinstance(expr, Not):
        return not test(expr.inner, lookup)
    if isinstance(expr, AllOf):
        return all(test(part, lookup) for part in expr.parts)
    if isinstance(expr, AnyOf):
        return any(test(part, lookup) for part in expr.parts)
    return _fulfils_comparison(expr, lookup(expr.key), types.get(expr.key, "text"), today)


def join_people(expr: Expr, is_of_people: Callable[[str], bool]) -> Expr:
    """The expression in which several conditions on people that `and` joins are of one person."""
    if isinstance(expr, Comparison | SamePerson):
        return expr
    join = partial(join_people, is_of_people=is_of_people)
    if isinstance(expr, Not):
        return Not(join(expr.inner))
    if isinstance(expr, AnyOf):
        return AnyOf(tuple(map(join, expr.parts)))
    of_people = [
        part for part in expr.parts if all(is_of_people(each.key) for each in comparisons(part))
    ]
    if len(of_people) <= 1:
        return AllOf(tuple(map(join, expr.parts)))
    others = [join(part) for part in expr.parts if part not in of_people]
    return AllOf((SamePerson(AllOf(tuple(of_people))), *others))


def check_operands(expr: Expr, types: Types, today: date | None) -> None:
    """Raise UsageError for an operand that is none of its key's type: no value could fulfil it."""
    for each in comparisons(expr):
        type_ = types.get(each.key, "text")
        is_absent = each.operator in ("=", "!=") and not each.value.strip()
        if type_ == "text" or each.operator == "~" or is_absent:
            continue
        if parse_operand(type_, each.value, today) is None:
            raise _not_of_type(each, type_)


def _not_of_type(condition: Comparison, type_: Type) -> UsageError:
    return UsageError(
        _(
            "--where {condition}: {key} is compared as {kind}, and {value} is none.",
            condition=f"{condition.key}{condition.operator}{condition.value}",
            key=condition.key,
            kind=TYPE_NAMES[type_],
            value=quoted(condition.value),
        )
    )


def _fulfils_comparison(
    condition: Comparison, actual: Any, type_: Type, today: date | None
) -> bool:
    items = list(actual) if isinstance(actual, list | tuple | set | frozenset) else [actual]
    items = items or [None]
    last_key = condition.key.rpartition(".")[2]
    if last_key in (*LINES, "email") and condition.operator in ("=", "!=", "~"):
        is_reached = _has_line if last_key in LINES else _has_address
        reached = any(is_reached(exact_text(item), condition) for item in items)
        return reached != (condition.operator == "!=")
    if condition.operator == "!=":
        return not any(_is_equal(item, condition.value, type_, today) for item in items)
    if condition.operator == "=":
        return any(_is_equal(item, condition.value, type_, today) for item in items)
    if condition.operator == "~":
        return any(_contains(item, fold(condition.value)) for item in items)
    return any(_is_in_order(item, condition, type_, today) for item in items)


def _has_line(actual: str, condition: Comparison) -> bool:
    """Whether one of a field's telephone numbers is the operand, or under `~` contains it.

    The way both are written makes no difference.
    """
    text = condition.value
    number = parse_phone(text)
    if (number and has_number(actual, number)) or fold(text) == fold(actual):
        return True
    if condition.operator != "~":
        return False
    part = parse_part(text, least=1)
    return fold(text) in fold(actual) or (bool(part) and has_part(actual, part))


def _has_address(actual: str, condition: Comparison) -> bool:
    """Whether one of a field's e-mail addresses is the operand, or under `~` contains it."""
    if condition.operator == "~":
        return fold(condition.value) in fold(actual)
    return fold(condition.value) == fold(actual) or has_address(actual, condition.value)


def _contains(actual: Any, part: str) -> bool:
    """Whether a value contains a folded text, as it is or as another language has it."""
    if part in fold(exact_text(actual)):
        return True
    words = spellings(actual) if isinstance(actual, Translatable) else ()
    return any(part in fold(spelling) for spelling in words)


def _is_equal(actual: Any, operand: str, type_: Type, today: date | None) -> bool:
    """Equality as a person means it: the range `50-99` is itself and 50, a discount `5%` `5.0%`."""
    if fold(exact_text(actual)) == fold(operand):
        return True
    if isinstance(actual, Translatable):
        return any(fold(spelling) == fold(operand) for spelling in spellings(actual))
    if actual is None or not operand.strip():
        return False
    own_type, value = parse_value(type_, actual)
    if own_type == "text" or (own_type == "range" and lower_bound(operand) is not None):
        return False
    return bool(parse_operand(own_type, operand, today) == value)


def _is_in_order(actual: Any, condition: Comparison, type_: Type, today: date | None) -> bool:
    if actual is None or exact_text(actual) == "":
        return False
    own_type, value = parse_value(type_, actual)
    operand = parse_operand(own_type, condition.value, today)
    if operand is None:
        raise _not_of_type(condition, own_type)
    return _compare(value, condition.operator, operand)


def _compare(value: Any, operator: Operator, operand: Any) -> bool:
    if operator in (">=", "<=") and value == operand:
        return True
    return bool(value < operand if operator in ("<", "<=") else value > operand)
