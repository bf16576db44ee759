"""A cell's text → a value of the record, by the field's shape: numbers, dates, ids, text."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from clientfile.errors import InvalidValueError
from clientfile.exchange.tables.cell_numbers import RowCurrencies, parse_cell_percent, parse_numeric
from clientfile.exchange.tables.conventions import AS_RECORD, DAY, Conventions
from clientfile.exchange.tables.expressions import UnmappableError, ValueSource
from clientfile.exchange.tables.source_table import TypedText
from clientfile.language import Message, _
from clientfile.records.names import is_id, quoted, slug
from clientfile.records.shape import Shape
from clientfile.records.typed.intervals import parse_interval
from clientfile.records.typed.words import YES_NO, find_choice, form_of, matching
from clientfile.schema.files import country_names

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_REF = re.compile(r"(?!#)\S(?:[^\n]*\S)?")


def parse_value(
    text: str,
    shape: Shape,
    source: ValueSource,
    conventions: Conventions,
    currencies: RowCurrencies,
) -> Any:
    """The value of a text that is not empty. Raises UnmappableError with why it has none."""
    if source.as_record or isinstance(text, TypedText):
        conventions = AS_RECORD
    if control := CONTROL.search(text):
        raise UnmappableError(
            _(
                "it holds a control character, {code} at place {place}: take it out, or say "
                "clean = true in the map",
                code=f"U+{ord(control[0]):04X}",
                place=control.start() + 1,
            )
        )
    if shape.kind in ("integer", "number"):
        return parse_numeric(text, shape, conventions, currencies)
    if shape.kind == "boolean":
        return _parse_boolean(text)
    if shape.kind == "list":
        if not shape.item:
            return source.items(text)
        return [
            parse_value(item, shape.item, source, conventions, currencies)
            for item in source.items(text)
        ]
    return _parse_text(text, shape, source, conventions)


def parse_id(text: str, source: ValueSource) -> str:
    """The id that a text is, or that is made from it. Raises UnmappableError where none can be."""
    identifier = slug(text, fallback="") if source.slug else text
    if is_id(identifier):
        return identifier
    if source.slug:
        raise UnmappableError(
            _("no id can be made of {text}: write one in a column for it", text=quoted(text))
        )
    if not text:
        raise UnmappableError(_("the cell is empty: fill it in"))
    raise UnmappableError(
        _(
            "{text} is no id of small letters, digits and hyphens: "
            "say lower = true or slug = true in the map",
            text=quoted(text),
        )
    )


def _parse_boolean(text: str) -> bool:
    if not (words := matching(text, YES_NO)):
        raise UnmappableError(
            _(
                '{quoted} is not true or false: add a map, as in {{ {text} = "true" }}',
                quoted=quoted(text),
                text=text,
            )
        )
    return words == ["true"]


def _parse_text(text: str, shape: Shape, source: ValueSource, conventions: Conventions) -> str:
    if shape.choices and text not in shape.choices:
        return _parse_choice(text, shape)
    if shape.format == "date":
        return _parse_date(text, conventions)
    if shape.format == "percent":
        return parse_cell_percent(text, source, conventions)
    if shape.format == "interval":
        return _parse_interval(text)
    if shape.format == "id":
        return parse_id(text, source)
    if shape.format == "ref" and not _REF.fullmatch(text):
        raise UnmappableError(
            _("{text} is no ref: write it on one line, without # in front", text=quoted(text))
        )
    if shape.format == "client/person" and not _is_client_person(text):
        raise UnmappableError(
            _(
                "{text} is no client/person: write two ids, as in acme/jean-dupont",
                text=quoted(text),
            )
        )
    return text


def _parse_interval(text: str) -> str:
    try:
        return parse_interval(text)
    except InvalidValueError as error:
        raise UnmappableError(str(error)) from None


def _parse_choice(text: str, shape: Shape) -> str:
    """One of a field's words in any language. Raises UnmappableError for another text."""
    # Codes are as their standard has them: `it` may be a word of another column.
    if shape.format == "country":
        choice = country_names().get(form_of(text))
    else:
        choice = find_choice(text, shape) if shape.words else None
    if choice is None:
        raise UnmappableError(_no_choice(text, shape))
    return choice


def _no_choice(text: str, shape: Shape) -> Message:
    if shape.format == "country":
        return _(
            "{text} is no country in English or French, nor a code of ISO 3166-1: add a map",
            text=quoted(text),
        )
    if shape.format == "currency":
        return _(
            "{text} is no ISO 4217 code of three letters: add a map of currencies",
            text=quoted(text),
        )
    return _(
        "{text} is none of {words}: add a map", text=quoted(text), words=", ".join(shape.choices)
    )


def _parse_date(text: str, conventions: Conventions) -> str:
    """A date as a record writes it (YYYY-MM-DD). Raises UnmappableError."""
    match = DAY.fullmatch(text)
    if match and match["year"] and len(match["year"]) == 2 and not conventions.century:
        raise UnmappableError(
            _(
                "{text} has a year of two digits: say century = 2000 in the map",
                text=quoted(text),
            )
        )
    if not match:
        raise UnmappableError(
            _(
                "{text} is no date with a year of four digits: write 2026-12-31 or 31/12/2026",
                text=quoted(text),
            )
        )
    year, month, day = _date_parts(text, match, conventions)
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        order = "" if match["y"] else conventions.dates
        raise UnmappableError(_no_day(quoted(text), order)) from None


def _no_day(text: str, order: str) -> Message:
    if order == "dmy":
        return _("{text} is no day of the calendar with the day first: correct it", text=text)
    if order == "mdy":
        return _("{text} is no day of the calendar with the month first: correct it", text=text)
    return _("{text} is no day of the calendar: correct it", text=text)


def _date_parts(text: str, match: re.Match[str], conventions: Conventions) -> tuple[str, str, str]:
    """Year, month and day of a date's text, in the file's order of day and month."""
    if match["y"]:
        return match["y"], match["m"], match["d"]
    year, month, day = match["year"], match["b"], match["a"]
    if len(year) == 2:
        if conventions.dates == "ymd":
            year, day = day.zfill(2), year
        year = str(conventions.century + int(year))
        if conventions.dates == "ymd":
            return year, month, day
    if conventions.dates == "mdy":
        return year, day, month
    if conventions.dates == "ymd" or (not conventions.dates and month != day):
        raise UnmappableError(
            _(
                '{text} does not have its year first: say dates = "dmy" or "mdy" in the map',
                text=quoted(text),
            )
        )
    return year, month, day


def _is_client_person(text: str) -> bool:
    client, slash, person = text.partition("/")
    return bool(slash) and is_id(client) and is_id(person)
