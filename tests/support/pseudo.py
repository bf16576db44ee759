"""A pseudo-language: every message in brackets, so that what is in none of them is seen.

It is made of the source's own patterns. What stands outside of all brackets must be data: words of
the records and settings, keys, names of commands and options, and what was typed.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable

import pytest

from clientfile.language import catalogue
from clientfile.language.catalogue import Catalogue
from clientfile.language.compiled import CompiledCatalogue

LANGUAGE = "xx"
OPEN, CLOSE = "⟦", "⟧"
_WORD = re.compile(r"[^\W\d_]{2,}")


class PseudoCatalogue(Catalogue):
    """The catalogue of the pseudo-language."""

    def __init__(self) -> None:
        super().__init__(LANGUAGE, CompiledCatalogue())

    def find(self, pattern: str, context: str = "") -> str:
        """The pattern's words in brackets; samples of numbers, dates and currencies stay."""
        samples = (catalogue.NUMBER, catalogue.PERCENTAGE, catalogue.AMOUNT, catalogue.DATE)
        if not pattern or context in {each.context for each in (*samples, catalogue.EURO)}:
            return pattern
        return _mark(pattern)

    def find_plural(self, one: str, several: str, count: int, context: str = "") -> str:
        """The pattern for that number in brackets."""
        return self.find(one if count == 1 else several, context)


def _mark(pattern: str) -> str:
    """The pattern with its own words in brackets, and its places outside of them: a value that is
    no message of its own is seen.
    """
    pieces = []
    for literal, name, spec, conversion in string.Formatter().parse(pattern):
        text = literal.replace("{", "{{").replace("}", "}}") if "{{" in pattern else literal
        pieces.append(f"{OPEN}{text}{CLOSE}" if text else "")
        if name is not None:
            pieces.append(
                "{"
                + name
                + (f"!{conversion}" if conversion else "")
                + (f":{spec}" if spec else "")
                + "}"
            )
    return "".join(pieces)


def speak_pseudo(patch: pytest.MonkeyPatch) -> None:
    """Let the program have the pseudo-language, and read in it."""
    real_load, real_has = catalogue.load_catalogue, catalogue.has_language
    pseudo = PseudoCatalogue()

    def load(language: str) -> Catalogue:
        return pseudo if language == LANGUAGE else real_load(language)

    def has(language: str) -> bool:
        return language == LANGUAGE or real_has(language)

    patch.setattr(catalogue, "load_catalogue", load)
    patch.setattr(catalogue, "has_language", has)
    patch.setattr("clientfile.language.choose.has_language", has)
    patch.setenv("CLIENTFILE_LANG", LANGUAGE)


def outside_brackets(text: str) -> str:
    """What of a text is in no brackets; values within a message count as inside."""
    depth, left = 0, []
    for character in text:
        depth += (character == OPEN) - (character == CLOSE)
        # A bracket is the end of a word.
        left.append(character if depth == 0 and character != CLOSE else " ")
    return "".join(left)


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """The words of texts, without case."""
    return frozenset(word.casefold() for text in texts for word in _WORD.findall(text))


def unmarked_words(
    text: str, data: Iterable[str], known: frozenset[str] = frozenset()
) -> list[str]:
    """The words outside of all brackets that are no data; `data` are texts that may be shown,
    `known` more words that may.
    """
    known = known | words_of(data)
    words = filter(str.isalpha, _WORD.findall(outside_brackets(text)))
    return [word for word in dict.fromkeys(words) if word.casefold() not in known]
