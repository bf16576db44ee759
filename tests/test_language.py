"""No word that a person reads stands outside of a message: a pseudo-language brackets them all."""

from __future__ import annotations

import shlex
import shutil
from functools import cache
from pathlib import Path

import pytest

from clientfile.cli import COMMANDS, group, load_command
from clientfile.output.formats import FORMATS
from clientfile.schema.shapes import record_shape
from tests.support.paths import EXAMPLES, ROOT
from tests.support.pseudo import speak_pseudo, unmarked_words
from tests.support.runner import CliRunner

WRONG = [
    line.split(" | ")[1].strip()
    for line in (ROOT / "tests" / "data" / "wrong_words.txt").read_text().splitlines()
    if line and not line.startswith("#")
]
SCREENS = [
    f"{name} -f {fmt}"
    for name in ("list", "list --people", "due", "meetings", "promises", "questions", "orders",
                 "rank", "revenue", "revenue --per quarter", "margin", "margin --by product",
                 "visits", "products", "payments", "competitors", "wallet", "prospects", "owners",
                 "loyalty", "targets", "find miel", "history kervelec")
    for fmt in ("table", "md")
] + [
    "summary", "brief vaudrenne", "show vaudrenne", "show kervelec --computed", "check",
    "doctor", "due --explain", "margin --explain vaudrenne", "schema", "--version",
]  # fmt: skip
# Names of programs and standards, and words that a program reads.
NAMES = [
    "clientfile",
    "git",
    "json",
    "csv",
    "tsv",
    "jsonl",
    "md",
    "ids",
    "yaml",
    "toml",
    "utf",
    "nul",
    "iso",
    "http",
    "https",
    "org",
    "crlf",
    "lf",
    "bom",
    "python",
    "errno",
    "stderr",
    "stdout",
    "exit",
    "head",
    "true",
    "false",
    "eur",
    "html",
]


@cache
def keys() -> list[str]:
    """The words that programs read: names of commands, options, columns, fields and formats."""
    words = [*COMMANDS, *FORMATS, *NAMES]
    for command in [group(), *map(load_command, COMMANDS)]:
        words += [name for param in command.params for name in param.opts]
        words += [str(getattr(param, "metavar", "") or param.name) for param in command.params]
    shapes = [record_shape()]
    while shapes:
        shape = shapes.pop()
        words += [*shape.fields, *shape.choices]
        shapes += [*shape.fields.values(), *([shape.item] if shape.item else [])]
    return words


@cache
def data() -> list[str]:
    """What stands in the example folder."""
    paths = [*(EXAMPLES / "records").glob("*.yaml"), EXAMPLES / "clientfile.toml"]
    return [*keys(), *(path.read_text(encoding="utf-8") for path in paths)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("pseudo") / "examples"
    shutil.copytree(EXAMPLES, root)
    return root


@pytest.fixture
def reader(folder: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    speak_pseudo(monkeypatch)
    monkeypatch.setenv("CLIENTFILE_TODAY", "2026-11-20")
    return CliRunner(folder)


def assert_marked(reader: CliRunner, line: str) -> None:
    result, _ = reader.attempt(*shlex.split(line))
    texts = [*data(), line, str(reader.root), *map(str, EXAMPLES.rglob("*"))]
    left = unmarked_words(result.out + result.err, texts)
    assert left == [], f"outside of every message: {left}\n{result.out}{result.err}"


@pytest.mark.parametrize("line", WRONG)
def test_a_refusal_is_a_message(reader, line):
    assert_marked(reader, line)


@pytest.mark.parametrize("line", SCREENS)
def test_a_screen_is_made_of_messages_and_data(reader, line):
    assert_marked(reader, line)


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_a_help_page_is_made_of_messages(reader, name):
    assert_marked(reader, f"{name} --help")
