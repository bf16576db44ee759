"""Postcodes that lost their first zero in a spreadsheet: mended where that is sure, and told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from clientfile.exchange.tables.kinds import RECORD, Home
from clientfile.exchange.tables.mapping import ImportMap
from clientfile.exchange.tables.rows import ImportedRow
from clientfile.language import Message, _
from clientfile.records.names import quoted
from clientfile.records.typed.spoilt_texts import first_zero_added, has_five_digits

CountryOf = Callable[[str], str]
"""The country of a client that its row leaves open, by the client's id; "" where it is unknown."""


@dataclass(frozen=True)
class _Postcode:
    """A row's postcode at one place, with the country in which it is one."""

    row: int
    text: str
    country: str


def mend_postcodes(
    rows: Sequence[ImportedRow], mapping: ImportMap, country_of: CountryOf
) -> list[ImportedRow]:
    """The rows with postcodes of five digits where one of four lost its first zero.

    `1000` becomes `01000` where no postcode of that country in the column kept a zero. Where one
    did, the file is no spreadsheet's, and `1000` stays as it is. Both are told.
    """
    after = list(rows)
    for each in mapping.fields:
        if each.inner[-2:] == ("address", "postcode") and each.source.value is None:
            _mend_column(after, each.home, each.inner, country_of)
    return after


def _mend_column(
    rows: list[ImportedRow], home: Home, inner: tuple[str, ...], country_of: CountryOf
) -> None:
    postcodes = list(_postcodes(rows, home, inner, country_of))
    with_zero = {each.country for each in postcodes if each.text.startswith("0")}
    path = ".".join((*home, *inner))
    for each in postcodes:
        value = first_zero_added(each.text)
        if value == each.text:
            continue
        row = rows[each.row]
        is_sure = each.country not in with_zero
        note = _mended(path, each, value) if is_sure else _doubtful(path, each, value)
        values = {**row.items[home], inner: value if is_sure else each.text}
        items = {**row.items, home: values}
        rows[each.row] = replace(row, items=items, notes=(*row.notes, note))


def _postcodes(
    rows: Sequence[ImportedRow], home: Home, inner: tuple[str, ...], country_of: CountryOf
) -> Iterator[_Postcode]:
    """The postcodes of countries where each has five digits."""
    for place, row in enumerate(rows):
        values = row.items.get(home, {})
        if not row.client or inner not in values:
            continue
        own = values.get((*inner[:-1], "country"))
        of_client = row.items.get(RECORD, {}).get(("identity", "address", "country"))
        country = str(own or of_client or country_of(row.client))
        if has_five_digits(country):
            yield _Postcode(place, str(values[inner]), country)


def _mended(path: str, postcode: _Postcode, value: str) -> Message:
    return _(
        "{path}: {text} is a postcode of {country} without its first zero, taken as {value}",
        path=path,
        text=quoted(postcode.text),
        country=postcode.country,
        value=value,
    )


def _doubtful(path: str, postcode: _Postcode, value: str) -> Message:
    return _(
        "{path}: {text} is no postcode of {country}, which has five digits: is it {value}?",
        path=path,
        text=quoted(postcode.text),
        country=postcode.country,
        value=value,
    )
