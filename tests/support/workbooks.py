"""Workbooks of .xlsx and .ods, small ones by hand and others as a spreadsheet writes them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import xlsxwriter

ENTRY = "xl/worksheets/sheet1.xml"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def xlsx(rows: Sequence[Sequence[Any]], name: str = "Sheet", **others: Sequence[Any]) -> bytes:
    """A workbook with the rows on a sheet, and other rows on sheets of other names."""

    def write(book: Any) -> None:
        for title, content in {name: rows, **others}.items():
            sheet = book.add_worksheet(title)
            for number, cells in enumerate(content):
                sheet.write_row(number, 0, cells)

    return written(write)


def written(write: Callable[[Any], None]) -> bytes:
    """A workbook that a function writes with xlsxwriter."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"default_date_format": "dd/mm/yyyy"}) as book:
        write(book)
    return stream.getvalue()


def raw_xlsx(
    rows: str = "", *, head: str = "", tail: str = "", others: Mapping[str, str] | None = None
) -> bytes:
    """A workbook whose one sheet has this XML for its rows, and other parts with these texts."""
    source = zipfile.ZipFile(io.BytesIO(xlsx([["x"]])))
    sheet = f'{head}<worksheet xmlns="{_SHEET}"><sheetData>{rows}</sheetData>{tail}</worksheet>'
    parts = {name: source.read(name).decode() for name in source.namelist()}
    return zipped(parts | {ENTRY: sheet} | dict(others or {}))


def ods(rows: str) -> bytes:
    """An .ods whose one sheet has this XML for its rows."""
    spaces = "".join(
        f' xmlns:{prefix}="{_OFFICE}:{prefix}:1.0"' for prefix in ("office", "table", "text")
    )
    content = (
        f'<office:document-content{spaces} xmlns:calcext="urn:calcext"><office:body>'
        f'<office:spreadsheet><table:table table:name="Feuille">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'<manifest:manifest xmlns:manifest="{_OFFICE}:manifest:1.0"><manifest:file-entry '
        f'manifest:full-path="/" manifest:media-type="{ODS_TYPE}"/></manifest:manifest>'
    )
    return zipped({"mimetype": ODS_TYPE, "content.xml": content, "META-INF/manifest.xml": manifest})


def ods_row(*cells: str, repeated: int = 1) -> str:
    """A row of an .ods of the XML of its cells."""
    tag = "table:table-row"
    return f'<{tag} table:number-rows-repeated="{repeated}">{"".join(cells)}</{tag}>'


def ods_text(text: str, repeated: int = 1) -> str:
    """A cell of an .ods with a text."""
    return (
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{repeated}">'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def ods_blank(repeated: int) -> str:
    """Empty cells of an .ods."""
    return f'<table:table-cell table:number-columns-repeated="{repeated}"/>'


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """An archive of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()
