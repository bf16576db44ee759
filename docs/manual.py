"""Builds the man page, clientfile.1, from the commands and from docs/commands.md.

`python docs/manual.py` writes it beside this file (`make docs` does), `python docs/manual.py -`
prints it. A command's synopsis, options, examples and exit codes are those of its `--help`; options
that many commands share are listed once. The prose is that of commands.md, from "What they share"
on.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from clientfile import __version__
from clientfile.cli import COMMANDS, GROUPS, group, load_command
from clientfile.console.help import format_exits, parse_help
from clientfile.console.options import (
    CommitOptions,
    FieldSourceOptions,
    ListingOptions,
    PeriodOptions,
    RecordOptions,
)
from clientfile.errors.exit_codes import AFTER_FAILURE, ExitCode

HERE = Path(__file__).parent
PAGE = HERE / "clientfile.1"

# Options that many commands take: their title, the classes with them as fields, and one command.
SHARED = (
    ("of changes", (CommitOptions,), "add-order"),
    ("of fields", (FieldSourceOptions,), "add-order"),
    ("of periods", (PeriodOptions,), "rank"),
    ("of listings", (ListingOptions,), "rank"),
    ("of records", (RecordOptions,), "rank"),
)
ENVIRONMENT = {
    "CLIENTFILE_FOLDER": "The client folder, where -C names none.",
    "CLIENTFILE_ME": "Who you are as a salesperson; else clientfile.me of git's configuration.",
    "CLIENTFILE_TODAY": "A day, YYYY-MM-DD: the command runs as on that day.",
    "CLIENTFILE_WAIT": "How many seconds to wait for another writer: 30.",
    "VISUAL, EDITOR": "The editor that `edit` and `--edit` open.",
    "NO_COLOR": "Where it is set to anything, nothing is coloured.",
}
FILES = {
    "clientfile.toml": "Settings: currency, fiscal year, cadences, rates, targets, team.",
    "records/": "One YAML file a client; its name is the client's id.",
    ".git/clientfile/": "The index, a cache; in kept/ what was typed and is in no record yet.",
}
_SIGNS = {"\\": "\\(rs", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti", "-": "\\-"}


def page() -> str:
    """The whole page, as roff: the same bytes on every day and every machine."""
    return "\n".join(line for part in _parts() for line in part if line) + "\n"


def _parts() -> Iterator[Iterable[str]]:
    parts = parse_help(group().help)
    yield [
        f'.TH CLIENTFILE 1 "{_released()}" "clientfile {__version__}" "User Commands"',
        # No word is hyphenated or stretched, since readers type what they see here.
        ".nh",
        ".ad l",
        ".SH NAME",
        "clientfile \\- a client file for people who sell to other companies",
        ".SH SYNOPSIS",
        f"{_bold('clientfile')} [{_bold('-C')} {_italic('FOLDER')}] "
        f"{_italic('COMMAND')} [{_italic('OPTIONS')}] [{_italic('ARGUMENTS')}]",
        ".SH DESCRIPTION",
        _text(parts.prose),
    ]
    yield _examples(parts.examples)
    yield [".SH COMMANDS"]
    for title, commands in GROUPS.items():
        lines = _defined((name, command.help) for name, command in commands.items())
        yield [f".SS {_text(title)}", ".PD 0", *lines, ".PD"]
    yield [".SH OPTIONS", *_options(group().params)]
    prose = (HERE / "commands.md").read_text(encoding="utf-8")
    yield [".SH WHAT COMMANDS SHARE", *_roff(_section(prose, "What they share"))]
    yield [".SH SHARED OPTIONS"]
    for title, holders, command in SHARED:
        yield [f".SS Options {title}", *_options(_shared(load_command(command), holders, command))]
    for title, commands in GROUPS.items():
        yield [f".SH {_text(title.upper())}"]
        for name in commands:
            yield _command(name)
    yield [
        ".SH KEYS OF JSON, CSV AND \\-\\-columns",
        *_roff(_section(prose, "Keys of json", with_outputs=True)),
    ]
    exits = (
        (f"{code:d}", f"{code.meaning}: {code.details}" if code.details else code.meaning)
        for code in ExitCode
    )
    yield [".SH EXIT STATUS", *_defined(exits), ".PP", _text(AFTER_FAILURE)]
    yield [".SH ENVIRONMENT", *_defined(ENVIRONMENT.items())]
    yield [".SH FILES", *_defined(FILES.items())]
    yield [".SH SEE ALSO", f"{_bold('git')}(1), {_bold('gitrevisions')}(7)"]


def _released() -> str:
    """The day of this release in CHANGELOG.md, empty before it is released."""
    changes = (HERE.parent / "CHANGELOG.md").read_text(encoding="utf-8")
    match = re.search(rf"^## {re.escape(__version__)}, ([0-9-]{{10}})$", changes, re.MULTILINE)
    return match[1] if match else ""


def _command(name: str) -> Iterator[str]:
    command = load_command(name)
    parts, exits = command.help_parts()
    arguments = [param.metavar or param.name for param in command.params if not _is_option(param)]
    yield f".SS {_text(name)}"
    yield " ".join(
        [_bold(f"clientfile {name}"), "[" + _italic("OPTIONS") + "]", *map(_text, arguments)]
    )
    for paragraph in parts.prose.split("\n\n"):
        yield from (".PP", _text(" ".join(paragraph.split())))
    groups = [(title, _shared(command, holders, sample)) for title, holders, sample in SHARED]
    shared = [param for _, params in groups for param in params]
    yield from _options(param for param in command.params if param not in shared)
    if titles := [title for title, params in groups if params]:
        yield from (".PP", f"And the options {_text(', '.join(titles))}.")
    yield from _examples(parts.examples)
    if exits:
        yield from (".PP", _text(f"Exit: {format_exits(exits)}."))


def _shared(command: Any, holders: Iterable[Any], sample: str) -> list[Any]:
    """The options of a command that are fields of `holders` and have the help of the sample's."""
    names = {each.name for holder in holders for each in fields(holder)}
    texts = {(param.name, param.help) for param in load_command(sample).params}
    return [
        param
        for param in command.params
        if _is_option(param) and param.name in names and (param.name, param.help) in texts
    ]


def _is_option(param: Any) -> bool:
    return bool(param.param_type_name == "option")


def _options(params: Iterable[Any]) -> Iterator[str]:
    """Arguments and options, each with its meaning and default."""
    for param in params:
        names = ", ".join(sorted(param.opts, key=len)) if _is_option(param) else ""
        takes = (
            ""
            if getattr(param, "is_flag", False)
            else param.metavar or (param.type.name.upper() if _is_option(param) else param.name)
        )
        term = " ".join(each for each in (_bold(names) if names else "", _italic(takes)) if each)
        default = param.default if isinstance(param.default, str) and param.default else ""
        ending = f" Default: {default}." if default else ""
        yield from (".TP", term, _text(f"{param.help or ''}{ending}"))


def _examples(lines: Iterable[str]) -> Iterator[str]:
    """Command lines, unwrapped."""
    if lines:
        yield from (".PP", ".RS 4", ".nf", *map(_text, lines), ".fi", ".RE")


def _defined(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    for word, meaning in pairs:
        yield from (".TP 16", _bold(word), _inline(MarkdownIt().parseInline(meaning)[0]))


def _section(markdown: str, title: str, *, with_outputs: bool = False) -> str:
    """The text under a heading of the second level; what cog prints there only `with_outputs`."""
    cog = r"<!-- \[\[\[cog.*?\]\]\] -->\n|<!-- \[\[\[end\]\]\] -->\n"
    blocks = cog if with_outputs else r"<!-- \[\[\[cog.*?\[\[\[end\]\]\] -->"
    text = re.sub(blocks, "", markdown, flags=re.DOTALL)
    match = re.search(rf"^## {title}.*?\n(.*?)(?=^## |^<!-- |\Z)", text, re.MULTILINE | re.DOTALL)
    assert match is not None, f"commands.md has no section {title}"
    return match[1].replace(
        "**Exit codes.** A command's `--help` names those that matter to it.", ""
    )


def _roff(markdown: str) -> Iterator[str]:
    """Paragraphs, lists and tables as roff: a table row becomes its first cell, then the others."""
    tokens = MarkdownIt().enable("table").parse(markdown)
    cells: list[str] = []
    for place, token in enumerate(tokens):
        inside = tokens[place - 1].type if place else ""
        if token.type == "list_item_open":
            yield from (".IP \\(bu 2",)
        elif token.type == "paragraph_open" and not token.hidden and inside != "list_item_open":
            yield ".PP"
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close" and cells:
            yield from (".TP", cells[0], " ".join(cells[1:]))
        elif token.type == "inline" and inside == "td_open":
            cells.append(_inline(token))
        elif token.type == "inline" and inside != "th_open":
            yield _inline(token)


def _inline(token: Token) -> str:
    """A line of text with bold and italics; a link becomes its words."""
    fonts = {"strong_open": "\\fB", "strong_close": "\\fR", "em_open": "\\fI", "em_close": "\\fR"}
    text = ""
    for each in token.children or ():
        if each.type == "code_inline":
            text += _bold(each.content)
        elif each.type in ("softbreak", "hardbreak"):
            text += " "
        else:
            text += fonts.get(each.type, _text(each.content))
    return text


def _text(text: str) -> str:
    """Text escaped for roff: signs and letters beyond ASCII by their names."""
    plain = "".join(_SIGNS.get(c, c if c.isascii() else f"\\[u{ord(c):04X}]") for c in text)
    return f"\\&{plain}" if plain.startswith(".") else plain


def _bold(text: str) -> str:
    return f"\\fB{_text(text)}\\fR"


def _italic(text: str) -> str:
    return f"\\fI{_text(text)}\\fR" if text else ""


def main() -> None:
    """Write the page, or print it with `-`."""
    assert len(COMMANDS) == sum(map(len, GROUPS.values()))
    if sys.argv[1:] == ["-"]:
        sys.stdout.write(page())
    else:
        PAGE.write_text(page(), encoding="ascii")


if __name__ == "__main__":
    main()
