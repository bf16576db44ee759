"""Builds the man page, clientfile.1, from the commands and from commands.md, in each language.

`python docs/manual.py` writes docs/clientfile.1, and docs/LANGUAGE/clientfile.1 where there is a
docs/LANGUAGE/commands.md (`make docs` does); `python docs/manual.py - fr` prints one. A command's
synopsis, options, examples and exit codes are those of its `--help`; options that many commands
share are listed once. The prose is that of commands.md: its first two sections.
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
from clientfile.console.help import format_exits, paragraphs, parse_help, say_examples, say_help
from clientfile.console.options import (
    CommitOptions,
    FieldSourceOptions,
    ListingOptions,
    PeriodOptions,
    RecordOptions,
)
from clientfile.errors.exit_codes import AFTER_FAILURE, ExitCode
from clientfile.language import ENGLISH, Lines, _, pgettext, translate

HERE = Path(__file__).parent

# Options that many commands take: their title, the classes with them as fields, and one command.
SHARED = (
    (pgettext("options", "of changes"), (CommitOptions,), "add-order"),
    (pgettext("options", "of fields"), (FieldSourceOptions,), "add-order"),
    (pgettext("options", "of periods"), (PeriodOptions,), "rank"),
    (pgettext("options", "of listings"), (ListingOptions,), "rank"),
    (pgettext("options", "of records"), (RecordOptions,), "rank"),
)
ENVIRONMENT = {
    "CLIENTFILE_FOLDER": _("The client folder, where -C names none."),
    "CLIENTFILE_LANG": _("The language to read in; else clientfile.lang of git's configuration."),
    "CLIENTFILE_ME": _("Who you are as a salesperson; else clientfile.me of git's configuration."),
    "CLIENTFILE_TODAY": _("A day, YYYY-MM-DD: the command runs as on that day."),
    "CLIENTFILE_WAIT": _(
        "How many seconds to wait for another writer, or for a remote that says nothing: 30."
    ),
    "VISUAL, EDITOR": _("The editor that `edit` and `--edit` open."),
    "NO_COLOR": _("Where it is set to anything, nothing is coloured."),
}
FILES = {
    "clientfile.toml": _("Settings: currency, fiscal year, cadences, rates, targets, team."),
    "records/": _("One YAML file a client; its name is the client's id."),
    ".git/clientfile/": _("The index, a cache; in kept/ what was typed and is in no record yet."),
}
_SIGNS = {"\\": "\\(rs", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti", "-": "\\-"}


_CODES = r"<!-- \[\[\[cog\nfrom docs\.pictures import exit_codes.*?\[\[\[end\]\]\] -->"
"""The table of exit codes in commands.md; the paragraph before it says what it is."""


def page(language: str = ENGLISH) -> str:
    """The whole page in a language, as roff: the same bytes on every day and every machine."""
    return "\n".join(line for part in _Manual(language).parts() for line in part if line) + "\n"


def languages() -> list[str]:
    """The languages that have a page: English, and those with a commands.md of their own."""
    return [ENGLISH, *sorted(path.parent.name for path in HERE.glob("*/commands.md"))]


def path_of(language: str) -> Path:
    """The file of the page in a language."""
    return (HERE if language == ENGLISH else HERE / language) / "clientfile.1"


class _Manual:
    """The parts of the page in one language, each as lines of roff."""

    def __init__(self, language: str) -> None:
        self._language = language
        prose = path_of(language).with_name("commands.md").read_text(encoding="utf-8")
        self._shared_prose, self._keys = _sections(prose)

    def parts(self) -> Iterator[Iterable[str]]:
        """The page from its title to its last section."""
        parts, manual = parse_help(group().help), self._say(_("User Commands"))
        yield [
            f'.TH CLIENTFILE 1 "{_released()}" "clientfile {__version__}" "{manual}"',
            # No word is hyphenated or stretched, since readers type what they see here.
            ".nh",
            ".ad l",
            *self._title(_("Name")),
            "clientfile \\- "
            + self._say(_("a client file for people who sell to other companies")),
            *self._title(_("Synopsis")),
            f"{_bold('clientfile')} [{_bold('-C')} {_italic('FOLDER')}] "
            f"{_italic('COMMAND')} [{_italic('OPTIONS')}] [{_italic('ARGUMENTS')}]",
            *self._title(_("Description")),
            _text(say_help(parts.prose, self._language)),
        ]
        yield self._examples(group().help)
        yield self._title(_("Commands"))
        for title, commands in GROUPS.items():
            lines = self._defined((name, command.help) for name, command in commands.items())
            yield [f".SS {self._say(title)}", ".PD 0", *lines, ".PD"]
        yield [*self._title(_("Options")), *self._options(group().params)]
        yield [*self._title(_("What commands share")), *_roff(self._shared_prose)]
        yield self._title(_("Shared options"))
        for title, holders, command in SHARED:
            options = _shared(load_command(command), holders, command)
            heading = _("Options {of_what}", of_what=title)
            yield [f".SS {self._say(heading)}", *self._options(options)]
        for title, commands in GROUPS.items():
            yield self._title(title)
            for name in commands:
                yield self._command(name)
        # The option is typed in small letters.
        keys = _("Keys of json, csv and {option}", option="\0")
        heading = translate(keys, self._language).upper().replace("\0", "--columns")
        yield [f".SH {_text(heading)}", *_roff(self._keys)]
        yield from self._ending()

    def _ending(self) -> Iterator[Iterable[str]]:
        exits = ((f"{code:d}", code.text) for code in ExitCode)
        after = self._say(AFTER_FAILURE)
        yield [*self._title(_("Exit status")), *self._defined(exits), ".PP", after]
        yield [*self._title(_("Environment")), *self._defined(ENVIRONMENT.items())]
        yield [*self._title(_("Files")), *self._defined(FILES.items())]
        yield [*self._title(_("See also")), f"{_bold('git')}(1), {_bold('gitrevisions')}(7)"]

    def _say(self, text: str) -> str:
        return _text(translate(text, self._language))

    def _title(self, text: str) -> list[str]:
        return [f".SH {_text(translate(text, self._language).upper())}"]

    def _command(self, name: str) -> Iterator[str]:
        command = load_command(name)
        parts, exits = command.help_parts()
        arguments = [each.metavar or each.name for each in command.params if not _is_option(each)]
        yield f".SS {_text(name)}"
        yield " ".join(
            [_bold(f"clientfile {name}"), "[" + _italic("OPTIONS") + "]", *map(_text, arguments)]
        )
        for paragraph in paragraphs(parts.prose):
            yield from (".PP", _text(say_help(paragraph, self._language)))
        groups = [(title, _shared(command, holders, sample)) for title, holders, sample in SHARED]
        shared = [param for __, params in groups for param in params]
        yield from self._options(param for param in command.params if param not in shared)
        if titles := [title for title, params in groups if params]:
            yield from (
                ".PP",
                self._say(_("And the options {of_what}.", of_what=Lines(titles, ", "))),
            )
        yield from self._examples(command.help)
        if exits:
            codes = format_exits(exits, self._language)
            yield from (".PP", self._say(_("Exit: {codes}.", codes=codes)))

    def _options(self, params: Iterable[Any]) -> Iterator[str]:
        """Arguments and options, each with its meaning and default."""
        for param in params:
            names = ", ".join(sorted(param.opts, key=len)) if _is_option(param) else ""
            words = (_bold(names) if names else "", _italic(_taken_by(param)))
            term = " ".join(each for each in words if each)
            meaning = _text(say_help(param.help or "", self._language))
            default = param.default if isinstance(param.default, str) else ""
            ending = " " + self._say(_("Default: {value}.", value=default)) if default else ""
            yield from (".TP", term, meaning + ending)

    def _examples(self, docstring: str) -> Iterator[str]:
        """Command lines, unwrapped."""
        if lines := say_examples(docstring, self._language):
            yield from (".PP", ".RS 4", ".nf", *map(_text, lines), ".fi", ".RE")

    def _defined(self, pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
        for word, meaning in pairs:
            said = MarkdownIt().parseInline(translate(meaning, self._language))[0]
            yield from (".TP 16", _bold(word), _inline(said))


def _released() -> str:
    """The day of this release in CHANGELOG.md, empty before it is released."""
    changes = (HERE.parent / "CHANGELOG.md").read_text(encoding="utf-8")
    match = re.search(rf"^## {re.escape(__version__)}, ([0-9-]{{10}})$", changes, re.MULTILINE)
    return match[1] if match else ""


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


def _taken_by(param: Any) -> str:
    """What follows an option, or stands for an argument."""
    if getattr(param, "is_flag", False):
        return ""
    return str(param.metavar or (param.type.name.upper() if _is_option(param) else param.name))


def _sections(markdown: str) -> tuple[str, str]:
    """The texts under the first two headings: what commands share, and the keys of formats.

    Of what cog prints, the keys alone are taken: the page has the exit codes elsewhere.
    """
    text = re.sub(rf"(?:^[^\n]+\n)+\n{_CODES}", "", markdown, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(
        r"<!-- \[\[\[cog.*?\]\]\] -->\n|<!-- \[\[\[end\]\]\] -->\n", "", text, flags=re.DOTALL
    )
    shared, keys = re.split(r"^## .*\n", text, flags=re.MULTILINE)[1:3]
    return shared, keys


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
    """Write the pages, or print the one of a language with `-`."""
    assert len(COMMANDS) == sum(map(len, GROUPS.values()))
    if sys.argv[1:2] == ["-"]:
        sys.stdout.write(page(*sys.argv[2:]))
        return
    for language in languages():
        path_of(language).write_text(page(language), encoding="ascii")


if __name__ == "__main__":
    main()
