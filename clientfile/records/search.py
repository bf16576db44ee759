"""Words of texts: what somebody looks for, whether a text has it, and where.

A word is a run of letters and digits as `fold` leaves it, so that accents, case and ligatures make
no difference. Scripts written without spaces (Chinese, Japanese, Thai …) count each letter as a
word, and each pictograph is one. Numbers are found as the same line, too, however they are grouped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from clientfile.errors.suggest import fold
from clientfile.records.typed.phones import LEAST_DIGITS, TELLING_DIGITS, parse_phone, same_line

_ALONE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_PICTURES = "\u2190-\u23ff\u2500-\u2bff\U0001f000-\U0001faff"
_WORD = re.compile(rf"[{_ALONE}{_PICTURES}]|[^\W_{_ALONE}{_PICTURES}]+")
_PLAIN_WORD = re.compile(r"[a-z0-9]+")
_RUN = re.compile(r"[0-9](?:[ .\-/()]{0,3}[0-9]){5,}")
_PART = re.compile(r'"([^"]*)"?|([^\s"]+)')
_SCHEME = re.compile(r"(?:https?://)?(?:www\.)?", re.IGNORECASE)
_BEFORE, _WHOLE = 30, 90

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class SearchQuery:
    """What is looked for: every phrase, the last word of the last one as a beginning where
    `prefix`; or a `number`, as digits ("" where it can be none).
    """

    phrases: tuple[Phrase, ...]
    prefix: bool
    number: str

    @property
    def empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not self.phrases


def parse_query(text: str) -> SearchQuery:
    """What somebody who typed this looks for: words, and phrases in quotes.

    A word with punctuation in it (an address, `CMD-1042`) is the phrase of its parts.
    """
    phrases, prefix = [], False
    for quoted, word in _PART.findall(text.replace("“", '"').replace("”", '"')):
        phrase = tuple(tokenize(word[_scheme_of(word) :] or word if word else quoted))
        if phrase:
            phrases.append(phrase)
            prefix = bool(word)
    return SearchQuery(tuple(phrases), prefix, parse_phone(text.translate(_BLANKS)))


def _scheme_of(word: str) -> int:
    match = _SCHEME.match(word)
    return match.end() if match else 0


_BLANKS = {0xA0: " ", 0x202F: " ", 0x2009: " ", 0x2011: "-", 0x2013: "-"}


def tokenize(text: str) -> list[str]:
    """The words of a text, in their order."""
    return _WORD.findall(fold_text(text))


def fold_text(text: str) -> str:
    """The text in which words stand: `fold`, sooner where there is little to do."""
    return text.lower() if text.isascii() else fold(text)


def text_marks(texts: Iterable[str]) -> set[str]:
    """What texts are found by, as words of ASCII letters and digits: their words and numbers."""
    # No word and no number goes on over a line's end.
    whole = "\n".join(map(fold_text, texts))
    words = set(_PLAIN_WORD.findall(whole) if whole.isascii() else _WORD.findall(whole))
    return {word_mark(word) for word in words} | {_number_mark(run) for run in _numbers(whole)}


def query_marks(wanted: SearchQuery) -> tuple[list[str], str, str]:
    """The marks that a text has in which something is found: all of the first, and one that
    begins with the second; or the third.
    """
    words = [word_mark(word) for phrase in wanted.phrases for word in phrase]
    begun = words.pop() if wanted.prefix else ""
    return words, begun, _number_mark(wanted.number) if wanted.number else ""


def word_mark(word: str) -> str:
    """A word in ASCII letters and digits: a word that begins with another has its mark before."""
    return word if word.isascii() else "".join(c if c.isascii() else f"{ord(c):x}z" for c in word)


def _number_mark(digits: str) -> str:
    known = len(digits) >= TELLING_DIGITS
    return f"n{digits[-TELLING_DIGITS:]}" if known else f"m{digits}"


def contains(wanted: SearchQuery, text: str) -> bool:
    """Whether this text has all that is wanted."""
    whole = fold_text(text)
    if wanted.phrases[0][0] in whole and _holds_phrases(wanted, whole):
        return True
    return bool(wanted.number) and _holds_number(wanted.number, whole)


def _holds_phrases(wanted: SearchQuery, whole: str) -> bool:
    words = f" {' '.join(_WORD.findall(whole))} "
    *before, last = (" ".join(phrase) for phrase in wanted.phrases)
    end = "" if wanted.prefix else " "
    return f" {last}{end}" in words and all(f" {phrase} " in words for phrase in before)


def _holds_number(number: str, whole: str) -> bool:
    if len(whole) < LEAST_DIGITS:
        return False
    return any(same_line(number, digits) for digits in _numbers(whole))


def _numbers(whole: str) -> list[str]:
    """The runs of at least six digits in a folded text, which may be one number."""
    return [re.sub(r"\D", "", run) for run in _RUN.findall(whole)]


def snippet(wanted: SearchQuery, text: str) -> str:
    """The text around the first thing that is wanted, on one line."""
    line = " ".join(text.split())
    if len(line) <= _WHOLE:
        return line
    start, end = _place(wanted, line)
    first = max(0, min(start - _BEFORE, len(line) - _WHOLE))
    if 0 < first < start:
        blank = line.find(" ", first, start)
        first = blank + 1 if blank >= 0 else first
    # A word may be longer than any line.
    end = min(end, first + 2 * _WHOLE)
    last = max(end, first + _WHOLE)
    if last < len(line):
        blank = line.rfind(" ", end, last)
        last = blank if blank >= 0 else last
    return ("…" if first else "") + line[first:last] + ("…" if last < len(line) else "")


def _place(wanted: SearchQuery, line: str) -> tuple[int, int]:
    """Where the first thing that is wanted stands in a line."""
    pieces = [_folded_character(c) for c in line]
    origin = [place for place, piece in enumerate(pieces) for _ in piece]
    whole = "".join(pieces)
    found = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(whole)]
    spans = [_span(phrase, found, wanted) for phrase in wanted.phrases]
    spans += [
        (run.start(), run.end())
        for run in _RUN.finditer(whole)
        if wanted.number and same_line(wanted.number, re.sub(r"\D", "", run.group()))
    ]
    start, end = min((span for span in spans if span), default=(0, 1))
    return (origin[start], origin[end - 1] + 1) if origin else (0, 0)


def _span(
    phrase: Phrase, found: Sequence[tuple[str, int, int]], wanted: SearchQuery
) -> tuple[int, int] | None:
    begun = wanted.prefix and phrase is wanted.phrases[-1]
    for place in range(len(found) - len(phrase) + 1):
        there = [word for word, _, _ in found[place : place + len(phrase)]]
        same = there[:-1] == list(phrase[:-1])
        if same and (there[-1].startswith(phrase[-1]) if begun else there[-1] == phrase[-1]):
            return found[place][1], found[place + len(phrase) - 1][2]
    return None


@lru_cache(maxsize=4096)
def _folded_character(character: str) -> str:
    return " " if character.isspace() else fold(character)
