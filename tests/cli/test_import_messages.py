"""What the command tells of an import on stderr: how the file was read, and rows to know of."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.runner import CliRunner

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
def clients(tmp_path: Path) -> CliRunner:
    """A folder with one client, acme."""
    CliRunner(tmp_path).run("init", "clients")
    runner = CliRunner(tmp_path / "clients")
    runner.run("new", "Acme", "--status", "client")
    return runner


def messages(clients: CliRunner, table: str, *words: str) -> list[str]:
    """The lines on stderr of an import of this table."""
    (clients.root.parent / "in.csv").write_text(table, encoding="utf-8")
    (clients.root.parent / "map.toml").write_text(ORDERS, encoding="utf-8")
    words = ("import", "orders", "../in.csv", "--map", "../map.toml", *words)
    return clients.run(*words).err.splitlines()


def test_what_the_file_does_not_need_is_not_told_of_it(clients: CliRunner) -> None:
    assert messages(clients, HEADER + FLOUR, "--dry-run") == [
        "read as: encoding utf-8, delimiter ';'"
    ]
    proved = FLOUR.replace("2026-01-05", "31/01/2026").replace(";2\n", ";2,5\n")
    assert messages(clients, HEADER + proved, "--dry-run") == [
        "read as: encoding utf-8, delimiter ';', decimal ',', dates dmy"
    ]


def test_each_row_that_is_skipped_and_each_line_that_stays_is_told_by_its_line(
    clients: CliRunner,
) -> None:
    messages(clients, HEADER + FLOUR + SALT)
    rows = "nobody;O1;2026-01-05;Salt;1;1\nacme;O2;2026-01-06;Salt;1;1\n" + FLOUR
    later = messages(clients, HEADER + rows + ";O3;2026-01-06;Salt;1;1\n")
    assert later[1:] == [
        "line 2 skipped: order O1: there is no client nobody: import the customers first",
        "line 4: order O1: 1 line that the file has not stays in the record",
        later[3],
    ]
    assert later[3].startswith("line 5 skipped: order O3: client: ")
