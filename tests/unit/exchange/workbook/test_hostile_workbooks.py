"""Workbooks that would take all memory or end the process: each refused in one sentence."""

from __future__ import annotations

import io
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable

import pytest

from clientfile.errors import InvalidError
from clientfile.exchange.workbook.read import read_sheet
from tests.support.paths import ROOT
from tests.support.workbooks import (
    ENTRY,
    ods,
    ods_blank,
    ods_row,
    ods_text,
    raw_xlsx,
    xlsx,
    zipped,
)

CELL = '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
ENTITY = '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
STRINGS = "xl/sharedStrings.xml"
SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LINKS = "xl/_rels/workbook.xml.rels"


def shared(count: str, text: str = "x") -> dict[str, str]:
    return {STRINGS: f"<sst {SHEET} {count}><si><t>{text}</t></si></sst>"}


def repeated_text(cells: int) -> bytes:
    rows = "".join(f'<row r="{n + 1}"><c t="s"><v>0</v></c></row>' for n in range(cells))
    return raw_xlsx(rows, others=shared("", "x" * 32_000))


def elsewhere() -> bytes:
    """A sheet in a part that does not look like XML by its name."""
    links = zipfile.ZipFile(io.BytesIO(xlsx([["x"]]))).read(LINKS).decode()
    return raw_xlsx(
        CELL,
        others={
            LINKS: links.replace("worksheets/sheet1.xml", "worksheets/sheet1.bin"),
            "xl/worksheets/sheet1.bin": f"<worksheet {SHEET}>{FAR}</worksheet>",
        },
    )


def twice() -> bytes:
    stream = io.BytesIO(raw_xlsx(CELL))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(ENTRY.upper(), f"<worksheet {SHEET}>{FAR}</worksheet>")
    return stream.getvalue()


def shorter() -> bytes:
    """An archive whose directory tells of a part fewer bytes than it has."""
    data = bytearray(raw_xlsx(CELL + " " * 200_000))
    start = data.rfind(b"PK\x01\x02", 0, data.rfind(ENTRY.encode()))
    data[start + 24 : start + 28] = (100).to_bytes(4, "little")
    return bytes(data)


CASES: dict[str, tuple[Callable[[], bytes], str]] = {
    "far": (lambda: raw_xlsx(CELL + FAR), "1,048,576 rows and 16,384 columns"),
    "far by lower case": (lambda: raw_xlsx(CELL + FAR.replace("XFD", "xfd")), "16,384 columns"),
    "far by reference": (lambda: raw_xlsx(CELL + FAR.replace("XFD", "&#88;FD")), "16,384 columns"),
    "far by counting": (
        lambda: raw_xlsx(f'{CELL}<row r="9999999">{"<c/>" * 16383}<c><v>1</v></c></row>'),
        "16,384 columns",
    ),
    "far by prefix": (
        lambda: raw_xlsx(
            CELL
            + f"<x:row xmlns:x={SHEET[6:]} r='1048576'><x:c r='XFD1'><x:v>1</x:v></x:c></x:row>"
        ),
        "16,384 columns",
    ),
    "far in another part": (elsewhere, "no spreadsheet writes"),
    "columns": (
        lambda: raw_xlsx(f'<row r="1">{"<c><v>1</v></c>" * 50_000}</row>'),
        "4,001 columns",
    ),
    "no place": (lambda: raw_xlsx('<row r="1"><c r="ZZZZ1"><v>1</v></c></row>'), "no spreadsheet"),
    "entity": (lambda: raw_xlsx(CELL, head=ENTITY), "no spreadsheet writes"),
    "nul": (lambda: raw_xlsx(CELL.replace(">a<", ">a\0b<")), "no spreadsheet writes"),
    "cut": (lambda: raw_xlsx(CELL)[:-30], "damaged"),
    "bomb": (lambda: raw_xlsx(CELL, tail=f"<!--{'a' * 20_500_000}-->"), "too large"),
    "tag": (lambda: raw_xlsx(CELL, tail=f"<x y='{'a' * 8_200_000}'/>"), "too large"),
    "shared strings": (lambda: raw_xlsx(CELL, others=shared('count="4000000000"')), "too large"),
    "one text in many cells": (lambda: repeated_text(9_500), "too large"),
    "part twice": (twice, "damaged"),
    "size that lies": (shorter, "damaged"),
    "ods far": (
        lambda: ods(
            ods_row(ods_text("a")) + ods_row(ods_blank(16383), ods_text("b"), repeated=10**6)
        ),
        "1,000,001 rows and 16,384 columns",
    ),
    "ods repeated": (lambda: ods(ods_row(ods_text("a", 10**9))), "1,000,000,000 columns"),
    "ods long repeated": (
        lambda: ods(ods_row(ods_text("a" * 30_000), repeated=100_000)),
        "too large",
    ),
    "ods blanks": (lambda: ods(ods_row(ods_text('<text:s text:c="2000000000"/>'))), "too large"),
    "ods entity": (
        lambda: zipped({"mimetype": "spreadsheet", "content.xml": f"{ENTITY}<w/>"}),
        "no spreadsheet writes",
    ),
}


def check(name: str) -> None:
    build, sentence = CASES[name]
    with pytest.raises(InvalidError, match=sentence) as caught:
        list(read_sheet(build(), name="in.xlsx").rows)
    assert len(str(caught.value)) < 200


def test_each_is_refused_within_a_gigabyte() -> None:
    """In a process of its own, which a fault of the library may end."""
    code = "from tests.unit.exchange.workbook.test_hostile_workbooks import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=100
    )
    assert done.stdout.split("\n")[:-1] == list(CASES), done.stderr[-2000:]


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    for name in CASES:
        check(name)
        print(name, flush=True)
