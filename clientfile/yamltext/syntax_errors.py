"""Sentences for libyaml's errors, with a proposal for the line where one works.

A line is proposed only if the text with that line was parsed further.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from clientfile.language import _
from clientfile.yamltext.events import MAX_LEVELS, Mark, first_error
from clientfile.yamltext.scalars import TEXT, plain_ok, scalar_text
from clientfile.yamltext.source import line_and_column

LARGEST_REPAIRED = 200_000
"""The most characters of a text for which repairs are tried: each try parses all of it."""

_LINE = re.compile(
    r"""(?P<lead> \s* (?:-[ ]+)* (?: (?:"[^"]*" | '[^']*' | [^\s#"'\[{:-][^:#]*?) \s*:\s+ )? )
    (?P<value> \S.*)""",
    re.VERBOSE,
)
_NO_SPACE = re.compile(r"(?P<key>\s*(?:-[ ]+)*[A-Za-z_][\w-]*):(?P<value>[^\s/].*)")
_FLOW_LIST = re.compile(r"\[([^\[\]{}\"']*)\]")

# A word of libyaml's sentence and the cause: the first that fits.
_CAUSES = (
    ("'\\t'", _("a tab indents this line: indent it with spaces")),
    ("tab", _("a tab indents this line: indent it with spaces")),
    ("values", _("a colon and a space stand where no key can be")),
    ("stream", _("a quote is opened here and never closed")),
    ("document", _("a quote is opened here and never closed")),
    ("']'", _("a list opened with [ is not closed, or lacks a comma")),
    ("'}'", _("a mapping opened with {brace} is not closed, or lacks a comma", brace="{")),
    ("entries", _("a dash begins a list where none can be")),
    ("keys", _("a question mark and a space begin a key where none can be")),
    ("comment", _("a > or | begins this value, and text follows it on the line")),
    ("could", _("a key is not followed by a colon and a space")),
    ("unknown", _("a backslash in double quotes begins no escape that YAML knows")),
    ("hexdecimal", _("a backslash in double quotes begins an escape that is incomplete")),
    ("Unicode", _("an escape in double quotes names no character")),
    ("'-'", _("a key stands among the items of a list")),
    ("key", _("this does not fit in here: a quote, or the line's indentation, is wrong")),
    ("content", _("a value begins with a character that has a meaning in YAML")),
    ("':'", _("a colon stands in a list in brackets without a space after it")),
    ("tag", _("an exclamation mark begins a tag, which a record does not take")),
    ("alphabetic", _("& or * begins this value, which a record does not take")),
)
TOO_DEEP = _("more than {most} levels are nested here: write it flatter", most=MAX_LEVELS)
_DIRECTIVE = ("directive", "incompatible YAML", "start>")


@dataclass(frozen=True)
class _RepairableLine:
    """A line of the text: its number and start index from 0, its text without the line end."""

    number: int
    start: int
    text: str


@dataclass(frozen=True)
class _Repair:
    """A repaired line by its number from 0; `cause` is "" where the repair does not show it."""

    number: int
    written: str
    cause: str


def error_line(error: yaml.YAMLError) -> int:
    """The line (from 1) up to which the text could be parsed."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return 1
    return _fault_mark(error).line + 1


def explain_error(text: str, error: yaml.YAMLError) -> tuple[int, int, str, str]:
    """The line and column (from 1), the code and the message of an error of libyaml."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return 1, 1, "syntax", _("this text is not YAML: see the format's description")
    problem = str(error.problem)
    mark = _fault_mark(error)
    if "nesting" in problem:
        # libyaml from 0.2.6 on looks that far ahead before it reports the first level.
        return mark.line + 1, mark.column + 1, "too-deep", TOO_DEEP
    if any(word in f"{problem} {error.context}" for word in _DIRECTIVE):
        return (
            mark.line + 1,
            1,
            "directive",
            _("a line that begins with {mark} is no part of a record: delete it", mark="%"),
        )
    line, column = line_and_column(text, min(mark.index, len(text)))
    message: str = _cause(text, mark.index, problem)
    repair = _find_repair(text, error)
    if repair is None:
        return line, column, "syntax", message
    if repair.number != line - 1:
        line, column = repair.number + 1, 1
    message = _("{cause}; write: {line}", cause=repair.cause or message, line=repair.written)
    return line, column, "syntax", message


def quote_line(text: str, number: int, start: int, *, comment: bool = False) -> str:
    """The line of that number (from 0) with the value at index `start` in quotes.

    With `comment`, text after a # belongs to the value. "" where the value is not the whole rest of
    the line, and where the text with that line can't be parsed.
    """
    line = _line(text, number)
    column = start - line.start
    lead, value = line.text[:column], line.text[column:].rstrip()
    if not comment:
        value = re.split(r"\s#", value)[0].rstrip()
    if not re.fullmatch(r"\s*(-\s+)*([^\[{,]*:\s+)?", lead):
        return ""
    written = lead + scalar_text(value, TEXT, style_hint="double" if comment else None)
    if plain_ok(value, flow=False) or not _parses_past(text, line, written, number):
        return ""
    return written.strip()


def _fault_mark(error: yaml.MarkedYAMLError) -> Mark:
    """The mark of an error; for a quote that is never closed, where it is opened."""
    unclosed = "stream" in str(error.problem) and error.context_mark is not None
    mark = error.context_mark if unclosed else error.problem_mark
    assert mark is not None
    return mark


def _cause(text: str, index: int, problem: str) -> str:
    if "token" in problem:
        character = text[index : index + 1]
        if character != "\t":
            return _(
                "a value cannot begin with {character} unless it is quoted", character=character
            )
        problem = "tab"
    for word, sentence in _CAUSES:
        if word in problem:
            return sentence
    return _("this is not YAML here: look at the quotes, colons and indentation of this line")


def _find_repair(text: str, error: yaml.MarkedYAMLError) -> _Repair | None:
    """A repair of a line with which the text is parsed past the error, or None."""
    if len(text) > LARGEST_REPAIRED:
        return None
    beyond = _fault_mark(error).line
    for line in _suspect_lines(text, error):
        for written, cause in _repairs(line.text):
            if written != line.text and _parses_past(text, line, written, beyond):
                return _Repair(line.number, written.strip(), cause)
    return None


def _suspect_lines(text: str, error: yaml.MarkedYAMLError) -> Iterator[_RepairableLine]:
    """The lines that may contain the error, the likeliest first."""
    problem, context = error.problem_mark, error.context_mark
    assert problem is not None
    numbers = [problem.line]
    if context is not None and "quoted" in str(error.context):
        numbers.insert(0, context.line)
    numbers += [number for number in (problem.line - 1, problem.line - 2) if number >= 0]
    if context is not None and "flow" in str(error.context):
        numbers.insert(1, context.line)
    for number in dict.fromkeys(numbers):
        yield _line(text, number)


def _repairs(line: str) -> Iterator[tuple[str, str]]:
    """Candidates for the repaired line, each with the cause where it is certain, else ""."""
    match = _LINE.fullmatch(line)
    if match and match["lead"].strip():
        lead, value = match["lead"], match["value"].rstrip()
        if value.startswith("["):
            yield lead + _repair_list(value), ""
        bare, hash_, comment = value.partition(" #")
        if hash_:
            yield lead + _quote(bare.rstrip()) + hash_ + comment, ""
        yield lead + _quote(value), ""
    spaced = _NO_SPACE.fullmatch(line)
    if spaced:
        yield f"{spaced['key']}: {spaced['value']}", _("a space is missing after the colon")


def _repair_list(value: str) -> str:
    return _FLOW_LIST.sub(_quote_items, value if value.endswith("]") else value + "]")


def _quote_items(match: re.Match[str]) -> str:
    items = [item.strip() for item in match[1].split(",")]
    return "[" + ", ".join(scalar_text(item, TEXT, flow=True) for item in items if item) + "]"


def _quote(value: str) -> str:
    """A value as quoted text; wrong quotes around it are corrected."""
    quote = value[0]
    if quote in "\"'" and len(value) > 1:
        if value.endswith(quote):
            value = value[1:-1]
        elif quote == '"' and value.count(quote) == 1:
            value = value[1:]
    clumsy = '"' in value or "\\" in value
    return scalar_text(value, TEXT, style_hint=None if clumsy else "double")


def _parses_past(text: str, line: _RepairableLine, written: str, beyond: int) -> bool:
    """Whether the text with that line is parsed, at least past the line `beyond`."""
    if len(text) > LARGEST_REPAIRED:
        return False
    end = line.start + len(line.text)
    error = first_error(text[: line.start] + written + text[end:])
    return error is None or (error.problem_mark is not None and error.problem_mark.line > beyond)


def _line(text: str, number: int) -> _RepairableLine:
    """The line of that number (from 0), at most the last."""
    lines = text.split("\n")
    number = min(number, len(lines) - 1)
    start = sum(len(line) + 1 for line in lines[:number])
    return _RepairableLine(number, start, lines[number].removesuffix("\r"))
