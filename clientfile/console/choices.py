"""Options that take one of a few words: declared once for help and for completion."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

import typer

from clientfile.language import Lines, _

PAGE_FORMATS = ("table", "json")
"""The formats of a page that is no listing."""

COMPOSED: dict[str, str] = {}
"""The help texts that are made of parts, such as lists of words, by their English."""


def compose(text: str) -> str:
    """A help text that is made of parts, which `say_help` of help.py then finds."""
    return COMPOSED.setdefault(str(text), text)


def list_words(words: Iterable[str], *, default: str = "", either: bool = False) -> str:
    """The words for a help text: `prospect (the default), client, lost.`

    `either` writes `or` before the last word; `default` is the word that applies without the
    option.
    """
    *others, end = (
        _("{word} (the default)", word=word) if word == default else word for word in words
    )
    return compose(
        _("{words} or {last}.", words=Lines(others, ", "), last=end)
        if either
        else _("{words}.", words=Lines([*others, end], ", "))
    )


def complete_words(words: Iterable[str]) -> Callable[[str], list[str]]:
    """The completion of an argument or option that takes one of these words."""

    def complete(incomplete: str) -> list[str]:
        return [word for word in words if word.startswith(incomplete)]

    return complete


def choice(
    words: Collection[str],
    *names: str,
    metavar: str | None = None,
    either: bool = False,
    default: str = "",
    help: str = "",
) -> Any:
    """An option that takes one of a few words: its help lists them, and the shell offers them.

    `names` are those of the option, such as `--format` and `-f`; without any it is called like its
    parameter. A `help` of its own replaces the list; `either` and `default` are as in list_words.
    It is the command that refuses other words.
    """
    text = help or list_words(words, either=either, default=default)
    return typer.Option(*names, metavar=metavar, help=text, autocompletion=complete_words(words))


def format_choice(formats: Collection[str]) -> Any:
    """The option `--format` of a command that prints."""
    return choice(formats, "--format", "-f", metavar="FORMAT", either=True)
