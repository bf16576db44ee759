"""A terminal that is not ours: pyte's, told what a command wrote, and telling what it did.

    terminal = Terminal(columns=80)
    terminal.feed(child.before)          # text, or bytes as a pseudo-terminal gives them
    assert terminal.acted == []          # it drew, and went on line by line: nothing else
    assert terminal.lines[0] == "Rank  Client"
    assert terminal.wrapped == []        # no line was too long

What a prompt may do, such as taking back what was typed, is named: `acted == ["backspace"]`.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Any

import pyte
from pyte import modes
from wcwidth import wcwidth

from tests.support.paths import DATA

_MOST_LINES = 20_000
_IGNORABLE = DATA / "default_ignorable.txt"
_UNSAFE = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs"})
# Two such letters are one flag of two columns; pyte would give each of them two.
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_DRAWING = ("draw", "linefeed", "carriage_return", "debug")


def ignorable() -> list[str]:
    """The characters that Unicode has terminals ignore."""
    letters: list[str] = []
    for line in _IGNORABLE.read_text().splitlines():
        if not line.startswith("#"):
            first, _, last = line.partition("..")
            letters += map(chr, range(int(first, 16), int(last or first, 16) + 1))
    return letters


IGNORABLE = frozenset(ignorable())


def acts(character: str) -> bool:
    """Whether a character moves a cursor, turns the text or hides, by Unicode's properties."""
    return unicodedata.category(character) in _UNSAFE or character in IGNORABLE


@cache
def all_acting() -> list[str]:
    """Every character of Unicode that acts."""
    everything, category = map(chr, range(sys.maxunicode + 1)), unicodedata.category
    return [c for c in everything if category(c) in _UNSAFE or c in IGNORABLE]


class Terminal:
    """A terminal of so many columns, and as many lines as it takes."""

    def __init__(self, columns: int = 80) -> None:
        self._screen = _Screen(columns)
        self._stream = pyte.Stream(self._screen)

    def feed(self, data: str | bytes) -> Terminal:
        """Write to it. A line break alone begins a new line, as with any terminal's driver."""
        text = data.decode("utf-8", "surrogateescape") if isinstance(data, bytes) else data
        # pyte passes over these without a word.
        self._screen.acted += [f"draw U+{ord(c):04X}" for c in text if c in "\0\x0e\x0f\x7f"]
        self._stream.feed(text)
        return self

    @property
    def acted(self) -> list[str]:
        """All that it was made to do but draw and begin new lines: pyte's names of sequences,
        `draw U+202E` for a character that acts or hides, `mark without a letter`, `many marks`,
        `carriage return` for one that went back to write over a line.
        """
        return self._screen.acted

    @property
    def wrapped(self) -> list[int]:
        """The lines, from 0, that went on beyond the last column."""
        return self._screen.went_on

    @property
    def lines(self) -> list[str]:
        """What is seen, line by line, without blanks at their ends."""
        return ["".join(cells).rstrip() for cells in self.cells]

    @property
    def cells(self) -> list[list[str]]:
        """What is in each cell of each line; "" in the second cell of a wide character."""
        screen = self._screen
        last = max((y for y, line in screen.buffer.items() if line), default=-1)
        return [[screen.buffer[y][x].data for x in range(screen.columns)] for y in range(last + 1)]


class _Screen(pyte.Screen):
    """pyte's screen, which writes down all that is not drawing line by line."""

    def __init__(self, columns: int) -> None:
        self.acted: list[str] = []
        self.went_on: list[int] = []
        # What pyte does by itself in the course of something else is not written down.
        self._within = 0
        self._returned = False
        super().__init__(columns, _MOST_LINES)
        super().set_mode(modes.LNM)
        for event in pyte.Stream.events - set(_DRAWING):
            setattr(self, event, self._noting(event, getattr(self, event)))

    def _noting(self, event: str, done: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*words: Any, **named: Any) -> Any:
            if not self._within:
                self.acted.append(event)
            self._within += 1
            try:
                return done(*words, **named)
            finally:
                self._within -= 1

        return noted

    def debug(self, *words: Any, **named: Any) -> None:
        self.acted.append("an unknown sequence")

    def draw(self, data: str) -> None:
        if self._returned:
            self.acted.append("carriage return")
            self._returned = False
        if not (data.isascii() and data.isprintable()):
            self.acted += self._odd(data)
        self._within += 1
        super().draw(_FLAG.sub("🏁", data))
        self._within -= 1

    def carriage_return(self) -> None:
        if self._within:
            if self.cursor.x == self.columns:
                self.went_on.append(self.cursor.y)
        elif self.cursor.x:
            self._returned = True
        super().carriage_return()

    def linefeed(self) -> None:
        self._returned = False
        self._within += 1
        # What follows a line's end in the last column is no line that went on.
        before = len(self.went_on)
        super().linefeed()
        del self.went_on[before:]
        self._within -= 1

    def _odd(self, data: str) -> list[str]:
        odd = []
        marks = 99 if self.cursor.x == 0 else 0
        for character in data:
            if acts(character) or wcwidth(character) < 0:
                odd.append(f"draw U+{ord(character):04X}")
            elif unicodedata.category(character) in ("Mn", "Me"):
                marks += 1
                if marks > 8:
                    odd.append("mark without a letter" if marks > 90 else "many marks")
                continue
            marks = 99 if character.isspace() else 0
        return odd
