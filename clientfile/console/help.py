"""The text of `--help`: a command's docstring parsed into prose, examples and exit codes.

A docstring is prose, then two optional sections:

    Exit: 1 a record has an error (warnings alone: 0)

    Examples:
        # what comment there is stands above
        clientfile rank --by margin -f ids | head -3

The terminal's help, docs/commands.md and the man page are built from the same parts.
"""

from __future__ import annotations

import contextlib
import inspect
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clientfile.console.choices import COMPOSED
from clientfile.errors.exit_codes import ExitCode
from clientfile.language import ENGLISH, Lines, _, pgettext, translate

# Our commands, each with the words that people type for it: a translator adds those of a language.
_SYNONYMS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("remove", "remove-client"), pgettext("words for remove, remove-client", "delete, rm")),
    (("list",), pgettext("words for list", "ls, clients")),
    (("list --people",), pgettext("words for list --people", "people")),
    (("find",), pgettext("words for find", "search, grep")),
    (("history",), pgettext("words for history", "log")),
    (("save",), pgettext("words for save", "commit")),
    (("undo",), pgettext("words for undo", "revert")),
    (("undo", "cancel"), pgettext("words for undo, cancel", "call-off")),
    (("add-meeting", "visits"), pgettext("words for add-meeting, visits", "visit")),
    (("add-meeting",), pgettext("words for add-meeting", "log-visit")),
    (("add-meeting", "due"), pgettext("words for add-meeting, due", "appointment")),
    (("add-call",), pgettext("words for add-call", "call")),
    (("add-call", "add-meeting"), pgettext("words for add-call, add-meeting", "note")),
    (("add-call", "list --people"), pgettext("words for add-call, list --people", "phone")),
    (("add-contact", "list --people"), pgettext("words for add-contact, list --people", "contact")),
    (("add-order", "orders"), pgettext("words for add-order, orders", "order")),
    (("due",), pgettext("words for due", "today, next, todo")),
    (("check",), pgettext("words for check", "validate")),
    (("pay",), pgettext("words for pay", "payment")),
    (("rank",), pgettext("words for rank", "ranking")),
    (("--help",), pgettext("words for --help", "help")),
)

_SECTION = re.compile(r"^(Exit|Examples):[ ]*(.*)$", re.MULTILINE)
_EXIT = re.compile(r"(\d+) ([^;]+)")


@dataclass(frozen=True)
class CommandHelp:
    """The parts of a command's docstring: examples line by line, and exit codes with meanings."""

    prose: str
    examples: tuple[str, ...]
    exits: dict[int, str]

    def texts(self) -> Iterator[str]:
        """What is translated: paragraphs, comments of examples, meanings of exit codes."""
        yield from paragraphs(self.prose)
        yield from (line[2:] for line in self.examples if line.startswith("# "))
        yield from self.exits.values()


def paragraphs(prose: str) -> list[str]:
    """The paragraphs of a text, each on one line."""
    return [" ".join(part.split()) for part in prose.split("\n\n") if part.strip()]


def parse_help(docstring: str) -> CommandHelp:
    """The parts of a command's docstring."""
    parts = _SECTION.split(inspect.cleandoc(docstring))
    # After the prose come, for each section, its title, the rest of that line, and its lines.
    sections = zip(parts[1::3], parts[2::3], parts[3::3], strict=True)
    texts = {title: first + lines for title, first, lines in sections}
    examples = inspect.cleandoc(texts.get("Examples", "")).splitlines()
    exits = _EXIT.findall(" ".join(texts.get("Exit", "").split()))
    return CommandHelp(
        parts[0].strip(), tuple(examples), {int(code): text.strip() for code, text in exits}
    )


def relevant_exits(
    parts: CommandHelp, options: Iterable[str], metavars: Iterable[str]
) -> dict[int, str]:
    """The exit codes that matter to a command which takes these options and metavars.

    0 and 2 apply to every command and are left out. A command that names a client may find nobody;
    one that commits may be refused by the record, by git, or by another writer. What the docstring
    says of a code replaces its general meaning.
    """
    options = set(options)
    codes: set[ExitCode] = set()
    if any(re.search("CLIENT|PERSON|OLD", each) for each in metavars):
        codes.add(ExitCode.NOT_FOUND)
    if "--dry-run" in options:
        codes |= {ExitCode.INVALID, ExitCode.STATE, ExitCode.LOCKED}
    if options & {"--strict", "--as-of"}:
        codes.add(ExitCode.INVALID)
    if "--as-of" in options:
        codes.add(ExitCode.STATE)
    exits = {int(code): code.meaning for code in codes} | parts.exits
    return dict(sorted(exits.items()))


def format_exits(exits: Mapping[int, str], language: str = ENGLISH) -> str:
    """Exit codes with their meanings on one line, in a language."""
    meanings = [f"{code:d} {say_help(meaning, language)}" for code, meaning in exits.items()]
    return translate(Lines(meanings, "; "), language).replace("`", "")


def say_help(text: str, language: str) -> str:
    """A text of the help in a language; typer has made plain English of it."""
    if language == ENGLISH or not text:
        return str(text)
    if text in COMPOSED:
        return translate(COMPOSED[text], language)
    from clientfile.language.catalogue import load_catalogue

    return load_catalogue(language).find(str(text))


def say_prose(docstring: str, language: str) -> str:
    """What a command does in a language: the paragraphs of its docstring."""
    prose = parse_help(docstring).prose
    if language == ENGLISH:
        return prose
    return "\n\n".join(say_help(paragraph, language) for paragraph in paragraphs(prose))


def say_examples(docstring: str, language: str) -> list[str]:
    """The examples of a docstring line by line, their comments in a language."""
    return [
        f"# {say_help(line[2:], language)}" if line.startswith("# ") else line
        for line in parse_help(docstring).examples
    ]


def write_prose(ctx: Any, formatter: Any, docstring: str | None) -> None:
    """Write what a command does on a help page, wrapped."""
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(say_prose(docstring or "", language_of(ctx)))


@contextlib.contextmanager
def section(ctx: Any, formatter: Any, title: str) -> Iterator[None]:
    """A part of a help page below its title."""
    formatter.write_paragraph()
    formatter.write(say(ctx, _("{title}:", title=title)) + "\n")
    with formatter.indentation():
        yield


def write_examples(ctx: Any, formatter: Any, docstring: str | None) -> None:
    """Write a command's examples on a help page, as they can be typed: no line is broken."""
    if examples := say_examples(docstring or "", language_of(ctx)):
        with section(ctx, formatter, _("Examples")):
            formatter.write("".join(f"  {line}\n" for line in examples))


def write_parameters(ctx: Any, formatter: Any, params: Iterable[Any]) -> None:
    """Write the arguments and the options of a help page, each with its meaning and default."""
    sections: dict[str, list[tuple[str, str]]] = {_("Arguments"): [], _("Options"): []}
    arguments, options = sections.values()
    for param in params:
        if record := param.get_help_record(ctx):
            group = arguments if param.param_type_name == "argument" else options
            group.append((record[0], _say_parameter(ctx, param, record[1])))
    for title, records in sections.items():
        if records:
            with section(ctx, formatter, title):
                formatter.write_dl(records)


def _say_parameter(ctx: Any, param: Any, meaning: str) -> str:
    """The meaning of a parameter, with what typer adds to it in brackets."""
    text = str(param.help or "")
    extra = meaning[len(text) :].strip()
    if default := re.fullmatch(r"\[default: (.*)\]", extra):
        extra = say(ctx, _("[default: {value}]", value=default[1]))
    elif extra == "[required]":
        extra = say(ctx, _("[required]"))
    said = say_help(text, language_of(ctx))
    return f"{said}  {extra}" if said and extra else said or extra


def language_of(ctx: Any) -> str:
    """The reader's language of the session under a typer context; English where there is none."""
    return getattr(ctx.obj, "language", ENGLISH)


def say(ctx: Any, text: str) -> str:
    """A translatable text in the reader's language."""
    return translate(text, language_of(ctx))


def unknown_command(typed: str, names: Iterable[str]) -> str:
    """The message for a word that is not among the commands' names, with the likely command."""
    from clientfile.errors.suggest import alternatives, did_you_mean

    if commands := _commands_for(typed):
        hint: str = _("did you mean {words}?", words=alternatives(commands))
    else:
        hint = did_you_mean(typed, names, _("see: {command} --help", command="clientfile"))
    return _("there is no command {typed!r}: {hint}", typed=typed, hint=hint)


def _commands_for(typed: str) -> tuple[str, ...]:
    """Our commands for which people type a word, in any language."""
    from clientfile.errors.suggest import fold
    from clientfile.language.spellings import spellings

    word = fold(typed)
    for commands, words in _SYNONYMS:
        for text in spellings(words):
            if word in map(fold, text.split(",")):
                return commands
    return ()


def unknown_option(typed: str, own: Sequence[str], of_all: Iterable[str]) -> str:
    """The message for an option that a command lacks.

    It names the nearest of the command's `own` options, or says that the option is one of those
    that stand before every command (`of_all`).
    """
    from clientfile.errors.suggest import did_you_mean

    if typed in of_all:
        return _(
            "{option} is an option of clientfile itself: write it before the command", option=typed
        )
    otherwise = _("a value that begins with - stands after --")
    # A short option is one letter from any other: only long ones are compared.
    long = [*own, "--help"] if typed.startswith("--") else []
    long = [name for name in long if name.startswith("--")]
    hint = did_you_mean(typed, long, otherwise)
    return _("there is no option {option}: {hint}", option=typed, hint=hint)
