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
from docs import manual, report_schemas
from tests.support.paths import ROOT

PAGES = [
    str(path.relative_to(ROOT))
    for path in [*sorted(ROOT.glob("README*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
    if "[[[cog" in path.read_text()
]


def language_of(page: str) -> str:
    """The language of a page: `fr` of docs/fr/day.md and of README.fr.md."""
    named = re.search(r"^docs/(\w\w)/|^README\.(\w\w)\.", page)
    return (named[1] or named[2]) if named else "en"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_what_the_commands_print(page):
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [sys.executable, "-m", "cogapp", "--check", "--diff", page],
        cwd=ROOT,
        env={**os.environ, "PATH": path, "DOCS_LANGUAGE": language_of(page)},
        capture_output=True,
        text=True,
        timeout=110,
    )
    assert done.returncode == 0, f"run: make docs\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("language", manual.languages())
def test_the_man_page_is_made_of_the_commands_as_they_are(language):
    done = subprocess.run(
        [sys.executable, "docs/manual.py", "-", language],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "200", "CLIENTFILE_TODAY": "2031-01-01"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == manual.path_of(language).read_text(), "run: make docs"


MAN_READERS = {
    "man": ["man", "--warnings", "-E", "UTF-8", "-l"],
    "groff": ["groff", "-man", "-ww", "-z", "-Tutf8"],
    "mandoc": ["mandoc", "-T", "lint", "-W", "warning"],
}


@pytest.mark.parametrize("language", manual.languages())
@pytest.mark.parametrize("reader", MAN_READERS)
def test_readers_of_man_pages_have_nothing_to_say_of_it(reader, language):
    if shutil.which(reader) is None:
        pytest.skip(f"{reader} is not installed")
    page = manual.path_of(language)
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


def test_man_shows_the_page_of_the_locale(tmp_path):
    if shutil.which("man") is None or shutil.which("localedef") is None:
        pytest.skip("man or localedef is not installed")
    locale = ["localedef", "-i", "fr_FR", "-f", "UTF-8", str(tmp_path / "fr_FR.UTF-8")]
    if subprocess.run(locale, capture_output=True).returncode:
        pytest.skip("the sources of locales are not installed")
    for language in manual.languages():
        folder = tmp_path / "man" / ("" if language == "en" else language) / "man1"
        folder.mkdir(parents=True)
        (folder / "clientfile.1").symlink_to(manual.path_of(language))
    env = {**os.environ, "MANPATH": str(tmp_path / "man"), "LOCPATH": str(tmp_path)}
    shown = {
        name: subprocess.run(
            ["man", "clientfile"],
            capture_output=True,
            text=True,
            env=env | {"LC_ALL": name, "MANWIDTH": "80"},
            timeout=60,
        ).stdout
        for name in ("fr_FR.UTF-8", "C.UTF-8")
    }
    assert "\nSYNOPSIS\n" in shown["C.UTF-8"]
    assert "\nDESCRIPTION\n" in shown["fr_FR.UTF-8"]
    assert ["\nCOMMANDS\n" in text for text in shown.values()] == [False, True]


@pytest.mark.parametrize("language", manual.languages())
def test_the_man_page_has_every_command_and_option(language):
    page = manual.path_of(language).read_text().replace("\\-", "-")
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
