"""The bounds of the sheets of an .xlsx: its parts parsed as streams."""

from __future__ import annotations

from functools import cache

from clientfile.exchange.tables.errors import TableError
from clientfile.exchange.workbook.archive import Archive
from clientfile.exchange.workbook.bounds import Place, SheetBounds
from clientfile.exchange.workbook.xml_parts import (
    check_counts,
    elements,
    is_xml,
    local_name,
    parse_part,
    unknown_content,
)

WORKBOOK = "xl/workbook.xml"
_LINKS, _STRINGS = "xl/_rels/workbook.xml.rels", "xl/sharedstrings.xml"
_MOST_LETTERS = 3
_PLAIN_TAGS = frozenset(("c", "v", "f", "row"))


def measure_excel(archive: Archive) -> dict[str, SheetBounds]:
    """The bounds of the sheets of an .xlsx, by their names. Raises TableError."""
    lengths = _shared_lengths(archive)
    bounds: dict[str, SheetBounds] = {}
    for part in archive.parts.values():
        if not is_xml(part.name):
            archive.read_through(part)
        elif part.name.casefold() != _STRINGS:
            reader = _SheetReader(lengths)
            parse_part(archive, part, reader.start, None, reader.take)
            bounds[part.name] = reader.finish()
    paths = _sheet_paths(archive)
    if not all(map(is_xml, paths.values())):
        raise TableError(archive.name, unknown_content())
    return {name: bounds[path] for name, path in paths.items() if path in bounds}


def _sheet_paths(archive: Archive) -> dict[str, str]:
    """The parts of the sheets, by the sheets' names."""
    links = elements(archive, _LINKS, "Relationship")
    targets = {each.get("Id", ""): each.get("Target", "") for each in links}
    paths: dict[str, str] = {}
    for sheet in elements(archive, WORKBOOK, "sheet"):
        keys = [key for key in sheet if local_name(key) == "id"]
        if keys and (target := targets.get(sheet[keys[0]])):
            paths[sheet.get("name", "")] = target[1:] if target[0] == "/" else f"xl/{target}"
    return paths


def _shared_lengths(archive: Archive) -> list[int]:
    """The characters of each text that cells share, in their order."""
    lengths: list[int] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        check_counts(attributes, "count", "uniqueCount")
        if local_name(tag) == "si":
            lengths.append(0)

    def take(text: str) -> None:
        if lengths:
            lengths[-1] += len(text)

    for part in archive.parts.values():
        if part.name.casefold() == _STRINGS:
            parse_part(archive, part, start, None, take)
    return lengths


class _SheetReader:
    """Measures a part as a sheet; one that is none has no cells.

    It is called for each element of a sheet, and so does little.
    """

    def __init__(self, lengths: list[int]) -> None:
        self._sheet = SheetBounds()
        self._lengths = lengths
        self._row = self._column = -1
        self._name = self._index = ""
        self._is_error = self._is_shared = self._has_formula = self._has_value = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""
        if tag not in _PLAIN_TAGS:
            tag = local_name(tag)
        if tag == "c":
            self._start_cell(attributes)
        elif tag in ("v", "is", "f"):
            self._add(is_formula=tag == "f")
        elif tag == "row":
            self._start_row(attributes)
        else:
            check_counts(attributes, "count")

    def take(self, text: str) -> None:
        """Take a piece of text: of the place of a shared one, which is read for its length."""
        if self._is_shared:
            self._index += text.strip()

    def finish(self) -> SheetBounds:
        """The bounds of what was read."""
        self._end_cell()
        return self._sheet

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._end_cell()
        self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
        self._column = -1

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._end_cell()
        self._column += 1
        self._name = attributes.get("r", "")
        kind = attributes.get("t")
        self._is_error, self._is_shared = kind == "e", kind == "s"

    def _add(self, *, is_formula: bool) -> None:
        if self._name:
            self._row, self._column = _place(self._name)
            self._name = ""
        if is_formula:
            self._has_formula = True
        else:
            self._has_value = True
        self._sheet.add(self._row, self._column)

    def _end_cell(self) -> None:
        if self._is_error or (self._has_formula and not self._has_value):
            self._sheet.add_error(self._row, self._column)
        elif self._index:
            place = int(self._index)
            self._sheet.add_text(self._lengths[place] if place < len(self._lengths) else 0)
        self._index = ""
        self._is_error = self._is_shared = self._has_formula = self._has_value = False


def _place(name: str) -> Place:
    """The row and the column of a cell's name, such as `B12`. Raises ValueError."""
    letters = name.rstrip("0123456789")
    return int(name[len(letters) :]) - 1, _column(letters)


@cache
def _column(letters: str) -> int:
    """The place of a column, such as `AB`, from 0. Raises ValueError."""
    if not letters.isalpha() or not letters.isascii() or len(letters) > _MOST_LETTERS:
        raise ValueError(letters)
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1
