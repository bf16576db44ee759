"""The house rules of CONTRIBUTING.md and docs/architecture.md that can be read off the source."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "clientfile"
MOST_LINES_OF_A_FILE, MOST_LINES_OF_A_FUNCTION = 400, 50
# One loop over a record's events: a call for each of them would double what reading takes.
LONG_FUNCTIONS = {"clientfile/yamltext/fast_reader.py": "_data"}
# How a value came about says nothing of what it is: CONTRIBUTING.md, "Words".
PARTICIPLES = {"told", "asked", "made", "found", "meant", "wanted", "kept", "given", "known"}
# The files that the recipes of CONTRIBUTING.md would add.
EXAMPLES_OF_RECIPES = {"churn_risk", "churn-risk", "rate", "test_rate", "write_yaml"}
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the package as syntax, by its path from the repository's root."""
    paths = sorted(PACKAGE.rglob("*.py"))
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8")) for path in paths}


def definitions() -> Iterator[tuple[str, Definition]]:
    """Every function, method and class, with the module that has it."""
    for name, module in modules().items():
        for node in ast.walk(module):
            if isinstance(node, Definition):
                yield name, node


def words_of(name: str) -> set[str]:
    """The words of an identifier: `_told_again` and `ToldAgain` have `told` and `again`."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


def test_no_file_is_longer_than_a_reader_takes_in():
    lengths = {name: len((ROOT / name).read_text("utf-8").splitlines()) for name in modules()}
    assert {name: n for name, n in lengths.items() if n > MOST_LINES_OF_A_FILE} == {}


def test_no_function_is_longer_than_a_screen_but_the_one_that_contributing_names():
    long = {
        name: node.name
        for name, node in definitions()
        if not isinstance(node, ast.ClassDef)
        and (node.end_lineno or 0) - node.lineno >= MOST_LINES_OF_A_FUNCTION
    }
    assert long == LONG_FUNCTIONS
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert all(path in text and function in text for path, function in LONG_FUNCTIONS.items())


def test_functions_and_classes_are_named_by_what_they_do_or_are():
    named = [f"{path}: {node.name}" for path, node in definitions()
             if words_of(node.name) & PARTICIPLES]  # fmt: skip
    assert named == [], "name a function by its verb, a class by what it is"


def test_a_class_name_has_one_meaning():
    names = Counter(node.name.lstrip("_") for _, node in definitions()
                    if isinstance(node, ast.ClassDef))  # fmt: skip
    assert [name for name, number in names.items() if number > 1] == []


def test_every_module_says_in_one_line_what_it_holds():
    first = {
        name: (ast.get_docstring(module) or "").partition("\n")[0]
        for name, module in modules().items()
    }
    wrong = {n: line for n, line in first.items() if not line.endswith(".") or len(line) > 95}
    assert wrong == {}, "docs/architecture.md prints this line: one sentence, at most 95 characters"


def test_the_pages_of_the_house_name_files_that_are_there():
    for page in ("docs/architecture.md", "CONTRIBUTING.md", "docs/guarantees.md"):
        text = (ROOT / page).read_text("utf-8")
        named = set(re.findall(r"`((?:[\w.]+/)+[\w.]+\.(?:py|json|txt|md|toml))`", text))
        named = {name for name in named if Path(name).stem not in EXAMPLES_OF_RECIPES}
        gone = [n for n in sorted(named) if not ((ROOT / n).exists() or (PACKAGE / n).exists())]
        assert gone == [], f"{page} names files that are not there"
