"""What a terminal may be shown: nothing that moves its cursor, turns the text or hides.

The one place that decides which characters are escaped, and how wide the others are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_UNSAFE_CATEGORIES = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs"})

# Characters of other categories that show nothing: fillers, variation selectors, and the places
# that Unicode keeps for more of the kind.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8"
    "\U000e0000-\U000e0fff]"
)

_SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}
_LINE_BREAKS = re.compile("\r\n|[\t\n\r\v\f\x85\u2028\u2029]")


def visible(text: str, keep: str = "") -> str:
    """`text` with every character escaped that acts or hides: ESC is shown as `\\x1b`.

    Escaped are controls (the line break and the tab too, unless they are in `keep`), format
    characters (bidi, zero-width, soft hyphens), line and paragraph separators, lone surrogates
    and invisible fillers. The joiners within some emoji are among them: such an emoji is shown as
    its parts, which is what keeps a table straight. Combining accents stay.
    """
    if is_plain(text):
        return text
    return "".join(c if c in keep or is_plain(c) else _escaped(c) for c in text)


def one_line(text: str) -> str:
    """`text` as `visible` makes it, each tab and line break being a space."""
    if is_plain(text):
        return text
    return visible(_LINE_BREAKS.sub(" ", text))


def is_plain(text: str) -> bool:
    """Whether nothing of `text` needs escaping."""
    if text.isascii() and text.isprintable():
        return True
    if _UNSEEN.search(text):
        return False
    # Spaces other than " ", private and unassigned characters are not "printable", yet harmless.
    return text.isprintable() or not any(
        unicodedata.category(c) in _UNSAFE_CATEGORIES for c in text
    )


def _escaped(character: str) -> str:
    code = ord(character)
    if code < 0x100:
        return _SHORT.get(character) or f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def width(text: str) -> int:
    """How many columns of a terminal `text`, as `visible` makes it, takes.

    A combining accent takes none, an East Asian wide character and most emoji take two.
    """
    return len(text) if text.isascii() else sum(_widths(text))


def _widths(text: str) -> Iterator[int]:
    for character in text:
        if unicodedata.category(character) in ("Mn", "Me") or "\u1160" <= character <= "\u11ff":
            yield 0
        else:
            yield 2 if unicodedata.east_asian_width(character) in "WF" else 1


def shorten(text: str, columns: int) -> str:
    """`text`, or as much of its beginning as fits into `columns` with an ellipsis after it."""
    if columns < 1:
        return ""
    taken, cut = 0, 0
    for place, each in enumerate(_widths(text)):
        taken += each
        if taken <= columns - 1:
            cut = place + 1
        if taken > columns:
            return text[:cut] + "…"
    return text


def padded(text: str, columns: int, *, right: bool = False) -> str:
    """`text` filled with spaces up to `columns`, on its left where it goes to the right."""
    fill = " " * max(0, columns - width(text))
    return fill + text if right else text + fill
