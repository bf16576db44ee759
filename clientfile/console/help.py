"""What a command's `--help` teaches: its docstring taken apart, and which exit codes matter to it.

A docstring is prose, then two sections, both of which may be left out:

    Exit: 1 a record has an error (warnings alone: 0)

    Examples:
        # what comment there is stands above
        clientfile rank --by margin -f ids | head -3

The help of the terminal, docs/commands.md and the man page are made of the same parts.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

EXITS = {
    0: ("done", ""),
    1: ("`check` or `doctor` found an error", ""),
    2: ("wrong usage", "an option, a field, a period, a column that is none"),
    3: ("nobody, or several, by that name", ""),
    4: ("invalid record or value", "an impossible date or an ambiguous amount, too"),
    5: ("git or the disk does not allow it", "what to do is said"),
    6: ("another writer held the folder too long", ""),
    70: ("a fault of ours", "the message names a log file"),
    130: ("interrupted", ""),
}
"""What each exit code means: in few words, and what else there is to say."""

AFTER_FAILURE = "After 2 to 6 nothing was changed."

MEANT = {
    "delete": "remove or remove-client",
    "rm": "remove or remove-client",
    "supprimer": "remove or remove-client",
    "ls": "list",
    "clients": "list",
    "people": "list --people",
    "search": "find",
    "grep": "find",
    "chercher": "find",
    "log": "history",
    "commit": "save",
    "annuler": "undo or cancel",
    "revert": "undo",
    "visit": "add-meeting or visits",
    "visite": "add-meeting or visits",
    "log-visit": "add-meeting",
    "reunion": "add-meeting",
    "call": "add-call",
    "appel": "add-call",
    "contact": "add-contact or list --people",
    "commande": "add-order or orders",
    "today": "due",
    "next": "due",
    "relance": "due",
    "note": "add-call or add-meeting",
    "rdv": "add-meeting or due",
    "phone": "add-call or list --people",
    "todo": "due",
    "relances": "due",
    "validate": "check",
    "payer": "pay",
    "classement": "rank",
    "help": "--help",
}
"""Commands of other programs, and French words for ours: what they are called here."""

_SECTION = re.compile(r"^(Exit|Examples):[ ]*(.*)$", re.MULTILINE)
_STATED = re.compile(r"(\d+) ([^;]+)")


@dataclass(frozen=True)
class CommandHelp:
    """A command's docstring: what it does, its examples line by line, exit codes told in it."""

    prose: str
    examples: tuple[str, ...]
    exits: dict[int, str]


def parse_help(docstring: str) -> CommandHelp:
    """The docstring of a command, taken apart."""
    parts = _SECTION.split(inspect.cleandoc(docstring))
    told = {name: first + rest for name, first, rest in _threes(parts[1:])}
    examples = inspect.cleandoc(told.get("Examples", "")).splitlines()
    stated = " ".join(told.get("Exit", "").split())
    exits = {int(code): text.strip() for code, text in _STATED.findall(stated)}
    return CommandHelp(parts[0].strip(), tuple(examples), exits)


def _threes(parts: list[str]) -> Iterable[tuple[str, str, str]]:
    return zip(parts[::3], parts[1::3], parts[2::3], strict=True)


def exits_of(
    lesson: CommandHelp, options: Iterable[str], metavars: Iterable[str]
) -> dict[int, str]:
    """The exit codes that matter to a command which takes these options and metavars.

    0 and 2 go without saying. A command that names a client may find nobody; one that commits may
    be refused by the record, by git, or by another writer.
    """
    options = set(options)
    codes = {3} if any(re.search("CLIENT|PERSON|OLD", each) for each in metavars) else set()
    codes |= {4, 5, 6} if "--dry-run" in options else set()
    codes |= {4} if options & {"--strict", "--as-of"} else set()
    codes |= {5} if "--as-of" in options else set()
    told = {code: EXITS[code][0] for code in codes} | lesson.exits
    return dict(sorted(told.items()))


def exit_line(exits: dict[int, str]) -> str:
    """The exit codes on one line."""
    return "; ".join(f"{code} {what}" for code, what in exits.items()).replace("`", "")


def write_prose(formatter: Any, docstring: str | None) -> None:
    """What a command does, wrapped, on a help page."""
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(parse_help(docstring or "").prose)


def write_examples(formatter: Any, docstring: str | None) -> None:
    """A command's examples on a help page, as they can be typed: no line is broken."""
    if examples := parse_help(docstring or "").examples:
        with formatter.section("Examples"):
            formatter.write("".join(f"  {line}\n" for line in examples))


def no_command(typed: str, known: Iterable[str]) -> str:
    """The message for a word that is no command: the one that was probably meant."""
    from clientfile.errors.suggest import did_you_mean, fold

    if meant := MEANT.get(fold(typed)):
        return f"there is no command {typed!r}: did you mean {meant}?"
    return f"there is no command {typed!r}: {did_you_mean(typed, known, 'see: clientfile --help')}"


def no_option(typed: str, own: Sequence[str], of_all: Iterable[str]) -> str:
    """The message for an option that a command lacks: the nearest of its `own`, or one of those
    that stand before every command (`of_all`).
    """
    from clientfile.errors.suggest import did_you_mean

    if typed in of_all:
        return f"{typed} is an option of clientfile itself: write it before the command"
    otherwise = "a value that begins with - stands after --"
    # One letter is as near to any other.
    long = [*own, "--help"] if typed.startswith("--") else []
    long = [name for name in long if name.startswith("--")]
    return f"there is no option {typed}: {did_you_mean(typed, long, otherwise)}"
