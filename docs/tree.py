"""The tree of docs/architecture.md: every folder and file of the package, by its docstring.

`tree()` reads the first line of each module's docstring; cog prints it, a test compares it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "clientfile"
_WIDTH = 30


def tree() -> str:
    """The package as an indented list: a name, then what it holds; folders before files."""
    return "\n".join(["```", "clientfile/", *_lines(PACKAGE, 1), "```"])


def _lines(folder: Path, depth: int) -> Iterator[str]:
    for path in sorted(folder.iterdir()):
        if (path / "__init__.py").exists():
            yield _line(f"{path.name}/", path / "__init__.py", depth)
            yield from _lines(path, depth + 1)
    for path in sorted(folder.glob("*.py")):
        if path.name != "__init__.py":
            yield _line(path.name, path, depth)


def _line(name: str, module: Path, depth: int) -> str:
    text = ast.get_docstring(ast.parse(module.read_text("utf-8"))) or ""
    return f"{'  ' * depth + name:{_WIDTH}} {text.partition(chr(10))[0]}".rstrip()
