"""The command as it is typed: what lands in the folder, and what stderr tells by line."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.paths import ROOT
from tests.support.runner import CliRunner, CommandResult

HEAD = 'client = "c"\n[fields]\n'
ORDERS = HEAD + "\n".join(
    f'"business.orders.{path}" = "{column}"'
    for path, column in (
        ("ref", "r"),
        ("date", "d"),
        ("lines.product", "p"),
        ("lines.quantity", "q"),
        ("lines.unit_price", "u"),
    )
)


def run(folder: Path, *words: str) -> CommandResult:
    return CliRunner(folder).run(*words)


def taken(folder: Path, kind: str, table: str, toml: str, *words: str) -> tuple[str, list[str]]:
    (folder / "in.csv").write_bytes(table.encode())
    (folder / "map.toml").write_bytes(toml.encode())
    result = run(folder, "import", kind, "in.csv", "--map", "map.toml", *words)
    return result.out, [line for line in result.err.splitlines() if line.startswith("line ")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    run(tmp_path, "init", ".")
    run(tmp_path, "new", "Acme")
    return tmp_path


def test_a_line_that_left_the_file_is_told_by_the_real_run_too(folder: Path) -> None:
    two = "c,r,d,p,q,u\nacme,1,2026-01-05,Flour,1,2\nacme,2,2026-01-06,Salt,1,2\n"
    taken(folder, "orders", two + "acme,2,2026-01-06,Rice,1,2\n", ORDERS)
    out, told = taken(folder, "orders", two + "acme,3,soon,Rice,1,2\n", ORDERS)
    assert out == "nothing to change\n"
    assert told[0] == "line 3: order 2: 1 line that the file has not stays in the record"
    assert told[1].startswith('line 4 skipped: order 3: business.orders.date: in column d, "soon"')


def test_a_bad_year_is_skipped_by_its_own_line_and_the_others_land(folder: Path) -> None:
    toml = HEAD + '"results.years.year" = "y"\n"results.years.revenue" = "r"\n'
    out, told = taken(folder, "results", "c,y,r\nacme,2025,100\nacme,20,1\nacme,2024,90\n", toml)
    assert "1 changed, 1 skipped" in out
    assert [line.split(":")[0] for line in told] == ["line 3 skipped"]
    record = (folder / "records/acme.yaml").read_text(encoding="utf-8")
    assert re.findall(r"year: (\d+)", record) == ["2025", "2024"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such file names")
def test_a_file_name_that_is_no_text(folder: Path) -> None:
    (folder / "map.toml").write_text(HEAD + '"identity.phone" = "p"\n"identity.name" = "c"\n')
    name = b"caf\xe9.csv"
    Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text("c,p\nglobex,12\n")
    done = subprocess.run(
        [sys.executable, "-m", "clientfile", "import", "customers", name, "--map", "map.toml"],
        cwd=folder,
        capture_output=True,
        env={**os.environ, "PYTHONWARNINGS": "error"},
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert b"1 created" in done.stdout


def test_the_commands_of_the_worked_example(folder: Path) -> None:
    page = (ROOT / "docs/import.md").read_text(encoding="utf-8")
    example = page.split("## An export from Excel", 1)[1].split("\n## ", 1)[0]
    blocks = re.findall(r"```(\w+)\n(.*?)```", example, re.DOTALL)
    tables = [text.replace("\n", "\r\n").encode("cp1252") for kind, text in blocks if kind == "csv"]
    maps = [text.encode() for kind, text in blocks if kind == "toml"]
    for name, table, toml in zip(("clients", "ventes"), tables, maps, strict=True):
        (folder / f"{name}.csv").write_bytes(table)
        (folder / f"{name}.toml").write_bytes(toml)
    [commands] = [text.splitlines() for kind, text in blocks if kind == "sh"]
    told = [run(folder, *command.split()[1:]).out for command in commands]
    assert "2 created" in told[1]
    assert "2 changed" in told[3]
    ranked = run(folder, "rank", "--period", "2026", "-f", "tsv").out.splitlines()
    assert [line.split("\t")[1:4:2] for line in ranked] == [
        ["c001", "2284.88"],
        ["c002", "1235.00"],
    ]
