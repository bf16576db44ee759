"""What the command tells of an import on stderr: how the file was read, and rows to know of."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ORDERS = """
kind = "orders"
client = "Client"
[fields]
"business.orders.ref" = "Ref"
"business.orders.date" = "Date"
"business.orders.lines.product" = "Product"
"business.orders.lines.quantity" = "Quantity"
"business.orders.lines.unit_price" = "Price"
"""
HEADER = "Client;Ref;Date;Product;Quantity;Price\n"
FLOUR = "acme;O1;2026-01-05;Flour;10;2\n"
SALT = "acme;O1;2026-01-05;Salt;1;1\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "clients"
    _run(tmp_path, "init", str(made))
    _run(made, "new", "Acme", "--status", "client")
    return made


def _run(folder: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "clientfile", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        env=dict(os.environ),
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def told(folder: Path, table: str, *words: str) -> list[str]:
    """The lines on stderr of an import of this table."""
    (folder.parent / "in.csv").write_text(table, encoding="utf-8")
    (folder.parent / "map.toml").write_text(ORDERS, encoding="utf-8")
    return _run(
        folder, "import", "orders", "../in.csv", "--map", "../map.toml", *words
    ).splitlines()


def test_what_the_file_does_not_need_is_not_told_of_it(folder: Path) -> None:
    assert told(folder, HEADER + FLOUR, "--dry-run") == ["read as: encoding utf-8, delimiter ';'"]
    proved = FLOUR.replace("2026-01-05", "31/01/2026").replace(";2\n", ";2,5\n")
    assert told(folder, HEADER + proved, "--dry-run") == [
        "read as: encoding utf-8, delimiter ';', decimal ',', dates dmy"
    ]


def test_each_row_that_is_skipped_and_each_line_that_stays_is_told_by_its_line(
    folder: Path,
) -> None:
    told(folder, HEADER + FLOUR + SALT)
    rows = "nobody;O1;2026-01-05;Salt;1;1\nacme;O2;2026-01-06;Salt;1;1\n" + FLOUR
    later = told(folder, HEADER + rows + ";O3;2026-01-06;Salt;1;1\n")
    assert later[1:] == [
        "line 2 skipped: order O1: there is no client nobody: import the customers first",
        "line 4: order O1: 1 line that the file has not stays in the record",
        later[3],
    ]
    assert later[3].startswith("line 5 skipped: order O3: client: ")
