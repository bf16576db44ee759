"""What typer says of a wrong command line, as messages: it says it in English alone."""

from __future__ import annotations

import re

from clientfile.language import _
from clientfile.language.message import build_message

# What its help pages have of it, which their translation finds by its English.
HELP_TEXTS = (
    _("Show this message and exit."),
    _("Install completion for the current shell."),
    _("Show completion for the current shell, to copy it or customize the installation."),
)
# Its sentences, with a name for each place; a sentence that is none of these stays English.
_SENTENCES = (
    _("Missing argument '{name}'"),
    _("Missing option '{name}'"),
    _("Missing command"),
    _("Got unexpected extra argument(s) ({words})"),
    _("Option '{name}' requires an argument"),
    _("Option '{name}' does not take a value"),
    _("Invalid value for '{name}': '{value}' is not a valid int"),
    _("Invalid value for '{name}': '{value}' is not a valid int range"),
    _("Invalid value for '{name}': '{value}' is not a valid integer"),
    _("Invalid value for '{name}': '{value}' is not a valid float"),
    _("Invalid value for '{name}': {value} is not in the range {range}"),
    _("Invalid value for '{name}': {reason}"),
)


def say_usage(sentence: str) -> str:
    """A sentence of typer's as a message, without the point at its end."""
    sentence = sentence.rstrip(".")
    for known in _SENTENCES:
        if match := _regex(known.pattern).fullmatch(sentence):
            values = match.groupdict()
            if "name" in values:
                values["name"] = _both_names(values["name"])
            return build_message(known.pattern, values)
    return sentence


def _both_names(name: str) -> str:
    """An option that typer names by its long and its short form, which it quotes apart."""
    long, between, short = name.partition("' / '")
    return _("{long}' / '{short}", long=long, short=short) if between else name


def _regex(pattern: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(pattern)), re.DOTALL)
