"""Resolves the names and words of an expression of `--where`: to columns, fields, stored words.

A name is a column's key, else the path of a record's field, else the heading or the title of one. A
word that a column or a field with fixed words lacks is refused, since no row could have it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from clientfile.errors import InvalidValueError, UsageError
from clientfile.errors.suggest import did_you_mean, fold
from clientfile.language import _
from clientfile.language.spellings import spellings
from clientfile.output.cells import common_currency
from clientfile.output.filter_syntax import (
    AllOf,
    AnyOf,
    Comparison,
    Expr,
    Not,
    SamePerson,
    keys,
)
from clientfile.output.filter_values import Type, type_of_column, type_of_field
from clientfile.output.table import Column, Table
from clientfile.output.translate import words_of
from clientfile.records.names import quoted
from clientfile.records.paths import quote_segment
from clientfile.records.query import field_at, find_field, find_titled, unknown_field
from clientfile.records.shape import ANY, Shape
from clientfile.records.typed.amounts import parse_money, plain
from clientfile.records.typed.words import (
    YES_NO,
    by_spelling,
    choice_hint,
    choice_words,
    matching,
    only,
)

TextsOf = Callable[[str], Iterable[str]]
"""The texts that rows have under a resolved key."""

_CURRENCY = re.compile(r"[\s_-]\([^()\s]{1,4}\)$")
"""What stands after the heading of amounts: ` (EUR)`, ` (€)`."""


@dataclass(frozen=True)
class Name:
    """What a typed name is: a column's key or a field's path, with the fixed words it may have.

    `words` has what people read for them, by stored word; it is empty where any text may stand.
    `type` is what values are compared as. `currency` is that of all amounts of a column, empty
    where there is none or they differ.
    """

    key: str
    is_column: bool
    words: Mapping[str, str]
    type: Type
    currency: str = ""


def resolve_names(
    expr: Expr, table: Table, record: Shape | None, *, ask_records: bool
) -> dict[str, Name]:
    """What each name of an expression is: a column, or with `ask_records` a field of `record`, the
    shape of a record.

    Raises UsageError for a name that is none, and for one of several.
    """
    shape = record or ANY
    return {key: resolve_name("--where", key, table, shape, ask_records) for key in keys(expr)}


def resolve_words(expr: Expr, names: Mapping[str, Name], texts_of: TextsOf) -> Expr:
    """The expression with stored names and words.

    Raises UsageError for a word that is none of the fixed ones and stands in no row.
    """
    inner = partial(resolve_words, names=names, texts_of=texts_of)
    if isinstance(expr, Not | SamePerson):
        return type(expr)(inner(expr.inner))
    if isinstance(expr, AllOf):
        return AllOf(tuple(map(inner, expr.parts)))
    if isinstance(expr, AnyOf):
        return AnyOf(tuple(map(inner, expr.parts)))
    name = names[expr.key]
    condition = replace(expr, key=name.key, value=_without_currency(expr.value, name.currency))
    if not name.words or not expr.value.strip() or expr.operator not in ("=", "!=", "~"):
        return condition
    if expr.operator == "~":
        return _containing(expr, condition, name, texts_of)
    if words := matching(expr.value, name.words):
        return replace(condition, value=words[0])
    if not _stands_in(texts_of(name.key), expr.value):
        raise _unknown_word(expr, name)
    return condition


def match_column(name: str, columns: Sequence[Column]) -> Column | None:
    """The column of a key, or of a heading in any language, that of amounts with or without its
    currency.

    Raises UsageError for the heading of several.
    """
    by_key = {column.key: column for column in columns}
    if name in by_key:
        return by_key[name]
    heading = name.strip('"')
    keys = _headed(heading, columns)
    if not keys and heading != (bare := _CURRENCY.sub("", heading)):
        keys = _headed(bare, [column for column in columns if column.kind == "money"])
    return by_key[only(name, keys)] if keys else None


def _headed(heading: str, columns: Sequence[Column]) -> list[str]:
    headings = {column.key: column.heading for column in columns}
    return matching(heading, headings, in_part=True)


def unknown_column(name: str, columns: Sequence[Column]) -> UsageError:
    """The error for a name that is no column's."""
    names = by_spelling({column.key: column.heading for column in columns})
    return UsageError(
        _("no column {key}: {hint}", key=quoted(name), hint=did_you_mean(name, names))
    )


def is_of_rows(name: str, columns: Sequence[Column], record: Shape) -> bool:
    """Whether a name is a column's: by its key, or by its heading where no field has that key."""
    if any(column.key == name for column in columns):
        return True
    return find_field(name, record) is None and match_column(name, columns) is not None


def resolve_name(
    option: str, name: str, table: Table, record: Shape, ask_records: bool = True
) -> Name:
    """What a name that an option takes is: a column, or with `ask_records` a field of a record.

    Raises UsageError for a name that is none, and for one of several.
    """
    column = _column_of_key(name, table)
    if column is None and ask_records and (path := find_field(name, record, option)):
        return _field_name(path, record)
    if column := column or match_column(name, table.columns) or _one_of_list(name, table):
        words = YES_NO if column.kind == "flag" else words_of(column, record)
        currency = common_currency(table) if column.kind == "money" else ""
        return Name(column.key, True, words, type_of_column(column), currency)
    if not ask_records:
        raise unknown_column(name, table.columns)
    if path := find_titled(name, record, option):
        return _field_name(path, record)
    raise unknown_field(option, name, record, [column.key for column in table.columns])


def _column_of_key(name: str, table: Table) -> Column | None:
    columns = {column.key: column for column in table.columns}
    if name in columns:
        return columns[name]
    if name == "client" and table.client_key in columns:
        # A pivot by client has its clients under `group`.
        return columns[table.client_key]
    plural = columns.get(f"{name}s")
    return plural if plural is not None and plural.kind == "list" else None


def _one_of_list(name: str, table: Table) -> Column | None:
    """The column of a list whose heading is the plural of the name."""
    return match_column(f"{name}s", [column for column in table.columns if column.kind == "list"])


def _field_name(path: tuple[str, ...], record: Shape) -> Name:
    field = field_at(path, record)
    words = YES_NO if field.kind == "boolean" else choice_words(field)
    return Name(".".join(map(quote_segment, path)), False, words, type_of_field(field))


def _without_currency(text: str, currency: str) -> str:
    """An amount without the currency that it is compared in: `1 250,50 €` is 1250.50."""
    if not currency:
        return text
    with suppress(InvalidValueError):
        amount, typed = parse_money(text)
        if typed == currency:
            return plain(amount)
    return text


def _containing(expr: Comparison, condition: Comparison, name: Name, texts_of: TextsOf) -> Expr:
    """A condition of `~`: of the stored words, else the words that contain it as they are read."""
    part = fold(expr.value)
    if any(part in fold(word) for word in name.words):
        return condition
    words = [
        word for word, title in name.words.items() if any(part in fold(s) for s in spellings(title))
    ]
    if words:
        return AnyOf(tuple(Comparison(name.key, "=", word) for word in words))
    if any(part in fold(spelling) for text in texts_of(name.key) for spelling in spellings(text)):
        return condition
    raise _unknown_word(expr, name)


def _stands_in(texts: Iterable[str], value: str) -> bool:
    return any(fold(value) == fold(spelling) for text in texts for spelling in spellings(text))


def _unknown_word(expr: Comparison, name: Name) -> UsageError:
    condition = f"{expr.key}{expr.operator}{expr.value}"
    return UsageError(
        _(
            "--where {condition}: {value} is no value of {key}: {hint}",
            condition=condition,
            key=expr.key,
            value=quoted(expr.value),
            hint=choice_hint(expr.value, name.words),
        )
    )
