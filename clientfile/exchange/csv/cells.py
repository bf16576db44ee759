"""How a cell's text becomes a value of the record: numbers, dates, percentages, ids and text.

The decimal sign and the order of day and month are told by the map, else found over all cells of
the file; what stays ambiguous is asked for, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from clientfile.exchange.csv.errors import UnknownConventionError
from clientfile.exchange.csv.expressions import UnmappableError, ValueSource
from clientfile.records.names import is_id, quoted, slug
from clientfile.records.shape import Shape
from clientfile.records.typed.amounts import MOST_DIGITS, plain
from clientfile.records.typed.currencies import minor_units

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_REF = re.compile(r"(?!#)\S(?:[^\n]*\S)?")
_RANGE = re.compile(r"[0-9]{1,18}-[0-9]{1,18}")
_BOUNDS = re.compile(
    r"([0-9]{1,18})(?:\s*[-‐‑‒–—−/~…]\s*|\s*\.\.\.?\s*|\s+[^\W\d]{1,3}\s+)([0-9]{1,18})"
)
_BLANK = "[ \u00a0\u202f\u2009'’]"
_BLANKS = re.compile(rf"(?<=[0-9]){_BLANK}(?=[0-9]{{3}}(?![0-9]))")
_DAY = re.compile(
    r"(?:(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"
    r"|(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<year>\d{4}))"
    r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?",
    re.ASCII,
)
_SYMBOLS = {"€": "EUR", "£": "GBP", "$": "USD"}
_CURRENCY = re.compile(
    r"(?P<before>[A-Z]{3}|[€£$])?\s*(?P<number>[^A-Z€£$]*?)\s*(?P<after>[A-Z]{3}|[€£$])?"
)
_BARE_OF = re.compile(rf"[A-Z]{{3}}|[€£$%]|{_BLANK}")
MOST_DECIMALS = 6


@dataclass(frozen=True)
class Conventions:
    """How a file writes: its decimal sign, and its dates (`dmy`, `mdy` or `ymd`). Each is empty
    where none needs it: whole numbers, and dates with their year in front, are always clear."""

    decimal: str = ""
    dates: str = ""


AS_RECORD = Conventions()
"""How a record writes, and so the values and words of a map."""


@dataclass(frozen=True)
class RowCurrencies:
    """In what a row's amounts are: the client's currency and the folder's."""

    client: str
    folder: str

    def of(self, unit: str) -> str:
        """The currency of an amount with this unit; empty where it is no amount."""
        if unit in ("money", "unit-price"):
            return self.client
        return self.folder if unit in ("folder-money", "folder-unit-price") else ""


def parse_value(
    text: str, shape: Shape, source: ValueSource, writes: Conventions, money: RowCurrencies
) -> Any:
    """The value that a text which is not empty stands for. Raises UnmappableError with why not."""
    if source.as_record:
        writes = AS_RECORD
    if _CONTROL.search(text):
        raise UnmappableError("it holds a control character: take it out")
    if shape.kind in ("integer", "number"):
        return _numeric(text, shape, writes, money)
    if shape.kind == "boolean":
        return _boolean(text)
    if shape.kind == "list":
        return [parse_value(text, shape.item, source, writes, money)] if shape.item else [text]
    return _text(text, shape, source, writes)


def parse_id(text: str, source: ValueSource) -> str:
    """The id that a text is, or that is made of it. Raises UnmappableError where there is none."""
    made = slug(text, fallback="") if source.slug else text
    if is_id(made):
        return made
    if source.slug:
        raise UnmappableError(f"no id can be made of {quoted(text)}: write one in a column for it")
    if not text:
        raise UnmappableError("the cell is empty: fill it in")
    hint = "say lower = true or slug = true in the map"
    raise UnmappableError(f"{quoted(text)} is no id of small letters, digits and hyphens: {hint}")


def has_decimal_sign(shape: Shape) -> bool:
    """Whether what stands there is written with a decimal sign."""
    return shape.kind in ("integer", "number") or shape.format == "percent"


def detect_decimal(cells: Iterable[tuple[int, str]], columns: str) -> str:
    """The decimal sign of a file, from the texts of its numbers with their lines.

    Empty where there is no sign in them. Raises UnknownConventionError where both would do, or
    both occur.
    """
    seen: dict[str, tuple[int, str]] = {}
    for line, text in cells:
        sign = _decimal_sign(text)
        if sign:
            seen.setdefault(sign, (line, text))
    if "." in seen and "," in seen:
        raise _conflict("a point and a comma for decimals", seen["."], seen[","], "decimal")
    if "?" in seen and len(seen) == 1:
        line, text = seen["?"]
        what = f"{quoted(text)} on line {line} ({columns}) has a thousands sign or three decimals"
        raise UnknownConventionError(what, "decimal", '"." or ","')
    return "," if "," in seen else "." if "." in seen else ""


def detect_dates(cells: Iterable[tuple[int, str]], columns: str) -> str:
    """Whether the dates of a file have the day or the month first, from their texts with lines.

    Empty where every date has its year first. Raises UnknownConventionError where both orders would
    do, or both occur.
    """
    seen: dict[str, tuple[int, str]] = {}
    for line, text in cells:
        order = _order(text)
        if order:
            seen.setdefault(order, (line, text))
    if "dmy" in seen and "mdy" in seen:
        raise _conflict("day and month in both orders", seen["dmy"], seen["mdy"], "dates")
    if "?" in seen and len(seen) == 1:
        line, text = seen["?"]
        what = (
            f"{quoted(text)} on line {line} ({columns}) can be read with the day or the month first"
        )
        raise UnknownConventionError(what, "dates", '"dmy" or "mdy"')
    return "dmy" if "dmy" in seen else "mdy" if "mdy" in seen else ""


def parse_cell_number(text: str, writes: Conventions) -> Decimal:
    """A number in plain notation, with thousands parted or not. Raises UnmappableError."""
    sign = writes.decimal or "."
    figures = _BLANKS.sub("", text.replace("−", "-"))
    if _grouped(sign).fullmatch(figures):
        figures = figures.replace("," if sign == "." else ".", "")
    if not _ungrouped(sign).fullmatch(figures):
        raise UnmappableError(
            f"{quoted(text)} is no number: write figures alone, with {sign!r} for decimals"
        )
    if sum(each.isdigit() for each in figures) > MOST_DIGITS:
        raise UnmappableError(f"{quoted(text)} has more than {MOST_DIGITS} digits: shorten it")
    value = Decimal(figures.replace(sign, "."))
    return value if value else abs(value)


@cache
def _grouped(sign: str) -> re.Pattern[str]:
    thousands = "," if sign == "." else "."
    return re.compile(rf"[+-]?[1-9][0-9]{{0,2}}(?:[{thousands}][0-9]{{3}})+(?:[{sign}][0-9]+)?")


@cache
def _ungrouped(sign: str) -> re.Pattern[str]:
    return re.compile(rf"[+-]?[0-9]+(?:[{sign}][0-9]+)?")


def _conflict(
    what: str, one: tuple[int, str], other: tuple[int, str], key: str
) -> UnknownConventionError:
    lines = " and ".join(f"{quoted(text)} on line {line}" for line, text in (one, other))
    return UnknownConventionError(f"the file writes {what}: {lines}", key, "the one that is right")


def _decimal_sign(text: str) -> str:
    """`.` or `,` where a number's text proves it, `?` where it would do with either, else empty."""
    figures = _BARE_OF.sub("", text)
    if not ("." in figures or "," in figures):
        return ""
    fitting = [
        sign
        for sign in (".", ",")
        if _grouped(sign).fullmatch(figures) or _ungrouped(sign).fullmatch(figures)
    ]
    return fitting[0] if len(fitting) == 1 else "?" if fitting else ""


def _order(text: str) -> str:
    found = _DAY.fullmatch(text)
    if not found or found["year"] is None:
        return ""
    first, second = int(found["a"]), int(found["b"])
    if first == second:
        return ""
    if first <= 12 and second <= 12:
        return "?"
    return "dmy" if second <= 12 else "mdy" if first <= 12 else ""


def _numeric(text: str, shape: Shape, writes: Conventions, money: RowCurrencies) -> Any:
    if shape.format == "range":
        if _RANGE.fullmatch(text):
            return text
        if bounds := _BOUNDS.fullmatch(text):
            written = f"{bounds[1]}-{bounds[2]}"
            raise UnmappableError(f"{quoted(text)} is no number: write {written} for a range")
    currency = money.of(shape.unit)
    value = parse_cell_number(_bare(text, currency) if currency else text, writes)
    if shape.kind == "integer":
        if value != value.to_integral_value():
            raise UnmappableError(f"{quoted(text)} is no whole number: round it")
        return int(value)
    exact = shape.unit in ("money", "folder-money")
    return _cut(value, minor_units(currency) if exact else MOST_DECIMALS, currency)


def _bare(text: str, currency: str) -> str:
    """An amount without the sign of its currency, which must be the right one."""
    found = _CURRENCY.fullmatch(text)
    signs = [sign for sign in (found["before"], found["after"]) if sign] if found else []
    if not found or not signs:
        return text
    if len(signs) > 1 or _SYMBOLS.get(signs[0], signs[0]) != currency:
        raise UnmappableError(
            f"{quoted(text)} is not in {currency}, the currency of this amount: convert it"
        )
    return found["number"]


def _cut(value: Decimal, decimals: int, currency: str) -> Decimal:
    """The value without the zeros that are more than its decimals; other digits are refused."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > decimals:
        shorter = value.quantize(Decimal(1).scaleb(-decimals))
        if shorter != value:
            unit = f" for {currency}" if currency else ""
            raise UnmappableError(f"{value} has more than {decimals} decimals{unit}: round it")
        return shorter
    return value


def _boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise UnmappableError(
            f'{quoted(text)} is not true or false: add a map, as in {{ {text} = "true" }}'
        )
    return text == "true"


def _text(text: str, shape: Shape, source: ValueSource, writes: Conventions) -> str:
    if shape.choices and text not in shape.choices:
        raise UnmappableError(_no_choice(text, shape))
    if shape.format == "date":
        return _date(text, writes)
    if shape.format == "percent":
        return _percent(text, source, writes)
    if shape.format == "id":
        return parse_id(text, source)
    check, hint = _CHECKS.get(shape.format, (None, ""))
    if check and not check(text):
        raise UnmappableError(f"{quoted(text)} is no {shape.format}: {hint}")
    return text


def _no_choice(text: str, shape: Shape) -> str:
    if shape.format == "country":
        return f"{quoted(text)} is no ISO 3166-1 code of two letters: add a map of countries"
    if shape.format == "currency":
        return f"{quoted(text)} is no ISO 4217 code of three letters: add a map of currencies"
    return f"{quoted(text)} is none of {', '.join(shape.choices)}: add a map"


def _date(text: str, writes: Conventions) -> str:
    found = _DAY.fullmatch(text)
    if not found:
        raise UnmappableError(
            f"{quoted(text)} is no date with a year of four digits: write 2026-12-31 or 31/12/2026"
        )
    if found["y"]:
        year, month, day = found["y"], found["m"], found["d"]
    else:
        year, month, day = found["year"], found["b"], found["a"]
        if writes.dates == "mdy":
            month, day = day, month
        elif writes.dates == "ymd" or (not writes.dates and month != day):
            raise UnmappableError(
                f"{quoted(text)} does not have its year first: "
                'say dates = "dmy" or "mdy" in the map'
            )
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        read = {"dmy": " with the day first", "mdy": " with the month first"}
        order = "" if found["y"] else read.get(writes.dates, "")
        raise UnmappableError(
            f"{quoted(text)} is no day of the calendar{order}: correct it"
        ) from None


def _percent(text: str, source: ValueSource, writes: Conventions) -> str:
    if source.percent:
        bare = parse_cell_number(text.removesuffix("%").strip(), writes)
        share = bare * 100 if source.percent == "fraction" and not text.endswith("%") else bare
        return _share(share, text)
    parts = [part.strip() for part in text.split("+")]
    if not all(part.endswith("%") for part in parts):
        raise UnmappableError(
            f'{quoted(text)} has no %: say as = "percent" or as = "fraction" in the map'
        )
    return "+".join(_share(parse_cell_number(part[:-1].strip(), writes), text) for part in parts)


def _share(share: Decimal, text: str) -> str:
    if not 0 <= share <= 100:
        raise UnmappableError(
            f"{quoted(text)} is no percentage from 0% to 100%: correct it, or its as"
        )
    figures = plain(_cut(share, MOST_DECIMALS, ""))
    return f"{figures.rstrip('0').rstrip('.') if '.' in figures else figures}%"


def _is_client_person(text: str) -> bool:
    client, slash, person = text.partition("/")
    return bool(slash) and is_id(client) and is_id(person)


_CHECKS: dict[str, tuple[Callable[[str], object], str]] = {
    "ref": (_REF.fullmatch, "write it on one line, without # in front"),
    "client/person": (_is_client_person, "write two ids, as in acme/jean-dupont"),
}
