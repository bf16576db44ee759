"""How a word may be typed: in every language that the program has."""

from __future__ import annotations

from collections.abc import Iterator

from clientfile.language.message import Term, Translatable
from clientfile.language.translate import translate


def spellings(text: str) -> Iterator[str]:
    """The text in English, then in each other language that has a word of its own for it."""
    from clientfile.language.catalogue import languages

    yield str(text)
    if not isinstance(text, Translatable):
        return
    if isinstance(text, Term):
        yield from text.translations.values()
    for language in languages()[1:]:
        yield translate(text, language)
