"""What a person types for a field, parsed under the field's shape into a value of the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from clientfile.errors import InvalidValueError, UsageError
from clientfile.language import _, pgettext
from clientfile.records.edits import Data, Path, at
from clientfile.records.fiscal_year import FiscalYearStart
from clientfile.records.shape import Shape
from clientfile.records.typed.amounts import parse_integer, parse_money, parse_number, parse_percent
from clientfile.records.typed.dates import parse_day
from clientfile.records.typed.words import choice_hint, choice_words, find_choice, find_flag

_MONEY = ("money", "folder-money", "unit-price", "folder-unit-price")


@dataclass(frozen=True)
class RecordCurrencies:
    """The currencies of a record's amounts: the client's own and the folder's; "" for unknown."""

    own: str = ""
    folder: str = ""

    def of(self, shape: Shape) -> str:
        """The currency of an amount under this shape."""
        return self.folder if shape.unit.startswith("folder-") else self.own


UNKNOWN = RecordCurrencies()


def currencies_of(data: Data, folder: str, path: Path = ()) -> RecordCurrencies:
    """The currencies of a record's amounts, in a folder whose currency is `folder`.

    Those at or below `path` are in the currency that an item around them names for its own.
    """
    own = str(data.get("business", {}).get("currency", folder))
    for length in range(len(path) + 1):
        holder: Any = at(data, path[:length])
        if isinstance(holder, dict) and "currency" in holder:
            own = str(holder["currency"])
    return RecordCurrencies(own, folder)


def parse_fields(
    values: Mapping[str, Any],
    shape: Shape,
    today: date,
    currencies: RecordCurrencies = UNKNOWN,
    fiscal_year_start: FiscalYearStart | None = None,
) -> Data:
    """A mapping of typed texts, lists and mappings, each value parsed under its shape.

    Where it names a currency, its amounts are in that one.
    """
    if isinstance(code := values.get("currency"), str) and "currency" in shape.fields:
        currencies = replace(currencies, own=code)

    def parse(value: Any, shape: Shape, key: str) -> Any:
        if isinstance(value, Mapping):
            return parse_fields(value, shape, today, currencies, fiscal_year_start)
        if isinstance(value, list):
            return [parse(inner, shape.child(0), key) for inner in value]
        if not isinstance(value, str):
            return value
        return parse_text(value, shape, today, currencies, key, fiscal_year_start)

    return {key: parse(value, shape.child(key), key) for key, value in values.items()}


def parse_text(
    text: str,
    shape: Shape,
    today: date,
    currencies: RecordCurrencies = UNKNOWN,
    key: str = "",
    fiscal_year_start: FiscalYearStart | None = None,
) -> Any:
    """One value as a person types it: a date in words, `1 250,50`, `2,5 %`, `oui`.

    `key` names the field in messages; `fiscal_year_start` is the one of typed quarters. Raises
    InvalidValueError for a text that is no value of the shape, and for an amount typed in another
    currency than the field's; UsageError where the shape takes no single value.
    """
    if shape.kind == "integer":
        return parse_integer(text) if _is_whole(text) or shape.format != "range" else text.strip()
    if shape.kind == "number":
        return _parse_amount(text, shape, currencies.of(shape))
    if shape.kind == "boolean":
        return _parse_boolean(text)
    if shape.kind == "list" and (shape.item is None or shape.item.kind in ("text", "any")):
        item = shape.item or shape
        return [parse_text(text, item, today, currencies, key, fiscal_year_start)]
    if shape.kind in ("mapping", "list"):
        raise UsageError(
            _(
                "{key} holds several values: name one of them with a dot, give them by "
                "--json -, or edit the file and run: clientfile save",
                key=key or pgettext("a field", "this"),
            )
        )
    if shape.format == "date":
        day = parse_day(text, today, toward=shape.toward, fiscal_year_start=fiscal_year_start)
        return day.isoformat()
    return _parse_single(text, shape, key)


def _is_whole(text: str) -> bool:
    return text.strip().lstrip("-").isdigit()


def _parse_amount(text: str, shape: Shape, currency: str) -> Decimal:
    if shape.unit not in _MONEY:
        return parse_number(text)
    amount, named = parse_money(text, is_price=shape.unit.endswith("unit-price"))
    if named and currency and named != currency:
        raise InvalidValueError(
            _(
                "{amount!r} is in {typed}, but this amount is in {currency}: convert it",
                amount=text,
                typed=named,
                currency=currency,
            )
        )
    return amount


def _parse_boolean(text: str) -> bool:
    if (flag := find_flag(text)) is not None:
        return flag
    raise InvalidValueError(_("{typed!r} is neither yes nor no: write yes or no", typed=text))


def _parse_single(text: str, shape: Shape, key: str) -> str:
    if shape.format == "percent":
        return parse_percent(text)
    if shape.format == "interval":
        from clientfile.records.typed.intervals import parse_interval

        return parse_interval(text)
    if shape.choices:
        return _parse_choice(text, shape, key)
    # Text pasted from Windows ends its lines with CR LF.
    return text.strip().replace("\r\n", "\n")


def _parse_choice(text: str, shape: Shape, key: str) -> str:
    """One of a field's words, typed in any language; the record keeps the English one."""
    if choice := find_choice(text, shape):
        return choice
    hint = choice_hint(text, choice_words(shape))
    if key:
        raise InvalidValueError(_("{text!r} is no {key}: {hint}", text=text, key=key, hint=hint))
    raise InvalidValueError(_("{text!r} is no value: {hint}", text=text, hint=hint))
