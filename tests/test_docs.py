"""The outputs shown in README and docs are what the commands print."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from clientfile.cli import COMMANDS, load_command
from clientfile.output.formats import FORMATS
from docs import report_schemas
from tests.support.paths import ROOT

PAGES = [
    str(path.relative_to(ROOT))
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    if "[[[cog" in path.read_text()
]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_what_the_commands_print(page):
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [sys.executable, "-m", "cogapp", "--check", "--diff", page],
        cwd=ROOT,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=110,
    )
    assert done.returncode == 0, f"run: make docs\n{done.stdout}{done.stderr}"


def test_the_man_page_is_made_of_the_commands_as_they_are():
    done = subprocess.run(
        [sys.executable, "docs/manual.py", "-"],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "200", "CLIENTFILE_TODAY": "2031-01-01"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == (ROOT / "docs" / "clientfile.1").read_text(), "run: make docs"


MAN_READERS = {
    "man": ["man", "--warnings", "-E", "UTF-8", "-l"],
    "groff": ["groff", "-man", "-ww", "-z", "-Tutf8"],
    "mandoc": ["mandoc", "-T", "lint", "-W", "warning"],
}


@pytest.mark.parametrize("reader", MAN_READERS)
def test_readers_of_man_pages_have_nothing_to_say_of_it(reader):
    if shutil.which(reader) is None:
        pytest.skip(f"{reader} is not installed")
    page = ROOT / "docs" / "clientfile.1"
    done = subprocess.run(
        [*MAN_READERS[reader], str(page)],
        capture_output=True,
        text=True,
        env={**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "80"},
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    if reader == "man":
        assert "clientfile rank --by margin --period 2026 -n 10" in done.stdout


def test_the_man_page_has_every_command_and_option():
    page = (ROOT / "docs" / "clientfile.1").read_text().replace("\\-", "-")
    options = {
        name
        for each in COMMANDS
        for param in load_command(each).params
        for name in param.opts
        if name.startswith("-")
    }
    assert [name for name in COMMANDS if f"\n.SS {name}\n" not in page] == [], "run: make docs"
    assert [name for name in options if not re.search(rf"[B ]{name}(?![\w-])", page)] == [], (
        "run: make docs"
    )


def test_each_guarantee_names_tests_that_are_there():
    page = (ROOT / "docs" / "guarantees.md").read_text()
    named = set(re.findall(r"tests/[\w/]+\.py", page))
    assert len(named) >= 9
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []
    promises = re.findall(r"^\d+\. \*\*", page, re.MULTILINE)
    assert len(promises) == len(re.findall(r"^   \*tests/", page, re.MULTILINE)) >= 5


def test_the_schema_of_reports_has_every_table_and_key():
    path = ROOT / "docs" / "schemas" / "reports.schema.json"
    assert path.read_text() == report_schemas.page(), "run: make docs"


def test_the_docs_say_what_each_format_is_for():
    page = (ROOT / "docs" / "commands.md").read_text()
    formats = page.partition("**Formats**")[2].partition("\n\n")[0]
    missing = [name for name in FORMATS if f"`{name}`" not in formats]
    assert missing == [], 'docs/commands.md says nothing of them under "Formats"'
