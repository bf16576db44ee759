"""Sheets of .xlsx and .ods as rows of texts. The only user of python-calamine."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientfile.errors.suggest import did_you_mean
from clientfile.exchange.tables.errors import TableError
from clientfile.exchange.workbook.archive import ZIP, Archive, has_password
from clientfile.exchange.workbook.bounds import ERROR, SheetBounds
from clientfile.exchange.workbook.excel_bounds import WORKBOOK, measure_excel
from clientfile.exchange.workbook.ods_bounds import CONTENT, measure_open_document
from clientfile.exchange.workbook.values import text_of
from clientfile.language import Message, _

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

# What begins a file of Excel before 2007, and one with a password.
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook: its name, and its rows with their numbers, from 1."""

    name: str
    rows: Iterator[tuple[int, list[str]]]


def is_workbook(data: bytes) -> bool:
    """Whether the bytes of a file are a workbook, or another archive, whatever its name says."""
    return data.startswith((ZIP, _OLD))


def read_sheet(data: bytes, *, name: str, sheet: str = "") -> Sheet:
    """The sheet of a workbook with this name, else the only visible one with cells.

    `name` is the file's, for messages. Raises TableError.
    """
    bounds = _measure(data, name)
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        title = _choose(workbook, name, sheet)
        cells = workbook.get_sheet_by_name(title)
    except CalamineError as error:
        raise TableError(name, _unreadable(str(error))) from error
    return Sheet(title, _rows(cells, bounds.get(title, SheetBounds())))


def _measure(data: bytes, name: str) -> Mapping[str, SheetBounds]:
    """The bounds of each sheet by its name. Raises TableError where the file can't be read."""
    if data.startswith(_OLD):
        raise TableError(name, has_password())
    archive = Archive(data, name)
    if WORKBOOK in archive.parts:
        return measure_excel(archive)
    if CONTENT in archive.parts and b"spreadsheet" in archive.read("mimetype"):
        return measure_open_document(archive)
    raise TableError(name, _("it is no workbook that can be read: save it as .xlsx, .ods or .csv"))


def _choose(workbook: CalamineWorkbook, name: str, sheet: str) -> str:
    """The name of the sheet to read. Raises TableError where there is none, or no single one."""
    titles = workbook.sheet_names
    if sheet:
        found = [title for title in titles if title.strip().casefold() == sheet.casefold()]
        if found:
            return found[0]
        hint = did_you_mean(sheet, titles)
        raise TableError(name, _("there is no sheet {sheet!r}: {hint}", sheet=sheet, hint=hint))
    with_cells = [title for title in _visible(workbook) if _has_cells(workbook, title)]
    if not with_cells:
        raise TableError(name, _("the workbook is empty: it has no header"))
    if len(with_cells) > 1:
        raise TableError(name, _several(with_cells))
    return with_cells[0]


def _visible(workbook: CalamineWorkbook) -> list[str]:
    """The names of the sheets of cells that a spreadsheet shows."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    return [
        each.name
        for each in workbook.sheets_metadata
        if each.typ == SheetTypeEnum.WorkSheet and each.visible == SheetVisibleEnum.Visible
    ]


def _has_cells(workbook: CalamineWorkbook, title: str) -> bool:
    return workbook.get_sheet_by_name(title).end is not None


def _several(titles: list[str]) -> Message:
    return _(
        'the workbook has the sheets {titles}: say which at the top of the map, sheet = "{first}"',
        titles=", ".join(map(repr, titles)),
        first=titles[0],
    )


def _unreadable(reason: str) -> Message:
    return _(
        "the workbook can't be read ({reason}): save it again with a spreadsheet", reason=reason
    )


def _rows(sheet: CalamineSheet, bounds: SheetBounds) -> Iterator[tuple[int, list[str]]]:
    """The rows of a sheet as texts, with the errors of formulas, which the library leaves out."""
    left = sheet.start[1] if sheet.start else 0
    errors: dict[int, list[int]] = {}
    for row, column in bounds.errors:
        errors.setdefault(row, []).append(column - left)
    for row, values in enumerate(sheet.iter_rows()):
        cells = [text_of(value) if value != "" else "" for value in values]
        for column in errors.get(row, ()):
            if 0 <= column < len(cells) and not cells[column]:
                cells[column] = ERROR
        yield row + 1, cells
