"""Full-text search of a record's texts: tokenize, parse a query, match it, cut a snippet.

A word is a run of letters and digits of the folded text (see `fold`), so that accents, case and
ligatures make no difference. In scripts written without spaces (Chinese, Japanese, Thai …) each
letter is a word, and so is each pictograph. Telephone numbers match however they are grouped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from clientfile.errors.suggest import fold
from clientfile.records.typed.phones import (
    WrittenNumber,
    find_numbers,
    has_number,
    is_same_number,
    parse_phone,
    written_numbers,
)

_SINGLE_LETTER_WORDS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_PICTOGRAPHS = "\u2190-\u23ff\u2500-\u2bff\U0001f000-\U0001faff"
_WORD = re.compile(
    rf"[{_SINGLE_LETTER_WORDS}{_PICTOGRAPHS}]|[^\W_{_SINGLE_LETTER_WORDS}{_PICTOGRAPHS}]+"
)
_PLAIN_WORD = re.compile(r"[a-z0-9]+")
_QUERY_PART = re.compile(r'"([^"]*)"?|([^\s"]+)')
_SCHEME = re.compile(r"(?:https?://)?(?:www\.)?", re.IGNORECASE)
_CONTEXT_BEFORE, _SNIPPET_LENGTH = 30, 90

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class SearchQuery:
    """A parsed query: a text matches if it contains all `phrases`, or the `number`.

    The last word of the last phrase matches as a prefix where `prefix`. `number` is the query as a
    telephone number, None where it can be none.
    """

    phrases: tuple[Phrase, ...]
    prefix: bool
    number: WrittenNumber | None

    @property
    def empty(self) -> bool:
        """Whether the query has no words."""
        return not self.phrases


def parse_query(text: str) -> SearchQuery:
    """The query that a user typed: words, and phrases in quotes.

    A word with punctuation in it (an address, `CMD-1042`) is the phrase of its parts.
    """
    phrases, prefix = [], False
    for quoted, word in _QUERY_PART.findall(text.replace("“", '"').replace("”", '"')):
        phrase = tuple(tokenize(word[_scheme_of(word) :] or word if word else quoted))
        if phrase:
            phrases.append(phrase)
            prefix = bool(word)
    return SearchQuery(tuple(phrases), prefix, parse_phone(text.translate(_PLAIN_BLANKS)))


def _scheme_of(word: str) -> int:
    match = _SCHEME.match(word)
    return match.end() if match else 0


_PLAIN_BLANKS = {0xA0: " ", 0x202F: " ", 0x2009: " ", 0x2011: "-", 0x2013: "-"}


def tokenize(text: str) -> list[str]:
    """The words of a text, in order."""
    return _WORD.findall(fold_text(text))


def fold_text(text: str) -> str:
    """The text as `fold` gives it; faster for ASCII, where lower case is all that folding does."""
    return text.lower() if text.isascii() else fold(text)


def text_marks(texts: Iterable[str]) -> set[str]:
    """The marks of texts for the index: their words and numbers in ASCII letters and digits."""
    # No word and no number continues across a line break.
    folded = "\n".join(map(fold_text, texts))
    words = set(_PLAIN_WORD.findall(folded) if folded.isascii() else _WORD.findall(folded))
    numbers = {_number_mark(number) for number in written_numbers(folded)}
    return {word_mark(word) for word in words} | numbers


def query_marks(query: SearchQuery) -> tuple[list[str], str, str]:
    """The marks of a matching text: all of the first, and one that begins with the second; or the
    third. The second and the third are "" where the query has none.
    """
    words = [word_mark(word) for phrase in query.phrases for word in phrase]
    prefix = words.pop() if query.prefix else ""
    return words, prefix, _number_mark(query.number) if query.number else ""


def word_mark(word: str) -> str:
    """A word in ASCII letters and digits; a prefix of the word has a prefix of its mark."""
    return word if word.isascii() else "".join(c if c.isascii() else f"{ord(c):x}z" for c in word)


def _number_mark(number: WrittenNumber) -> str:
    return f"n{number.tail}"


def contains(query: SearchQuery, text: str) -> bool:
    """Whether the text contains all phrases of the query, or its number."""
    folded = fold_text(text)
    if query.phrases[0][0] in folded and _contains_phrases(query, folded):
        return True
    return query.number is not None and has_number(folded, query.number)


def _contains_phrases(query: SearchQuery, folded: str) -> bool:
    words = f" {' '.join(_WORD.findall(folded))} "
    *before, last = (" ".join(phrase) for phrase in query.phrases)
    end = "" if query.prefix else " "
    return f" {last}{end}" in words and all(f" {phrase} " in words for phrase in before)


def snippet(query: SearchQuery, text: str) -> str:
    """The text around the first match of the query, on one line."""
    line = " ".join(text.split())
    if len(line) <= _SNIPPET_LENGTH:
        return line
    start, end = _first_match(query, line)
    first = max(0, min(start - _CONTEXT_BEFORE, len(line) - _SNIPPET_LENGTH))
    if 0 < first < start:
        blank = line.find(" ", first, start)
        first = blank + 1 if blank >= 0 else first
    # A word may be longer than any line.
    end = min(end, first + 2 * _SNIPPET_LENGTH)
    last = max(end, first + _SNIPPET_LENGTH)
    if last < len(line):
        blank = line.rfind(" ", end, last)
        last = blank if blank >= 0 else last
    return ("…" if first else "") + line[first:last] + ("…" if last < len(line) else "")


def _first_match(query: SearchQuery, line: str) -> tuple[int, int]:
    """The start and end of the first match in a line; its first character where none matches."""
    pieces = [_fold_character(c) for c in line]
    origin = [place for place, piece in enumerate(pieces) for _ in piece]
    folded = "".join(pieces)
    words = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(folded)]
    spans = [_span(phrase, words, query) for phrase in query.phrases]
    spans += [
        (start, end)
        for number, start, end in find_numbers(folded)
        if query.number and is_same_number(number, query.number)
    ]
    start, end = min((span for span in spans if span), default=(0, 1))
    return (origin[start], origin[end - 1] + 1) if origin else (0, 0)


def _span(
    phrase: Phrase, words: Sequence[tuple[str, int, int]], query: SearchQuery
) -> tuple[int, int] | None:
    prefix = query.prefix and phrase is query.phrases[-1]
    for place in range(len(words) - len(phrase) + 1):
        texts = [word for word, _, _ in words[place : place + len(phrase)]]
        same = texts[:-1] == list(phrase[:-1])
        if same and (texts[-1].startswith(phrase[-1]) if prefix else texts[-1] == phrase[-1]):
            return words[place][1], words[place + len(phrase) - 1][2]
    return None


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    return " " if character.isspace() else fold(character)
