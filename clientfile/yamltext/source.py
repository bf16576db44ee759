"""A file's bytes → text that can be parsed, or the reasons why it can't; and text → bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from clientfile.language import _

MAX_BYTES = 4_000_000
"""The bytes of a record, at most, where a folder's settings do not say otherwise."""
BOM = b"\xef\xbb\xbf"
MAX_LISTED_CHARACTERS = 20

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]|\r(?!\n)")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SEPARATORS = "\u2028\u2029"
_PRIVATE_USE = range(0xE000, 0xF8FF)


@dataclass(frozen=True)
class TextProblem:
    """A reason why bytes can't be parsed; `line` and `column` count from 1."""

    line: int
    column: int
    code: str
    message: str


@dataclass
class DecodedText:
    """The text without byte order mark, whether the file had one, and its problems."""

    text: str = ""
    bom: bool = False
    problems: list[TextProblem] = field(default_factory=list)


def decode(source: bytes, max_bytes: int) -> DecodedText:
    """The text of a record's bytes; never raises."""
    if len(source) > max_bytes:
        message = _(
            "the file has {size:,} bytes, and a record at most {most:,}: "
            "split the client, move long texts elsewhere, or set max_megabytes in clientfile.toml",
            size=len(source),
            most=max_bytes,
        )
        return DecodedText(problems=[TextProblem(1, 1, "too-large", message)])
    if source.startswith(_UTF16):
        message = _("the file is UTF-16: save it as UTF-8")
        return DecodedText(problems=[TextProblem(1, 1, "not-utf-8", message)])
    bom = source.startswith(BOM)
    body = source.removeprefix(BOM)
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        return DecodedText(bom=bom, problems=[_decoding_problem(body, error.start)])
    return DecodedText(text, bom, forbidden_characters(text))


def encode(text: str, bom: bool) -> bytes:
    """The bytes of a record's text, with the byte order mark that the file had."""
    return (BOM if bom else b"") + text.encode()


def forbidden_characters(text: str) -> list[TextProblem]:
    """Problems for the first 20 characters that no record may contain."""
    problems = []
    for match in _FORBIDDEN.finditer(text):
        line, column = line_and_column(text, match.start())
        problems.append(
            TextProblem(line, column, "control-character", _forbidden_message(match[0]))
        )
        if len(problems) == MAX_LISTED_CHARACTERS:
            break
    return problems


def control_character(value: str) -> str:
    """The message for a value with a control character, "" for one without."""
    match = _CONTROL.search(value)
    if match is None:
        return ""
    if match[0] == "\r":
        return _("a carriage return (U+000D) stands in this text: end its lines with line feeds")
    return _forbidden_message(match[0])


def line_and_column(text: str, index: int) -> tuple[int, int]:
    """The line and column of an index, both from 1; only a line feed ends a line."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def hidden_separators(text: str) -> dict[int, int]:
    """A translation of U+2028 and U+2029 to private characters that the text lacks.

    libyaml takes the two for line breaks; YAML 1.2 and editors do not. A comment with one of them
    would end there, and the rest of its line be parsed as data. Empty where the text has neither.
    """
    present = [ord(separator) for separator in _SEPARATORS if separator in text]
    free = (code for code in _PRIVATE_USE if chr(code) not in text)
    return dict(zip(present, free, strict=False))


def _decoding_problem(body: bytes, offset: int) -> TextProblem:
    line = body.count(b"\n", 0, offset) + 1
    column = len(body[body.rfind(b"\n", 0, offset) + 1 : offset].decode()) + 1
    name = f"0x{body[offset]:02x}"
    message = _("byte {byte} is not UTF-8: save the file as UTF-8", byte=name)
    return TextProblem(line, column, "not-utf-8", message)


def _forbidden_message(character: str) -> str:
    code = ord(character)
    if character == "\r":
        return _("a carriage return (U+000D) stands alone: end lines with LF or CRLF")
    if code == 0xFEFF:
        return _("a byte order mark (U+FEFF) stands within the text: delete it")
    name = f"U+{code:04X}"
    if code > 0xFF:
        return _("the noncharacter {name} cannot stand in a record: delete it", name=name)
    return _("the control character {name} cannot stand in a record: delete it", name=name)
