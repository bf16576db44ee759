"""The sentences that people read: written in English, each able to say itself in a language.

`_("{client} is not in the folder", client=client)` is the English text, a `str` like any other,
that programs read, caches hold and tests compare. It remembers its pattern and values: where a
person reads it, `translate` says it in their language. What is glued to it by `+`, an f-string or
`join` is plain English for ever: a sentence is written whole, with its places named.
"""

from clientfile.language.message import (
    ENGLISH,
    Lines,
    Message,
    Term,
    Translatable,
    _,
    ngettext,
    npgettext,
    pgettext,
)
from clientfile.language.translate import translate

__all__ = [
    "ENGLISH",
    "Lines",
    "Message",
    "Term",
    "Translatable",
    "_",
    "ngettext",
    "npgettext",
    "pgettext",
    "translate",
]
