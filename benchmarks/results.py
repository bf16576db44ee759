"""The page of results, RESULTS.md: each part of it is written by what measures it."""

from __future__ import annotations

import re
from pathlib import Path

RESULTS = Path(__file__).parent / "RESULTS.md"


def write_section(name: str, text: str) -> None:
    """Put a text behind the mark `<!-- NAME -->` of the page, up to the next mark."""
    page = RESULTS.read_text()
    mark = f"<!-- {name} -->"
    head, found, rest = page.partition(mark)
    if not found:
        raise SystemExit(f"{RESULTS} has no {mark}")
    following = re.search("^<!-- ", rest, re.MULTILINE)
    tail = f"\n{rest[following.start() :]}" if following else ""
    RESULTS.write_text(f"{head}{mark}\n\n{text.rstrip()}\n{tail}")
