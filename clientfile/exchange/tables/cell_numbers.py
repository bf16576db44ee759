"""Numbers in cells: plain numbers, amounts with a currency, ranges and percentages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from clientfile.exchange.tables.conventions import (
    BLANK,
    Conventions,
    grouped_number,
    ungrouped_number,
)
from clientfile.exchange.tables.expressions import UnmappableError, ValueSource
from clientfile.exchange.tables.spoilt import cut_number_fault
from clientfile.language import Message, _
from clientfile.records.names import quoted
from clientfile.records.shape import Shape
from clientfile.records.typed.amounts import MOST_DIGITS, plain
from clientfile.records.typed.currencies import minor_units
from clientfile.records.typed.spoilt_texts import is_cut_number

_RANGE = re.compile(r"[0-9]{1,18}-[0-9]{1,18}")
# A range in other words: `20 à 49 salariés`, `de 20 à 49`, `20–49`, `between 20 and 49`.
_LOOSE_RANGE = re.compile(
    r"(?:[^\W\d]{1,7}\s+)?([0-9]{1,18})"
    r"(?:\s*[-‐‑‒–—−/~…]\s*|\s*\.\.\.?\s*|\s+[^\W\d]{1,3}\s+)"
    r"([0-9]{1,18})(?:\s+[^\W\d]+)?"
)
_BLANKS = re.compile(rf"(?<=[0-9]){BLANK}(?=[0-9]{{3}}(?![0-9]))")
_SYMBOLS = {"€": "EUR", "£": "GBP", "$": "USD"}
_AMOUNT = re.compile(
    r"(?P<before>[A-Z]{3}|[€£$])?\s*(?P<number>[^A-Z€£$]*?)\s*(?P<after>[A-Z]{3}|[€£$])?"
)
_MOST_DECIMALS = 6


@dataclass(frozen=True)
class RowCurrencies:
    """The currencies of a row's amounts: the client's and the folder's."""

    client: str
    folder: str

    def of(self, unit: str) -> str:
        """The currency of an amount with this unit; empty where the unit is no amount's."""
        if unit in ("money", "unit-price"):
            return self.client
        return self.folder if unit in ("folder-money", "folder-unit-price") else ""


def has_decimal_sign(shape: Shape) -> bool:
    """Whether values of this shape may be written with a decimal sign."""
    return shape.kind in ("integer", "number") or shape.format == "percent"


def parse_cell_number(text: str, conventions: Conventions) -> Decimal:
    """A number in plain notation, with or without thousands separators. Raises UnmappableError."""
    if is_cut_number(text):
        raise UnmappableError(cut_number_fault(text))
    sign = conventions.decimal or "."
    figures = _BLANKS.sub("", text.replace("−", "-"))
    if grouped_number(sign).fullmatch(figures):
        figures = figures.replace("," if sign == "." else ".", "")
    if not ungrouped_number(sign).fullmatch(figures):
        raise UnmappableError(
            _(
                "{text} is no number: write figures alone, with {sign!r} for decimals",
                text=quoted(text),
                sign=sign,
            )
        )
    if sum(each.isdigit() for each in figures) > MOST_DIGITS:
        raise UnmappableError(
            _(
                "{text} has more than {most} digits: shorten it",
                text=quoted(text),
                most=MOST_DIGITS,
            )
        )
    value = Decimal(figures.replace(sign, "."))
    # Without the sign of a negative zero.
    return value if value else abs(value)


def parse_numeric(
    text: str, shape: Shape, conventions: Conventions, currencies: RowCurrencies
) -> Any:
    """A whole number (int), a number or an amount (Decimal), or a range (the record's text).

    Raises UnmappableError for what is none, and for more decimals than the currency has.
    """
    if shape.format == "range":
        if _RANGE.fullmatch(text):
            return text
        if bounds := _LOOSE_RANGE.fullmatch(text):
            return _range(text, bounds[1], bounds[2])
    currency = currencies.of(shape.unit)
    figures = _without_currency(text, currency) if currency else text
    value = parse_cell_number(figures, conventions)
    if shape.kind == "integer":
        value = _round_half_up(value, 0) if conventions.rounds else value
        if value != value.to_integral_value():
            raise UnmappableError(_("{text} is no whole number: round it", text=quoted(text)))
        return int(value)
    is_payable = shape.unit in ("money", "folder-money")
    decimals = minor_units(currency) if is_payable else _MOST_DECIMALS
    if conventions.rounds:
        value = _round_half_up(value, decimals)
    return _limit_decimals(value, decimals, currency)


def _range(text: str, least: str, most: str) -> str:
    """A range as a record writes it. Raises UnmappableError for what may be a fraction, or a
    range that goes down.
    """
    written = f"{least}-{most}"
    if int(least) < int(most) and not {"/", "~"} & set(text):
        return written
    raise UnmappableError(
        _("{text} is no number: write {range} for a range", text=quoted(text), range=written)
    )


def _without_currency(text: str, currency: str) -> str:
    """An amount's figures. Raises UnmappableError where it names another currency."""
    match = _AMOUNT.fullmatch(text)
    signs = [sign for sign in (match["before"], match["after"]) if sign] if match else []
    if not match or not signs:
        return text
    if len(signs) > 1 or _SYMBOLS.get(signs[0], signs[0]) != currency:
        raise UnmappableError(
            _(
                "{text} is not in {currency}, the currency of this amount: convert it",
                text=quoted(text),
                currency=currency,
            )
        )
    return match["number"]


def _round_half_up(value: Decimal, decimals: int) -> Decimal:
    """The value with at most so many decimals; a half goes away from zero."""
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent <= decimals:
        return value
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)


def _limit_decimals(value: Decimal, decimals: int, currency: str) -> Decimal:
    """The value without trailing zeros beyond `decimals`.

    Raises UnmappableError for other digits there.
    """
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > decimals:
        shorter = value.quantize(Decimal(1).scaleb(-decimals))
        if shorter != value:
            raise UnmappableError(_too_many_decimals(value, decimals, currency))
        return shorter
    return value


def _too_many_decimals(value: Decimal, most: int, currency: str) -> Message:
    if not currency:
        return _("{value} has more than {most} decimals: round it", value=str(value), most=most)
    return _(
        "{value} has more than {most} decimals for {currency}: round it",
        value=str(value),
        most=most,
        currency=currency,
    )


def parse_cell_percent(text: str, source: ValueSource, conventions: Conventions) -> str:
    """A percentage as a record writes it (`12.5%`), or several in a row (`10%+5%`).

    Raises UnmappableError for what is none, and outside of 0% to 100%.
    """
    if source.percent:
        number = parse_cell_number(text.removesuffix("%").strip(), conventions)
        is_fraction = source.percent == "fraction" and not text.endswith("%")
        return _format_percent(number * 100 if is_fraction else number, text)
    parts = [part.strip() for part in text.split("+")]
    if not all(part.endswith("%") for part in parts):
        raise UnmappableError(
            _(
                '{text} has no %: say as = "percent" or as = "fraction" in the map',
                text=quoted(text),
            )
        )
    numbers = (parse_cell_number(part[:-1].strip(), conventions) for part in parts)
    return "+".join(_format_percent(number, text) for number in numbers)


def _format_percent(number: Decimal, text: str) -> str:
    if not 0 <= number <= 100:
        raise UnmappableError(
            _(
                "{text} is no percentage from 0% to 100%: correct it, or its as",
                text=quoted(text),
            )
        )
    figures = plain(_limit_decimals(number, _MOST_DECIMALS, ""))
    return f"{figures.rstrip('0').rstrip('.') if '.' in figures else figures}%"
