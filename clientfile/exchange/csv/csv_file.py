"""A table in a text file (CSV and its like): bytes → rows of named cells, each with its line.

The delimiter is told or found; the encoding is told, else UTF-8, or UTF-16 where the file begins
with its mark. Nothing is guessed: what can't be told apart is refused with what to write in the
map.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from clientfile.exchange.csv.errors import TableError, UnknownConventionError

DELIMITERS = (",", ";", "\t", "|")
_SEP_LINE = re.compile(r'\A"?sep=([,;\t|])"?\r?\n')
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_CHARSETS = ("unicode-escape", "raw-unicode-escape", "idna", "punycode", "undefined")
"""What Python decodes too, and no table is written in."""

_NO_TEXT = (
    (
        re.compile("\0"),
        "a NUL byte stands here, so it is no text, or its encoding is utf-16: "
        'save it as UTF-8, or say encoding = "utf-16" at the top of the map',
    ),
    (
        re.compile("[\ud800-\udfff]"),
        "half a character stands here, so its encoding is another: save it as UTF-8",
    ),
)


@dataclass(frozen=True)
class CsvRow:
    """One row: the line of the file on which it begins, its cells by column, blanks cut off.

    `fault` says why the row can't be used, where its cells do not match the header.
    """

    line: int
    cells: dict[str, str]
    fault: str = ""


@dataclass(frozen=True)
class CsvTable:
    """A file's rows under its header, and how it turned out to be written."""

    name: str
    header: tuple[str, ...]
    rows: tuple[CsvRow, ...]
    encoding: str
    delimiter: str


def parse_table(
    data: bytes,
    *,
    name: str,
    encoding: str = "",
    delimiter: str = "",
    columns: Collection[str] = (),
) -> CsvTable:
    """The table that the bytes of a file hold.

    `encoding` and `delimiter` as told, empty to be found; `columns` are those that the map needs,
    by which a delimiter is known. Raises TableError, or UnknownConventionError where two delimiters
    fit.
    """
    encoding, text = _decode(data, name, encoding)
    told = _SEP_LINE.match(text)
    skipped = 1 if told else 0
    body = text[told.end() :] if told else text
    delimiter = delimiter or (told[1] if told else _find_delimiter(body, name, columns))
    records = _records(body, name, delimiter, skipped)
    header = _header(records, name)
    rows = tuple(_row(line, cells, header) for line, cells in records if any(cells))
    return CsvTable(name, header, rows, encoding, delimiter)


def normalize_column(text: str) -> str:
    """A column's name as it is compared: blanks at its ends cut off, accents composed."""
    return unicodedata.normalize("NFC", text.strip())


def _decode(data: bytes, name: str, told: str) -> tuple[str, str]:
    mark = next((codec for bom, codec in _MARKS if data.startswith(bom)), "")
    encoding = mark or told or "utf-8"
    _check_mark(mark, told, name)
    try:
        if codecs.lookup(encoding).name in _NO_CHARSETS:
            raise LookupError
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise TableError(name, _not_decoded(data, error, encoding), _line_of(error)) from None
    except (LookupError, ValueError):
        raise TableError(
            name, f"encoding {told!r} is none that is known here: name another"
        ) from None
    for signs, what in _NO_TEXT:
        if found := signs.search(text):
            raise TableError(name, what, text.count("\n", 0, found.start()) + 1)
    return encoding.removesuffix("-sig"), text


def _check_mark(mark: str, told: str, name: str) -> None:
    if not mark or not told:
        return
    plain = told.lower().replace("_", "-").replace("utf8", "utf-8").replace("utf16", "utf-16")
    if not plain.startswith(mark.removesuffix("-sig")):
        wanted = mark.removesuffix("-sig")
        raise TableError(
            name,
            f"the file begins with the mark of {wanted}, but the map says {told}: "
            "take encoding out of the map",
        )


def _not_decoded(data: bytes, error: UnicodeDecodeError, encoding: str) -> str:
    byte = data[error.start] if error.start < len(data) else 0
    return (
        f"byte 0x{byte:02X} is no {encoding}: "
        'say how the file is encoded, such as encoding = "cp1252", at the top of the map'
    )


def _line_of(error: UnicodeDecodeError) -> int:
    return bytes(error.object[: error.start]).count(b"\n") + 1


def _find_delimiter(text: str, name: str, columns: Collection[str]) -> str:
    headers = {sign: _first_cells(text, sign) for sign in DELIMITERS}
    wanted = {normalize_column(column) for column in columns}
    fitting = {s: h for s, h in headers.items() if h and wanted <= set(h)}
    widths = {sign: len(cells) for sign, cells in (fitting or headers).items()}
    widest = max(widths.values())
    signs = [sign for sign, width in widths.items() if width == widest]
    if widest <= 1:
        return DELIMITERS[0]
    if len(signs) > 1:
        raise UnknownConventionError(
            f"{name}: the header can be parted at {' or at '.join(map(repr, signs))}",
            "delimiter",
            " or ".join(f'"{sign}"' for sign in signs),
        )
    return signs[0]


def _first_cells(text: str, delimiter: str) -> list[str]:
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            if any(cell.strip() for cell in cells):
                return [normalize_column(cell) for cell in cells]
    except csv.Error:
        return []
    return []


def _records(text: str, name: str, delimiter: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it begins on. `strict`, since a quote that is left open would
    otherwise swallow the rest of the file without a word."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1 + skipped
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            what = f"the cells of this row can't be told apart ({error}): is a quote left open?"
            raise TableError(name, what, line) from None
        yield line, [_clean(cell) for cell in cells]


def _clean(cell: str) -> str:
    if "\r" in cell:
        cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    return cell.strip()


def _header(records: Iterator[tuple[int, list[str]]], name: str) -> tuple[str, ...]:
    for _, cells in records:
        if any(cells):
            return tuple(normalize_column(cell) for cell in cells)
    raise TableError(name, "the file is empty: it has no header")


def _row(line: int, cells: list[str], header: tuple[str, ...]) -> CsvRow:
    named = dict(zip(header, cells, strict=False))
    if len(cells) < len(header) or any(cells[len(header) :]):
        why = (
            f"{len(cells)} cells under {len(header)} columns: quote a cell that holds the delimiter"
        )
        return CsvRow(line, named, why)
    return CsvRow(line, named)
