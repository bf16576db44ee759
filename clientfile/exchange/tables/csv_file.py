"""A CSV file: bytes → rows of cells by column, each with its line; encoding and delimiter.

The map may say delimiter and encoding. Otherwise the delimiter is detected, and the encoding is
UTF-8, or UTF-16 where the file begins with its byte order mark. Nothing is guessed: an ambiguous
file is refused with what to write in the map.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterator

from clientfile.exchange.tables.errors import TableError, UnknownConventionError
from clientfile.exchange.tables.header import (
    MOST_ABOVE,
    FindColumns,
    FindHeader,
    build_table,
    normalize_column,
)
from clientfile.exchange.tables.source_table import SourceTable
from clientfile.language import Message, _

DELIMITERS = (",", ";", "\t", "|")
_SEP_LINE = re.compile(r'\A"?sep=([,;\t|])"?\r?\n')
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_CHARSETS = ("unicode-escape", "raw-unicode-escape", "idna", "punycode", "undefined")
"""Codecs of Python in which no table is written."""

_NO_TEXT = (
    (
        re.compile("\0"),
        _(
            "a NUL byte stands here, so it is no text, or its encoding is utf-16: "
            'save it as UTF-8, or say encoding = "utf-16" at the top of the map'
        ),
    ),
    (
        re.compile("[\ud800-\udfff]"),
        _("half a character stands here, so its encoding is another: save it as UTF-8"),
    ),
)


def parse_table(
    data: bytes,
    *,
    name: str,
    encoding: str = "",
    delimiter: str = "",
    columns: Collection[str] = (),
    find_header: FindHeader | None = None,
) -> SourceTable:
    """The table in the bytes of a file.

    `name` is the file's, for messages. `encoding` and `delimiter` are the map's, empty to be
    detected; `columns` are those that the map names: the right delimiter separates them, and the
    header has them. `find_header` finds it where there is no map. Raises TableError, or
    UnknownConventionError where two delimiters fit.
    """
    encoding, text = _decode(data, name, encoding)
    sep_line = _SEP_LINE.match(text)
    first_line = 2 if sep_line else 1
    body = text[sep_line.end() :] if sep_line else text
    find = find_header or FindColumns(map(normalize_column, columns))
    delimiter = delimiter or (sep_line[1] if sep_line else _detect_delimiter(body, name, find))
    records = _read_records(body, name, delimiter, first_line)
    return build_table(records, name, find, encoding=encoding, delimiter=delimiter)


def _decode(data: bytes, name: str, encoding_in_map: str) -> tuple[str, str]:
    mark = next((codec for bom, codec in _MARKS if data.startswith(bom)), "")
    encoding = mark or encoding_in_map or "utf-8"
    _check_mark(mark, encoding_in_map, name)
    try:
        if codecs.lookup(encoding).name in _NO_CHARSETS:
            raise LookupError
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise TableError(name, _undecodable(data, error, encoding), _line_of(error)) from None
    except (LookupError, ValueError):
        raise TableError(
            name,
            _(
                "encoding {encoding!r} is none that is known here: name another",
                encoding=encoding_in_map,
            ),
        ) from None
    for pattern, what in _NO_TEXT:
        if match := pattern.search(text):
            raise TableError(name, what, text.count("\n", 0, match.start()) + 1)
    return encoding.removesuffix("-sig"), text


def _check_mark(mark: str, encoding: str, name: str) -> None:
    """Raise TableError where the map's encoding contradicts the file's byte order mark."""
    if not mark or not encoding:
        return
    plain = encoding.lower().replace("_", "-").replace("utf8", "utf-8").replace("utf16", "utf-16")
    marked = mark.removesuffix("-sig")
    if not plain.startswith(marked):
        raise TableError(
            name,
            _(
                "the file begins with the mark of {marked}, but the map says {encoding}: "
                "take encoding out of the map",
                marked=marked,
                encoding=encoding,
            ),
        )


def _undecodable(data: bytes, error: UnicodeDecodeError, encoding: str) -> Message:
    byte = f"0x{data[error.start] if error.start < len(data) else 0:02X}"
    return _(
        "byte {byte} is no {encoding}: "
        'say how the file is encoded, such as encoding = "cp1252", at the top of the map',
        byte=byte,
        encoding=encoding,
    )


def _line_of(error: UnicodeDecodeError) -> int:
    return bytes(error.object[: error.start]).count(b"\n") + 1


def _detect_delimiter(text: str, name: str, find: FindHeader) -> str:
    first = {sign: _first_rows(text, sign) for sign in DELIMITERS}
    places = {sign: find(rows) if rows else -1 for sign, rows in first.items()}
    fitting = {sign: first[sign][place] for sign, place in places.items() if place >= 0}
    if isinstance(find, FindColumns):
        fitting = {sign: row for sign, row in fitting.items() if find.fits(row)}
    headers = fitting or {sign: rows[0] if rows else [] for sign, rows in first.items()}
    widths = {sign: len(cells) for sign, cells in headers.items()}
    widest = max(widths.values())
    signs = [sign for sign, width in widths.items() if width == widest]
    if widest <= 1:
        return DELIMITERS[0]
    if len(signs) > 1:
        what = _(
            "{file}: the header can be parted at {signs}",
            file=name,
            signs=_alternative_places(list(map(repr, signs))),
        )
        raise UnknownConventionError(what, "delimiter", [f'"{sign}"' for sign in signs])
    return signs[0]


def _alternative_places(signs: list[str]) -> str:
    *others, last = signs
    if not others:
        return last
    return _("{signs} or at {last}", signs=_alternative_places(others), last=last)


def _first_rows(text: str, delimiter: str) -> list[list[str]]:
    """The first rows with a text, as they are parted at a sign; none where they can't be."""
    rows: list[list[str]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            if any(cell.strip() for cell in cells):
                rows.append([normalize_column(cell) for cell in cells])
            if len(rows) == MOST_ABOVE:
                break
    except csv.Error:
        return rows
    return rows


def _read_records(
    text: str, name: str, delimiter: str, first_line: int
) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line on which it begins.

    `strict`, since a quote that is left open would otherwise swallow the rest of the file without
    an error.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + first_line
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            what = _(
                "the cells of this row can't be told apart ({reason}): is a quote left open?",
                reason=str(error),
            )
            raise TableError(name, what, line) from None
        yield line, [_clean(cell) for cell in cells]


def _clean(cell: str) -> str:
    if "\r" in cell:
        cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    return cell.strip()
