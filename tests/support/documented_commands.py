"""The command lines that `--help`, README and docs show, to be run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from clientfile.cli import COMMANDS, group, load_command
from clientfile.console.help import parse_help
from tests.support.paths import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]

_FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"(?<!`)`(clientfile\s[^`]+)`(?!`)")
_ANY_SPAN = re.compile(r"(?<!`)`([a-z-]+\s[^`]+)`(?!`)")
# CLIENT, FILE.csv, `…`, customers|contacts: words that stand for others.
_PLACEHOLDER = re.compile(r"(?<![\w-])(?=[^a-z]*[A-Z])[A-Z][A-Z/]+(?:\.\w+)?(?![\w-])|…|\w\|\w")
_GENERATED = re.compile(r"<!-- \[\[\[cog.*?\[\[\[end\]\]\] -->", re.DOTALL)
_WALK = re.compile(r"## Your own folder.*?(?=## Where to read on)", re.DOTALL)


def lines_of(text: str) -> list[str]:
    """Command lines, each whole: comments left out, lines that go on put together."""
    lines: list[str] = []
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if lines and lines[-1].endswith(("\\", "|")):
            lines[-1] += "\n" + line
        else:
            lines.append(line)
    return lines


def examples_of_help() -> dict[str, list[str]]:
    """The examples of every command's help, and of `clientfile --help`, by command."""
    docstrings = {name: load_command(name).help for name in COMMANDS}
    docstrings["clientfile"] = group().help
    return {
        name: lines_of("\n".join(parse_help(text).examples)) for name, text in docstrings.items()
    }


def command_lines(page: Path) -> tuple[list[str], list[str]]:
    """The command lines of a page that nothing else runs: those set apart, in their order, and
    those within its sentences.

    Left out are outputs that cog makes anew by running the command, and the README's walk, which
    test_as_typed runs. Within a sentence a command line is one that begins with `clientfile`, goes
    on after the command's name, and has no word in capitals that stands for another.
    """
    text = _WALK.sub("", page.read_text(encoding="utf-8"))
    text = _GENERATED.sub("", text)
    apart = [
        line
        for language, block in _FENCED.findall(text)
        if language in ("sh", "console")
        for line in lines_of(block.replace("$ ", "") if language == "console" else block)
    ]
    prose = _FENCED.sub("", text)
    indented = "\n".join(re.findall(r"^    (\S.*)$", prose, re.MULTILINE))
    apart += [line for line in lines_of(indented) if "clientfile" in line]
    return apart, [span for span in _spans(prose) if len(span.split()) > 2]


def names_in(page: Path) -> list[str]:
    """What stands after `clientfile` where a page says no more than a command's name."""
    spans = _spans(_FENCED.sub("", _GENERATED.sub("", page.read_text(encoding="utf-8"))))
    return [span.split()[1] for span in spans if len(span.split()) == 2]


def options_in(page: Path) -> list[tuple[str, str]]:
    """The options that a page names with a command, placeholders and unfinished commands too:
    `products --not-bought`.
    """
    prose = _FENCED.sub("", _GENERATED.sub("", page.read_text(encoding="utf-8")))
    spans = [span.removeprefix("clientfile ").split() for span in _ANY_SPAN.findall(prose)]
    return [
        (command, word.partition("=")[0])
        for command, *words in spans
        if command in COMMANDS
        for word in words
        if re.match("--[a-z]", word)
    ]


def _spans(prose: str) -> Iterator[str]:
    for span in _SPAN.findall(prose):
        if not _PLACEHOLDER.search(span):
            yield " ".join(span.split())
