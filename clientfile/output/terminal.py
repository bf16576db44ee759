"""Escapes, measures and cuts text for a terminal.

No text shown may move the cursor, turn the direction of writing or hide. This module alone decides
which characters are escaped, and how wide the others are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

# What acts on a terminal or shows nothing: controls, format characters, line and paragraph
# separators, lone surrogates, and what Unicode calls default ignorable: fillers, variation
# selectors, code points reserved for more of the kind. Listed one by one, since Python's Unicode is
# older than many a terminal's; the tests compare the list with the properties.
_ACTING = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160"
    "\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# The blocks that have marks which combine with the character before them.
_MAY_COMBINE = re.compile(
    "[\u0300-\u1fff\u20d0-\u20ff\u2c00-\u2fff\u3000-\u30ff\ua000-\uabff\ufb1e\ufe20-\ufe2f"
    "\U00010000-\U0001efff]"
)
BAR = "\u01c0"
# No script needs more on one letter; a pile of them would cover the lines above and below.
_MOST_MARKS = 6

_SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}
_LINE_BREAKS = re.compile("\r\n|[\t\n\r\v\f\x85\u2028\u2029]")


def visible(text: str, keep: str = "") -> str:
    """`text` with every character escaped that acts or hides: ESC is shown as `\\x1b`.

    These are controls (the line break and the tab too, unless they are in `keep`), format
    characters (bidi, zero-width, soft hyphens), line and paragraph separators, lone surrogates
    and invisible fillers. The joiners within some emoji are among them: such an emoji is shown as
    its parts, which keeps a table straight. Combining accents stay, up to six on a letter; one
    without a letter would be drawn on what precedes the text, and is escaped.
    """
    if is_plain(text):
        return text
    pieces, marks = [], _MOST_MARKS
    for character in text:
        if _is_mark(character):
            marks += 1
            pieces.append(_escape(character) if marks > _MOST_MARKS else character)
        else:
            marks = _MOST_MARKS if character.isspace() else 0
            harmless = character in keep or is_harmless(character)
            pieces.append(character if harmless else _escape(character))
    return "".join(pieces)


def one_line(text: str) -> str:
    """`text` as `visible` escapes it, each tab and line break a space."""
    if is_plain(text):
        return text
    return visible(_LINE_BREAKS.sub(" ", text))


def is_harmless(text: str) -> bool:
    """Whether no character of `text` acts on a terminal or hides."""
    return (text.isascii() and text.isprintable()) or not _ACTING.search(text)


def is_plain(text: str) -> bool:
    """Whether nothing of `text` needs escaping."""
    if text.isascii():
        return text.isprintable()
    return not (_ACTING.search(text) or (_MAY_COMBINE.search(text) and _has_stray_marks(text)))


def _is_mark(character: str) -> bool:
    mark = character >= "\u0300" and unicodedata.category(character) in ("Mn", "Me")
    return mark and not _ACTING.match(character)


def _has_stray_marks(text: str) -> bool:
    """Whether a combining mark has no letter before it, or a letter has more than six."""
    marks = _MOST_MARKS
    for character in text:
        if not _is_mark(character):
            marks = _MOST_MARKS if character.isspace() else 0
        elif marks == _MOST_MARKS:
            return True
        else:
            marks += 1
    return False


def has_right_to_left(text: str) -> bool:
    """Whether `text` is written from right to left, at least in part.

    A terminal that lays text out by its direction moves what follows such text too, up to the next
    letter written from left to right.
    """
    return not text.isascii() and any(
        unicodedata.bidirectional(character) in ("R", "AL", "AN") for character in text
    )


def with_bar(text: str) -> str:
    """`text`, with a bar after what is written from right to left: what follows keeps its place.

    The bar is a letter (U+01C0), since no other visible character keeps a terminal from turning
    the figures after a Hebrew name. The characters meant for this are invisible and never written.
    """
    return f"{text} {BAR}" if has_right_to_left(text) else text


def _escape(character: str) -> str:
    code = ord(character)
    if code < 0x100:
        return _SHORT.get(character) or f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def width(text: str) -> int:
    """The columns of a terminal that `text`, as `visible` escapes it, takes.

    A combining accent takes none, an East Asian wide character and most emoji take two, the two
    letters of a flag one each. Terminals differ on the vowel signs of Indian scripts that stand
    beside their letter, and on the skin tone of an emoji: these count one and two, as in most.
    """
    return len(text) if text.isascii() else sum(map(_width, text))


@lru_cache(maxsize=8192)
def _width(character: str) -> int:
    category = unicodedata.category(character)
    if category in ("Mn", "Me") or _JAMO.match(character):
        return 0
    if category == "Cn":
        # Python calls unassigned characters "fullwidth"; a newer emoji is wide.
        return 2 if _WIDE_ONE_DAY.match(character) else 1
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


# The later parts of a Korean syllable.
_JAMO = re.compile("[\u1160-\u11ff\ud7b0-\ud7ff]")
_WIDE_ONE_DAY = re.compile(
    "[\U0001f680-\U0001f6ff\U0001f900-\U0001f9ff\U0001fa70-\U0001faff\U00020000-\U0003fffd]"
)


def shorten(text: str, columns: int) -> str:
    """`text`, or as much of its beginning as fits into `columns` with an ellipsis after it."""
    if columns < 1:
        return ""
    taken, cut = 0, 0
    for place, each in enumerate(map(_width, text)):
        taken += each
        if taken <= columns - 1:
            cut = place + 1
        if taken > columns:
            return text[:cut] + "…"
    return text


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """`text` filled with spaces up to `columns`, on the left where `right` aligns it there."""
    fill = " " * max(0, columns - width(text))
    return fill + text if right else text + fill


def abridge(text: str, longest: int = 1000) -> str:
    """A message of at most `longest` characters: its beginning, and its end with what to do."""
    if len(text) <= longest:
        return text
    end = longest // 4
    return f"{text[: longest - end - 3]} … {text[-end:]}"


def wrap(text: str, columns: int) -> Iterator[str]:
    """`text` in lines of so many columns, broken at spaces; a longer word is cut.

    Only U+0020 breaks: the narrow space holds the thousands of a number together.
    """
    line, used = "", 0
    for blanks, word in _WORD.findall(text):
        for piece in _pieces(word, columns):
            wide = width(piece)
            if line and used + len(blanks) + wide > columns:
                yield line
                line, used = "", 0
            gap = blanks if line else ""
            line, used, blanks = line + gap + piece, used + len(gap) + wide, ""
    yield line


_WORD = re.compile(r"( *)([^ ]+)")


def _pieces(word: str, columns: int) -> Iterator[str]:
    if 2 * len(word) <= columns:
        yield word
        return
    start = taken = 0
    for place, each in enumerate(map(_width, word)):
        if taken and taken + each > columns:
            yield word[start:place]
            start, taken = place, 0
        taken += each
    yield word[start:]
