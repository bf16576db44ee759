"""A compiled catalogue, the `.mo` of gettext: a translation is decoded when it is shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from struct import unpack_from

_MAGIC = 0x950412DE
# What the key of a message has between its context and its pattern.
_CONTEXT = "\x04"


class CompiledCatalogue:
    """The translations of a `.mo` file; without bytes, of English, which has none.

    See "The Format of GNU MO Files" in the manual of gettext. A run shows dozens of a thousand
    messages: to decode them all, as Python's gettext does, takes a start some milliseconds.
    """

    def __init__(self, source: bytes = b"") -> None:
        """The catalogue in these bytes. Raises ValueError where they are none."""
        self._source = source
        self._found: dict[str, list[str]] = {}
        self._places: dict[bytes, int] = {}
        if source:
            if len(source) < 20 or unpack_from("<I", source)[0] != _MAGIC:
                raise ValueError("no catalogue of gettext")  # no message
            count, ids, self._texts = unpack_from("<3I", source, 8)
            table = unpack_from(f"<{2 * count}I", source, ids)
            # A message that has a plural is followed by it, behind a zero.
            self._places = {
                source[start : start + length].partition(b"\0")[0]: place
                for place, (length, start) in enumerate(zip(table[::2], table[1::2], strict=True))
            }

    def find(self, pattern: str, context: str = "") -> str:
        """The translation of a pattern, or the pattern where there is none."""
        return (self._forms(pattern, context) or [pattern])[0]

    def find_plural(self, one: str, several: str, count: int, context: str = "") -> str:
        """The translation for a number, by the language's rule of plurals."""
        forms = self._forms(one, context)
        if not forms:
            return one if count == 1 else several
        place = self._plural(count)
        return forms[place] if place < len(forms) else forms[-1]

    def _forms(self, pattern: str, context: str) -> list[str]:
        """The translations of a message, one for each form of its plural; empty without any."""
        key = f"{context}{_CONTEXT}{pattern}" if context else pattern
        if key not in self._found:
            text = self._look_up(key.encode())
            self._found[key] = text.decode().split("\0") if text else []
        return self._found[key]

    def _look_up(self, key: bytes) -> bytes:
        place = self._places.get(key)
        if place is None:
            return b""
        length, start = unpack_from("<2I", self._source, self._texts + 8 * place)
        return self._source[start : start + length]

    @cached_property
    def _plural(self) -> Callable[[int], int]:
        from gettext import c2py

        rule = re.search(r"plural=([^;\n]+)", self._look_up(b"").decode())
        plural: Callable[[int], int] = c2py(rule[1] if rule else "n != 1")
        return plural
