"""Options that take one of a few words: declared once for help and for completion."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

import typer

PAGE_FORMATS = ("table", "json")
"""The formats of a page that is no listing."""


def list_words(words: Iterable[str], *, last: str = ", ", default: str = "") -> str:
    """The words for a help text: `prospect (the default), client, lost.`

    `last` stands before the last word; `default` is the word that applies without the option.
    """
    *others, end = (f"{word} (the default)" if word == default else word for word in words)
    return f"{', '.join(others)}{last}{end}."


def complete_words(words: Iterable[str]) -> Callable[[str], list[str]]:
    """The completion of an argument or option that takes one of these words."""

    def complete(incomplete: str) -> list[str]:
        return [word for word in words if word.startswith(incomplete)]

    return complete


def choice(
    words: Collection[str],
    *names: str,
    metavar: str | None = None,
    last: str = ", ",
    default: str = "",
    help: str = "",
) -> Any:
    """An option that takes one of a few words: its help lists them, and the shell offers them.

    `names` are those of the option, such as `--format` and `-f`; without any it is called like its
    parameter. A `help` of its own replaces the list; `last` and `default` are as in list_words. It
    is the command that refuses other words.
    """
    text = help or list_words(words, last=last, default=default)
    return typer.Option(*names, metavar=metavar, help=text, autocompletion=complete_words(words))


def format_choice(formats: Collection[str]) -> Any:
    """The option `--format` of a command that prints."""
    return choice(formats, "--format", "-f", metavar="FORMAT", last=" or ")
