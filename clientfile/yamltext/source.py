"""From a file's bytes to text that is fit to be parsed, or the reasons why it is not."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

BOM = b"\xef\xbb\xbf"
MAX_LISTED_CHARACTERS = 20

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]|\r(?!\n)")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SEPARATORS = "\u2028\u2029"
_PRIVATE_USE = range(0xE000, 0xF8FF)


@dataclass(frozen=True)
class TextProblem:
    """Something that keeps bytes from being read; line and column count from 1."""

    line: int
    column: int
    code: str
    message: str


@dataclass
class DecodedText:
    """The text without its byte order mark, whether it had one, and what is wrong with it."""

    text: str = ""
    bom: bool = False
    faults: list[TextProblem] = field(default_factory=list)


def decode(source: bytes, max_bytes: int) -> DecodedText:
    """The text of a record's bytes; never raises."""
    if len(source) > max_bytes:
        message = (
            f"the file has {len(source):,} bytes, and a record at most {max_bytes:,}: "
            "split the client, or move long texts elsewhere"
        )
        return DecodedText(faults=[TextProblem(1, 1, "too-large", message)])
    if source.startswith(_UTF16):
        message = "the file is UTF-16: save it as UTF-8"
        return DecodedText(faults=[TextProblem(1, 1, "not-utf-8", message)])
    bom = source.startswith(BOM)
    body = source.removeprefix(BOM)
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        return DecodedText(bom=bom, faults=[_undecodable(body, error.start)])
    return DecodedText(text, bom, forbidden_characters(text))


def encode(text: str, bom: bool) -> bytes:
    """The bytes of a record's text, with the byte order mark that the file had."""
    return (BOM if bom else b"") + text.encode()


def forbidden_characters(text: str) -> list[TextProblem]:
    """The characters that no record may hold as they are, the first few of them."""
    faults = []
    for match in _FORBIDDEN.finditer(text):
        line, column = line_and_column(text, match.start())
        faults.append(TextProblem(line, column, "control-character", _forbidden(match[0])))
        if len(faults) == MAX_LISTED_CHARACTERS:
            break
    return faults


def control_character(value: str) -> str:
    """What is wrong with a decoded value that holds a control character, or nothing."""
    match = _CONTROL.search(value)
    if match is None:
        return ""
    if match[0] == "\r":
        return "a carriage return (U+000D) stands in this text: end its lines with line feeds"
    return _forbidden(match[0])


def line_and_column(text: str, index: int) -> tuple[int, int]:
    """Line and column of an index, both from 1; only a line feed ends a line."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def hidden_separators(text: str) -> dict[int, int]:
    """A translation that takes U+2028 and U+2029 out of libyaml's sight, empty where none is.

    libyaml takes them for line breaks, YAML 1.2 and every editor do not: a comment that holds one
    would end there, and its rest be read as data.
    """
    present = [ord(separator) for separator in _SEPARATORS if separator in text]
    free = (code for code in _PRIVATE_USE if chr(code) not in text)
    return dict(zip(present, free, strict=False))


def _undecodable(body: bytes, offset: int) -> TextProblem:
    line = body.count(b"\n", 0, offset) + 1
    column = len(body[body.rfind(b"\n", 0, offset) + 1 : offset].decode()) + 1
    message = f"byte 0x{body[offset]:02x} is not UTF-8: save the file as UTF-8"
    return TextProblem(line, column, "not-utf-8", message)


def _forbidden(character: str) -> str:
    code = ord(character)
    if character == "\r":
        return "a carriage return (U+000D) stands alone: end lines with LF or CRLF"
    if code == 0xFEFF:
        return "a byte order mark (U+FEFF) stands within the text: delete it"
    kind = "noncharacter" if code > 0xFF else "control character"
    return f"the {kind} U+{code:04X} cannot stand in a record: delete it"
