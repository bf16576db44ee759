"""The content lines of a vCard or a calendar: bytes → lines with a name, types and a value.

icalendar reads the lines, as RFC 6350 and RFC 2426 have them. What vCard 2.1 writes otherwise is
put into their form before: parameters without a name, and quoted-printable with its line ends.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass

from icalendar.parser import Contentline, split_on_unescaped_semicolon, unescape_backslash

MOST_SIGNS = 100_000
"""The characters of a line at most: a longer one is no name, number or address."""
_BINARY = frozenset({"PHOTO", "LOGO", "SOUND", "KEY", "X-MS-CARDPICTURE"})
_LINE_END = re.compile(r"\r*\n|\r")
_HEAD = re.compile(r"(?:[\w-]+\.)?(?P<name>[\w-]+)\s*[;:]")
_PARAMETER = re.compile(r';((?:"[^"]*"|[^;"])*)')
_QUOTED_PRINTABLE = "QUOTED-PRINTABLE"
_ENCODINGS = frozenset({_QUOTED_PRINTABLE, "BASE64", "B", "8BIT", "7BIT"})


@dataclass(frozen=True)
class ContentLine:
    """A line of a card: where it begins (from 1), its name in capitals, and its value.

    `types` are the words of its TYPE, in small letters, `group` what stands before its name.
    `value` is the text of a line as it is written, with its escapes; empty for a picture.
    `is_readable` is false for what is no line of a card, or is longer than one.
    """

    line: int
    name: str
    value: str
    types: frozenset[str] = frozenset()
    group: str = ""
    is_readable: bool = True

    @property
    def text(self) -> str:
        """The value without its escapes; some programs escape a quotation mark too."""
        text: str = unescape_backslash(self.value)
        return text.replace('\\"', '"').strip()

    @property
    def parts(self) -> tuple[str, ...]:
        """The fields of a value that has several, such as a name or an address."""
        return tuple(each.strip() for each in split_on_unescaped_semicolon(self.value))


def parse_content_lines(data: bytes) -> Iterator[ContentLine]:
    """The content lines of a file. Never raises: a line that can't be read says so."""
    for line, text in _unfold(_decode(data)):
        yield _parse(line, text)


def _decode(data: bytes) -> str:
    """The text of a file; bytes that are no UTF-8 stay, for the line's own character set."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")


def _unfold(text: str) -> Iterator[tuple[int, str]]:
    """Each line with those that go on from it, and the number of the first."""
    pieces: list[str] = []
    start, goes_on, is_binary = 1, False, False
    for number, line in enumerate(_LINE_END.split(text), 1):
        if goes_on or (pieces and line[:1] in (" ", "\t")):
            if not is_binary:
                pieces.append(line if goes_on else line[1:])
        else:
            if pieces:
                yield start, "".join(pieces)
            head = _HEAD.match(line)
            is_binary = bool(head and head["name"].upper() in _BINARY)
            pieces, start = [line[: head.end()] if head and is_binary else line], number
            pieces = pieces if line.strip() else []
        goes_on = bool(pieces) and _is_cut_softly(pieces)
        if goes_on:
            pieces[-1] = pieces[-1].rstrip()[:-1]
    if pieces:
        yield start, "".join(pieces)


def _is_cut_softly(pieces: list[str]) -> bool:
    """Whether the next line belongs to a line of quoted-printable, which ends in `=`."""
    if not pieces[-1].rstrip().endswith("="):
        return False
    return _QUOTED_PRINTABLE in pieces[0].partition(":")[0].upper()


def _parse(line: int, text: str) -> ContentLine:
    head = _HEAD.match(text)
    name = head["name"].upper().replace("_", "-") if head else ""
    if len(text) > MOST_SIGNS:
        return ContentLine(line, name, "", is_readable=False)
    if name in _BINARY:
        return ContentLine(line, name, "")
    try:
        whole, parameters, value = _content_line(_in_form_of_3(text)).raw_parts()
        group, __, __ = whole.rpartition(".")
        value = _decode_value(
            value, str(parameters.get("ENCODING", "")), str(parameters.get("CHARSET", ""))
        )
    except (ValueError, AssertionError):
        return ContentLine(line, name, "", is_readable=False)
    types = _words(parameters.get("TYPE", ()))
    types |= {"pref"} if parameters.get("PREF") == "1" else set()
    return ContentLine(line, name, value, types, group.lower())


def _content_line(text: str) -> Contentline:
    return Contentline(text)  # type: ignore[no-untyped-call]


def _in_form_of_3(text: str) -> str:
    """The line with a name before each parameter, as vCard 3.0 has it, and one TYPE.

    `TEL;WORK;FAX:1` and `TEL;TYPE=WORK;TYPE=FAX:1` become `TEL;TYPE=WORK,FAX:1`.
    """
    end = _content_line(text).value_separator_index()
    head, value = text[:end], text[end:]
    if end < 0 or ";" not in head:
        return text
    types: list[str] = []
    others: list[str] = []
    for parameter in _PARAMETER.findall(head):
        key, sign, word = parameter.partition("=")
        if sign and key.strip().upper() != "TYPE":
            others.append(parameter)
        elif not sign and key.strip().upper() in _ENCODINGS:
            others.append(f"ENCODING={key}")
        elif word := (word if sign else key).replace('"', "").strip():
            types.append(word)
    joined = [f"TYPE={','.join(types)}"] if types else []
    name = head.partition(";")[0]
    return ";".join([name, *others, *joined]) + value


def _decode_value(value: str, encoding: str, charset: str) -> str:
    """The value as text: quoted-printable and bytes of another character set decoded.

    Raises ValueError for bytes that the line's own character set does not have.
    """
    raw = value.encode("utf-8", "surrogateescape")
    if encoding.upper() == _QUOTED_PRINTABLE:
        raw = quopri.decodestring(raw)
    elif raw.isascii() or (not charset and _is_utf8(raw)):
        return value
    try:
        text = raw.decode(charset or ("utf-8" if _is_utf8(raw) else "cp1252"))
    except LookupError:
        text = raw.decode("cp1252")
    return _LINE_END.sub("\n", text)


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _words(types: object) -> frozenset[str]:
    listed = types if isinstance(types, list) else [types] if isinstance(types, str) else []
    return frozenset(word.strip().lower() for each in listed for word in each.split(","))
