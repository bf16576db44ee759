"""The outputs shown in README and docs are what the commands print."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = ["README.md", *sorted(str(p.relative_to(ROOT)) for p in (ROOT / "docs").glob("*.md"))]


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


def test_each_guarantee_names_tests_that_are_there():
    page = (ROOT / "docs" / "guarantees.md").read_text()
    named = set(re.findall(r"tests/[\w/]+\.py", page))
    assert len(named) >= 9
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []
    promises = re.findall(r"^\d\. \*\*", page, re.MULTILINE)
    assert len(promises) == len(re.findall(r"^   \*tests/", page, re.MULTILINE)) == 5
