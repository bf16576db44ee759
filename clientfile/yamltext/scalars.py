"""Scalars as YAML text that parsers of YAML 1.1 and 1.2 take for the same value."""

from __future__ import annotations

import re
from decimal import Decimal

from yaml.resolver import Resolver

from clientfile.records.shape import Shape

TEXT = Shape("text")
FOLD_AT = 80

_INDICATORS = "-?:,[]{}#&*!|>'\"%@`="
_ESCAPED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
_NOT_PLAIN = re.compile(r"[\t\n]|: | #|:$")
_FLOW_CHARACTERS = re.compile(r"[,\[\]{}?:]")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_IMPLICITLY_TYPED = re.compile(
    r"""
    y | n | yes | no | on | off | true | false | null | ~ | = | <<
    | [-+]? 0 (x [0-9a-f_]+ | o [0-7_]+ | b [01_]+)
    | [-+]? (\. [0-9_]+ | [0-9] [0-9_,]* (\. [0-9_]*)?) (e [-+]? [0-9]+)?
    | [-+]? \. (inf | nan)
    | [-+]? [0-9] [0-9_]* (: [0-9]{1,2})+ (\. [0-9_]*)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NAMED_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}


def scalar_text(
    value: object,
    shape: Shape,
    *,
    flow: bool = False,
    style_hint: str | None = None,
    indent: str = "",
    literal: bool = True,
) -> str:
    """The text of a value: str, int, Decimal or bool.

    `style_hint` is the style of the scalar that it replaces, retained where the value allows it.
    In block context, text of several lines becomes a literal block: lines after `indent`, joined by
    line feeds, without a final one. `literal=False` writes even that on one line.
    Raises TypeError for a value of another type.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if not isinstance(value, str):
        raise TypeError(type(value).__name__)
    if shape.format == "date" and style_hint in (None, "plain") and _DATE.fullmatch(value):
        return value
    if not flow and literal and (block := _block_text(value, style_hint, indent)):
        return block
    return _line_text(value, flow=flow, style_hint=style_hint)


def key_text(key: str, *, flow: bool = False, quoted: bool = False) -> str:
    """A key, quoted where necessary, or always in double quotes with `quoted`."""
    return _line_text(key, flow=flow, style_hint="double" if quoted else None)


def plain_ok(text: str, *, flow: bool) -> bool:
    """Whether every parser takes the text, unquoted and on one line, for exactly that text."""
    if not text or text[0] in _INDICATORS or text.startswith("..."):
        return False
    if text != text.strip() or _ESCAPED.search(text) or _NOT_PLAIN.search(text):
        return False
    if flow and _FLOW_CHARACTERS.search(text):
        return False
    return not _IMPLICITLY_TYPED.fullmatch(text) and not _has_implicit_type(text)


def _has_implicit_type(text: str) -> bool:
    resolvers = Resolver.yaml_implicit_resolvers
    return any(pattern.match(text) for _, pattern in resolvers.get(text[0], ()))


def _line_text(text: str, *, flow: bool, style_hint: str | None) -> str:
    if style_hint not in ("single", "double") and plain_ok(text, flow=flow):
        return text
    fits_single = not _ESCAPED.search(text) and not re.search(r"[\t\n]", text)
    if fits_single and style_hint != "double":
        needs_escapes = '"' in text or "\\" in text
        if style_hint == "single" or (needs_escapes and "'" not in text):
            return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(map(_escape, text)) + '"'


def _escape(character: str) -> str:
    if character in _NAMED_ESCAPES:
        return _NAMED_ESCAPES[character]
    if not _ESCAPED.match(character):
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _block_text(text: str, style_hint: str | None, indent: str) -> str:
    """The text as a literal or folded block, or "" where it can't be one.

    Text that ends in several line breaks is quoted: the value of a block would depend on the blank
    lines after it.
    """
    is_block = "\n" in text or style_hint in ("literal", "folded")
    if not is_block or not _fits_block(text):
        return ""
    body = text.removesuffix("\n")
    header = "" if text.endswith("\n") else "-"
    lines = body.split("\n")
    if style_hint == "folded" and _fits_folded(lines):
        return _block(">" + header, "\n\n".join(map(_fold_line, lines)).split("\n"), indent)
    return _block("|" + header, lines, indent)


def _block(header: str, lines: list[str], indent: str) -> str:
    return "\n".join([header, *(indent + line if line else "" for line in lines)])


def _fits_block(text: str) -> bool:
    if not text or text[0].isspace() or text.endswith("\n\n") or _ESCAPED.search(text):
        return False
    return all(line.strip(" \t") or not line for line in text.split("\n"))


def _fits_folded(lines: list[str]) -> bool:
    return all(line and not re.search(r"^\s|\s$|\s\s", line) for line in lines)


def _fold_line(line: str) -> str:
    """A paragraph broken at single spaces into lines of at most 80 characters."""
    rows: list[str] = []
    for word in line.split(" "):
        if rows and len(rows[-1]) + 1 + len(word) <= FOLD_AT:
            rows[-1] += f" {word}"
        else:
            rows.append(word)
    return "\n".join(rows)
