"""Where the repository, its examples and the data of the tests are."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "clientfile"
EXAMPLES = ROOT / "examples"
DATA = ROOT / "tests" / "data"
