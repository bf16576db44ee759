"""Says a translatable text in a language."""

from __future__ import annotations

from clientfile.language.message import ENGLISH, Translatable


def translate(text: str, language: str) -> str:
    """A translatable text in a language; any other text as it is, since it is a user's."""
    if language == ENGLISH or not isinstance(text, Translatable):
        return str(text)
    # Reading in English loads no catalogue.
    from clientfile.language.catalogue import load_catalogue

    return text.say(load_catalogue(language))
